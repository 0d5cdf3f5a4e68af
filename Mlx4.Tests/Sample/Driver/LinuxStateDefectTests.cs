using Mlx4.Runtime;
using Mlx4.Sample.Driver;
using Mlx4.Sample.Driver.Commands;
using Mlx4.Sample.Driver.Icm;
using Mlx4.Sample.Hca;
using Mlx4.Sample.Pci;

using Opcode = Mlx4.Sample.Driver.Commands.Opcode;

namespace Mlx4.Tests.Sample.Driver;

/// <summary>What Linux's driver leaves over from one load to the next, reserves for nobody or releases without having it (<see cref="LinuxDefectTests"/>).</summary>
public class LinuxStateDefectTests
{
    private const byte BadParameter = 0x03;

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

    /// <summary>D20: without the card's error buffer there is nothing to poll.</summary>
    [Fact]
    public void A_registration_that_fails_stops_no_poll_that_was_not_started()
    {
        var machine = new Machine(options: Machine.Small);
        machine.Monitor.OnStarting("Registration", "MapCatasBuffer", () => machine.Host.Faults.Fail(HostCall.MapRegion));
        machine.Monitor.OnStarting("Registration", "AddDevice", () => machine.Host.Faults.Fail(HostCall.AddChild));

        Assert.Equal("LoadOne/RegisterDevice/AddDevice: ENOMEM", machine.Load().ToString());

        Assert.Equal(["MarkUp"], machine.Monitor.CleanedUp("Registration"));
        Assert.Contains(" 0 timers", machine.Time.ToString(), StringComparison.Ordinal);
        Assert.Equal(Machine.Nothing, machine.Held);
    }

    /// <summary>D20: one that was started is stopped, once, and sees nothing of what becomes of the card.</summary>
    [Fact]
    public void A_registration_that_fails_stops_the_poll_that_it_has_started()
    {
        var machine = new Machine(options: Machine.Small);
        string before = "";
        machine.Monitor.OnStarting("Registration", "AddDevice", () =>
        {
            before = machine.Time.ToString();
            machine.Host.Faults.Fail(HostCall.AddChild);
        });

        Assert.Equal("LoadOne/RegisterDevice/AddDevice: ENOMEM", machine.Load().ToString());

        Assert.Equal(["StartCatasPoll", "MapCatasBuffer", "MarkUp"], machine.Monitor.CleanedUp("Registration"));
        Assert.Contains(" 1 timers", before, StringComparison.Ordinal);
        Assert.Contains(" 0 timers", machine.Time.ToString(), StringComparison.Ordinal);
        machine.Card.Faults.InternalError();
        machine.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Empty(machine.Monitor.Warnings);
        Assert.Equal(Machine.Nothing, machine.Held);
    }

    /// <summary>D21.</summary>
    [Fact]
    public void Of_more_virtual_functions_than_there_are_only_those_that_are_there_count()
    {
        Machine machine = Machine.WithVirtualFunctions(4);
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

    /// <summary>D24: what stands for a queue's interrupt is given back whether or not anybody has ever asked for the interrupt.</summary>
    [Fact]
    public void The_vectors_of_queues_that_nobody_uses_are_given_back()
    {
        const int Vectors = 17;
        var machine = new Machine(options: Machine.Small, cpus: 8);
        machine.Load().ThrowIfFailed();
        Assert.Equal((Vectors, 1), (Count("MSI-X vector"), Count("IRQ")));

        // It would throw if the vectors went before the interrupt that was asked for.
        machine.Unload();

        Assert.Equal(Machine.Nothing, machine.Held);

        int Count(string resource) => machine.Host.Ledger.Entries.Count(entry => entry.Resource == resource);
    }

    /// <summary>D25.</summary>
    [Fact]
    public void A_master_without_virtual_functions_has_the_tables_of_a_single_function()
    {
        var single = new Machine(new ConnectX3Options { SysEqs = true }, Machine.Small);
        single.Load().ThrowIfFailed();
        Machine refused = Machine.WithVirtualFunctions(4, systemEqs: true);
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
        Machine machine = Machine.WithVirtualFunctions(virtualFunctions, systemEqs: true);

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
        Machine machine = Machine.WithVirtualFunctions(virtualFunctions, systemEqs);

        machine.Load().ThrowIfFailed();

        IcmLayout layout = machine.Device.Capabilities.Layout;
        Ledger.Entry last = machine.Card.Ledger.Entries.Where(entry => entry.Resource == "ICM chunk").MaxBy(entry => entry.Id);
        Assert.InRange(last.Amount, 1UL, (layout.Size - last.Id) / IcmPages.PageSize);
    }
}
