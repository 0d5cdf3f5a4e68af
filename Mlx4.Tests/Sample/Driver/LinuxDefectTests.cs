using Mlx4.Runtime;
using Mlx4.Sample.Driver;
using Mlx4.Sample.Driver.Commands;
using Mlx4.Sample.Driver.Icm;
using Mlx4.Sample.Hca;
using Mlx4.Sample.Pci;

using Opcode = Mlx4.Sample.Driver.Commands.Opcode;

namespace Mlx4.Tests.Sample.Driver;

/// <summary>
/// What goes wrong on the way down in Linux's driver, on the same way here. <c>docs/linux-conformance.md</c> names them by their numbers; those
/// that are not here have their test where the rest of their subject is tested.
/// </summary>
public class LinuxDefectTests
{
    private const byte BadParameter = 0x03;

    /// <summary>D2.</summary>
    [Fact]
    public void More_virtual_functions_than_the_firmware_can_have_are_an_error()
    {
        Machine machine = Master(64);

        Assert.Equal("LoadOne/CheckDevCap: EINVAL", machine.Load().ToString());

        Assert.Equal(Machine.Nothing, machine.Held);
    }

    /// <summary>D3.</summary>
    [Fact]
    public void Virtual_functions_that_nobody_can_serve_are_an_error_and_stay()
    {
        Machine machine = Master(2);
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
        Machine machine = Master(2);
        machine.Monitor.Refuse("Mlx4Device", stage, Errno.EDOM);

        Assert.Equal(Errno.EDOM, machine.Load().Error);

        Assert.False(machine.Module.PfLoading.IsLoading);
    }

    /// <summary>D4: it counts from the beginning of its load.</summary>
    [Fact]
    public void While_a_master_loads_no_virtual_function_does()
    {
        Machine machine = Master(1);
        InitResult<Errno> slave = default;
        machine.Monitor.OnStarting("Registration", "MarkUp", () => slave = machine.DriverOf(1).Probe());

        Assert.Equal("ok", machine.Load().ToString());

        Assert.Equal("LoadOne/InitHcaAsSlave/InitSlave/CheckPfLoading: EPROBE_DEFER", slave.ToString());
    }

    /// <summary>D5: the set-up of the HCA is undone first of all, and nothing waits for an event that no queue takes any more.</summary>
    [Fact]
    public void A_comm_channel_that_cannot_be_armed_leaves_nothing_and_costs_no_time()
    {
        Machine machine = Master(2);
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
        Machine machine = Master(2);
        bool had = false;
        machine.Monitor.OnStarting("Mlx4Device", "ArmCommChannel", () => had = HasStandIns(machine));
        machine.Monitor.Refuse("Mlx4Device", "ArmCommChannel", Errno.EDOM);

        Assert.Equal(Errno.EDOM, machine.Load().Error);

        Assert.True(had);
        Assert.False(HasStandIns(machine));

        static bool HasStandIns(Machine machine) => machine.Device.Capabilities.Ports.Any(port => port.StandIns != default);
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

    /// <summary>D15: nothing that a failed load has found out is left for the next one.</summary>
    [Fact]
    public void A_load_after_a_failed_one_begins_with_nothing()
    {
        var machine = new Machine(options: Machine.Small);
        machine.Monitor.Refuse("Mlx4Device", "RegisterDevice", Errno.EDOM);
        Assert.Equal(Errno.EDOM, machine.Load().Error);
        machine.Host.Faults.Fail(HostCall.EnableMsiX);
        machine.Card.Faults.FailCommand((ushort)Opcode.QueryHca, BadParameter);

        Assert.Equal("ok", machine.Load().ToString());

        Assert.False(machine.Device.UsesMsiX);
        Assert.Equal(0, machine.Device.Capabilities.CoreClock);
        machine.Unload();
        Assert.Equal(Machine.Nothing, machine.Held);
    }

    /// <summary>D21.</summary>
    [Fact]
    public void Of_more_virtual_functions_than_there_are_only_those_that_are_there_count()
    {
        Machine machine = Master(4);
        Assert.Equal(Errno.Ok, machine.Pci.EnableSriov(2));

        Assert.Equal("ok", machine.Load().ToString());

        Assert.Equal(2, machine.Device.VirtualFunctions);
        Assert.Equal(2, machine.Device.MultiFunction.Ports.VirtualFunctions);
        Assert.Equal(["2 virtual functions are there already; 4 were wanted"], machine.Monitor.Warnings);
    }

    /// <summary>D23.</summary>
    [Theory]
    [InlineData("HcaSetup", "InitMcgTable")]
    [InlineData("HcaSetup", "InitMrTable")]
    [InlineData("HcaSetup", "InitQpTable")]
    public void What_a_slave_has_not_made_it_does_not_clean_up(string pipeline, string stage)
    {
        Machine machine = Machine.WithMaster();

        machine.Load().ThrowIfFailed();
        machine.Unload();

        Assert.Equal([StageEventKind.Skipped], machine.Monitor.Events.Where(told => (told.Pipeline, told.Stage) == (pipeline, stage)).Select(told => told.Kind));
    }

    /// <summary>D25.</summary>
    [Fact]
    public void A_master_without_virtual_functions_has_the_tables_of_a_single_function()
    {
        var single = new Machine(new ConnectX3Options { SysEqs = true }, Machine.Small);
        single.Load().ThrowIfFailed();
        Machine refused = Master(4, systemEqs: true);
        refused.Card.Faults.VirtualFunctionLimit = 0;

        refused.Load().ThrowIfFailed();

        Assert.Equal(FunctionMode.Single, refused.Device.Mode);
        Assert.Equal(Tables(single), Tables(refused));

        static IEnumerable<(int Gids, int Pkeys)> Tables(Machine machine) => machine.Device.Capabilities.Ports.Select(port => (port.Gids, port.Pkeys));
    }

    /// <summary>D26: the UAR pages of 1024 event queues' doorbells, four a page, are among the reserved ones.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void The_doorbells_of_event_queues_are_not_handed_out(int virtualFunctions)
    {
        Machine machine = Master(virtualFunctions, systemEqs: true);

        machine.Load().ThrowIfFailed();

        Assert.InRange(machine.Device.Capabilities.ReservedUars, 128, int.MaxValue);
    }

    /// <summary>D27: a chunk of the translation table of a machine with 4 TiB of memory, beyond the first 2 GiB of the table.</summary>
    [Fact]
    public void A_chunk_beyond_2_GiB_of_its_table_is_mapped_and_unmapped_where_it_lies()
    {
        const int Far = 9000;
        var machine = new Machine(new ConnectX3Options { MaxIcmSize = 1UL << 40 }, Machine.Small, memory: 4UL << 40);
        machine.Load().ThrowIfFailed();
        ulong before = machine.Card.Ledger.Total("ICM chunk");
        ulong place = machine.Device.Capabilities.Layout[IcmResource.Mtt].Start + (ulong)Far * IcmChunk.Size;
        var mailbox = new Mailbox(machine.Device.Commands);
        Assert.Equal(Errno.Ok, mailbox.Alloc());

        Assert.True(machine.Device.Icm.Mtt[Far].Get(mailbox).Succeeded);
        Assert.Contains(machine.Card.Ledger.Entries, entry => entry.Resource == "ICM chunk" && entry.Id == place);
        machine.Device.Icm.Mtt[Far].Put();

        Assert.Equal(before, machine.Card.Ledger.Total("ICM chunk"));
        mailbox.Free();
        machine.Unload();
        Assert.Equal(Machine.Nothing, machine.Held);
    }

    /// <summary>D28.</summary>
    [Theory]
    [InlineData(0, false)]
    [InlineData(0, true)]
    [InlineData(2, false)]
    [InlineData(2, true)]
    public void Nothing_is_mapped_beyond_the_size_that_the_firmware_was_told(int virtualFunctions, bool systemEqs)
    {
        Machine machine = Master(virtualFunctions, systemEqs);

        machine.Load().ThrowIfFailed();

        IcmLayout layout = machine.Device.Capabilities.Layout;
        Ledger.Entry last = machine.Card.Ledger.Entries.Where(entry => entry.Resource == "ICM chunk").MaxBy(entry => entry.Id);
        Assert.InRange(last.Amount, 1UL, (layout.Size - last.Id) / IcmPages.PageSize);
    }

    private static Machine Master(int virtualFunctions, bool systemEqs = false) => new(
        new ConnectX3Options { SysEqs = systemEqs },
        Machine.Small with { VirtualFunctions = virtualFunctions == 0 ? [] : [virtualFunctions] });
}
