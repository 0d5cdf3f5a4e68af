using Mlx4.Sample.Driver.Capabilities;

namespace Mlx4.Tests.Sample.Driver.Slave;

public class SlaveLoadTests
{
    /// <summary>One for the asynchronous events, one a port and CPU.</summary>
    private const int Queues = 9;

    [Fact]
    public void A_load_brings_the_slave_up_and_an_unload_leaves_nothing()
    {
        var machine = new SlaveMachine();

        Assert.Equal("ok", machine.Load().ToString());

        machine.Unload();
        Assert.Equal(SlaveMachine.Nothing, machine.Held);
        Assert.Empty(machine.Master.TakenBack);
        Assert.Empty(machine.Monitor.Warnings);
        Assert.Empty(machine.Monitor.Disorder);
        Assert.Equal(0, machine.Monitor.ToUndo);
        Assert.Equal(TimeSpan.Zero, machine.Time.Elapsed);
    }

    [Fact]
    public void A_slave_says_to_its_master_what_Linux_says()
    {
        var machine = new SlaveMachine();
        machine.Load().ThrowIfFailed();

        Assert.Equal(
            [
                "Reset", "Vhcr0", "Vhcr1", "Vhcr2", "VhcrEnable",
                "QueryHca", "QueryDevCap", "QueryPort", "QueryPort", "QueryFw", "QueryFuncCap",
                "QueryFuncCap", "QueryPort", "QueryFuncCap", "QueryPort", "QueryAdapter", "ConfigDev",
                .. Enumerable.Repeat<string[]>(["AllocRes", "WriteMtt", "Sw2HwEq"], Queues).SelectMany(static queue => queue),
                "MapEq", "Nop", "AllocRes", "AllocRes",
            ],
            machine.Master.Said);

        machine.Master.Said.Clear();
        machine.Unload();

        Assert.Equal(
            ["FreeRes", "FreeRes", "MapEq", .. Enumerable.Repeat<string[]>(["Hw2SwEq", "FreeRes"], Queues).SelectMany(static queue => queue), "Reset"],
            machine.Master.Said);
    }

    [Fact]
    public void What_the_master_grants_can_be_read()
    {
        var machine = new SlaveMachine();
        machine.Load().ThrowIfFailed();
        DeviceCapabilities capabilities = machine.State.Capabilities;

        Assert.Equal(new Version(2, 42, 5000), machine.State.Firmware.Version);
        Assert.Equal(1, machine.State.Firmware.MaxCommands);
        Assert.Equal("MT_1090120019", capabilities.BoardId);
        Assert.Equal((2048, 2048, 128, 4096), (capabilities.Qps, capabilities.Srqs, capabilities.Cqs, capabilities.Mpts));
        Assert.Equal((20, 8), (capabilities.Eqs, capabilities.ReservedEqs));
        Assert.Equal((32, 32), (capabilities.EqeSize, capabilities.CqeSize));
        Assert.Equal((SteeringMode.A0, 10), (capabilities.SteeringMode, capabilities.LogMgmEntrySize));
        Assert.False(capabilities.Limits.Timestamps);
        Assert.False(capabilities.Has(DeviceFeatures.Sense));
        Assert.Equal([PortType.InfiniBand, PortType.Ethernet], capabilities.Ports.Select(port => port.Type));
        Assert.Equal([(16, 127), (16, 127)], capabilities.Ports.Select(port => (port.Gids, port.Pkeys)));
        Assert.Equal([0xabc1UL, 0xabc2UL], capabilities.Ports.Select(port => port.PhysicalId));
        Assert.Equal(
            [new StandInQps(0x1001, 0x1401, 0x1003, 0x1403, 0x1234), new StandInQps(0x1002, 0x1402, 0x1004, 0x1404, 0x1234)],
            capabilities.Ports.Select(port => port.StandIns));
    }

    [Fact]
    public void An_Ethernet_port_without_an_address_gets_one_of_its_own()
    {
        var machine = new SlaveMachine();
        machine.Load().ThrowIfFailed();
        byte[] address = machine.State.Capabilities.Ports[1].Mac.GetAddressBytes();

        Assert.Equal(0b10, address[0] & 0b11);
        Assert.False(machine.State.Capabilities.Ports[0].HasMac);
    }

    [Fact]
    public void An_address_that_an_administrator_has_chosen_is_kept()
    {
        var machine = new SlaveMachine();
        machine.Master.OnAnswer = static (opcode, _, answer) => answer[0x17] = opcode == Mlx4.Sample.Driver.Commands.Opcode.QueryPort ? (byte)5 : answer[0x17];
        machine.Load().ThrowIfFailed();

        Assert.Equal("000000000005", machine.State.Capabilities.Ports[1].Mac.ToString());
    }

    [Fact]
    public void Event_queues_have_the_numbers_of_the_quota_and_commands_complete_by_their_events()
    {
        var machine = new SlaveMachine();
        machine.Load().ThrowIfFailed();

        Assert.Equal(Enumerable.Range(SlaveMaster.ReservedEqs, Queues), machine.Eqs.Queues.Select(queue => queue.Number));
        Assert.Equal([512, .. Enumerable.Repeat(256, Queues - 1)], machine.Eqs.Queues.Select(queue => queue.Entries));
        // NOP, and ALLOC_RES of a counter for each port.
        Assert.Equal(3, machine.Events.Count);
        Assert.Equal([4, 5], machine.Counters.Counters);
    }

    [Fact]
    public void With_many_CPUs_there_are_as_many_queues_as_the_quota_has_numbers()
    {
        var machine = new SlaveMachine(cpus: 8);
        machine.Load().ThrowIfFailed();

        Assert.Equal(SlaveMaster.Eqs - SlaveMaster.ReservedEqs, machine.Eqs.Queues.Count);
        machine.Unload();
        Assert.Equal(SlaveMachine.Nothing, machine.Held);
    }

    [Fact]
    public void A_ring_with_more_pages_than_a_mailbox_has_room_for_takes_two_commands()
    {
        var machine = new SlaveMachine(cpus: 1) { Master = { CqQuota = 65536 - 0x80 } };
        machine.Load().ThrowIfFailed();

        // One for the asynchronous queue, two each for those of both ports.
        Assert.Equal(5, machine.Master.Said.Count(said => said == "WriteMtt"));
        machine.Unload();
        Assert.Equal(SlaveMachine.Nothing, machine.Held);
    }

    [Fact]
    public void A_slave_that_gets_no_counter_shares_the_last_one()
    {
        var machine = new SlaveMachine { Master = { Counters = 1 } };
        machine.Load().ThrowIfFailed();

        Assert.Equal([4, 255], machine.Counters.Counters);
        Assert.Equal(["no counter for port 2: EINVAL; it shares the last one"], machine.Monitor.Warnings);
        machine.Unload();
        Assert.Equal(SlaveMachine.Nothing, machine.Held);
        Assert.Single(machine.Monitor.Warnings);
    }

    [Fact]
    public void A_slave_can_be_loaded_again_and_again()
    {
        var machine = new SlaveMachine();
        for (int round = 0; round < 3; round++)
        {
            machine.Load().ThrowIfFailed();
            machine.Unload();
            Assert.Equal(SlaveMachine.Nothing, machine.Held);
        }
    }

    [Fact]
    public void The_hosts_ledger_states_exactly_what_a_load_has_taken_from_it()
    {
        var machine = new SlaveMachine();
        machine.Load().ThrowIfFailed();

        // The vHCR; mailboxes, of which two were in use at a time at most; the rings.
        const int Pages = 1 + 2 + 4 + (8 * 2);
        Assert.Equal(Pages * 4096UL, machine.Host.Ledger.Total("DMA memory"));
        Assert.Equal((ulong)Queues, machine.Host.Ledger.Total("MSI-X vector"));
        Assert.Equal(1UL, machine.Host.Ledger.Total("IRQ"));
        Assert.Equal(
            [0x1000UL, 4UL << 20, 0x1000UL, 0x1000UL, 0x1000UL],
            machine.Host.Ledger.Entries.Where(entry => entry.Resource == "mapping").Select(entry => entry.Amount));
    }
}
