using System.Globalization;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using Mlx4.Sample.Hca;
using Mlx4.Sample.Pci;
using Mlx4.Sample.VfioUser;
using Mlx4.Tests.Sample.Hca.Hostile;
using Xunit.Abstractions;

namespace Mlx4.Tests.Sample.VfioUser;

/// <summary>
/// Clients that send random messages, most of them nearly right. The environment variable <c>MLX4_VFIO_MESSAGES</c> sets the number of
/// messages, <c>MLX4_SEED</c> the seed.
/// </summary>
[SupportedOSPlatform("linux")]
public sealed class FuzzTests(ITestOutputHelper output)
{
    private const int DefaultMessages = 10_000;

    /// <summary>The longest life of a client, in messages.</summary>
    private const int Life = 200;

    private static readonly uint[] Edges =
        [0, 1, 2, 3, 4, 5, 7, 8, 16, 20, 24, 32, 36, 38, 128, 0x1000, 0x2000, 0x10000, 0x7fff_ffff, 0x8000_0000, uint.MaxValue];

    [Fact]
    public void No_message_harms_the_clients_that_come_after()
    {
        int messages = Setting("MLX4_VFIO_MESSAGES", DefaultMessages);
        int seed = Setting("MLX4_SEED", Environment.TickCount & int.MaxValue);
        output.WriteLine($"{messages:N0} messages, MLX4_SEED={seed}");
        Noise random = new((ulong)seed);
        ConnectX3 card = new(new ConnectX3Options { FirmwarePages = 16 }, TimeProvider.System);
        using ServerRun server = new(card);
        using SafeFileHandle memory = Posix.CreateMemory(1 << 20);
        using SafeFileHandle eventFd = Posix.CreateEventFd();
        for (int left = messages; left > 0;)
        {
            using VfioUserClient client = server.Connect();
            if (random.Below(8) > 0)
            {
                client.Negotiate();
            }
            left -= Live(client, random, memory, eventFd);
        }
        using (VfioUserClient client = server.Begin())
        {
            Assert.Equal(VfioUserClient.Bytes((ushort)0x15b3, (ushort)0x1003), client.TryRead(PciRegion.Config, 0, 4).Data);
            Assert.Equal(Mlx4.Runtime.Errno.Ok, client.Map(memory, 0, 1 << 20));
        }
        // A thread that died has thrown.
        server.Stop();
        Assert.True(card.Ledger.IsEmpty, $"MLX4_SEED={seed}: {card.Ledger}");
    }

    /// <summary>Sends messages until one is fatal, or for a while. No reply is read, so there are few enough of them for the socket's buffer.</summary>
    private static int Live(VfioUserClient client, Noise random, SafeFileHandle memory, SafeFileHandle eventFd)
    {
        int sent = 0;
        try
        {
            for (int life = random.Below(Life); sent <= life; sent++)
            {
                byte[] message = Message(random);
                SafeFileHandle[] files = random.Below(4) > 0
                    ? []
                    : [.. Enumerable.Range(0, random.Below(20)).Select(_ => random.Below(2) == 0 ? memory : eventFd)];
                client.Send(message, files);
            }
        }
        catch (Exception exception) when (exception is System.Net.Sockets.SocketException or System.ComponentModel.Win32Exception)
        {
            // The server has dropped the client.
        }
        return sent + 1;
    }

    private static byte[] Message(Noise random)
    {
        ushort command = (ushort)random.Below(15);
        byte[] body = Body(random, (MessageCommand)command);
        if (random.Below(20) == 0)
        {
            body = body[..random.Below(body.Length + 1)];
        }
        uint size = random.Below(200) == 0 ? Edge(random) : (uint)(16 + body.Length);
        // Replies to reads of a whole BAR would fill the buffer that nobody empties.
        uint flags = random.Below(500) == 0 ? Edge(random) : VfioUserClient.NoReply;
        return VfioUserClient.Message(command, size, flags, body);
    }

    private static byte[] Body(Noise random, MessageCommand command) => command switch
    {
        MessageCommand.DmaMap =>
            [.. VfioUserClient.Bytes(32u, random.Below(8) == 0 ? Edge(random) : 3),
                .. VfioUserClient.Bytes(Address(random), Address(random), Address(random))],
        MessageCommand.DmaUnmap =>
            [.. VfioUserClient.Bytes(24u, random.Below(4) == 0 ? Edge(random) : 0), .. VfioUserClient.Bytes(Address(random), Address(random))],
        MessageCommand.DeviceSetIrqs =>
            [.. VfioUserClient.Bytes(20u, Irqs(random), Edge(random) & 3, Edge(random), (uint)random.Below(20)), .. Bytes(random, 20)],
        MessageCommand.RegionRead => [.. VfioUserClient.Bytes(Offset(random)), .. VfioUserClient.Bytes((uint)random.Below(10), (uint)random.Below(20))],
        MessageCommand.RegionWrite => Write(random),
        _ => Bytes(random, 64),
    };

    private static byte[] Write(Noise random)
    {
        byte[] data = Bytes(random, random.Below(4) == 0 ? 20 : 4);
        uint region = random.Below(3) switch { 0 => PciRegion.Config, 1 => PciRegion.Bar0, _ => (uint)random.Below(10) };
        return [.. VfioUserClient.Bytes(Offset(random)), .. VfioUserClient.Bytes(region, (uint)data.Length), .. data];
    }

    private static uint Irqs(Noise random) => random.Below(3) == 0 ? Edge(random) : (1u << random.Below(3)) | (8u << random.Below(3));

    private static ulong Offset(Noise random) => random.Below(3) switch
    {
        0 => (ulong)random.Below(0x100),
        1 => 0x80680u + (ulong)random.Below(0x20),
        _ => Address(random),
    };

    private static ulong Address(Noise random) => random.Below(3) switch
    {
        0 => (ulong)random.Below(0x100) << 12,
        1 => ulong.MaxValue - Edge(random),
        _ => Edge(random),
    };

    private static uint Edge(Noise random) => random.Pick<uint>(Edges);

    private static byte[] Bytes(Noise random, int most)
    {
        byte[] bytes = new byte[random.Below(most + 1)];
        random.Fill(bytes);
        return bytes;
    }

    private static int Setting(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
