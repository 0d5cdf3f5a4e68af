// Trying again.

using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using Mlx4.Runtime;

// Shape: each attempt disposes what it made
internal sealed partial class PersistentConnection
{
    private Socket? _socket;

    [InitStage(10, Cleanup = nameof(Close))]
    private Errno Connect(IPEndPoint endPoint, int attempts)
    {
        for (int attempt = 0; attempt < attempts; attempt++)
        {
            Socket socket = new(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Connect(endPoint);
                _socket = socket;
                return Errno.Ok;
            }
            catch (SocketException)
            {
                socket.Dispose();
            }

            Thread.Sleep(100 << attempt);
        }

        return Errno.ECONNREFUSED;
    }

    private void Close()
    {
        _socket!.Dispose();
        _socket = null;
    }
}

internal interface ISemaphoreRegister
{
    Errno Acquire();
    void Release();
    Errno Write(uint value);
}

// Shape: a loop with a bound around a call that reports
internal sealed partial class HardwareSemaphore(ISemaphoreRegister register)
{
    [InitStage(10, Cleanup = nameof(Release))]
    private Errno Acquire()
    {
        Errno err = Errno.EAGAIN;
        for (int i = 0; i < 10 && err == Errno.EAGAIN; i++)
        {
            err = register.Acquire();
            if (err == Errno.EAGAIN)
            {
                Thread.Sleep(1);
            }
        }

        return err;
    }

    private void Release() => register.Release();
}

// Shape: a stage that the load tries again
internal sealed partial class SelfRetry(ISemaphoreRegister register)
{
    [InitStage(10, Cleanup = nameof(Release), RestartOn = Errno.EBUSY, RestartFrom = nameof(Acquire), MaxRestarts = 3)]
    private Errno Acquire() => register.Acquire();

    private void Release() => register.Release();
}

// Shape: a degraded second attempt within the stage
internal sealed partial class Degrading(ISemaphoreRegister register)
{
    private uint _depth;

    [InitStage(10, NoCleanup = "a register keeps a number")]
    private Errno SetDepth(uint depth)
    {
        Errno err = register.Write(depth);
        while (err == Errno.ENOMEM && depth > 16)
        {
            depth /= 2;
            err = register.Write(depth);
        }

        if (err == Errno.Ok)
        {
            _depth = depth;
        }

        return err;
    }

    public uint Depth => _depth;
}

// Shape: do ... while with the error of the last round
internal sealed partial class DoWhile(ISemaphoreRegister register)
{
    [InitStage(10, Cleanup = nameof(Release))]
    private Errno Acquire(int attempts)
    {
        Errno err;
        do
        {
            err = register.Acquire();
        }
        while (err == Errno.EINTR && --attempts > 0);

        if (err != Errno.Ok)
        {
            Console.Error.WriteLine($"gave up: {err}");
            return err;
        }

        return Errno.Ok;
    }

    private void Release() => register.Release();
}
