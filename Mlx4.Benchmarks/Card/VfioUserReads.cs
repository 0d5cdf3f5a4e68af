using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text;
using Mlx4.Sample.Hca;
using Mlx4.Sample.Pci;
using Mlx4.Sample.VfioUser;

namespace Mlx4.Benchmarks.Card;

/// <summary>Reads a register of a card over vfio-user, from a server as <c>serve</c> has it, on a thread of its own.</summary>
[SupportedOSPlatform("linux")]
internal sealed class VfioUserReads : IDisposable
{
    /// <summary>A request to read: the header, the offset, the region and the number of bytes.</summary>
    public const int RequestLength = MessageHeader.Length + 8 + 4 + 4;

    /// <summary>A reply: the same, and the bytes.</summary>
    public const int ReplyLength = RequestLength + Width;

    private const int Width = 4;

    private static readonly byte[] Proposal =
        [0, 0, 0, 0, .. Encoding.UTF8.GetBytes("""{"capabilities":{"max_msg_fds":8,"max_data_xfer_size":1048576,"pgsizes":4096}}""" + "\0")];

    private readonly string _folder = Directory.CreateTempSubdirectory("mlx4-").FullName;
    private readonly Socket _listener;
    private readonly Thread _server;
    private readonly Socket _client = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly byte[] _request;
    private readonly byte[] _reply = new byte[ReplyLength];

    public VfioUserReads()
    {
        string path = Path.Combine(_folder, "card");
        _listener = SocketFile.Listen(path, out string? problem) ?? throw new InvalidOperationException(problem);
        ConnectX3 card = new(new ConnectX3Options(), TimeProvider.System);
        Server server = new(card.PhysicalFunction, card.Lock, card.Ledger, TextWriter.Null) { Once = true };
        _server = new Thread(() => server.Run(_listener, CancellationToken.None));
        _server.Start();
        _client.Connect(new UnixDomainSocketEndPoint(path));
        Ask(Message(MessageCommand.Version, Proposal));
        Ask(Message(MessageCommand.RegionWrite, [.. Region(PciRegion.Config, PciConfig.Command, 2), (byte)PciConfig.CommandMemory, 0]));
        _request = Message(MessageCommand.RegionRead, Region(PciRegion.Bar0, RawCard.HcrLast, Width));
    }

    /// <summary>Reads the register as many times as told.</summary>
    public void Read(int count)
    {
        for (int i = 0; i < count; i++)
        {
            _client.Send(_request);
            RoundTrips.Receive(_client, _reply);
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        _server.Join();
        _listener.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Sends a request and reads the reply, however long it is.</summary>
    private void Ask(byte[] request)
    {
        _client.Send(request);
        byte[] header = new byte[MessageHeader.Length];
        RoundTrips.Receive(_client, header);
        MessageHeader reply = MessageHeader.Read(header);
        RoundTrips.Receive(_client, new byte[(int)reply.Size - MessageHeader.Length]);
        if (reply.Error != 0)
        {
            throw new InvalidOperationException($"The server refuses {reply.Command}: error {reply.Error}.");
        }
    }

    private static byte[] Message(MessageCommand command, byte[] body)
    {
        byte[] message = new byte[MessageHeader.Length + body.Length];
        new MessageHeader(1, command, (uint)message.Length, 0, 0).Write(message);
        body.CopyTo(message, MessageHeader.Length);
        return message;
    }

    private static byte[] Region(int region, ulong offset, int count) => [.. BitConverter.GetBytes(offset), .. BitConverter.GetBytes(region), .. BitConverter.GetBytes(count)];
}
