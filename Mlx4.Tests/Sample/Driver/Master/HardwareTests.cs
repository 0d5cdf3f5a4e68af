using Mlx4.Sample.Driver.Commands;
using Mlx4.Sample.Driver.Master;
using static Mlx4.Tests.Sample.Driver.Master.TestSlave;

namespace Mlx4.Tests.Sample.Driver.Master;

/// <summary>What a slave hands to the card through the master, and gets back.</summary>
public class HardwareTests
{
    private readonly MasterMachine _machine = MasterMachine.Serving();
    private readonly TestSlave _slave;
    private readonly TestSlave _other;

    public HardwareTests()
    {
        _slave = new TestSlave(_machine, 1).Start();
        _other = new TestSlave(_machine, 2).Start();
    }

    [Fact]
    public void Event_queues_have_numbers_of_their_own_in_each_function()
    {
        _slave.CreateEq();
        _other.CreateEq();
        Assert.Equal(["EQ of VF 1 5"], _machine.HeldBySlave(1));
        Assert.Equal(["EQ of VF 2 5"], _machine.HeldBySlave(2));
        Ok(_slave.Execute(Opcode.Hw2SwEq, modifier: Eq, opModifier: 1));
        Assert.Empty(_machine.HeldBySlave(1));
        Assert.Equal(CommandStatus.InternalError, _slave.Execute(Opcode.Hw2SwEq, modifier: Eq, opModifier: 1));
        Assert.Equal(CommandStatus.BadParameter, _slave.Execute(Opcode.Hw2SwEq, modifier: 0x400, opModifier: 1));
        Assert.Equal(["EQ of VF 2 5"], _machine.HeldBySlave(2));
    }

    [Fact]
    public void An_event_queue_is_taken_back_whatever_the_modifier_and_the_function_that_the_slave_names()
    {
        _slave.CreateEq();
        _other.CreateEq();
        Ok(_slave.Execute(Opcode.Hw2SwEq, input: 2, modifier: Eq, opModifier: 0));
        Assert.Equal((0, 1), (_machine.HeldBySlave(1).Length, _machine.HeldBySlave(2).Length));
        Assert.False(_machine.Device.InternalError);
    }

    [Fact]
    public void An_event_queue_needs_translations_of_its_own()
    {
        uint foreign = _other.Translate(_other.Function.Ring);
        _slave.PutEq(foreign);
        Assert.Equal(CommandStatus.BadOperation, _slave.ExecuteIn(Opcode.Sw2HwEq, Eq));
        uint own = _slave.Translate(_slave.Function.Ring);
        // 2^7 entries of 64 bytes are two pages.
        _slave.PutEq(own, logEntries: 7);
        Assert.Equal(CommandStatus.BadOperation, _slave.ExecuteIn(Opcode.Sw2HwEq, Eq));
        _slave.PutEq(own);
        Assert.Equal(CommandStatus.BadParameter, _slave.ExecuteIn(Opcode.Sw2HwEq, 0x400));
        Ok(_slave.ExecuteIn(Opcode.Sw2HwEq, Eq));
        Assert.Equal(CommandStatus.InternalError, _slave.ExecuteIn(Opcode.Sw2HwEq, Eq));
    }

    [Fact]
    public void An_event_queue_that_the_card_refuses_is_not_the_slave_s()
    {
        uint mtt = _slave.Translate(_slave.Function.Ring);
        _slave.PutEq(mtt);
        Assert.Equal(CommandStatus.InternalError, _slave.ExecuteIn(Opcode.Sw2HwEq, 0));
        Assert.Equal(CommandStatus.InternalError, _slave.Execute(Opcode.Hw2SwEq, modifier: 0, opModifier: 1));
        Ok(_slave.Execute(Opcode.FreeRes, mtt, (uint)ResourceType.Mtt, ReserveAndMap));
        Assert.False(_machine.Device.InternalError);
    }

    [Fact]
    public void Translations_stay_while_something_uses_them()
    {
        uint mtt = _slave.CreateEq();
        Assert.Equal(CommandStatus.ResourceBusy, _slave.Execute(Opcode.FreeRes, mtt, (uint)ResourceType.Mtt, ReserveAndMap));
        Ok(_slave.Execute(Opcode.Hw2SwEq, modifier: Eq, opModifier: 1));
        Ok(_slave.Execute(Opcode.FreeRes, mtt, (uint)ResourceType.Mtt, ReserveAndMap));
    }

    [Fact]
    public void Translations_are_written_where_they_are_the_slave_s()
    {
        uint block = _slave.Alloc(ResourceType.Mtt, ReserveAndMap, 2);
        uint foreign = _other.Alloc(ResourceType.Mtt, ReserveAndMap, 2);
        Assert.Equal(CommandStatus.Ok, Write(block, 4));
        Assert.Equal(CommandStatus.Ok, Write(block + 3, 1));
        Assert.Equal(CommandStatus.BadOperation, Write(block, 5));
        Assert.Equal(CommandStatus.BadOperation, Write(block + 1, 4));
        Assert.Equal(CommandStatus.BadOperation, Write(foreign, 1));
        Assert.Equal(CommandStatus.BadOperation, Write(0, 1));
        Assert.Equal(CommandStatus.BadOperation, Write(0x1_0000_0000UL + block, 1));
        Assert.Equal(CommandStatus.BadOperation, Write(ulong.MaxValue, 510));
        Assert.Equal(CommandStatus.BadParameter, Write(block, 0));
        Assert.Equal(CommandStatus.BadParameter, Write(block, 511));

        CommandStatus Write(ulong first, uint count)
        {
            _slave.Input.Clear();
            _slave.Put64(0x00, first);
            return _slave.ExecuteIn(Opcode.WriteMtt, count);
        }
    }

    [Fact]
    public void A_written_translation_names_the_page_and_is_present()
    {
        uint block = _slave.Alloc(ResourceType.Mtt, ReserveAndMap, 1);
        _slave.Input.Clear();
        _slave.Put64(0x00, block);
        _slave.Put64(0x10, 0x1_2345_6001);
        _slave.Put64(0x18, 0x1_2345_7000);
        Ok(_slave.ExecuteIn(Opcode.WriteMtt, 2));
        Assert.Equal([0, 0, 0, 1, 0x23, 0x45, 0x60, 1, 0, 0, 0, 1, 0x23, 0x45, 0x70, 1], _machine.Device.Icm.Mtt.At((int)block)[..16].ToArray());
    }

    [Fact]
    public void What_a_queue_pair_uses_stays_while_it_does()
    {
        _slave.CreateEq();
        (uint cq, uint cqMtt) = _slave.CreateCq();
        (uint srq, uint srqMtt) = _slave.CreateSrq();
        (uint qp, uint qpMtt) = _slave.CreateQp(cq, srq);
        Assert.Equal([$"CQ of VF 1 {cq:x}", "EQ of VF 1 5", $"QP of VF 1 {qp:x}", $"SRQ of VF 1 {srq:x}"], _machine.HeldBySlave(1));
        foreach (uint mtt in (uint[])[cqMtt, srqMtt, qpMtt])
        {
            Assert.Equal(CommandStatus.ResourceBusy, _slave.Execute(Opcode.FreeRes, mtt, (uint)ResourceType.Mtt, ReserveAndMap));
        }
        Assert.Equal(CommandStatus.ResourceBusy, _slave.Execute(Opcode.Hw2SwCq, modifier: cq, opModifier: 1));
        Assert.Equal(CommandStatus.ResourceBusy, _slave.Execute(Opcode.Hw2SwSrq, modifier: srq, opModifier: 1));
        Assert.Equal(CommandStatus.ResourceBusy, _slave.Execute(Opcode.FreeRes, cq, (uint)ResourceType.Cq, ReserveAndMap));
        Assert.Equal(CommandStatus.ResourceBusy, _slave.Execute(Opcode.FreeRes, qp, (uint)ResourceType.Qp, MapIcm));

        Ok(_slave.Execute(Opcode.ToRstQp, modifier: qp, opModifier: 2));
        Assert.Equal(CommandStatus.BadParameter, _slave.Execute(Opcode.ToRstQp, modifier: qp, opModifier: 2));
        Ok(_slave.Execute(Opcode.Hw2SwSrq, modifier: srq, opModifier: 1));
        Ok(_slave.Execute(Opcode.Hw2SwCq, modifier: cq));
        Assert.Equal(CommandStatus.BadParameter, _slave.Execute(Opcode.Hw2SwCq, modifier: cq, opModifier: 1));
        Assert.Equal(["EQ of VF 1 5"], _machine.HeldBySlave(1));
        Ok(_slave.Execute(Opcode.FreeRes, qpMtt, (uint)ResourceType.Mtt, ReserveAndMap));
        Ok(_slave.Execute(Opcode.FreeRes, cq, (uint)ResourceType.Cq, ReserveAndMap));
        Assert.False(_machine.Device.InternalError);
    }

    [Fact]
    public void A_queue_pair_needs_what_is_its_own()
    {
        _slave.CreateEq();
        _other.CreateEq();
        (uint cq, _) = _slave.CreateCq();
        (uint foreignCq, _) = _other.CreateCq();
        (uint foreignSrq, uint foreignMtt) = _other.CreateSrq();
        uint qp = _slave.Alloc(ResourceType.Qp, Reserve, 1UL << 32 | 1);
        uint mtt = _slave.Translate(_slave.Function.Host.Allocate(1));
        Assert.Equal(CommandStatus.BadParameter, Give(cq, mtt));
        Ok(_slave.Execute(Opcode.AllocRes, qp, (uint)ResourceType.Qp, MapIcm));
        Assert.Equal(CommandStatus.BadOperation, Give(foreignCq, mtt));
        Assert.Equal(CommandStatus.BadOperation, Give(cq, foreignMtt));
        Assert.Equal(CommandStatus.BadOperation, Give(cq, mtt, foreignSrq));
        Assert.Equal(CommandStatus.BadOperation, _other.ExecuteIn(Opcode.Rst2InitQp, qp));
        Assert.Equal(CommandStatus.Ok, Give(cq, mtt));
        Assert.Equal(CommandStatus.BadParameter, Give(cq, mtt));

        CommandStatus Give(uint queue, uint translation, uint? srq = null)
        {
            _slave.PutQp(queue, translation, srq);
            return _slave.ExecuteIn(Opcode.Rst2InitQp, qp);
        }
    }

    [Fact]
    public void A_queue_pair_goes_through_its_states_and_tells_them()
    {
        _slave.CreateEq();
        (uint cq, _) = _slave.CreateCq();
        (uint qp, uint mtt) = _slave.CreateQp(cq);
        _slave.PutQp(cq, mtt);
        Ok(_slave.ExecuteIn(Opcode.Init2RtrQp, qp));
        Ok(_slave.ExecuteIn(Opcode.Rtr2RtsQp, qp));
        Ok(_slave.Execute(Opcode.QueryQp, modifier: qp));
        const int ReadyToSend = 3;
        Assert.Equal(ReadyToSend, _slave.Output[8] >> 4);
        Assert.Equal(CommandStatus.BadOperation, _other.Execute(Opcode.QueryQp, modifier: qp));
        Ok(_slave.Execute(Opcode.ToErrQp, modifier: qp));
        Ok(_slave.Execute(Opcode.ToRstQp, modifier: qp));
        Assert.Equal(CommandStatus.BadParameter, _slave.Execute(Opcode.QueryQp, modifier: qp));
    }

    [Fact]
    public void A_region_is_of_the_slave_s_protection_domain_and_no_window()
    {
        (uint mpt, uint mtt) = _slave.CreateRegion();
        Ok(_slave.Execute(Opcode.QueryMpt, modifier: mpt));
        Assert.Equal(CommandStatus.BadOperation, _other.Execute(Opcode.QueryMpt, modifier: mpt));
        Assert.Equal(CommandStatus.BadOperation, _other.Execute(Opcode.Hw2SwMpt, modifier: mpt, opModifier: 1));
        Assert.Equal(CommandStatus.ResourceBusy, _slave.Execute(Opcode.FreeRes, mtt, (uint)ResourceType.Mtt, ReserveAndMap));
        Ok(_slave.Execute(Opcode.Hw2SwMpt, modifier: mpt, opModifier: 1));
        Assert.Equal(CommandStatus.BadParameter, _slave.Execute(Opcode.Hw2SwMpt, modifier: mpt, opModifier: 1));

        Assert.Equal(CommandStatus.BadOperation, Give(flags: 0));
        Assert.Equal(CommandStatus.BadOperation, Give(pd: 3 << 17));
        Assert.Equal(CommandStatus.Ok, Give(pd: 2 << 17));
        Ok(_slave.Execute(Opcode.Hw2SwMpt, modifier: mpt, opModifier: 1));
        Ok(_slave.Execute(Opcode.FreeRes, mpt, (uint)ResourceType.Mpt, MapIcm));
        Assert.Equal(CommandStatus.BadParameter, Give());
        Ok(_slave.Execute(Opcode.FreeRes, mpt, (uint)ResourceType.Mpt, Reserve));

        CommandStatus Give(uint flags = 1 << 8, uint pd = 0)
        {
            _slave.PutRegion(mtt, flags, pd);
            return _slave.ExecuteIn(Opcode.Sw2HwMpt, mpt);
        }
    }

    [Fact]
    public void A_region_that_windows_are_bound_to_stays_the_card_s()
    {
        (uint mpt, uint mtt) = _slave.CreateRegion();
        _machine.Card.Faults.FailCommand((ushort)Opcode.Hw2SwMpt, (byte)CommandStatus.RegionBound);
        Assert.Equal(CommandStatus.ResourceBusy, _slave.Execute(Opcode.Hw2SwMpt, modifier: mpt, opModifier: 1));
        Assert.Equal(CommandStatus.ResourceBusy, _slave.Execute(Opcode.FreeRes, mtt, (uint)ResourceType.Mtt, ReserveAndMap));
        Ok(_slave.Execute(Opcode.Hw2SwMpt, modifier: mpt, opModifier: 1));
        Assert.False(_machine.Device.InternalError);
    }

    [Fact]
    public void A_completion_queue_gets_another_ring()
    {
        _slave.CreateEq();
        (uint cq, uint mtt) = _slave.CreateCq();
        uint next = _slave.Translate(_slave.Function.Host.Allocate(1));
        uint foreign = _other.Translate(_other.Function.Host.Allocate(1));
        _slave.PutCq(foreign);
        Assert.Equal(CommandStatus.BadOperation, _slave.ExecuteIn(Opcode.ModifyCq, cq));
        _slave.PutCq(next);
        Ok(_slave.ExecuteIn(Opcode.ModifyCq, cq));
        Ok(_slave.Execute(Opcode.FreeRes, mtt, (uint)ResourceType.Mtt, ReserveAndMap));
        Assert.Equal(CommandStatus.ResourceBusy, _slave.Execute(Opcode.FreeRes, next, (uint)ResourceType.Mtt, ReserveAndMap));
    }
}
