using System.Buffers.Binary;
using Mlx4.Sample.Hca.Commands;
using Mlx4.Sample.Pci;

namespace Mlx4.Tests.Sample.Hca.Functions;

/// <summary>A virtual function by itself: what its host sees, its event queues, its resets.</summary>
public class VirtualFunctionTests
{
    private readonly RawDriver _master = Sriov.BringUpMaster();
    private readonly RawSlave _slave;

    public VirtualFunctionTests() => _slave = new RawSlave(_master, 2);

    [Fact]
    public void It_has_no_ids_no_BARs_and_no_pin_of_its_own()
    {
        Assert.Equal(uint.MaxValue, _slave.ReadConfig32(PciConfig.VendorId));
        Assert.Equal(0x0280_0000u, _slave.ReadConfig32(PciConfig.Revision));
        Assert.Equal(0x1004_15b3u, _slave.ReadConfig32(PciConfig.SubsystemVendorId));
        for (int offset = PciConfig.Bar0; offset < PciConfig.Bar0 + 24; offset += 4)
        {
            _slave.WriteConfig32(offset, uint.MaxValue);
            Assert.Equal(0u, _slave.ReadConfig32(offset));
        }
        Assert.Equal(0u, _slave.ReadConfig32(PciConfig.InterruptLine));
        Assert.Equal((0u, 0u), _slave.Function.Interrupts(PciInterrupt.IntX));
        Assert.Equal((1u, 24u), _slave.Function.Interrupts(PciInterrupt.MsiX));
    }

    [Fact]
    public void Its_host_lets_it_at_the_bus_and_no_more()
    {
        _slave.WriteConfig16(PciConfig.Command, 0xffff);
        Assert.Equal(PciConfig.CommandMaster, _slave.ReadConfig16(PciConfig.Command));
    }

    [Fact]
    public void It_has_BAR_2_with_MSI_X_in_it()
    {
        Assert.Equal((0u, 8u << 20), ((uint)_slave.Function.RegionSize(PciRegion.Bar0), (uint)_slave.Function.RegionSize(PciRegion.Bar2)));
        Assert.Equal(0x0017_4011u, _slave.ReadConfig32(0x9c));
        Assert.Equal(0x2002u, _slave.ReadConfig32(0xa0));
        Assert.Equal(0x3002u, _slave.ReadConfig32(0xa4));
        Assert.Equal(0x0100_0000u, _slave.ReadPage(0x2000 + (23 * 16) + 12));
        Assert.Equal(0u, _slave.ReadPage(0x2000 + (24 * 16) + 12));
    }

    [Fact]
    public void A_masked_vector_of_its_own_is_pending()
    {
        RawDriver.Ok(_master.CreateEqFor(_slave, vector: 3));
        _slave.EnableMsiX(0);
        RawDriver.Ok(_master.GenerateEvent(_slave, 0x0a));
        Assert.Equal(0x0800_0000u, _slave.ReadPage(0x3000));
        _slave.EnableMsiX(3);
        Assert.Equal(0u, _slave.ReadPage(0x3000));
        Assert.Equal([(PciInterrupt.MsiX, 3)], _slave.Host.InterruptsTaken);
    }

    [Fact]
    public void What_cannot_be_written_of_its_page_stays()
    {
        _slave.WritePage(RawSlave.Capabilities, 0);
        Assert.Equal(1u << 30, _slave.ReadPage(RawSlave.Capabilities));
    }

    [Fact]
    public void Its_memory_answers_while_the_physical_function_says_so()
    {
        Assert.Equal(1u << 30, _slave.ReadPage(RawSlave.Capabilities));
        _master.WriteConfig16(Sriov.Control, Sriov.Enable | Sriov.AriHierarchy);
        Assert.Equal(uint.MaxValue, _slave.ReadPage(RawSlave.Capabilities));
        Assert.Equal(0x0280_0000u, _slave.ReadConfig32(PciConfig.Revision));
    }

    [Fact]
    public void Its_event_queue_is_in_its_own_memory()
    {
        RawDriver.Ok(_master.CreateEqFor(_slave));
        Assert.Equal(0x80, _slave.Eqe(0)[0x1f]);
        Assert.Equal(0x80, _slave.Eqe(7)[0x1f]);
        Assert.Equal(0x00, _slave.Eqe(8)[0x1f]);
        RawDriver.Ok(_master.GenerateEvent(_slave, 0x0a));
        Assert.Equal((0x0a, 0x00), (_slave.Eqe(0)[1], _slave.Eqe(0)[0x1f]));
    }

    [Fact]
    public void Its_event_queues_are_its_own_numbers()
    {
        RawDriver.Ok(_master.CreateEqFor(_slave));
        RawDriver.Ok(_master.CreateEqFor(new RawSlave(_master, 1)));
        _master.CreateEq(Sriov.SlaveEq);
        Assert.Equal(CommandStatus.BadResourceState, _master.CreateEqFor(_slave));
        RawDriver.Ok(_master.Execute(Opcode.Hw2SwEq, 2, Sriov.SlaveEq, 1));
        Assert.Equal(CommandStatus.BadResourceState, _master.Execute(Opcode.Hw2SwEq, 2, Sriov.SlaveEq, 1));
        Assert.True(_master.Card.Ledger.Holds("EQ", Sriov.SlaveEq));
        Assert.True(_master.Card.Ledger.Holds("EQ of VF 1", Sriov.SlaveEq));
        Assert.False(_master.Card.Ledger.Holds("EQ of VF 2", Sriov.SlaveEq));
    }

    [Fact]
    public void Its_interrupts_are_its_own_and_its_doorbells_come_by_its_own_BAR()
    {
        RawDriver.Ok(_master.CreateEqFor(_slave, vector: 3));
        _slave.EnableMsiX(3);
        RawDriver.Ok(_master.GenerateEvent(_slave, 0x0a));
        RawDriver.Ok(_master.GenerateEvent(_slave, 0x0a));
        Assert.Equal([(PciInterrupt.MsiX, 3)], _slave.Host.InterruptsTaken);
        _master.EqDoorbell(Sriov.SlaveEq, 1, arm: true);
        Assert.Single(_slave.Host.InterruptsTaken);
        _slave.EqDoorbell(Sriov.SlaveEq, 1, arm: true);
        Assert.Equal(2, _slave.Host.InterruptsTaken.Count);
        Assert.Empty(_master.Host.InterruptsTaken);
    }

    [Fact]
    public void Without_the_bus_it_can_have_no_event_queue_and_send_no_interrupt()
    {
        _slave.WriteConfig16(PciConfig.Command, 0);
        Assert.Equal(CommandStatus.IcmError, _master.CreateEqFor(_slave));
        _slave.WriteConfig16(PciConfig.Command, PciConfig.CommandMaster);
        RawDriver.Ok(_master.CreateEqFor(_slave));
        _slave.EnableMsiX(0);
        _slave.WriteConfig16(PciConfig.Command, 0);
        RawDriver.Ok(_master.GenerateEvent(_slave, 0x0a));
        Assert.Empty(_slave.Host.InterruptsTaken);
    }

    [Fact]
    public void A_vector_that_it_does_not_have_is_refused() => Assert.Equal(CommandStatus.BadParam, _master.CreateEqFor(_slave, vector: 24));

    [Fact]
    public void A_function_that_there_is_not_is_refused()
    {
        _master.PutEqContext();
        Assert.Equal(CommandStatus.BadIndex, _master.Execute(Opcode.Sw2HwEq, _master.In | 64, Sriov.SlaveEq));
        Assert.Equal(CommandStatus.BadIndex, _master.Execute(Opcode.Hw2SwEq, 0xff, Sriov.SlaveEq, 1));
    }

    [Fact]
    public void Its_reset_stops_its_queues_and_tells_the_master()
    {
        RawDriver.Ok(_master.CreateEqFor(_slave));
        _slave.EnableMsiX(0);
        _slave.FunctionLevelReset();
        Assert.Equal((0x1c, 2u), (_master.Eqe(0)[1], BinaryPrimitives.ReadUInt32BigEndian(_master.Eqe(0)[4..])));
        Assert.Equal(0, _slave.ReadConfig16(PciConfig.Command));
        Assert.Equal(0x0017, _slave.ReadConfig16(0x9e));
        Assert.False(_master.Card.Ledger.Holds("MSI-X of VF 2", 0));
        _slave.WriteConfig16(PciConfig.Command, PciConfig.CommandMaster);
        RawDriver.Ok(_master.GenerateEvent(_slave, 0x0a));
        Assert.Equal(0x80, _slave.Eqe(0)[0x1f]);
        Assert.True(_master.Card.Ledger.Holds("EQ of VF 2", Sriov.SlaveEq));
        RawDriver.Ok(_master.Execute(Opcode.Hw2SwEq, 2, Sriov.SlaveEq, 1));
        RawDriver.Ok(_master.Execute(Opcode.InformFlrDone, modifier: 2));
    }

    [Fact]
    public void A_reset_by_the_bus_is_the_same()
    {
        _slave.Function.Reset();
        Assert.Equal((0x1c, 2u), (_master.Eqe(0)[1], BinaryPrimitives.ReadUInt32BigEndian(_master.Eqe(0)[4..])));
        Assert.Equal(0, _slave.ReadConfig16(PciConfig.Command));
    }

    [Fact]
    public void A_function_that_is_not_there_is_not_reset()
    {
        new RawFunction(_master.Card.VirtualFunctions[2]).Function.Reset();
        Assert.Equal(0x80, _master.Eqe(0)[0x1f]);
    }

    [Fact]
    public void On_the_way_from_D3hot_it_is_reset()
    {
        _slave.WriteConfig16(0x44, 3);
        Assert.Equal(uint.MaxValue, _slave.ReadPage(RawSlave.Capabilities));
        _slave.WriteConfig16(0x44, 0);
        Assert.Equal(0, _slave.ReadConfig16(PciConfig.Command));
        Assert.Equal(1u << 30, _slave.ReadPage(RawSlave.Capabilities));
    }
}
