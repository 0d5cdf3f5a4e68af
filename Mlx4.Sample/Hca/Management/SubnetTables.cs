using Mlx4.Sample.Hca.Events;
using Mlx4.Sample.Hca.Ports;

namespace Mlx4.Sample.Hca.Management;

/// <summary>
/// The attributes that are blocks of a port's tables: GUIDInfo, P_KeyTable and SLtoVLMappingTable (InfiniBand architecture, 14.2.5.5, 14.2.5.7
/// and 14.2.5.8). The attribute modifier is the number of the block.
/// </summary>
internal static class SubnetTables
{
    private const int GuidsPerBlock = 8;
    private const int PkeysPerBlock = 32;

    public static ushort WriteGuids(Port port, uint block, Span<byte> data)
    {
        if (!IsBlock(block, SubnetSettings.Guids / GuidsPerBlock))
        {
            return ManagementStatus.InvalidField;
        }
        for (int i = 0; i < GuidsPerBlock; i++)
        {
            data.Put64(i * sizeof(ulong), port.Subnet.GuidTable[(block * GuidsPerBlock) + i]);
        }
        return ManagementStatus.Ok;
    }

    /// <summary>The first GUID of all is the port's own, and stays.</summary>
    public static ushort SetGuids(Port port, uint block, ReadOnlySpan<byte> data)
    {
        if (!IsBlock(block, SubnetSettings.Guids / GuidsPerBlock))
        {
            return ManagementStatus.InvalidField;
        }
        uint changed = 0;
        for (int i = block == 0 ? 1 : 0; i < GuidsPerBlock; i++)
        {
            ref ulong guid = ref port.Subnet.GuidTable[(block * GuidsPerBlock) + i];
            ulong value = data.Get64(i * sizeof(ulong));
            changed |= guid != value ? 1u << i : 0;
            guid = value;
        }
        if (changed != 0)
        {
            port.Card.EventQueues.GuidsChanged(port, block, changed);
        }
        return ManagementStatus.Ok;
    }

    public static ushort WritePkeys(Port port, uint block, Span<byte> data)
    {
        if (!IsBlock(block, SubnetSettings.Pkeys / PkeysPerBlock))
        {
            return ManagementStatus.InvalidField;
        }
        for (int i = 0; i < PkeysPerBlock; i++)
        {
            data.Put16(i * sizeof(ushort), port.Subnet.PkeyTable[(block * PkeysPerBlock) + i]);
        }
        return ManagementStatus.Ok;
    }

    public static ushort SetPkeys(Port port, uint block, ReadOnlySpan<byte> data)
    {
        if (!IsBlock(block, SubnetSettings.Pkeys / PkeysPerBlock))
        {
            return ManagementStatus.InvalidField;
        }
        uint changed = 0;
        for (int i = 0; i < PkeysPerBlock; i++)
        {
            ref ushort pkey = ref port.Subnet.PkeyTable[(block * PkeysPerBlock) + i];
            ushort value = data.Get16(i * sizeof(ushort));
            changed |= pkey != value ? 1u << i : 0;
            pkey = value;
        }
        if (changed != 0)
        {
            port.Card.EventQueues.PkeysChanged(port, block, changed);
        }
        return ManagementStatus.Ok;
    }

    /// <summary>A channel adapter has one such table a port, so the modifier means nothing.</summary>
    public static ushort WriteServiceLevels(Port port, Span<byte> data)
    {
        data.Clear();
        data.Put64(0, port.Subnet.ServiceLevels);
        return ManagementStatus.Ok;
    }

    public static ushort SetServiceLevels(Port port, ReadOnlySpan<byte> data)
    {
        ulong value = data.Get64(0);
        if (port.Subnet.ServiceLevels != value)
        {
            port.Subnet.ServiceLevels = value;
            port.Card.EventQueues.ServiceLevelsChanged(port);
        }
        return ManagementStatus.Ok;
    }

    private static bool IsBlock(uint block, int blocks) => block < (uint)blocks;
}
