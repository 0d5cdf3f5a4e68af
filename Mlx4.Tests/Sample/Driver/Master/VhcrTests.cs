using System.Buffers.Binary;
using Mlx4.Sample.Driver.Commands;
using Mlx4.Sample.Driver.Master;

namespace Mlx4.Tests.Sample.Driver.Master;

/// <summary>How a slave's command is fetched, carried out and answered.</summary>
public class VhcrTests
{
    private readonly MasterMachine _machine = MasterMachine.Serving();
    private readonly TestSlave _slave;

    public VhcrTests() => _slave = new TestSlave(_machine, 1).Start();

    [Theory]
    [InlineData(0x7ff)]
    [InlineData(0x000)]
    [InlineData((int)Opcode.CloseHca)]
    [InlineData((int)Opcode.MapIcm)]
    [InlineData((int)Opcode.ConfSpecialQp)]
    [InlineData((int)Opcode.AccessMem)]
    [InlineData((int)Opcode.GenEqe)]
    [InlineData((int)Opcode.ArmCommChannel)]
    [InlineData((int)Opcode.InformFlrDone)]
    public void What_is_no_command_of_a_slave_has_a_bad_parameter(int opcode) =>
        Assert.Equal(CommandStatus.BadParameter, _slave.Execute((Opcode)opcode));

    [Theory]
    [InlineData((int)Opcode.MadDemux)]
    [InlineData((int)Opcode.GetOpReq)]
    [InlineData((int)Opcode.AllocateVpp)]
    [InlineData((int)Opcode.VirtPortMap)]
    public void What_is_the_master_s_alone_is_refused(int opcode) =>
        Assert.Equal(CommandStatus.BadOperation, _slave.Execute((Opcode)opcode));

    [Fact]
    public void An_input_mailbox_that_cannot_be_read_is_an_internal_error_of_that_command()
    {
        Assert.Equal(CommandStatus.InternalError, _slave.Execute(Opcode.WriteMtt, 0xdead_0000, 1));
        Assert.Equal(CommandStatus.InternalError, _slave.Execute(Opcode.WriteMtt, _slave.In | 0x800, 1));
        Assert.Equal(CommandStatus.Ok, _slave.Execute(Opcode.Nop, modifier: 0x1f));
    }

    [Fact]
    public void The_low_byte_of_the_address_of_a_mailbox_does_not_matter()
    {
        uint mtt = _slave.Alloc(ResourceType.Mtt, TestSlave.ReserveAndMap);
        _slave.Put64(0x00, mtt);
        Assert.Equal(CommandStatus.Ok, _slave.Execute(Opcode.WriteMtt, _slave.In | 0xff, 1));
    }

    [Fact]
    public void A_refusal_of_the_firmware_has_the_firmware_s_status_as_far_as_there_is_one_for_its_error()
    {
        _machine.Card.Faults.FailCommand((ushort)Opcode.QueryAdapter, 0x08);
        Assert.Equal(CommandStatus.ExceedsLimit, _slave.Execute(Opcode.QueryAdapter));
        _machine.Card.Faults.FailCommand((ushort)Opcode.QueryAdapter, 0x40);
        Assert.Equal(CommandStatus.ExceedsLimit, _slave.Execute(Opcode.QueryAdapter));
        _machine.Card.Faults.FailCommand((ushort)Opcode.QueryAdapter, 0x0a);
        Assert.Equal(CommandStatus.InternalError, _slave.Execute(Opcode.QueryAdapter));
    }

    [Fact]
    public void Immediate_output_is_in_the_vHCR_and_other_commands_leave_it()
    {
        _slave.Execute(Opcode.Nop, modifier: 0x1f);
        Assert.Equal(_slave.Out, _slave.Result);
        Assert.Equal(CommandStatus.Ok, _slave.Execute(Opcode.SensePort, modifier: 1));
        Assert.NotEqual(_slave.Out, _slave.Result);
    }

    [Fact]
    public void The_rest_of_the_vHCR_stays()
    {
        _slave.Put(Opcode.Nop, 0x0123_4567_89ab_cdef, 0x1f, output: 0xfedc_ba98_7654_3210);
        byte[] before = _slave.Function.Host.Memory(_slave.Vhcr, 0x1000).ToArray();
        before[0x1c] = 0;
        Assert.Equal(0u, _slave.Send(CommCommand.VhcrPost));
        Assert.Equal(before, _slave.Function.Host.Memory(_slave.Vhcr, 0x1000).ToArray());
    }

    [Fact]
    public void A_completion_is_told_by_an_event_with_a_token_that_counts_on_from_1()
    {
        _slave.CreateEq();
        Assert.Equal(CommandStatus.Ok, _slave.Execute(Opcode.Nop, modifier: 0x1f, byEvent: true));
        Assert.Equal(CommandStatus.Ok, _slave.Execute(Opcode.Nop, modifier: 0x1f));
        Assert.Equal(CommandStatus.BadParameter, _slave.Execute((Opcode)0x7ff, byEvent: true));
        Assert.Equal((0x0a, 1), Event(0));
        Assert.Equal((0x0a, 2), Event(1));
        Assert.Equal(0x80, _slave.Eqe(2)[0x1f]);
    }

    [Fact]
    public void A_slave_that_asked_for_no_events_gets_none()
    {
        _slave.CreateEq(events: 0);
        Assert.Equal(CommandStatus.Ok, _slave.Execute(Opcode.Nop, modifier: 0x1f, byEvent: true));
        Assert.Equal(0x80, _slave.Eqe(0)[0x1f]);
        Assert.Equal(CommandStatus.Ok, _slave.Execute(Opcode.MapEq, 1 << 0x0a, TestSlave.Eq));
        Assert.Equal(CommandStatus.Ok, _slave.Execute(Opcode.MapEq, 1 << 0x0a, TestSlave.Eq | 1U << 31, byEvent: true));
        Assert.Equal(0x80, _slave.Eqe(0)[0x1f]);
    }

    [Fact]
    public void After_a_reset_the_tokens_begin_anew()
    {
        _slave.CreateEq();
        Assert.Equal(CommandStatus.Ok, _slave.Execute(Opcode.Nop, modifier: 0x1f, byEvent: true));
        _slave.Start();
        _slave.CreateEq();
        Assert.Equal(CommandStatus.Ok, _slave.Execute(Opcode.Nop, modifier: 0x1f, byEvent: true));
        Assert.Equal((0x0a, 1), Event(0));
    }

    [Fact]
    public void An_event_queue_that_is_not_there_costs_a_slave_its_event_and_no_more()
    {
        Assert.Equal(CommandStatus.Ok, _slave.Execute(Opcode.MapEq, 1 << 0x0a, 7));
        Assert.Equal(CommandStatus.Ok, _slave.Execute(Opcode.Nop, modifier: 0x1f, byEvent: true));
        Assert.Contains("slave 1 is not told that Nop is done: EBADF", _machine.Monitor.Warnings);
    }

    [Fact]
    public void The_master_s_own_commands_are_wrapped_where_they_concern_it()
    {
        CommandInterface commands = _machine.Device.Commands;
        Assert.Equal(Mlx4.Runtime.Errno.Ok, commands.Execute(new Command(Opcode.AllocRes, (uint)ResourceType.Mtt, TestSlave.ReserveAndMap), out ulong mtt));
        Assert.Equal([(uint)mtt], _machine.Master.Tracker.Of(0, ResourceType.Mtt).Select(static block => block.Id));
        // A slave has nothing of the master's.
        Assert.Equal(CommandStatus.BadOperation, _slave.Execute(Opcode.FreeRes, mtt, (uint)ResourceType.Mtt, TestSlave.ReserveAndMap));
        Assert.Equal(Mlx4.Runtime.Errno.Ok, commands.Execute(new Command(Opcode.FreeRes, (uint)ResourceType.Mtt, TestSlave.ReserveAndMap, mtt)));
        Assert.Empty(_machine.Master.Tracker.Of(0, ResourceType.Mtt));
    }

    private (byte Type, ushort Token) Event(int index)
    {
        ReadOnlySpan<byte> entry = _slave.Eqe(index);
        Assert.Equal(0, entry[0x1f]);
        return (entry[1], BinaryPrimitives.ReadUInt16BigEndian(entry[6..]));
    }
}
