// Stages that take several steps and undo themselves.

using System;
using System.IO;
using System.Net.Sockets;
using Mlx4.Runtime;

internal interface IQueues
{
    Errno AllocQueue(int depth, out uint queue);
    void FreeQueue(uint queue);
    Errno Enable(uint queue);
    void Disable(uint queue);
    Errno Arm(uint queue);
}

// Shape: everything is checked before anything is acquired
internal sealed partial class ValidatesFirst(IQueues queues)
{
    private uint _queue;

    [InitStage(10, Cleanup = nameof(FreeQueue))]
    private Errno AllocQueue(int depth, string? name)
    {
        if (depth <= 0)
        {
            return Errno.EINVAL;
        }

        if (name is { Length: > 15 })
        {
            return Errno.ENAMETOOLONG;
        }

        ArgumentNullException.ThrowIfNull(name);
        return queues.AllocQueue(depth, out _queue);
    }

    private void FreeQueue() => queues.FreeQueue(_queue);
}

// Shape: each failing exit undoes what is there
internal sealed partial class UndoesAtEachExit(IQueues queues)
{
    private uint _queue;

    [InitStage(10, Cleanup = nameof(Stop))]
    private Errno Start(int depth)
    {
        Errno err = queues.AllocQueue(depth, out _queue);
        if (err != Errno.Ok)
        {
            return err;
        }

        err = queues.Enable(_queue);
        if (err != Errno.Ok)
        {
            queues.FreeQueue(_queue);
            return err;
        }

        err = queues.Arm(_queue);
        if (err != Errno.Ok)
        {
            queues.Disable(_queue);
            queues.FreeQueue(_queue);
            return err;
        }

        return Errno.Ok;
    }

    private void Stop()
    {
        queues.Disable(_queue);
        queues.FreeQueue(_queue);
    }
}

// Shape: a ladder of labels
internal sealed partial class UndoesByLabels(IQueues queues)
{
    private uint _queue;

    [InitStage(10, Cleanup = nameof(Stop))]
    private Errno Start(int depth)
    {
        Errno err = queues.AllocQueue(depth, out _queue);
        if (err != Errno.Ok)
        {
            goto failed;
        }

        err = queues.Enable(_queue);
        if (err != Errno.Ok)
        {
            goto free_queue;
        }

        err = queues.Arm(_queue);
        if (err != Errno.Ok)
        {
            goto disable;
        }

        return Errno.Ok;

    disable:
        queues.Disable(_queue);
    free_queue:
        queues.FreeQueue(_queue);
    failed:
        return err;
    }

    private void Stop()
    {
        queues.Disable(_queue);
        queues.FreeQueue(_queue);
    }
}

// Shape: its own cleanup is called before it fails
internal sealed partial class CallsOwnCleanup(IQueues queues)
{
    private uint _queue;

    [InitStage(10, Cleanup = nameof(FreeQueue))]
    private Errno AllocQueue(int depth)
    {
        Errno err = queues.AllocQueue(depth, out _queue);
        if (err == Errno.Ok)
        {
            err = queues.Arm(_queue);
            if (err != Errno.Ok)
            {
                FreeQueue();
            }
        }

        return err;
    }

    private void FreeQueue()
    {
        queues.FreeQueue(_queue);
        _queue = 0;
    }
}

// Shape: a flag in finally
internal sealed partial class UndoesInFinally
{
    private TcpListener? _listener;

    [InitStage(10, Cleanup = nameof(StopListening))]
    private Errno Listen(int port, int backlog)
    {
        bool kept = false;
        TcpListener listener = TcpListener.Create(port);
        try
        {
            listener.Start(backlog);
            if (listener.LocalEndpoint is null)
            {
                return Errno.EADDRNOTAVAIL;
            }

            _listener = listener;
            kept = true;
            return Errno.Ok;
        }
        finally
        {
            if (!kept)
            {
                listener.Dispose();
            }
        }
    }

    private void StopListening() => _listener!.Dispose();
}

// Shape: caught, disposed, thrown on
internal sealed partial class UndoesInCatch
{
    private FileStream? _file;

    [InitStage(10, Cleanup = nameof(Close))]
    private void Open(string path, byte[] magic)
    {
        FileStream file = File.OpenRead(path);
        try
        {
            byte[] header = new byte[magic.Length];
            file.ReadExactly(header);
            if (!header.AsSpan().SequenceEqual(magic))
            {
                throw new InvalidDataException("not a firmware image");
            }
        }
        catch
        {
            file.Dispose();
            throw;
        }

        _file = file;
    }

    private void Close() => _file!.Dispose();
}

// Shape: a filter, and a translation of exceptions to errors
internal sealed partial class TranslatesExceptions
{
    private FileStream? _file;

    [InitStage(10, Cleanup = nameof(Close))]
    private Errno Open(string path)
    {
        try
        {
            _file = File.Open(path, FileMode.Open);
            return Errno.Ok;
        }
        catch (FileNotFoundException)
        {
            return Errno.ENOENT;
        }
        catch (IOException exception) when ((exception.HResult & 0xffff) == 32)
        {
            return Errno.EBUSY;
        }
        catch (UnauthorizedAccessException)
        {
            return Errno.EACCES;
        }
    }

    private void Close()
    {
        _file!.Dispose();
        _file = null;
    }
}

// Shape: ownership moves at the end
internal sealed partial class MovesAtTheEnd
{
    private Socket? _socket;

    [InitStage(10, Cleanup = nameof(Close))]
    private Errno Bind(string path)
    {
        Socket? socket = null;
        try
        {
            socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            socket.Bind(new UnixDomainSocketEndPoint(path));
            socket.Listen(4);
            _socket = socket;
            socket = null;
            return Errno.Ok;
        }
        catch (SocketException)
        {
            return Errno.EADDRINUSE;
        }
        finally
        {
            socket?.Dispose();
        }
    }

    private void Close() => _socket?.Dispose();
}
