using Mlx4.Runtime;
using Mlx4.Sample.Driver;
using Mlx4.Sample.Pci;

using Opcode = Mlx4.Sample.Driver.Commands.Opcode;

namespace Mlx4.Tests.Sample.Driver;

/// <summary>
/// Loads that end with the wrong result, or leave something, in Linux's driver, on the same way here. <c>docs/linux-conformance.md</c> names the
/// defects by their numbers; those that are not here have their test where the rest of their subject is tested.
/// </summary>
public class LinuxDefectTests
{
    private const byte BadParameter = 0x03;

    /// <summary>D2.</summary>
    [Fact]
    public void More_virtual_functions_than_the_firmware_can_have_are_an_error()
    {
        Machine machine = Machine.WithVirtualFunctions(64);

        Assert.Equal("LoadOne/CheckDevCap: EINVAL", machine.Load().ToString());

        Assert.Equal(Machine.Nothing, machine.Held);
    }

    /// <summary>D3.</summary>
    [Fact]
    public void Virtual_functions_that_nobody_can_serve_are_an_error_and_stay()
    {
        Machine machine = Machine.WithVirtualFunctions(2);
        Assert.Equal(Errno.Ok, machine.Pci.EnableSriov(2));
        string before = machine.Held;
        machine.Monitor.Refuse("SriovStart", "CountVfs", Errno.ENOMEM);

        Assert.Equal("LoadOne/SettleMode: EINVAL", machine.Load().ToString());

        Assert.Equal(2, machine.Pci.VirtualDevices.Count);
        Assert.Equal(before, machine.Held);
        Assert.Equal("ok", machine.Load().ToString());
        Assert.Equal(FunctionMode.Master, machine.Device.Mode);
    }

    /// <summary>D4.</summary>
    [Theory]
    [InlineData("CmdInit")]
    [InlineData("InitFw")]
    [InlineData("QueryDevCap")]
    [InlineData("InitHca")]
    public void A_master_that_has_failed_keeps_no_virtual_function_from_loading(string stage)
    {
        Machine machine = Machine.WithVirtualFunctions(2);
        machine.Monitor.Refuse("Mlx4Device", stage, Errno.EDOM);

        Assert.Equal(Errno.EDOM, machine.Load().Error);

        Assert.False(machine.Module.PfLoading.IsLoading);
    }

    /// <summary>D4: it counts from the beginning of its load.</summary>
    [Fact]
    public void While_a_master_loads_no_virtual_function_does()
    {
        Machine machine = Machine.WithVirtualFunctions(1);
        InitResult<Errno> slave = default;
        machine.Monitor.OnStarting("Registration", "MarkUp", () => slave = machine.DriverOf(1).Probe());

        Assert.Equal("ok", machine.Load().ToString());

        Assert.Equal("LoadOne/InitHcaAsSlave/InitSlave/CheckPfLoading: EPROBE_DEFER", slave.ToString());
    }

    /// <summary>D5: the set-up of the HCA is undone first of all, and nothing waits for an event that no queue takes any more.</summary>
    [Fact]
    public void A_comm_channel_that_cannot_be_armed_leaves_nothing_and_costs_no_time()
    {
        Machine machine = Machine.WithVirtualFunctions(2);
        machine.Card.Faults.FailCommand((ushort)Opcode.ArmCommChannel, BadParameter);

        Assert.Equal("LoadOne/ArmCommChannel: EINVAL", machine.Load().ToString());

        Assert.Equal(Machine.Nothing, machine.Held);
        Assert.False(machine.Device.InternalError);
        Assert.InRange(machine.Time.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Assert.Empty(machine.Monitor.Disorder);
    }

    /// <summary>D6: the mapping of the kernel's UAR stands in the host's ledger.</summary>
    [Theory]
    [InlineData("Mlx4Device", "InitPortInfo")]
    [InlineData("Mlx4Device", "RegisterDevice")]
    public void A_port_or_registration_that_fails_gives_the_kernels_UAR_back(string pipeline, string stage)
    {
        var machine = new Machine(options: Machine.Small);
        string mapped = "";
        machine.Monitor.OnStarting(pipeline, stage, () => mapped = machine.Held);
        machine.Monitor.Refuse(pipeline, stage, Errno.EDOM);

        Assert.Equal(Errno.EDOM, machine.Load().Error);

        Assert.Contains("kernel UAR", mapped, StringComparison.Ordinal);
        Assert.Equal(Machine.Nothing, machine.Held);
    }

    /// <summary>D7.</summary>
    [Fact]
    public void A_master_that_fails_after_its_queue_pairs_forgets_their_stand_ins()
    {
        Machine machine = Machine.WithVirtualFunctions(2);
        bool had = false;
        machine.Monitor.OnStarting("Mlx4Device", "ArmCommChannel", () => had = HasStandIns(machine));
        machine.Monitor.Refuse("Mlx4Device", "ArmCommChannel", Errno.EDOM);

        Assert.Equal(Errno.EDOM, machine.Load().Error);

        Assert.True(had);
        Assert.False(HasStandIns(machine));

        static bool HasStandIns(Machine machine) => machine.Device.Capabilities.Ports.Any(port => port.StandIns != default);
    }

    /// <summary>D10: the quotas of the resources before, and the states of the slaves, go again; the cause is told.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(8)]
    public void A_tracker_without_its_quotas_leaves_no_slave_behind(int resource)
    {
        Machine machine = Machine.WithVirtualFunctions(2);
        machine.Monitor.Refuse("ResourceTracker", "InitQuota", Errno.ENOMEM, resource);

        Assert.Equal("LoadOne/MultiFuncInit/InitResourceTracker/InitQuota: ENOMEM", machine.Load().ToString());

        Assert.Equal(Machine.Nothing, machine.Held);
        Assert.Equal(0, machine.Monitor.ToUndo);
        Assert.Equal(Enumerable.Repeat("InitQuota", resource - 1), machine.Monitor.CleanedUp("ResourceTracker"));
        Assert.Equal(["AllocSlaveStates", .. Enumerable.Repeat("AllocMailbox", 4), "MapComm"], machine.Monitor.CleanedUp("MultiFunction"));
        Assert.Equal("ok", machine.Load().ToString());
        Mlx4Driver slave = machine.DriverOf(2);
        using SimulatedTime.Membership membership = machine.Time.Join();
        Assert.Equal("ok", slave.Probe().ToString());
        Assert.Equal(1, machine.Device.MultiFunction.LiveSlaves);
        slave.Remove();
        machine.Unload();
        Assert.Equal(Machine.Nothing, machine.Held);
    }

    /// <summary>D12: one that is a slave already gives everything back and begins anew, once.</summary>
    [Fact]
    public void A_slave_that_is_refused_as_not_the_master_begins_anew()
    {
        Machine machine = Machine.WithMaster();
        string before = machine.Held;
        machine.Monitor.Refuse("SlaveCapabilities", "QueryHca", Errno.EACCES);

        Assert.Equal("ok", machine.Load().ToString());
        machine.Unload();

        Assert.Equal(before, machine.Held);
        Assert.Single(machine.Monitor.Events, told => told.Kind == StageEventKind.Restarting);
    }

    /// <summary>D13: with eight vectors a port each queue serves one port; on the pin the one queue serves both.</summary>
    [Fact]
    public void After_the_fall_back_to_the_pin_the_queues_are_those_of_the_pin()
    {
        var machine = new Machine(options: Machine.Small, cpus: 8);
        machine.Card.Faults.LoseInterrupts(PciInterrupt.MsiX);

        Assert.Equal("ok", machine.Load().ToString());

        Assert.Equal([0u, 0b11u], machine.Device.EventQueues.Select(queue => queue.Ports));
        Assert.All(machine.Device.EventQueues, queue => Assert.Equal(machine.Pci.Irq, queue.Irq));
        machine.Unload();
        Assert.Equal(Machine.Nothing, machine.Held);
    }

    /// <summary>D14: more is reserved of a resource than the card has of it.</summary>
    [Fact]
    public void A_masters_side_that_cannot_be_set_up_fails_with_its_cause()
    {
        Machine machine = Machine.WithVirtualFunctions(2);
        machine.Monitor.OnStarting("Mlx4Device", "MultiFuncInit", () => machine.Device.Capabilities.Mpts = machine.Device.Capabilities.ReservedMrws - 1);

        Assert.Equal("LoadOne/MultiFuncInit/InitResourceTracker/InitQuota: EINVAL", machine.Load().ToString());

        Assert.Equal(Machine.Nothing, machine.Held);
    }

    /// <summary>D14: the function was unplugged, and is being removed.</summary>
    [Fact]
    public void A_slave_whose_channel_cannot_be_reached_fails_with_its_cause()
    {
        Machine machine = Machine.WithMaster();
        string before = machine.Held;
        machine.Monitor.OnStarting("SlaveChannel", "SyncToggles", () =>
        {
            machine.Pci.VirtualDevices[0].Disconnect();
            machine.Device.Commands.Comm.IsLeaving = true;
        });

        Assert.Equal("LoadOne/MultiFuncInitAsSlave/SyncToggles: EIO", machine.Load().ToString());

        Assert.Equal(before, machine.Held);
    }
}
