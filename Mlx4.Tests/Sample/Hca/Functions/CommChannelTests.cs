using System.Buffers.Binary;
using Mlx4.Sample.Hca.Commands;

namespace Mlx4.Tests.Sample.Hca.Functions;

/// <summary>The comm channel's registers and its event.</summary>
public class CommChannelTests
{
    private const byte CommChannelEvent = 0x18;
    private const uint Offline = 1 << 9;
    private const uint Request = 1 << 16;
    private const uint Acknowledge = 1 << 8;

    private readonly RawDriver _master = Sriov.BringUpMaster();
    private readonly RawSlave _slave;
    private readonly uint _array;

    public CommChannelTests()
    {
        _slave = new RawSlave(_master, 2);
        RawDriver.Ok(_master.Execute(Opcode.QueryFw));
        _array = (uint)BinaryPrimitives.ReadUInt64BigEndian(_master.Output[0x40..]);
        Assert.Equal(0, _master.Output[0x48]);
    }

    [Fact]
    public void Each_side_sees_what_the_other_has_written()
    {
        _slave.WritePage(RawSlave.SlaveWrite, 0x8005_1234);
        Assert.Equal(0x8005_1234u, _master.Read32(_array + 16));
        Assert.Equal(0u, _master.Read32(_array + 8));
        _master.Write32(_array + 20, 0x8000_0101);
        Assert.Equal(0x8000_0101u, _slave.ReadPage(RawSlave.SlaveRead));
        Assert.Equal(0u, new RawSlave(_master, 1).ReadPage(RawSlave.SlaveRead));
    }

    [Fact]
    public void Both_words_can_be_cleared_from_both_sides()
    {
        _slave.WritePage(RawSlave.SlaveWrite, RawSlave.Toggle);
        _master.Write32(_array + 20, RawSlave.Toggle);
        _slave.WritePage(RawSlave.SlaveRead, 0);
        _master.Write32(_array + 16, 0);
        Assert.Equal((0u, 0u), (_slave.ReadPage(RawSlave.SlaveWrite), _master.Read32(_array + 20)));
    }

    [Fact]
    public void A_slave_s_reset_leaves_the_words()
    {
        _slave.WritePage(RawSlave.SlaveWrite, RawSlave.Toggle);
        _slave.FunctionLevelReset();
        Assert.Equal(RawSlave.Toggle, _slave.ReadPage(RawSlave.SlaveWrite));
    }

    [Fact]
    public void The_master_is_told_once_each_time_it_has_armed_the_channel()
    {
        _slave.WritePage(RawSlave.SlaveWrite, 0x8000_0000);
        Assert.Equal(0x80, _master.Eqe(0)[0x1f]);
        RawDriver.Ok(_master.Execute(Opcode.ArmCommChannel));
        AssertTold(0, 1 << 2);
        _slave.WritePage(RawSlave.SlaveWrite, 0x0001_0000);
        new RawSlave(_master, 1).WritePage(RawSlave.SlaveWrite, 0x8000_0000);
        Assert.Equal(0x80, _master.Eqe(1)[0x1f]);
        RawDriver.Ok(_master.Execute(Opcode.ArmCommChannel));
        AssertTold(1, 1 << 1 | 1 << 2);
        RawDriver.Ok(_master.Execute(Opcode.ArmCommChannel));
        Assert.Equal(0x80, _master.Eqe(2)[0x1f]);
        _slave.WritePage(RawSlave.SlaveWrite, 0x8002_0000);
        AssertTold(2, 1 << 2);
    }

    [Fact]
    public void The_33rd_slave_is_in_the_second_word()
    {
        RawDriver master = Sriov.BringUpMaster(63);
        RawDriver.Ok(master.Execute(Opcode.ArmCommChannel));
        new RawSlave(master, 33).WritePage(RawSlave.SlaveWrite, RawSlave.Toggle);
        Assert.Equal((0u, 2u), (BinaryPrimitives.ReadUInt32BigEndian(master.Eqe(0)[8..]), BinaryPrimitives.ReadUInt32BigEndian(master.Eqe(0)[12..])));
    }

    [Fact]
    public void What_the_master_writes_tells_nobody()
    {
        RawDriver.Ok(_master.Execute(Opcode.ArmCommChannel));
        _master.Write32(_array + 16, RawSlave.Toggle);
        _slave.WritePage(RawSlave.SlaveRead, 0);
        Assert.Equal(0x80, _master.Eqe(0)[0x1f]);
    }

    [Fact]
    public void The_channel_is_offline_until_the_master_serves_it()
    {
        Assert.Equal(Offline, _slave.ReadPage(RawSlave.Flags));
        RawDriver.Ok(_master.Execute(Opcode.ArmCommChannel));
        Assert.Equal(0u, _slave.ReadPage(RawSlave.Flags));
        RawDriver.Ok(_master.Execute(Opcode.CloseHca));
        Assert.Equal(Offline, _slave.ReadPage(RawSlave.Flags));
    }

    [Fact]
    public void A_slave_that_asks_for_its_reset_gets_it_when_the_master_has_cleaned_up()
    {
        RawDriver.Ok(_master.CreateEqFor(_slave));
        RawDriver.Ok(_master.Execute(Opcode.ArmCommChannel));
        Assert.Equal(1u << 30, _slave.ReadPage(RawSlave.Capabilities));
        _slave.WritePage(RawSlave.Flags, Request);
        Assert.Equal(Request, _slave.ReadPage(RawSlave.Flags));
        Assert.Equal((0x1c, 2u), (_master.Eqe(0)[1], BinaryPrimitives.ReadUInt32BigEndian(_master.Eqe(0)[4..])));
        RawDriver.Ok(_master.GenerateEvent(_slave, 0x0a));
        Assert.Equal(0x80, _slave.Eqe(0)[0x1f]);
        RawDriver.Ok(_master.Execute(Opcode.InformFlrDone, modifier: 2));
        Assert.Equal(Request | Acknowledge, _slave.ReadPage(RawSlave.Flags));

        _slave.WritePage(RawSlave.Flags, 0);
        Assert.Equal(Acknowledge, _slave.ReadPage(RawSlave.Flags));
        RawDriver.Ok(_master.Execute(Opcode.InformFlrDone, modifier: 2));
        Assert.Equal(0u, _slave.ReadPage(RawSlave.Flags));
    }

    [Fact]
    public void Without_a_master_to_clean_up_the_reset_is_done_at_once()
    {
        RawDriver.Ok(_master.Execute(Opcode.CloseHca));
        _slave.WritePage(RawSlave.Flags, Request);
        Assert.Equal(Request | Acknowledge | Offline, _slave.ReadPage(RawSlave.Flags));
    }

    private void AssertTold(int index, uint slaves)
    {
        ReadOnlySpan<byte> entry = _master.Eqe(index);
        Assert.Equal((CommChannelEvent, slaves), (entry[1], BinaryPrimitives.ReadUInt32BigEndian(entry[8..])));
    }
}
