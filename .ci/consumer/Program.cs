using System;
using Mlx4.Runtime;

namespace Consumer
{
    public static class Program
    {
        public static void Main()
        {
            Console.WriteLine(new Service().LoadOne("b"));
        }
    }

    public sealed partial class Service
    {
        private readonly string[] _names = { "a", "b", "c" };

        [InitStage(10, Cleanup = nameof(Close))]
        private void Open() => Console.WriteLine("Open");
        private void Close() => Console.WriteLine("Close");

        [InitStage(20, Cleanup = nameof(Stop), ForEach = nameof(_names))]
        private Errno Start(string name, string busy)
        {
            Console.WriteLine("Start " + name);
            if (name == busy)
            {
                Console.WriteLine(name + ": EBUSY");
                return Errno.EBUSY;
            }
            return Errno.Ok;
        }

        private void Stop(string name) => Console.WriteLine("Stop " + name);
    }
}
