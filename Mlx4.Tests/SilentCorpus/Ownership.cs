// Who disposes: what a stage makes may be handed on.

using System;
using System.Collections.Generic;
using System.IO;
using System.Net.Sockets;
using Mlx4.Runtime;

// Shape: handed to a collection that the cleanup empties
internal sealed partial class CaptureFiles
{
    private readonly List<IDisposable> _open = [];
    private readonly string[] _names = ["rx.pcap", "tx.pcap"];

    [InitStage(10, Cleanup = nameof(CloseAll))]
    private void OpenAll(string folder)
    {
        foreach (string name in _names)
        {
            _open.Add(new FileStream(Path.Combine(folder, name), FileMode.Create));
        }
    }

    private void CloseAll()
    {
        for (int i = _open.Count - 1; i >= 0; i--)
        {
            _open[i].Dispose();
        }

        _open.Clear();
    }
}

// Shape: handed to a wrapper, and only the wrapper is disposed
internal sealed partial class TraceWriter
{
    private StreamWriter? _writer;

    [InitStage(10, Cleanup = nameof(Close))]
    private void Open(string path)
    {
        FileStream stream = new(path, FileMode.Append, FileAccess.Write, FileShare.Read);
        BufferedStream buffered = new(stream, 64 * 1024);
        _writer = new StreamWriter(buffered) { AutoFlush = false };
    }

    private void Close()
    {
        _writer!.Dispose();
        _writer = null;
    }
}

// Shape: the inner object is kept too, and the wrapper disposes it
internal sealed partial class FramedConnection
{
    private TcpClient? _client;
    private BinaryReader? _reader;

    [InitStage(10, Cleanup = nameof(Disconnect))]
    private void Connect(string host, int port)
    {
        _client = new TcpClient(host, port);
        _reader = new BinaryReader(_client.GetStream());
    }

    private void Disconnect()
    {
        _reader?.Dispose();
        _client?.Dispose();
        _reader = null;
        _client = null;
    }

    public int ReadLength() => _reader!.ReadInt32();
}

// Shape: handed to a factory
internal sealed class Session(Stream stream, bool leaveOpen) : IDisposable
{
    public static Session Over(Stream stream) => new(stream, leaveOpen: false);

    public void Dispose()
    {
        if (!leaveOpen)
        {
            stream.Dispose();
        }
    }
}

internal sealed partial class SessionHost
{
    private Session? _session;

    [InitStage(10, Cleanup = nameof(EndSession))]
    private Errno BeginSession(string path)
    {
        if (!File.Exists(path))
        {
            return Errno.ENOENT;
        }

        _session = Session.Over(new FileStream(path, FileMode.Open));
        return Errno.Ok;
    }

    private void EndSession() => _session?.Dispose();
}

// Shape: handed to what was given to us
internal interface IResourceBag
{
    void Own(IDisposable resource);
    void ReleaseAll();
}

internal sealed partial class BaggedDevice(IResourceBag bag)
{
    [InitStage(10, Cleanup = nameof(Release))]
    private Errno Open(string path, int minimumLength)
    {
        FileStream stream = new(path, FileMode.Open);
        bag.Own(stream);
        return stream.Length < minimumLength ? Fail(Errno.EINVAL) : Errno.Ok;
    }

    private Errno Fail(Errno error)
    {
        bag.ReleaseAll();
        return error;
    }

    private void Release() => bag.ReleaseAll();
}

// Shape: what the type's own Dispose releases
internal sealed partial class DisposableHost : IDisposable
{
    private readonly MemoryStream _scratch = new();
    private FileStream? _log;

    [InitStage(10, NoCleanup = "the log stays open until the host is disposed")]
    private void OpenLog(string path) => _log ??= new FileStream(path, FileMode.Append);

    public void Dispose()
    {
        UnloadOne();
        _log?.Dispose();
        _scratch.Dispose();
    }
}
