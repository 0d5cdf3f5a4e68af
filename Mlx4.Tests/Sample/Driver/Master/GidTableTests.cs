using Mlx4.Runtime;
using Mlx4.Sample.Driver.Commands;
using Mlx4.Sample.Hca.Ports;
using static Mlx4.Tests.Sample.Driver.Master.TestSlave;

namespace Mlx4.Tests.Sample.Driver.Master;

/// <summary>The GIDs of an Ethernet port, which is the second here: 16 for the master, 56 for each of two slaves.</summary>
public class GidTableTests
{
    private const uint Gids = 5 << 8;
    private const int GidSize = 16;
    private const int First = 16;
    private const int OthersFirst = 72;

    private readonly MasterMachine _machine = MasterMachine.Serving();
    private readonly TestSlave _slave;
    private readonly TestSlave _other;

    public GidTableTests()
    {
        _slave = new TestSlave(_machine, 1).Start();
        _other = new TestSlave(_machine, 2).Start();
    }

    [Fact]
    public void Those_of_a_slave_stand_in_its_part_of_the_table()
    {
        Ok(SetGids(_slave, (0, 0xa), (55, 0xb)));
        Ok(SetGids(_other, (0, 0xc)));
        Assert.Equal([(First, 0xa), (First + 55, 0xb), (OthersFirst, 0xc)], Table());
        Ok(SetGids(_slave, (1, 0xd)));
        Assert.Equal([(First + 1, 0xd), (OthersFirst, 0xc)], Table());
    }

    [Fact]
    public void What_is_behind_a_slave_s_part_of_the_mailbox_does_not_count()
    {
        Ok(SetGids(_slave, (0, 0xa), (56, 0xb)));
        Assert.Equal([(First, 0xa)], Table());
    }

    [Fact]
    public void The_master_s_are_the_first()
    {
        using var mailbox = new MasterMailbox(_machine);
        mailbox.Put(3, 0xa);
        Assert.Equal(Errno.Ok, mailbox.Send(Opcode.SetPort, Gids | 2, 1));
        Assert.Equal([(3, 0xa)], Table());
        Assert.Equal(CommandStatus.BadParameter, SetGids(_slave, (0, 0xa)));
    }

    [Fact]
    public void A_GID_that_is_there_twice_has_a_bad_parameter()
    {
        Ok(SetGids(_slave, (0, 0xa)));
        Assert.Equal(CommandStatus.BadParameter, SetGids(_other, (7, 0xa)));
        Assert.Equal(CommandStatus.BadParameter, SetGids(_other, (7, 0xb), (8, 0xb)));
        Assert.Equal([(First, 0xa)], Table());
        Ok(SetGids(_slave, (1, 0xa)));
        Assert.Equal([(First + 1, 0xa)], Table());
    }

    [Fact]
    public void What_the_card_refuses_is_not_in_the_table()
    {
        Ok(SetGids(_slave, (0, 0xa)));
        _machine.Card.Faults.FailCommand((ushort)Opcode.SetPort, 0x08);
        Assert.Equal(CommandStatus.ExceedsLimit, SetGids(_slave, (0, 0xb)));
        Ok(SetGids(_other, (0, 0xb)));
        Assert.Equal([(First, 0xa), (OthersFirst, 0xb)], Table());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_slave_that_is_gone_has_none(bool byReset)
    {
        Ok(SetGids(_slave, (0, 0xa)));
        Ok(SetGids(_other, (0, 0xb)));
        if (byReset)
        {
            _slave.Function.FunctionLevelReset();
            _machine.Settle();
        }
        else
        {
            Assert.Equal(TestSlave.Version, _slave.Send(CommCommand.Reset));
        }
        Assert.Equal([(OthersFirst, 0xb)], Table());
    }

    [Fact]
    public void A_master_that_goes_leaves_none()
    {
        Ok(SetGids(_slave, (0, 0xa)));
        Ok(SetGids(_other, (0, 0xb)));
        using (var mailbox = new MasterMailbox(_machine))
        {
            mailbox.Put(0, 0xc);
            Assert.Equal(Errno.Ok, mailbox.Send(Opcode.SetPort, Gids | 2, 1));
        }
        _machine.Master.FreeSlaves();
        Assert.Empty(Table());
        _machine.Unload();
    }

    [Fact]
    public void Those_that_the_card_keeps_are_told_of()
    {
        Ok(SetGids(_slave, (0, 0xa)));
        _machine.Card.Faults.FailCommand((ushort)Opcode.SetPort, 0x04);
        Assert.Equal(TestSlave.Version, _slave.Send(CommCommand.Reset));
        Assert.Equal(["the GIDs of function 1 stay with port 2: ENXIO"], _machine.Monitor.Warnings);
    }

    [Fact]
    public void An_InfiniBand_port_has_no_such_table() =>
        Assert.Equal(CommandStatus.BadParameter, _slave.ExecuteIn(Opcode.SetPort, Gids | 1, 1));

    private static CommandStatus SetGids(TestSlave slave, params (int Index, byte Gid)[] gids)
    {
        slave.Input.Clear();
        foreach ((int index, byte gid) in gids)
        {
            slave.Input[index * GidSize] = gid;
        }
        return slave.ExecuteIn(Opcode.SetPort, Gids | 2, 1);
    }

    /// <summary>The GIDs of the card's port, by their first byte.</summary>
    private IEnumerable<(int Index, int Gid)> Table()
    {
        Assert.True(_machine.Card.Ports.TryGet(2, out Port? port));
        return [.. port.Ethernet.GidTable.Chunk(GidSize).Select(static (gid, index) => (index, (int)gid[0])).Where(static entry => entry.Item2 != 0)];
    }

    /// <summary>A mailbox of the master's own.</summary>
    private sealed class MasterMailbox : IDisposable
    {
        private readonly Mailbox _mailbox;

        public MasterMailbox(MasterMachine machine)
        {
            _mailbox = new Mailbox(machine.Device.Commands);
            Assert.Equal(Errno.Ok, _mailbox.Alloc());
        }

        public void Put(int index, byte gid) => _mailbox.Write8(index * GidSize, gid);

        public Errno Send(Opcode opcode, uint modifier, byte opModifier) => _mailbox.Send(opcode, modifier, opModifier);

        public void Dispose() => _mailbox.Free();
    }
}
