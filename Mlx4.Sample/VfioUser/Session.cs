using System.Buffers.Binary;
using Mlx4.Runtime;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.VfioUser;

/// <summary>The life of one client: the host of a function from its VERSION message until it is gone.</summary>
/// <remarks>
/// The lock is the card's own, which is held whenever the card reaches for a host's memory, through whichever function and on whichever
/// thread. It is held here around all that a message does, so a mapping never goes away under a DMA.
/// </remarks>
internal sealed class Session : IHost, IDisposable
{
    private readonly Connection _connection;
    private readonly IPciFunction _function;
    private readonly Lock _access;
    private readonly Action _resetting;
    private readonly GuestMemory _memory = new();
    private readonly InterruptControl _interrupts;

    /// <summary>Makes a session.</summary>
    /// <param name="connection">The client's connection; the session closes it.</param>
    /// <param name="function">The function that the client gets.</param>
    /// <param name="access">What is held while the function is used.</param>
    /// <param name="resetting">Is called before the client resets the function.</param>
    public Session(Connection connection, IPciFunction function, Lock access, Action resetting)
    {
        _connection = connection;
        _function = function;
        _access = access;
        _resetting = resetting;
        _interrupts = new InterruptControl(function);
    }

    /// <summary>Agrees with the client on the version, and plugs the function in.</summary>
    /// <param name="patience">How long the client may take to say what it speaks.</param>
    /// <returns>Whether there is a client: who closes the connection without a word is none.</returns>
    /// <exception cref="DroppedException">There is no way to go on with the client.</exception>
    public bool Begin(TimeSpan patience)
    {
        if (!_connection.Receive(patience))
        {
            return false;
        }
        Negotiate();
        lock (_access)
        {
            _function.Host = this;
        }
        return true;
    }

    /// <summary>Serves the client until it closes the connection.</summary>
    /// <exception cref="DroppedException">There is no way to go on with the client.</exception>
    public void Run()
    {
        while (_connection.Receive(Timeout.InfiniteTimeSpan))
        {
            Errno error;
            lock (_access)
            {
                error = Handle();
                _interrupts.Apply();
            }
            if (_connection.WantsReply)
            {
                _connection.Send(error);
            }
        }
    }

    /// <summary>Unplugs the function: it has no host any more, and what came from the client is closed and unmapped.</summary>
    public void Dispose()
    {
        lock (_access)
        {
            _function.Host = null;
            _memory.Dispose();
            _interrupts.Dispose();
        }
        _connection.Dispose();
    }

    /// <inheritdoc/>
    bool IHost.Dma(ulong busAddress, int length, out Span<byte> memory) => _memory.TryGet(busAddress, length, out memory);

    /// <inheritdoc/>
    bool IHost.Interrupt(int index, int vector) => _interrupts.Signal(index, vector);

    private void Negotiate()
    {
        if (_connection.Command != MessageCommand.Version)
        {
            throw new DroppedException($"command {(int)_connection.Command} before VERSION");
        }
        if (!Negotiation.TryRead(_connection.Body, out ushort minor, out string? problem))
        {
            _connection.Send(Errno.EINVAL);
            throw new DroppedException(problem);
        }
        Negotiation.WriteReply(_connection.Reply(Negotiation.ReplySize), minor);
        _connection.Send(Errno.Ok);
    }

    private Errno Handle()
    {
        ReadOnlySpan<byte> body = _connection.Body;
        switch (_connection.Command)
        {
            case MessageCommand.DmaMap:
                return MapMemory(body);
            case MessageCommand.DmaUnmap:
                return UnmapMemory(body);
            case MessageCommand.DeviceGetInfo:
                return GetInfo(body);
            case MessageCommand.DeviceGetRegionInfo:
                return GetRegionInfo(body);
            case MessageCommand.DeviceGetIrqInfo:
                return GetIrqInfo(body);
            case MessageCommand.DeviceSetIrqs:
                return _interrupts.Set(body, _connection.Descriptors);
            case MessageCommand.RegionRead:
                return ReadRegion(body);
            case MessageCommand.RegionWrite:
                return WriteRegion(body);
            case MessageCommand.DeviceReset:
                _resetting();
                _function.Reset();
                _interrupts.Invalidate();
                return Errno.Ok;
            case MessageCommand.Version:
                return Errno.EINVAL;
            default:
                return Errno.EOPNOTSUPP;
        }
    }

    /// <summary>argsz, flags, offset in the file, bus address, size; the file.</summary>
    private Errno MapMemory(ReadOnlySpan<byte> body)
    {
        const int Size = 32;
        if (body.Length < Size || _connection.Descriptors.Count > 1)
        {
            return Errno.EINVAL;
        }
        return _memory.Map(Get64(body, 16), Get64(body, 24), Get32(body, 4), Get64(body, 8), _connection.Descriptors.First);
    }

    /// <summary>argsz, flags, bus address, size. With flag 2 everything goes, and address and size are 0. The reply is the same.</summary>
    private Errno UnmapMemory(ReadOnlySpan<byte> body)
    {
        const int Size = 24;
        const uint All = 2;
        if (body.Length < Size)
        {
            return Errno.EINVAL;
        }
        uint flags = Get32(body, 4);
        ulong start = Get64(body, 8);
        ulong size = Get64(body, 16);
        if ((flags & ~All) != 0 || (flags == All && (start | size) != 0))
        {
            return Errno.EINVAL;
        }
        Errno error = Errno.Ok;
        if (flags == All)
        {
            _memory.UnmapAll();
        }
        else
        {
            error = _memory.Unmap(start, size);
        }
        body[..Size].CopyTo(_connection.Reply(Size));
        return error;
    }

    /// <summary>argsz, flags, number of regions, number of interrupt kinds.</summary>
    private Errno GetInfo(ReadOnlySpan<byte> body)
    {
        const int Size = 16;
        const uint ResetPossible = 1;
        const uint Pci = 2;
        if (!HasRoom(body, sizeof(uint), Size))
        {
            return Errno.EINVAL;
        }
        Span<byte> reply = _connection.Reply(Size);
        Put32(reply, 0, Size);
        Put32(reply, 4, ResetPossible | Pci);
        Put32(reply, 8, Protocol.Regions);
        Put32(reply, 12, Protocol.InterruptKinds);
        return Errno.Ok;
    }

    /// <summary>argsz, flags, region, offset of capabilities, size, offset for mmap. No region can be mapped by the client.</summary>
    private Errno GetRegionInfo(ReadOnlySpan<byte> body)
    {
        const int Size = 32;
        const uint ReadableAndWritable = 3;
        if (!HasRoom(body, 12, Size) || Get32(body, 8) is not (< Protocol.Regions and uint region))
        {
            return Errno.EINVAL;
        }
        ulong size = _function.RegionSize((int)region);
        Span<byte> reply = _connection.Reply(Size);
        Put32(reply, 0, Size);
        Put32(reply, 4, size == 0 ? 0 : ReadableAndWritable);
        Put32(reply, 8, region);
        Put64(reply, 16, size);
        return Errno.Ok;
    }

    /// <summary>argsz, flags, interrupt kind, number of vectors.</summary>
    private Errno GetIrqInfo(ReadOnlySpan<byte> body)
    {
        const int Size = 16;
        if (!HasRoom(body, 12, Size) || Get32(body, 8) is not (< Protocol.InterruptKinds and uint kind))
        {
            return Errno.EINVAL;
        }
        uint vectors = _function.Vectors(kind);
        Span<byte> reply = _connection.Reply(Size);
        Put32(reply, 0, Size);
        Put32(reply, 4, vectors == 0 ? 0 : _function.Interrupts((int)kind).Flags);
        Put32(reply, 8, kind);
        Put32(reply, 12, vectors);
        return Errno.Ok;
    }

    /// <summary>Offset, region, count. The reply has the data behind that.</summary>
    private Errno ReadRegion(ReadOnlySpan<byte> body)
    {
        if (!TryTransfer(body, out int region, out ulong offset, out int count))
        {
            return Errno.EINVAL;
        }
        Span<byte> reply = _connection.Reply(Protocol.TransferHeader + count);
        body[..Protocol.TransferHeader].CopyTo(reply);
        _function.ReadAny(region, offset, reply[Protocol.TransferHeader..]);
        return Errno.Ok;
    }

    /// <summary>Offset, region, count, data. The reply has all but the data.</summary>
    private Errno WriteRegion(ReadOnlySpan<byte> body)
    {
        if (!TryTransfer(body, out int region, out ulong offset, out int count) || body.Length - Protocol.TransferHeader != count)
        {
            return Errno.EINVAL;
        }
        _function.WriteAny(region, offset, body[Protocol.TransferHeader..]);
        if (region == PciRegion.Config)
        {
            _interrupts.Invalidate();
        }
        body[..Protocol.TransferHeader].CopyTo(_connection.Reply(Protocol.TransferHeader));
        return Errno.Ok;
    }

    private bool TryTransfer(ReadOnlySpan<byte> body, out int region, out ulong offset, out int count)
    {
        region = 0;
        offset = 0;
        count = 0;
        if (body.Length < Protocol.TransferHeader)
        {
            return false;
        }
        offset = Get64(body, 0);
        uint number = Get32(body, 8);
        uint length = Get32(body, 12);
        if (number >= Protocol.Regions || length > Protocol.MaxTransfer)
        {
            return false;
        }
        region = (int)number;
        count = (int)length;
        ulong size = _function.RegionSize(region);
        return offset <= size && length <= size - offset;
    }

    /// <summary>Whether a query is complete, and its argsz leaves room for the reply.</summary>
    private static bool HasRoom(ReadOnlySpan<byte> body, int request, uint reply) => body.Length >= request && Get32(body, 0) >= reply;

    private static uint Get32(ReadOnlySpan<byte> body, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(body[offset..]);

    private static ulong Get64(ReadOnlySpan<byte> body, int offset) => BinaryPrimitives.ReadUInt64LittleEndian(body[offset..]);

    private static void Put32(Span<byte> body, int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(body[offset..], value);

    private static void Put64(Span<byte> body, int offset, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(body[offset..], value);
}
