using System.Runtime.Versioning;
using Mlx4.Sample.Hca;
using Mlx4.Sample.Pci;
using Mlx4.Sample.VfioUser;

namespace Mlx4.Tests.Sample.VfioUser;

/// <summary>A card with its virtual functions, each on a socket of its own.</summary>
[SupportedOSPlatform("linux")]
public sealed class SeveralFunctionsTests : IDisposable
{
    private const uint MasterArray = 0x7e000;
    private const int SlaveWrite = 0x0;

    private readonly string _folder = Directory.CreateTempSubdirectory("mlx4-").FullName;
    private readonly ConnectX3 _card = new(new ConnectX3Options { VirtualFunctions = 2 }, TimeProvider.System);
    private readonly StringWriter _output = new() { NewLine = "\n" };
    private readonly CancellationTokenSource _stop = new();
    private readonly CardServer _server;
    private readonly Task<bool> _run;

    public SeveralFunctionsTests()
    {
        _server = CardServer.Listen(SocketPath, 2, out string? problem) ?? throw new InvalidOperationException(problem);
        _run = Task.Factory.StartNew(
            () => _server.Run(_card, once: true, TextWriter.Synchronized(_output), _stop.Token),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
    }

    private string SocketPath => Path.Combine(_folder, "card.sock");

    public void Dispose()
    {
        _stop.Cancel();
        _run.GetAwaiter().GetResult();
        _server.Dispose();
        _stop.Dispose();
        _output.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Until_its_first_reset_a_client_finds_no_extended_capability()
    {
        using VfioUserClient client = Begin(0);
        Assert.Equal(0u, client.ReadConfig32(0x100));
        Assert.Equal(0x9c, client.FindCapability(PciConfig.CapabilityMsiX));
        client.Reset();
        Assert.Equal(0x108, client.FindExtendedCapability(PciConfig.CapabilitySriov));
        Assert.Equal(0x9c, client.FindCapability(PciConfig.CapabilityMsiX));
    }

    [Fact]
    public void Until_its_first_reset_a_client_finds_the_layout_of_a_virtual_function_that_is_not_there()
    {
        using VfioUserClient client = Begin(2);
        Assert.Equal(0x1004_15b3u, client.ReadConfig32(PciConfig.VendorId));
        Assert.Equal(0xcu, client.ReadConfig32(PciConfig.Bar2));
        Assert.Equal(0x9c, client.FindCapability(PciConfig.CapabilityMsiX));
        Assert.Equal(0u, client.ReadConfig32(0x100));
        client.Reset();
        Assert.Equal(uint.MaxValue, client.ReadConfig32(PciConfig.VendorId));
        Assert.Equal(0xff, client.ReadConfig8(PciConfig.InterruptPin));
    }

    [Fact]
    public void Each_client_begins_anew()
    {
        using (VfioUserClient first = Begin(1))
        {
            first.Reset();
        }
        using VfioUserClient second = Begin(1);
        Assert.Equal(0x1004_15b3u, second.ReadConfig32(PciConfig.VendorId));
    }

    [Fact]
    public void A_virtual_function_comes_with_the_SR_IOV_control_and_has_no_ids()
    {
        using VfioUserClient master = Begin(0);
        using VfioUserClient slave = Begin(1);
        master.Reset();
        slave.Reset();
        EnableFunctions(master);
        Assert.Equal(uint.MaxValue, slave.ReadConfig32(PciConfig.VendorId));
        Assert.Equal(0, slave.ReadConfig8(PciConfig.InterruptPin));

        // The emulator maps the BAR while the bit for memory is set, so it must read as it was written.
        slave.WriteConfig16(PciConfig.Command, PciConfig.CommandMemory);
        Assert.Equal(PciConfig.CommandMemory, slave.ReadConfig16(PciConfig.Command));
    }

    [Fact]
    public void What_a_slave_writes_the_master_reads()
    {
        using VfioUserClient master = Begin(0);
        using VfioUserClient slave = Begin(2);
        master.Reset();
        slave.Reset();
        EnableFunctions(master);
        slave.WriteConfig16(PciConfig.Command, PciConfig.CommandMemory);
        slave.Write(PciRegion.Bar2, SlaveWrite, [0x80, 1, 2, 3]);
        byte[] written = new byte[4];
        slave.Read(PciRegion.Bar2, SlaveWrite, written);
        Assert.Equal([0x80, 1, 2, 3], written);
        master.Read(PciRegion.Bar0, MasterArray + (2 * 8), written);
        Assert.Equal([0x80, 1, 2, 3], written);
    }

    [Fact]
    public async Task The_server_ends_with_the_client_of_the_physical_function()
    {
        VfioUserClient master = Begin(0);
        using VfioUserClient slave = Begin(1);
        master.Reset();
        EnableFunctions(master);
        master.Dispose();
        Assert.False(await _run);
        slave.WaitForEnd();
        string[] lines = _output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("client connected", lines[0]);
        Assert.Contains("VF 1: client connected", lines);
        Assert.Contains("VF 1: stopped", lines);
        Assert.Contains("ledger: virtual function 0x1 (SR-IOV control), 0x2 (SR-IOV control)", lines);
        Assert.True(_card.Ledger.IsEmpty);
    }

    [Fact]
    public void No_socket_is_left_if_one_cannot_be_had()
    {
        string path = Path.Combine(_folder, "other.sock");
        File.WriteAllText($"{path}.2", "precious");
        Assert.Null(CardServer.Listen(path, 2, out string? problem));
        Assert.Equal($"{path}.2: is there, and is no socket. Give another path.", problem);
        Assert.Equal(["card.sock", "card.sock.1", "card.sock.2", "other.sock.2"], Directory.GetFiles(_folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    private static void EnableFunctions(VfioUserClient master)
    {
        int sriov = master.FindExtendedCapability(PciConfig.CapabilitySriov);
        master.WriteConfig16(PciConfig.Command, PciConfig.CommandMemory | PciConfig.CommandMaster);
        master.WriteConfig16(sriov + PciConfig.SriovNumber, 2);
        master.WriteConfig16(sriov + PciConfig.SriovControl, PciConfig.SriovEnable | PciConfig.SriovMemoryEnable);
        // Answered, so the writes before it are done.
        Assert.Equal(2, master.ReadConfig16(sriov + PciConfig.SriovNumber));
    }

    private VfioUserClient Begin(int function)
    {
        VfioUserClient client = new(function == 0 ? SocketPath : $"{SocketPath}.{function}");
        client.Negotiate();
        return client;
    }
}
