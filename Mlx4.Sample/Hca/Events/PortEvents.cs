using Mlx4.Sample.Hca.Ports;

namespace Mlx4.Sample.Hca.Events;

/// <summary>The events of ports. A driver that has not mapped them to a queue does not get them.</summary>
internal static class PortEvents
{
    private const byte PortChange = 0x09;
    private const byte Down = 1;
    private const byte Active = 4;

    private const byte PortManagementChange = 0x1d;
    private const byte GuidInfo = 0x14;
    private const byte PortInfo = 0x15;
    private const byte PkeyTable = 0x16;
    private const byte ServiceLevelMap = 0x17;

    /// <summary>A port has become active, or gone down. Bits 31:28 of the word at 0x0c: the port.</summary>
    public static void PortChanged(this EventQueues queues, Port port, bool up)
    {
        Span<byte> data = stackalloc byte[EventQueue.DataSize];
        data.Clear();
        data.Put32(0x0c - EventQueue.DataOffset, (uint)port.Number << 28);
        queues.Generate(PortChange, up ? Active : Down, data);
    }

    /// <summary>
    /// A subnet manager has changed a port's PortInfo: 0x08 the manager's LID, 0x0a the port's, 0x0c what changed, 0x13 the manager's
    /// service level, 0x14 the GID prefix.
    /// </summary>
    public static void PortInformationChanged(this EventQueues queues, Port port, PortInformation changes)
    {
        Span<byte> data = stackalloc byte[EventQueue.DataSize];
        data.Clear();
        data.Put16(0x08 - EventQueue.DataOffset, port.Subnet.ManagerLidOfSubnet);
        data.Put16(0x0a - EventQueue.DataOffset, port.Subnet.Lid);
        data.Put32(0x0c - EventQueue.DataOffset, (uint)changes);
        data[0x13 - EventQueue.DataOffset] = (byte)port.Subnet.ManagerServiceLevel;
        data.Put64(0x14 - EventQueue.DataOffset, port.Subnet.GidPrefix);
        Manage(queues, port, PortInfo, data);
    }

    /// <summary>A subnet manager has written a block of the GUID table. 0x0c: the entries, by bit.</summary>
    public static void GuidsChanged(this EventQueues queues, Port port, uint block, uint entries) =>
        TableChanged(queues, port, GuidInfo, block, entries);

    /// <summary>A subnet manager has written a block of the P_Key table. 0x0c: the entries, by bit.</summary>
    public static void PkeysChanged(this EventQueues queues, Port port, uint block, uint entries) =>
        TableChanged(queues, port, PkeyTable, block, entries);

    /// <summary>A subnet manager has changed the virtual lanes of the service levels, which are at 0x08.</summary>
    public static void ServiceLevelsChanged(this EventQueues queues, Port port)
    {
        Span<byte> data = stackalloc byte[EventQueue.DataSize];
        data.Clear();
        data.Put64(0x08 - EventQueue.DataOffset, port.Subnet.ServiceLevels);
        Manage(queues, port, ServiceLevelMap, data);
    }

    private static void TableChanged(EventQueues queues, Port port, byte subtype, uint block, uint entries)
    {
        Span<byte> data = stackalloc byte[EventQueue.DataSize];
        data.Clear();
        data.Put32(0x08 - EventQueue.DataOffset, block);
        data.Put32(0x0c - EventQueue.DataOffset, entries);
        Manage(queues, port, subtype, data);
    }

    /// <summary>Byte 0x07: the port.</summary>
    private static void Manage(EventQueues queues, Port port, byte subtype, Span<byte> data)
    {
        data[0x07 - EventQueue.DataOffset] = (byte)port.Number;
        queues.Generate(PortManagementChange, subtype, data);
    }
}
