using System.Buffers.Binary;
using Mlx4.Sample.Hca.Commands;
using Mlx4.Sample.Pci;

namespace Mlx4.Tests.Sample.Hca.Functions;

/// <summary>A slave and its master, each in a host of its own, from the first word to a command that completes by an event.</summary>
public class SlaveTests
{
    private readonly RawDriver _driver = Sriov.BringUpMaster();
    private readonly RawSlave _slave;
    private readonly RawMaster _master;
    private readonly ulong _vhcr;
    private readonly ulong _out;
    private uint _toggle;
    private uint _served;

    public SlaveTests()
    {
        _slave = new RawSlave(_driver, 2);
        _master = new RawMaster(_driver, _slave);
        _vhcr = _slave.Host.Allocate(1);
        _out = _slave.Host.Allocate(1);
    }

    [Fact]
    public void A_slave_s_command_is_carried_out_and_completes_by_an_event()
    {
        Start();
        RawDriver.Ok(_driver.CreateEqFor(_slave, vector: 1));
        _slave.EnableMsiX(1);

        Put(Opcode.QueryFw, byEvent: true);
        Send(5, 0);

        Assert.Equal(0, _slave.Host.Memory(_vhcr, 0x20)[0x1c]);
        Assert.Equal(2, BinaryPrimitives.ReadUInt16BigEndian(_slave.Host.Memory(_out, 0x10)[2..]));
        Assert.Equal(5000, BinaryPrimitives.ReadUInt16BigEndian(_slave.Host.Memory(_out, 0x10)[4..]));
        Assert.Equal((0x0a, 0), (_slave.Eqe(0)[1], _slave.Eqe(0)[0x1f]));
        Assert.Equal([(PciInterrupt.MsiX, 1)], _slave.Host.InterruptsTaken);
    }

    [Fact]
    public void A_slave_s_command_that_is_refused_has_its_status()
    {
        Start();
        Put((Opcode)0x7ff, byEvent: false);
        Send(5, 0);
        Assert.Equal((byte)CommandStatus.BadOp, _slave.Host.Memory(_vhcr, 0x20)[0x1c]);
    }

    [Fact]
    public void Another_slave_can_start_after_this_one_was_reset()
    {
        Start();
        RawDriver.Ok(_driver.CreateEqFor(_slave));
        _slave.FunctionLevelReset();
        RawDriver.Ok(_driver.Execute(Opcode.Hw2SwEq, 2, Sriov.SlaveEq, 1));
        RawDriver.Ok(_driver.Execute(Opcode.InformFlrDone, modifier: 2));
        var next = new RawSlave(_driver, 2);
        // In step, so the next slave goes on from here.
        Assert.Equal(next.ReadPage(RawSlave.SlaveWrite) & RawSlave.Toggle, next.ReadPage(RawSlave.SlaveRead) & RawSlave.Toggle);
        RawDriver.Ok(_driver.CreateEqFor(next));
        RawDriver.Ok(_driver.GenerateEvent(next, 0x0a));
        Assert.Equal((0x0a, 0), (next.Eqe(0)[1], next.Eqe(0)[0x1f]));
    }

    private void Start()
    {
        Assert.Equal(0x0101u, Send(0, 0) & 0xffff);
        for (uint part = 0; part < 4; part++)
        {
            Send(1 + part, (ushort)(_vhcr >> (48 - (16 * (int)part))));
        }
    }

    /// <summary>Sends a command and lets the master serve it.</summary>
    /// <returns>The master's word, whose toggle has followed.</returns>
    private uint Send(uint command, ushort parameter)
    {
        _toggle ^= RawSlave.Toggle;
        _slave.WritePage(RawSlave.SlaveWrite, _toggle | (command << 16) | parameter);
        _master.Serve();
        _driver.EqDoorbell(RawDriver.Eq, ++_served, arm: true);
        uint answer = _slave.ReadPage(RawSlave.SlaveRead);
        Assert.Equal(_toggle, answer & RawSlave.Toggle);
        return answer;
    }

    private void Put(Opcode opcode, bool byEvent)
    {
        _slave.Put64(_vhcr, 0x10, _out);
        Span<byte> vhcr = _slave.Host.Memory(_vhcr, 0x20);
        vhcr[0x1d] = (byte)(byEvent ? 1 << 6 : 0);
        BinaryPrimitives.WriteUInt16BigEndian(vhcr[0x1e..], (ushort)opcode);
    }
}
