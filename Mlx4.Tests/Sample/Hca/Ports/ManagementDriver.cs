using System.Buffers.Binary;
using Mlx4.Sample.Hca.Commands;

namespace Mlx4.Tests.Sample.Hca.Ports;

/// <summary>Sends management packets to a card's own agents.</summary>
internal sealed class ManagementDriver
{
    public const ushort NodeDescription = 0x0010;
    public const ushort NodeInfo = 0x0011;
    public const ushort GuidInfo = 0x0014;
    public const ushort PortInfo = 0x0015;
    public const ushort PkeyTable = 0x0016;
    public const ushort ServiceLevelMap = 0x0017;
    public const ushort ExtendedPortInfo = 0xff90;

    public const byte Get = 1;
    public const byte Set = 2;
    public const byte Subnet = 0x01;
    public const byte Performance = 0x04;

    /// <summary>Neither key is checked.</summary>
    public const byte IgnoresKeys = 3;

    public ManagementDriver(RawDriver driver)
    {
        Driver = driver;
        driver.BringUp();
        RawDriver.Ok(driver.Execute(Opcode.MapEq, (1UL << 0x09) | (1UL << 0x1d), RawDriver.Eq));
    }

    public RawDriver Driver { get; }

    /// <summary>The attribute of the last answer.</summary>
    public ReadOnlySpan<byte> Data => Driver.Output[0x40..0x100];

    /// <summary>The attribute of the next request.</summary>
    public Span<byte> Request => Driver.Input[0x40..0x100];

    /// <summary>Asks, and has the answer.</summary>
    /// <returns>The answer's status.</returns>
    public ushort Ask(ushort attribute, uint modifier = 0, byte method = Get, byte of = Subnet, uint port = 1)
    {
        RawDriver.Ok(Post(attribute, modifier, method, of, port));
        Assert.Equal(method is Get or Set ? 0x81 : 0, Driver.Output[3]);
        return BinaryPrimitives.ReadUInt16BigEndian(Driver.Output[4..]);
    }

    public CommandStatus Post(
        ushort attribute, uint modifier = 0, byte method = Get, byte of = Subnet, uint port = 1, ulong key = 0, byte opcodeModifier = IgnoresKeys)
    {
        Span<byte> packet = Driver.Input;
        packet[..0x40].Clear();
        packet[0] = 1;
        packet[1] = of;
        packet[2] = 1;
        packet[3] = method;
        BinaryPrimitives.WriteUInt16BigEndian(packet[0x10..], attribute);
        Driver.Put32(0x14, modifier);
        Driver.Put64(0x18, key);
        return Driver.ExecuteIn(Opcode.MadIfc, port, opcodeModifier);
    }

    /// <summary>Gets a PortInfo, lets it be changed, and sets it. The states are to stay as they are unless the change names others.</summary>
    public ushort Change(PortInfoChange change, uint port = 1)
    {
        Assert.Equal(0, Ask(PortInfo, port: port));
        Data.CopyTo(Request);
        Request[0x20] &= 0xf0;
        Request[0x21] &= 0x0f;
        change(Request);
        return Ask(PortInfo, method: Set, port: port);
    }

    public ushort Get16(int offset) => BinaryPrimitives.ReadUInt16BigEndian(Data[offset..]);

    public uint Get32(int offset) => BinaryPrimitives.ReadUInt32BigEndian(Data[offset..]);

    public ulong Get64(int offset) => BinaryPrimitives.ReadUInt64BigEndian(Data[offset..]);

    /// <summary>The type and subtype of the event at a place of the ring.</summary>
    public (byte Type, byte Subtype) Event(int index) => (Driver.Eqe(index)[0x01], Driver.Eqe(index)[0x03]);

    /// <summary>Whether the card has written an event at this place of the ring.</summary>
    public bool HasEvent(int index) => (Driver.Eqe(index)[0x1f] & 0x80) == 0;

    internal delegate void PortInfoChange(Span<byte> portInfo);
}
