using System.Buffers.Binary;
using Mlx4.Sample.Hca;
using Mlx4.Sample.Hca.Commands;

namespace Mlx4.Tests.Sample.Hca.Functions;

/// <summary>What a master does with the SR-IOV capability and for its slaves.</summary>
internal static class Sriov
{
    public const int Capability = 0x108;
    public const int Control = Capability + 0x08;
    public const int NumVfs = Capability + 0x10;
    public const ushort Enable = 1 << 0;
    public const ushort MemoryEnable = 1 << 3;
    public const ushort AriHierarchy = 1 << 4;

    /// <summary>The event types for the comm channel, for resets of functions and for completed commands.</summary>
    public const ulong Events = 1 << 0x18 | 1 << 0x1c | 1 << 0x0a;

    /// <summary>The EQ that a slave gets here.</summary>
    public const uint SlaveEq = 5;

    public static void EnableVfs(this RawDriver master, ushort count)
    {
        master.WriteConfig16(NumVfs, count);
        master.WriteConfig16(Control, Enable | MemoryEnable | AriHierarchy);
    }

    public static void DisableVfs(this RawDriver master) => master.WriteConfig16(Control, 0);

    /// <summary>A master that is up, with its events mapped, and its virtual functions there.</summary>
    public static RawDriver BringUpMaster(ushort vfs = 2, ConnectX3Options? options = null)
    {
        var master = new RawDriver(options);
        master.BringUp();
        RawDriver.Ok(master.Execute(Opcode.MapEq, Events, RawDriver.Eq));
        master.EnableVfs(vfs);
        return master;
    }

    /// <summary>Hands an EQ to the card whose ring is in a slave's memory: its translation is the second MTT.</summary>
    public static CommandStatus CreateEqFor(this RawDriver master, RawSlave slave, byte vector = 0)
    {
        Assert.True(master.Card.Icm.TryMemory(RawDriver.MttBase + 8, 8, out Span<byte> translation));
        BinaryPrimitives.WriteUInt64BigEndian(translation, slave.Ring | 1);
        master.ClearInput();
        master.Put32(0x00, 0x900);
        master.Input[0x0c] = RawDriver.LogEqEntries;
        master.Input[0x17] = vector;
        master.Put32(0x1c, 8);
        return master.Execute(Opcode.Sw2HwEq, master.In | (uint)slave.Number, SlaveEq);
    }

    /// <summary>Generates an event of a type for a slave's EQ.</summary>
    public static CommandStatus GenerateEvent(this RawDriver master, RawSlave slave, byte type)
    {
        master.ClearInput();
        master.Input[1] = type;
        return master.ExecuteIn(Opcode.GenEqe, (uint)slave.Number | (SlaveEq << 16));
    }
}
