using Mlx4.Runtime;
using Mlx4.Sample.Driver;
using Mlx4.Sample.Driver.Capabilities;
using Mlx4.Sample.Driver.Icm;
using Mlx4.Sample.Hca;
using Mlx4.Sample.Pci;

namespace Mlx4.Tests.Sample.Driver;

public class LoadTests
{
    [Fact]
    public void A_load_brings_the_card_up_and_an_unload_leaves_nothing()
    {
        var machine = new Machine();

        Assert.Equal("ok", machine.Load().ToString());

        Assert.True(machine.Device.IsRegistered);
        machine.Unload();
        Assert.Equal(Machine.Nothing, machine.Held);
        Assert.Empty(machine.Monitor.Warnings);
        Assert.False(machine.Device.IsRegistered);
    }

    [Fact]
    public void The_cards_ledger_states_exactly_what_a_load_has_given_it()
    {
        var machine = new Machine();
        machine.Load().ThrowIfFailed();

        Assert.Equal(
            [
                "EQ 9", "HCA 1", "ICM chunk 2758", "MSI-X 1", "MSI-X vector 1", "auxiliary ICM 50", "event 20", "firmware area 1500", "ownership 1",
                "special QPs 1",
            ],
            Totals(machine.Card.Ledger));
    }

    [Fact]
    public void The_hosts_ledger_states_exactly_what_a_load_has_taken_from_it()
    {
        var machine = new Machine();
        machine.Load().ThrowIfFailed();

        // Mailboxes: three were in use at a time at most. ICM: 32 chunks of groups, 11 of other tables, and those of EQs that are shorter.
        const int Mailboxes = 3 * 4096;
        const int Areas = (1500 + 50) * IcmPages.PageSize;
        const int Icm = (43 * IcmChunk.Size) + 8192 + 16384;
        const int Rings = (512 * 64) + (8 * 65536 * 64);
        Assert.Equal(
            [
                $"DMA memory {Mailboxes + Areas + Icm + Rings}", "IRQ 1", "MSI-X vector 9", $"PCI region {(1 << 20) + (8 << 20)}", "child device 4",
                "device file 4", "devlink instance 1", "devlink parameter 2", "devlink region 1", "devlink registration 1", "enabled PCI function 1", $"mapping {4 + 0x1c + 8 + (4 << 20) + (4 * 4096) + 8 + 64}",
            ],
            Totals(machine.Host.Ledger));
    }

    /// <summary>The card asks whether the pages that it is lent are there, and looks into few of them; so the host makes few.</summary>
    [Fact]
    public void A_load_makes_little_of_the_memory_that_the_driver_hands_over()
    {
        var machine = new Machine(options: Machine.Small);
        long before = GC.GetAllocatedBytesForCurrentThread();
        machine.Load().ThrowIfFailed();
        long made = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.InRange(made, 1, (long)machine.Host.Ledger.Total("DMA memory") / 4);
    }

    [Fact]
    public void What_came_up_can_be_read()
    {
        var machine = new Machine();
        machine.Load().ThrowIfFailed();
        Mlx4Device device = machine.Device;

        Assert.Equal(new Version(2, 42, 5000), device.Firmware.Version);
        Assert.Equal("MT_1090120019", device.Capabilities.BoardId);
        Assert.Equal(427, device.Capabilities.CoreClock);
        Assert.Equal("8.0 GT/s x8", device.Link.ToString());
        Assert.All([1, 2], port => Assert.Empty(device.Steering.UnicastOf(port).Concat(device.Steering.MulticastOf(port))));
        Assert.Equal(SteeringMode.B0, device.Capabilities.SteeringMode);
        Assert.Equal([PortType.InfiniBand, PortType.Ethernet], device.Capabilities.Ports.Select(port => port.Type));
        Assert.Equal(["0002C945A101", "0002C945A102"], device.Capabilities.Ports.Select(port => port.Mac.ToString()));
        Assert.Equal([0x02514868U, 0x02514868U], device.Capabilities.Ports.Select(port => port.IbCapabilityMask));
        Assert.Equal(2758, device.Icm.MappedPages);
        Assert.True(device.UsesMsiX);
        Assert.Equal([4, 5, 6, 7, 8, 9, 10, 11, 12], device.EventQueues.Select(queue => queue.Number));
        Assert.Equal([512, 65536, 65536, 65536, 65536, 65536, 65536, 65536, 65536], device.EventQueues.Select(queue => queue.Entries));
        Assert.Equal(["mlx4_core.eth.0", "mlx4_core.ib.0", "port 1", "port 2"], machine.Pci.Model.Children);
        Assert.Equal("ib", machine.Pci.Model.ReadFile("mlx4_port1"));
        Assert.Equal("eth", machine.Pci.Model.ReadFile("mlx4_port2"));
        Assert.Equal("4096", machine.Pci.Model.ReadFile("mlx4_port1_mtu"));
    }

    [Fact]
    public void The_layout_of_context_memory_is_the_one_that_Linux_makes()
    {
        var machine = new Machine();
        machine.Load().ThrowIfFailed();
        IcmLayout layout = machine.Device.Capabilities.Layout;

        Assert.Equal(0x0UL, layout[IcmResource.Cmpt].Start);
        Assert.Equal(0x1_0000_0000UL, layout[IcmResource.Rdmarc].Start);
        Assert.Equal(0x1_0800_0000UL, layout[IcmResource.Qp].Start);
        Assert.Equal(0x1_0c00_0000UL, layout[IcmResource.Auxc].Start);
        Assert.Equal(0x1_0e00_0000UL, layout[IcmResource.Dmpt].Start);
        Assert.Equal(0x1_1000_0000UL, layout[IcmResource.Altc].Start);
        Assert.Equal(0x1_1100_0000UL, layout[IcmResource.Mtt].Start);
        Assert.Equal(0x1_1200_0000UL, layout[IcmResource.Srq].Start);
        Assert.Equal(0x1_1280_0000UL, layout[IcmResource.Cq].Start);
        Assert.Equal(0x1_1300_0000UL, layout[IcmResource.Mcg].Start);
        Assert.Equal(0x1_1380_0000UL, layout[IcmResource.Eq].Start);
        Assert.Equal(0x1_1380_4000UL, layout.Size);
    }

    [Fact]
    public void Commands_after_the_event_queues_complete_by_events()
    {
        var machine = new Machine();
        machine.Load().ThrowIfFailed();

        // NOP, CONF_SPECIAL_QP, MAD_IFC twice, SET_PORT of the InfiniBand port.
        Assert.Equal(5, machine.Device.Events);
    }

    [Fact]
    public void A_load_waits_for_the_reset_only()
    {
        var machine = new Machine();
        machine.Load().ThrowIfFailed();

        Assert.Equal(TimeSpan.FromSeconds(1), machine.Time.Elapsed);
    }

    [Fact]
    public void A_card_can_be_loaded_again_and_again()
    {
        var machine = new Machine(options: Machine.Small);
        for (int round = 0; round < 3; round++)
        {
            machine.Load().ThrowIfFailed();
            machine.Unload();
            Assert.Equal(Machine.Nothing, machine.Held);
            Assert.Empty(machine.Monitor.Warnings);
        }
    }

    [Fact]
    public void A_card_with_one_port_has_one_of_everything()
    {
        var machine = new Machine(new ConnectX3Options { Ports = 1 });
        machine.Load().ThrowIfFailed();

        Assert.Single(machine.Device.Capabilities.Ports);
        Assert.Equal(5, machine.Device.EventQueues.Count);
        Assert.Equal(["mlx4_core.ib.0", "port 1"], machine.Pci.Model.Children.Where(child => child != "mlx4_core.eth.0"));
        machine.Unload();
        Assert.Equal(Machine.Nothing, machine.Held);
    }

    [Fact]
    public void Without_MSI_X_two_queues_share_the_interrupt_pin()
    {
        var machine = new Machine(new ConnectX3Options { MsiX = false });
        machine.Load().ThrowIfFailed();

        Assert.False(machine.Device.UsesMsiX);
        Assert.Equal([machine.Pci.Irq, machine.Pci.Irq], machine.Device.EventQueues.Select(queue => queue.Irq));
        Assert.Equal([0U, 0b11U], machine.Device.EventQueues.Select(queue => queue.Ports));
        Assert.Equal(5, machine.Device.Events);
        machine.Unload();
        Assert.Equal(Machine.Nothing, machine.Held);
    }

    [Fact]
    public void The_user_can_do_without_MSI_X()
    {
        var machine = new Machine(options: Machine.Small with { UseMsiX = false });
        machine.Load().ThrowIfFailed();

        Assert.False(machine.Device.UsesMsiX);
        Assert.Empty(machine.Monitor.Warnings);
    }

    [Fact]
    public void When_MSI_X_interrupts_get_lost_the_load_goes_back_and_uses_the_pin()
    {
        var machine = new Machine();
        machine.Card.Faults.LoseInterrupts(PciInterrupt.MsiX);

        Assert.Equal("ok", machine.Load().ToString());

        Assert.False(machine.Device.UsesMsiX);
        Assert.Equal([0U, 0b11U], machine.Device.EventQueues.Select(queue => queue.Ports));
        Assert.Contains(("Mlx4Device", StageEventKind.Restarting, "SetupHcaWithMsiX", 1), machine.Monitor.Events);
        Assert.Equal(0UL, machine.Host.Ledger.Total("MSI-X vector"));
        machine.Unload();
        Assert.Equal(Machine.Nothing, machine.Held);
        Assert.Empty(machine.Monitor.Disorder);
        Assert.Equal(0, machine.Monitor.ToUndo);
    }

    [Fact]
    public void When_all_interrupts_get_lost_the_load_fails_after_both_tests()
    {
        var machine = new Machine(options: Machine.Small);
        machine.Card.Faults.LoseInterrupts();

        Assert.Equal("LoadOne/SetupHca/Nop: EBUSY", machine.Load().ToString());

        Assert.Equal(Machine.Nothing, machine.Held);
    }

    [Fact]
    public void A_card_that_shares_its_event_queues_out_says_which_are_the_functions()
    {
        var machine = new Machine(new ConnectX3Options { SysEqs = true }, Machine.Small);
        machine.Load().ThrowIfFailed();

        Assert.Equal(1024, machine.Device.Capabilities.EqContexts);
        Assert.True(machine.Device.Capabilities.Eqs < 1024);
        Assert.Equal(9, machine.Device.EventQueues.Count);
        machine.Unload();
        Assert.Equal(Machine.Nothing, machine.Held);
    }

    [Fact]
    public void The_device_manages_steering_if_the_user_asks_for_it()
    {
        var machine = new Machine(options: new DriverOptions { LogMgmEntrySize = DriverOptions.DeviceManagedSteering });
        machine.Load().ThrowIfFailed();

        Assert.Equal(SteeringMode.DeviceManaged, machine.Device.Capabilities.SteeringMode);
        machine.Unload();
        Assert.Equal(Machine.Nothing, machine.Held);
    }

    [Theory]
    [InlineData(1, new uint[] { 0, 3, 3 })]
    [InlineData(5, new uint[] { 0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2 })]
    public void With_five_vectors_a_port_each_queue_serves_one_port(int cpus, uint[] ports)
    {
        var machine = new Machine(options: Machine.Small, cpus: cpus);
        machine.Load().ThrowIfFailed();

        Assert.Equal(ports, machine.Device.EventQueues.Select(queue => queue.Ports));
    }

    private static IEnumerable<string> Totals(Ledger ledger) => ledger.Entries
        .Select(entry => entry.Resource)
        .Distinct()
        .Order(StringComparer.Ordinal)
        .Select(resource => $"{resource} {ledger.Total(resource)}");
}
