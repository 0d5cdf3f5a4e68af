using System.Buffers.Binary;
using Mlx4.Sample.Hca.Commands;

namespace Mlx4.Tests.Sample.Hca.Functions;

/// <summary>The least that a master does for one slave: it answers the comm channel's commands, and carries out what is in the vHCR as it is.</summary>
internal sealed class RawMaster
{
    private const uint Reset = 0;
    private const uint VhcrEnable = 4;
    private const uint VhcrPost = 5;
    private const uint Version = 0x0101;
    private const int VhcrSize = 0x100;

    private readonly RawDriver _driver;
    private readonly RawSlave _slave;
    private readonly uint _words;
    private readonly ulong _vhcrCopy;
    private readonly ulong _outbox;
    private ulong _vhcr;
    private int _events;

    public RawMaster(RawDriver driver, RawSlave slave)
    {
        _driver = driver;
        _slave = slave;
        RawDriver.Ok(driver.Execute(Opcode.QueryFw));
        _words = (uint)BinaryPrimitives.ReadUInt64BigEndian(driver.Output[0x40..]) + ((uint)slave.Number * 8);
        _vhcrCopy = driver.Host.Allocate(1);
        _outbox = driver.Host.Allocate(1);
        RawDriver.Ok(driver.Execute(Opcode.ArmCommChannel));
    }

    /// <summary>Takes the next event, which must be the slave's, answers its command and arms the channel again.</summary>
    public void Serve()
    {
        ReadOnlySpan<byte> entry = _driver.Eqe(_events++);
        Assert.Equal((0x18, 0, 1u << _slave.Number), (entry[1], entry[0x1f] & 0x80, BinaryPrimitives.ReadUInt32BigEndian(entry[8..])));
        uint written = _driver.Read32(_words);
        Assert.NotEqual(written & RawSlave.Toggle, _driver.Read32(_words + 4) & RawSlave.Toggle);
        uint command = (written >> 16) & 0x7f;
        uint answer = written & RawSlave.Toggle;
        switch (command)
        {
            case Reset:
                _vhcr = 0;
                answer |= Version;
                break;
            case VhcrPost:
                CarryOut();
                break;
            default:
                _vhcr |= (ulong)(ushort)written << (16 * (int)(VhcrEnable - command));
                break;
        }
        _driver.Write32(_words + 4, answer);
        RawDriver.Ok(_driver.Execute(Opcode.ArmCommChannel));
    }

    private void CarryOut()
    {
        uint number = (uint)_slave.Number;
        RawDriver.Ok(_driver.Execute(Opcode.AccessMem, _vhcr | number, VhcrSize, output: _vhcrCopy));
        Memory<byte> copy = _driver.Host.Memory(_vhcrCopy, VhcrSize).ToArray();
        ReadOnlySpan<byte> vhcr = copy.Span;
        ushort opcode = BinaryPrimitives.ReadUInt16BigEndian(vhcr[0x1e..]);
        CommandStatus status = _driver.Execute((Opcode)(opcode & 0xfff), 0, BinaryPrimitives.ReadUInt32BigEndian(vhcr[8..]), (byte)(opcode >> 12), _outbox);
        RawDriver.Ok(_driver.Execute(Opcode.AccessMem, _outbox, 0x1000, output: BinaryPrimitives.ReadUInt64BigEndian(vhcr[0x10..]) | number));
        copy.Span[0x1c] = (byte)status;
        copy.Span.CopyTo(_driver.Host.Memory(_vhcrCopy, VhcrSize));
        RawDriver.Ok(_driver.Execute(Opcode.AccessMem, _vhcrCopy, VhcrSize, output: _vhcr | number));
        const byte CompletionEvent = 1 << 6;
        if ((vhcr[0x1d] & CompletionEvent) != 0)
        {
            RawDriver.Ok(_driver.GenerateEvent(_slave, 0x0a));
        }
    }
}
