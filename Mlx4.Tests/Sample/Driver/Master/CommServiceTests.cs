using Mlx4.Sample.Driver.Commands;
using Mlx4.Tests.Sample.Hca.Functions;

namespace Mlx4.Tests.Sample.Driver.Master;

/// <summary>The master's side of the comm channel, command by command.</summary>
public class CommServiceTests
{
    private readonly MasterMachine _machine = MasterMachine.Serving();
    private readonly TestSlave _slave;

    public CommServiceTests() => _slave = new TestSlave(_machine, 2);

    [Fact]
    public void A_reset_is_answered_with_the_version()
    {
        Assert.Equal(TestSlave.Version, _slave.Send(CommCommand.Reset));
        Assert.Equal(TestSlave.Version, _slave.Send(CommCommand.Reset));
    }

    [Fact]
    public void A_slave_that_has_named_its_vHCR_may_give_commands()
    {
        Assert.Equal(0, _machine.Master.LiveSlaves);
        _slave.Start();
        Assert.Equal(1, _machine.Master.LiveSlaves);
        Assert.Equal(CommandStatus.Ok, _slave.Execute(Opcode.Nop, modifier: 0x1f));
        Assert.Equal(CommandStatus.Ok, _slave.Execute(Opcode.Nop, modifier: 0x1f));
        Assert.Equal(1, _machine.Master.LiveSlaves);
    }

    [Fact]
    public void A_slave_that_resets_is_not_live()
    {
        _slave.Start();
        Assert.Equal(TestSlave.Version, _slave.Send(CommCommand.Reset));
        Assert.Equal(0, _machine.Master.LiveSlaves);
    }

    [Fact]
    public void Slaves_are_served_each_for_itself()
    {
        TestSlave other = new TestSlave(_machine, 1).Start();
        _slave.Start();
        Assert.Equal(CommandStatus.Ok, other.Execute(Opcode.Nop, modifier: 0x1f));
        Assert.Equal(CommandStatus.Ok, _slave.Execute(Opcode.Nop, modifier: 0x1f));
        Assert.Equal(2, _machine.Master.LiveSlaves);
    }

    public static TheoryData<int, byte> OutOfOrder
    {
        get
        {
            var cases = new TheoryData<int, byte>();
            for (int reached = 0; reached <= (int)CommCommand.VhcrPost; reached++)
            {
                foreach (byte command in (byte[])[1, 2, 3, 4, 5, 6, 0x7f, 254, 255])
                {
                    bool inOrder = command == reached + 1 || (command == (int)CommCommand.VhcrPost && reached == (int)CommCommand.VhcrPost);
                    if (!inOrder)
                    {
                        cases.Add(reached, command);
                    }
                }
            }
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(OutOfOrder))]
    public void A_command_out_of_order_or_unknown_makes_the_slave_begin_anew(int reached, byte command)
    {
        Reach((CommCommand)reached);
        Assert.Equal(TestSlave.InternalError, _slave.Send((CommCommand)command));
        Assert.Equal(0, _machine.Master.LiveSlaves);
        // Nothing but its first command is in order now.
        Assert.Equal(TestSlave.InternalError, _slave.Send(CommCommand.VhcrPost));
        _slave.Start();
        Assert.Equal(CommandStatus.Ok, _slave.Execute(Opcode.Nop, modifier: 0x1f));
    }

    [Fact]
    public void A_vHCR_that_cannot_be_fetched_makes_the_slave_begin_anew()
    {
        _slave.Start();
        _slave.Function.Host.Unmap(_slave.Vhcr);
        Assert.Equal(TestSlave.InternalError, _slave.Send(CommCommand.VhcrPost));
        Assert.Equal(0, _machine.Master.LiveSlaves);
    }

    [Fact]
    public void A_vHCR_that_is_not_a_page_makes_the_slave_begin_anew()
    {
        Reach(CommCommand.Vhcr2);
        Assert.Equal(0u, _slave.Send(CommCommand.VhcrEnable, 0x0100));
        Assert.Equal(TestSlave.InternalError, _slave.Send(CommCommand.VhcrPost));
    }

    [Fact]
    public void A_slave_that_cannot_be_told_its_output_begins_anew()
    {
        _slave.Start();
        _slave.Put(Opcode.QueryFw, output: 0xdead_0000);
        Assert.Equal(TestSlave.InternalError, _slave.Send(CommCommand.VhcrPost));
        Assert.Equal(0, _machine.Master.LiveSlaves);
    }

    [Fact]
    public void A_word_with_the_toggle_of_the_last_answer_is_no_command()
    {
        _slave.Start();
        uint answer = _slave.Answer;
        _slave.Function.WritePage(RawSlave.SlaveWrite, answer & TestSlave.Toggle | 0xfe << 16);
        _machine.Settle();
        Assert.Equal(answer, _slave.Answer);
        Assert.Equal(1, _machine.Master.LiveSlaves);
    }

    [Fact]
    public void A_slave_that_is_out_of_step_is_followed()
    {
        _slave.Start();
        // A driver that finds the words out of step clears both.
        _slave.Function.WritePage(RawSlave.SlaveWrite, TestSlave.Toggle);
        _machine.Settle();
        _slave.Function.WritePage(RawSlave.SlaveRead, 0);
        _slave.Function.WritePage(RawSlave.SlaveWrite, 0);
        _machine.Settle();
        Assert.Equal(0u, _slave.Answer);
        new TestSlave(_machine, 2).Start();
    }

    [Fact]
    public void Words_that_were_there_before_the_master_are_cleared()
    {
        var machine = new MasterMachine();
        var slave = new RawSlave(machine.Card, 1);
        slave.WritePage(RawSlave.SlaveWrite, 0x8005_1234);
        slave.WritePage(RawSlave.SlaveRead, 0x0002_0000);
        machine.Load().ThrowIfFailed();
        Assert.Equal((0u, 0u), (slave.ReadPage(RawSlave.SlaveWrite), slave.ReadPage(RawSlave.SlaveRead)));
    }

    [Fact]
    public void The_33rd_slave_is_served_too()
    {
        MasterMachine machine = MasterMachine.Serving(vfs: 63);
        TestSlave slave = new TestSlave(machine, 33).Start();
        Assert.Equal(CommandStatus.Ok, slave.Execute(Opcode.Nop, modifier: 0x1f));
        Assert.Equal(1, machine.Master.LiveSlaves);
    }

    private void Reach(CommCommand command)
    {
        Assert.Equal(TestSlave.Version, _slave.Send(CommCommand.Reset));
        for (CommCommand next = CommCommand.Vhcr0; next <= command && next <= CommCommand.VhcrEnable; next++)
        {
            Assert.Equal(0u, _slave.Send(next, (ushort)(_slave.Vhcr >> 16 * (CommCommand.VhcrEnable - next))));
        }
        if (command == CommCommand.VhcrPost)
        {
            Assert.Equal(CommandStatus.Ok, _slave.Execute(Opcode.Nop, modifier: 0x1f));
        }
    }
}
