using Mlx4.Sample.Hca.Ports;

namespace Mlx4.Sample.Hca.Management;

/// <summary>The attribute NodeInfo (InfiniBand architecture, 14.2.5.3).</summary>
internal static class NodeInfoAttribute
{
    private const byte ChannelAdapter = 1;
    private const uint VendorId = 0x02c9; // Mellanox's OUI
    private const ushort PartId = 4099; // listings: vendor_part_id
    private const uint Revision = 1; // listings with firmware 2.42.5000: hw_ver 0x1

    public static ushort Write(ConnectX3 card, Port port, Span<byte> data)
    {
        data.Clear();
        data[0x00] = ManagementPacket.Version;
        data[0x01] = ManagementPacket.Version;
        data[0x02] = ChannelAdapter;
        data[0x03] = (byte)card.Options.Ports;
        data.Put64(0x04, card.Node.SystemImageGuid);
        data.Put64(0x0c, card.Node.Guid);
        data.Put64(0x14, port.Guid);
        data.Put16(0x1c, SubnetSettings.Pkeys);
        data.Put16(0x1e, PartId);
        data.Put32(0x20, Revision);
        data.Put32(0x24, ((uint)port.Number << 24) | VendorId);
        return ManagementStatus.Ok;
    }
}
