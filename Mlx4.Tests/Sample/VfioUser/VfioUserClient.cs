using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Mlx4.Runtime;
using Mlx4.Sample.Pci;
using Mlx4.Sample.VfioUser;

namespace Mlx4.Tests.Sample.VfioUser;

/// <summary>A client of a server, message by message; as a function, it is the function that the server offers.</summary>
internal sealed class VfioUserClient : IPciFunction, IDisposable
{
    public const uint NoReply = 0x10;

    // The flags of DEVICE_SET_IRQS.
    public const uint NoData = 1;
    public const uint Booleans = 2;
    public const uint EventFd = 4;
    public const uint Mask = 8;
    public const uint Unmask = 16;
    public const uint Trigger = 32;

    /// <summary>What QEMU proposes.</summary>
    public const string Proposal =
        """{"capabilities":{"max_msg_fds":8,"max_data_xfer_size":1048576,"pgsizes":4096,"max_dma_maps":65535,"write_multiple":true}}""" + "\0";

    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private ushort _id;

    public VfioUserClient(string path) => _socket.Connect(new UnixDomainSocketEndPoint(path));

    public IHost? Host
    {
        set
        {
            // The server is the host of its function.
        }
    }

    public static byte[] Version(ushort major, ushort minor, string text) => [.. Bytes(major, minor), .. Encoding.UTF8.GetBytes(text)];

    public static byte[] Bytes(params ushort[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    public static byte[] Bytes(params uint[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    public static byte[] Bytes(params ulong[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    /// <summary>A message that the server takes for one, or not.</summary>
    public static byte[] Message(uint command, uint size, uint flags, params ReadOnlySpan<byte> body) =>
        [.. Bytes((ushort)0x77, (ushort)command), .. Bytes(size, flags, 0u), .. body];

    /// <summary>Agrees on the version.</summary>
    public void Negotiate()
    {
        (Errno error, _) = Request(MessageCommand.Version, Version(0, 0, Proposal));
        Assert.Equal(Errno.Ok, error);
    }

    /// <summary>Sends a request and waits for its reply.</summary>
    public (Errno Error, byte[] Body) Request(MessageCommand command, ReadOnlySpan<byte> body, params ReadOnlySpan<SafeFileHandle> files)
    {
        Post(command, body, 0, files);
        byte[] header = Receive(MessageHeader.Length);
        Assert.Equal(MessageHeader.Length, header.Length);
        MessageHeader reply = MessageHeader.Read(header);
        Assert.Equal((_id, command, MessageHeader.Reply), (reply.Id, reply.Command, reply.Flags & 0xf));
        Assert.Equal(reply.Error != 0, (reply.Flags & MessageHeader.HasError) != 0);
        return ((Errno)reply.Error, Receive((int)reply.Size - MessageHeader.Length));
    }

    /// <summary>Sends a request.</summary>
    public void Post(MessageCommand command, ReadOnlySpan<byte> body, uint flags, params ReadOnlySpan<SafeFileHandle> files)
    {
        byte[] message = new byte[MessageHeader.Length + body.Length];
        new MessageHeader(++_id, command, (uint)message.Length, flags, 0).Write(message);
        body.CopyTo(message.AsSpan(MessageHeader.Length));
        Send(message, files);
    }

    /// <summary>Sends bytes, whatever they are.</summary>
    public void Send(ReadOnlySpan<byte> bytes, params ReadOnlySpan<SafeFileHandle> files)
    {
        if (files.Length > 0)
        {
            Posix.Send(_socket, bytes, files);
        }
        else
        {
            Assert.Equal(bytes.Length, _socket.Send(bytes));
        }
    }

    /// <summary>Receives bytes; fewer if the server closes the connection.</summary>
    public byte[] Receive(int count)
    {
        byte[] bytes = new byte[count];
        int received = 0;
        try
        {
            for (int more = 1; received < count && more > 0; received += more)
            {
                more = _socket.Receive(bytes.AsSpan(received));
            }
        }
        catch (SocketException)
        {
            // What was sent was not read any more.
        }
        return bytes[..received];
    }

    /// <summary>Says that nothing more is sent.</summary>
    public void Finish() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Waits until the server closes the connection.</summary>
    public void WaitForEnd()
    {
        while (Receive(0x1000).Length == 0x1000)
        {
        }
    }

    public Errno Map(SafeFileHandle? file, ulong address, ulong size, ulong offset = 0, uint flags = 3) =>
        Request(MessageCommand.DmaMap, [.. Bytes(32u, flags), .. Bytes(offset, address, size)], file is null ? [] : [file]).Error;

    public Errno Unmap(ulong address, ulong size, uint flags = 0) =>
        Request(MessageCommand.DmaUnmap, [.. Bytes(24u, flags), .. Bytes(address, size)]).Error;

    public Errno SetIrqs(uint flags, uint index, uint start, uint count, params ReadOnlySpan<SafeFileHandle> files) =>
        Request(MessageCommand.DeviceSetIrqs, Bytes(20, flags, index, start, count), files).Error;

    public (Errno Error, byte[] Data) TryRead(uint region, ulong offset, uint count)
    {
        (Errno error, byte[] body) = Request(MessageCommand.RegionRead, [.. Bytes(offset), .. Bytes(region, count)]);
        return (error, error == Errno.Ok ? body[16..] : []);
    }

    public Errno TryWrite(uint region, ulong offset, ReadOnlySpan<byte> data, uint? count = null) =>
        Request(MessageCommand.RegionWrite, [.. Bytes(offset), .. Bytes(region, count ?? (uint)data.Length), .. data]).Error;

    public ulong RegionSize(int region)
    {
        (Errno error, byte[] body) = Request(MessageCommand.DeviceGetRegionInfo, [.. Bytes(32u, 0, (uint)region, 0), .. Bytes(0ul, 0ul)]);
        Assert.Equal(Errno.Ok, error);
        return BinaryPrimitives.ReadUInt64LittleEndian(body.AsSpan(16));
    }

    public (uint Flags, uint Count) Interrupts(int index)
    {
        (Errno error, byte[] body) = Request(MessageCommand.DeviceGetIrqInfo, Bytes(16, 0, (uint)index, 0));
        Assert.Equal(Errno.Ok, error);
        return (BinaryPrimitives.ReadUInt32LittleEndian(body.AsSpan(4)), BinaryPrimitives.ReadUInt32LittleEndian(body.AsSpan(12)));
    }

    public void Read(int region, ulong offset, Span<byte> data)
    {
        (Errno error, byte[] read) = TryRead((uint)region, offset, (uint)data.Length);
        Assert.Equal(Errno.Ok, error);
        read.CopyTo(data);
    }

    /// <summary>Posts a write, as QEMU does for BARs.</summary>
    public void Write(int region, ulong offset, ReadOnlySpan<byte> data) =>
        Post(MessageCommand.RegionWrite, [.. Bytes(offset), .. Bytes((uint)region, (uint)data.Length), .. data], NoReply);

    public void Reset() => Assert.Equal(Errno.Ok, Request(MessageCommand.DeviceReset, []).Error);

    public void Dispose() => _socket.Dispose();
}
