using System;
using Mlx4.Runtime;

namespace Library
{
    internal enum Speed
    {
        Slow,
        Fast,
    }

    /// <summary>A host that only friends of the assembly see.</summary>
    internal sealed partial class Channel
    {
        [InitStage(10, Cleanup = nameof(Disconnect))]
        private Errno Connect(Speed speed)
        {
            Console.WriteLine("Connect " + speed);
            return Errno.Ok;
        }

        private void Disconnect() => Console.WriteLine("Disconnect");
    }
}
