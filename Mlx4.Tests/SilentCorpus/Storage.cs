// Where resources are kept: properties, elements, items, tuples.

using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Pipes;
using System.Net.Sockets;
using Mlx4.Runtime;

// Shape: a property
internal sealed partial class PropertyStorage
{
    public FileStream? Journal { get; private set; }

    [InitStage(10, Cleanup = nameof(CloseJournal))]
    private void OpenJournal(string path) => Journal = new FileStream(path, FileMode.Append);

    private void CloseJournal()
    {
        Journal?.Dispose();
        Journal = null;
    }
}

// Shape: a property over a field
internal sealed partial class PropertyOverField
{
    private FileStream? _journal;

    private FileStream? Journal
    {
        get => _journal;
        set
        {
            _journal?.Dispose();
            _journal = value;
        }
    }

    [InitStage(10, Cleanup = nameof(CloseJournal))]
    private void OpenJournal(string path) => Journal = new FileStream(path, FileMode.Append);

    private void CloseJournal() => Journal = null;
}

// Shape: elements of an array
internal sealed partial class ElementStorage
{
    private readonly UdpClient?[] _sockets = new UdpClient?[4];

    private int Sockets => _sockets.Length;

    [InitStage(10, Cleanup = nameof(Close), ForEach = nameof(Sockets))]
    private void Open(int index, int firstPort) => _sockets[index] = new UdpClient(firstPort + index);

    private void Close(int index)
    {
        _sockets[index]!.Dispose();
        _sockets[index] = null;
    }
}

// Shape: a property of the item, with a failing exit that gives it back
internal sealed record Lane(int Number)
{
    public FileStream? Trace { get; set; }
    public nint Ring { get; set; }
}

internal sealed partial class ItemStorage(Lane[] lanes)
{
    private readonly Lane[] _lanes = lanes;

    [InitStage(10, Cleanup = nameof(StopTrace), ForEach = nameof(_lanes))]
    private Errno StartTrace(Lane lane, string folder)
    {
        lane.Trace = File.Create(Path.Combine(folder, $"lane{lane.Number}"));
        if (!lane.Trace.CanSeek)
        {
            lane.Trace.Dispose();
            lane.Trace = null;
            return Errno.ESPIPE;
        }

        return Errno.Ok;
    }

    private void StopTrace(Lane lane)
    {
        lane.Trace!.Dispose();
        lane.Trace = null;
    }
}

// Shape: a dictionary by item
internal sealed partial class KeyedStorage(IReadOnlyList<string> hosts)
{
    private readonly IReadOnlyList<string> _hosts = hosts;
    private readonly Dictionary<string, TcpClient> _clients = [];

    [InitStage(10, Cleanup = nameof(Disconnect), ForEach = nameof(_hosts))]
    private void Connect(string host, int port) => _clients[host] = new TcpClient(host, port);

    private void Disconnect(string host)
    {
        if (_clients.Remove(host, out TcpClient? client))
        {
            client.Dispose();
        }
    }
}

// Shape: two ends in a tuple
internal sealed partial class PipePair
{
    private (AnonymousPipeServerStream Server, AnonymousPipeClientStream Client)? _pipe;

    [InitStage(10, Cleanup = nameof(ClosePipe))]
    private void OpenPipe()
    {
        AnonymousPipeServerStream server = new(PipeDirection.In);
        AnonymousPipeClientStream client = new(PipeDirection.Out, server.ClientSafePipeHandle);
        _pipe = (server, client);
    }

    private void ClosePipe()
    {
        if (_pipe is var (server, client))
        {
            client.Dispose();
            server.Dispose();
        }

        _pipe = null;
    }
}

// Shape: two members assigned at once
internal sealed partial class Deconstructed
{
    private StreamReader? _reader;
    private StreamWriter? _writer;

    [InitStage(10, Cleanup = nameof(Close))]
    private void Open(string input, string output) => (_reader, _writer) = (File.OpenText(input), File.CreateText(output));

    private void Close()
    {
        _writer?.Dispose();
        _reader?.Dispose();
        (_reader, _writer) = (null, null);
    }
}

// Shape: a record of resources, disposed as one
internal sealed record Endpoints(UdpClient Control, UdpClient Data) : IDisposable
{
    public void Dispose()
    {
        Data.Dispose();
        Control.Dispose();
    }
}

internal sealed partial class RecordStorage
{
    private Endpoints? _endpoints;

    [InitStage(10, Cleanup = nameof(Close))]
    private void Open(int port) => _endpoints = new Endpoints(new UdpClient(port), new UdpClient(port + 1));

    private void Close() => _endpoints?.Dispose();
}
