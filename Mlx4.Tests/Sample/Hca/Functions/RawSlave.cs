using System.Buffers.Binary;
using Mlx4.Sample.Hca;
using Mlx4.Sample.Pci;

namespace Mlx4.Tests.Sample.Hca.Functions;

/// <summary>A virtual function in a host of its own: the slave's side of the comm channel.</summary>
internal sealed class RawSlave : RawFunction
{
    public const uint SlaveWrite = 0x0;
    public const uint SlaveRead = 0x4;
    public const uint Capabilities = 0x8;
    public const uint Flags = 0xc;
    public const uint Toggle = 1u << 31;

    public RawSlave(RawDriver master, int number)
        : this(master.Card, number)
    {
    }

    public RawSlave(ConnectX3 card, int number)
        : base(card.VirtualFunctions[number - 1])
    {
        Number = number;
        Ring = Host.Allocate(1);
        WriteConfig16(PciConfig.Command, PciConfig.CommandMaster);
    }

    public int Number { get; }

    /// <summary>The page of the ring of the slave's EQ.</summary>
    public ulong Ring { get; }

    public uint ReadPage(uint offset) => Read32(offset, PciRegion.Bar2);

    public void WritePage(uint offset, uint value) => Write32(offset, value, PciRegion.Bar2);

    public ReadOnlySpan<byte> Eqe(int index) => Host.Memory(Ring + (ulong)(index * 32), 32);

    public void EqDoorbell(uint number, uint consumer, bool arm) =>
        WritePage((number / 4 * 0x1000) + 0x800 + (8 * (number % 4)), consumer | (arm ? 1u << 31 : 0));

    public void EnableMsiX(int vector)
    {
        WriteLittle32(0x2000 + ((uint)vector * 16) + 12, 0, PciRegion.Bar2);
        WriteConfig16(RawDriver.MsiXCapability + PciConfig.MsiXControl, PciConfig.MsiXEnable);
    }

    public void FunctionLevelReset() => WriteConfig16(0x60 + PciConfig.ExpressDeviceControl, 1 << 15);

    public void Put64(ulong address, int offset, ulong value) => BinaryPrimitives.WriteUInt64BigEndian(Host.Memory(address + (ulong)offset, 8), value);
}
