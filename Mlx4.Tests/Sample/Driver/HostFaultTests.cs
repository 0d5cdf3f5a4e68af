using Mlx4.Runtime;
using Mlx4.Sample.Hca;
using Mlx4.Sample.Pci;

namespace Mlx4.Tests.Sample.Driver;

/// <summary>The host refuses what the driver asks of it, or the card is not what it should be.</summary>
public class HostFaultTests
{
    [Fact]
    public void Memory_may_run_out_at_every_allocation()
    {
        int allocations = CountOf(HostCall.AllocCoherent);
        Assert.InRange(allocations, 50, 500);
        for (int occurrence = 1; occurrence <= allocations; occurrence++)
        {
            var machine = new Machine(options: Machine.Small);
            machine.Host.Faults.FailFrom(HostCall.AllocCoherent, occurrence);

            InitResult<Errno> result = machine.Load();

            Assert.Equal((occurrence, Errno.ENOMEM), (occurrence, result.Error));
            Assert.Equal((occurrence, Machine.Nothing), (occurrence, machine.Held));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(30)]
    [InlineData(75)]
    [InlineData(80)]
    [InlineData(1000)]
    [InlineData(8276)]
    public void Memory_may_run_out_in_a_load_of_full_size(int occurrence)
    {
        var machine = new Machine();
        machine.Host.Faults.FailFrom(HostCall.AllocCoherent, occurrence);

        Assert.Equal(Errno.ENOMEM, machine.Load().Error);

        Assert.Equal(Machine.Nothing, machine.Held);
    }

    [Fact]
    public void A_host_with_too_little_memory_for_the_card_says_so()
    {
        var machine = new Machine(memory: 16 << 20);

        Assert.Equal(Errno.ENOMEM, machine.Load().Error);

        Assert.Equal(Machine.Nothing, machine.Held);
    }

    [Theory]
    [InlineData(HostCall.EnableDevice, "EnableDevice: EIO")]
    [InlineData(HostCall.RequestRegions, "RequestRegions: EBUSY")]
    [InlineData(HostCall.RequestIrq, "LoadOne/SetupHca/InitEqTable/RequestIrq: EBUSY")]
    [InlineData(HostCall.AddChild, "LoadOne/InitPortInfo/RegisterPort: ENOMEM")]
    [InlineData(HostCall.CreateFile, "LoadOne/InitPortInfo/CreateTypeFile: ENOMEM")]
    internal void What_is_always_refused_fails_the_load(HostCall call, string result)
    {
        var machine = new Machine(options: Machine.Small);
        machine.Host.Faults.FailFrom(call);

        Assert.Equal(result, machine.Load().ToString());

        Assert.Equal(Machine.Nothing, machine.Held);
    }

    [Theory]
    [InlineData(HostCall.MapRegion)]
    [InlineData(HostCall.AddChild)]
    [InlineData(HostCall.CreateFile)]
    [InlineData(HostCall.RequestIrq)]
    [InlineData(HostCall.SetDmaMask)]
    internal void Whatever_is_refused_once_a_load_ends_well_or_leaves_nothing(HostCall call)
    {
        int calls = CountOf(call);
        for (int occurrence = 1; occurrence <= calls; occurrence++)
        {
            var machine = new Machine(options: Machine.Small);
            machine.Host.Faults.Fail(call, occurrence);

            InitResult<Errno> result = machine.Load();

            Assert.True(result.Failed || machine.Monitor.LetGo.Count > 0 || machine.Monitor.Warnings.Count > 0 || Forgiven(call), $"{call} {occurrence}: {result}");
            machine.Unload();
            Assert.Equal((occurrence, Machine.Nothing), (occurrence, machine.Held));
        }

        // An interrupt of MSI-X is followed by the pin's.
        static bool Forgiven(HostCall call) => call is HostCall.RequestIrq;
    }

    [Fact]
    public void A_host_without_vectors_makes_the_card_use_its_pin()
    {
        var machine = new Machine(options: Machine.Small);
        machine.Host.Faults.Fail(HostCall.EnableMsiX);

        Assert.Equal("ok", machine.Load().ToString());

        Assert.Equal(["EnableMsiX: ENOSPC"], machine.Monitor.LetGo);
        Assert.False(machine.Device.UsesMsiX);
    }

    [Fact]
    public void Without_either_DMA_mask_there_is_no_load()
    {
        var machine = new Machine(options: Machine.Small);
        machine.Host.Faults.FailFrom(HostCall.SetDmaMask);

        Assert.Equal("SetDmaMask32: EIO", machine.Load().ToString());

        Assert.Equal(Machine.Nothing, machine.Held);
    }

    [Fact]
    public void A_card_that_somebody_else_owns_is_left_alone()
    {
        var machine = new Machine();
        machine.Card.Faults.OwnershipTaken = true;

        Assert.Equal("LoadOne/GetOwnership/TakeOwnership: EINVAL", machine.Load().ToString());

        Assert.Equal("empty", machine.Host.Ledger.ToString());
    }

    [Fact]
    public void A_busy_semaphore_is_waited_for_ten_seconds()
    {
        var machine = new Machine();
        machine.Card.Faults.SemaphoreBusy = true;

        Assert.Equal("LoadOne/Reset/WriteReset: EAGAIN", machine.Load().ToString());

        // And one second for the release of the ownership.
        Assert.Equal(TimeSpan.FromSeconds(11), machine.Time.Elapsed);
        Assert.Equal(Machine.Nothing, machine.Held);
    }

    [Fact]
    public void A_card_that_does_not_come_back_from_its_reset_is_given_up_after_three_seconds()
    {
        var machine = new Machine();
        machine.Card.Faults.StuckInReset = true;

        Assert.Equal("LoadOne/Reset/WaitForDevice: ENODEV", machine.Load().ToString());

        Assert.Equal("empty", machine.Host.Ledger.ToString());
    }

    [Fact]
    public void A_firmware_that_speaks_another_language_is_refused()
    {
        var machine = new Machine(new ConnectX3Options { CommandInterfaceRevision = 4 });

        Assert.Equal("LoadOne/InitFw/QueryFw: ENODEV", machine.Load().ToString());

        Assert.Equal(Machine.Nothing, machine.Held);
    }

    [Fact]
    public void A_context_memory_that_is_too_small_for_the_profile_is_refused()
    {
        var machine = new Machine(new ConnectX3Options { MaxIcmSize = 1UL << 32 });

        Assert.Equal("LoadOne/InitHca/MakeProfile: ENOMEM", machine.Load().ToString());

        Assert.Equal(Machine.Nothing, machine.Held);
    }

    [Fact]
    public void More_doorbells_than_the_BAR_has_room_for_are_refused()
    {
        var machine = new Machine(new ConnectX3Options { UarMegabytes = 16 });

        Assert.Equal("LoadOne/InitHca/ReadDevCap/CheckDevCap: ENODEV", machine.Load().ToString());

        Assert.Equal(Machine.Nothing, machine.Held);
    }

    [Fact]
    public void A_card_that_is_unplugged_leaves_nothing_on_the_host()
    {
        var machine = new Machine(options: Machine.Small);
        machine.Load().ThrowIfFailed();
        machine.Pci.Disconnect();

        machine.Unload();

        Assert.Equal("empty", machine.Host.Ledger.ToString());
        Assert.Equal("EnableDevice: EIO", machine.Load().ToString());
    }

    private static int CountOf(HostCall call)
    {
        var machine = new Machine(options: Machine.Small);
        machine.Load().ThrowIfFailed();
        return machine.Host.Faults.Count(call);
    }
}
