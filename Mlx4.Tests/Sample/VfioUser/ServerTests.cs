using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using Mlx4.Runtime;
using Mlx4.Sample.Hca;
using Mlx4.Sample.Pci;
using Mlx4.Sample.VfioUser;

namespace Mlx4.Tests.Sample.VfioUser;

/// <summary>One client after the other, and what each leaves behind.</summary>
[SupportedOSPlatform("linux")]
public sealed class ServerTests
{
    private static readonly byte[] MemoryOn = [(byte)PciConfig.CommandMemory, 0];

    private readonly ConnectX3 _card = new(new ConnectX3Options(), TimeProvider.System);

    [Fact]
    public void What_a_client_leaves_behind_is_told_and_taken_away()
    {
        using ServerRun server = new(_card);
        using (VfioUserClient client = server.Begin())
        {
            client.Write(PciRegion.Config, PciConfig.Command, MemoryOn);
            Assert.Equal(0u, BitConverter.ToUInt32(client.TryRead(PciRegion.Bar0, 0x8069c, 4).Data));
        }
        using (VfioUserClient client = server.Begin())
        {
            Assert.Equal(0, client.TryRead(PciRegion.Config, PciConfig.Command, 1).Data[0]);
            client.Write(PciRegion.Config, PciConfig.Command, MemoryOn);
            Assert.Equal(0u, BitConverter.ToUInt32(client.TryRead(PciRegion.Bar0, 0x8069c, 4).Data));
            client.Write(PciRegion.Bar0, 0x8069c, [0, 0, 0, 0]);
            Assert.Equal(Errno.Ok, client.TryWrite(PciRegion.Config, PciConfig.Command, [0, 0]));
        }
        server.Begin().Dispose();
        Assert.Equal(
            [
                "client connected", "client left", "ledger: ownership 0x0 (register read)",
                "client connected", "client left", "ledger: empty",
                "client connected",
            ],
            server.Stop()[..7]);
    }

    [Fact]
    public void What_a_client_resets_is_told()
    {
        using ServerRun server = new(_card);
        using (VfioUserClient client = server.Begin())
        {
            client.Reset();
            client.Write(PciRegion.Config, PciConfig.Command, MemoryOn);
            Assert.Equal(0u, BitConverter.ToUInt32(client.TryRead(PciRegion.Bar0, 0x8069c, 4).Data));
            client.Reset();
        }
        server.Begin().Dispose();
        Assert.Equal(
            ["client connected", "reset by the client; ledger: ownership 0x0 (register read)", "client left", "ledger: empty", "client connected"],
            server.Stop()[..5]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_server_for_one_client_ends_with_it(bool clean)
    {
        using ServerRun server = new(_card, once: true);
        server.Connect().Dispose();
        using (VfioUserClient client = server.Begin())
        {
            client.Write(PciRegion.Config, PciConfig.Command, MemoryOn);
            if (!clean)
            {
                _ = client.TryRead(PciRegion.Bar0, 0x8069c, 4);
            }
        }
        (string[] lines, bool isClean) = server.Join();
        Assert.Equal(["client connected", "client left", clean ? "ledger: empty" : "ledger: ownership 0x0 (register read)"], lines);
        Assert.Equal(clean, isClean);
        Assert.False(Path.Exists(server.Path));
    }

    [Fact]
    public void A_client_waits_while_another_is_served()
    {
        using ServerRun server = new(_card);
        using VfioUserClient first = server.Begin();
        using VfioUserClient second = server.Connect();
        second.Post(MessageCommand.Version, VfioUserClient.Version(0, 0, "{}\0"), 0);
        Assert.Equal(0x1000ul, first.RegionSize(PciRegion.Config));
        first.Dispose();
        Assert.Equal(MessageHeader.Length, second.Receive(MessageHeader.Length).Length);
        server.Stop();
    }

    [Fact]
    public void A_client_is_sent_away_when_the_server_is_stopped()
    {
        using ServerRun server = new(_card);
        using VfioUserClient client = server.Begin();
        Assert.Equal(["client connected", "stopped", "ledger: empty"], server.Stop());
        Assert.Empty(client.Receive(1));
    }

    [Fact]
    public void A_server_that_nobody_uses_can_be_stopped()
    {
        using ServerRun server = new(_card);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(server.Path));
        Assert.Equal(["stopped", "ledger: empty"], server.Stop());
        Assert.False(Path.Exists(server.Path));
    }
}

/// <summary>Counts descriptors of the process, so nothing else may run.</summary>
[SupportedOSPlatform("linux")]
[Collection(nameof(DescriptorCounters))]
public sealed class DescriptorTests
{
    [Fact]
    public void No_client_leaves_a_descriptor_open()
    {
        ConnectX3 card = new(new ConnectX3Options(), TimeProvider.System);
        using ServerRun server = new(card);
        int before = OpenAfterMisuse(server);
        for (int i = 0; i < 10; i++)
        {
            Assert.Equal(before, OpenAfterMisuse(server));
        }
    }

    /// <summary>Sends descriptors where they are used, refused, too many and not expected.</summary>
    /// <returns>How many descriptors are open afterwards, while the next client is being served.</returns>
    private static int OpenAfterMisuse(ServerRun server)
    {
        using SafeFileHandle memory = Posix.CreateMemory(0x10000);
        using SafeFileHandle eventFd = Posix.CreateEventFd();
        using (VfioUserClient client = server.Begin())
        {
            Assert.Equal(Errno.Ok, client.Map(memory, 0, 0x10000));
            Assert.Equal(Errno.EEXIST, client.Map(memory, 0, 0x10000));
            Assert.Equal(Errno.EINVAL, client.Map(memory, 1, 0x10000));
            Assert.Equal(Errno.Ok, client.SetIrqs(VfioUserClient.Trigger | VfioUserClient.EventFd, PciInterrupt.MsiX, 0, 2, eventFd, eventFd));
            Assert.Equal(Errno.Ok, client.SetIrqs(VfioUserClient.Trigger | VfioUserClient.EventFd, PciInterrupt.MsiX, 0, 1, eventFd));
            Assert.Equal(Errno.EINVAL, client.SetIrqs(VfioUserClient.Trigger | VfioUserClient.EventFd, PciInterrupt.MsiX, 0, 1, memory));
            Assert.Equal(Errno.EINVAL, client.SetIrqs(VfioUserClient.Trigger | VfioUserClient.EventFd, PciInterrupt.MsiX, 0, 1, eventFd, eventFd));
            Assert.Equal(Errno.Ok, client.SetIrqs(VfioUserClient.Trigger | VfioUserClient.EventFd, PciInterrupt.IntX, 0, 1, eventFd));
            client.Post(MessageCommand.DeviceReset, [], 0, [.. Enumerable.Repeat(memory, 100)]);
            client.WaitForEnd();
        }
        // The next one is served when all of this one is closed.
        using VfioUserClient next = server.Begin();
        return Directory.GetFileSystemEntries("/proc/self/fd").Length;
    }
}

/// <summary>Tests that count what is open in the whole process.</summary>
[CollectionDefinition(nameof(DescriptorCounters), DisableParallelization = true)]
public sealed class DescriptorCounters;
