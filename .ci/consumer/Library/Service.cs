using System;
using Mlx4.Runtime;

namespace Library
{
    /// <summary>A host that everybody sees, and may derive from.</summary>
    public partial class Service
    {
        private readonly string[] _names = { "a", "b", "c" };

        [InitStage(10, Cleanup = nameof(Close))]
        private void Open() => Console.WriteLine("Open");
        private void Close() => Console.WriteLine("Close");

        [InitStage(20, Cleanup = nameof(Stop), ForEach = nameof(_names))]
        private Errno Start(string name, string busy)
        {
            Console.WriteLine("Start " + name);
            return name == busy ? Errno.EBUSY : Errno.Ok;
        }

        private void Stop(string name) => Console.WriteLine("Stop " + name);
    }
}
