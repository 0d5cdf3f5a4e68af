using Mlx4.Sample.Hca.Ports;

namespace Mlx4.Sample.Hca.Management;

/// <summary>The subnet management agent of the ports (InfiniBand architecture, 14.2).</summary>
internal sealed class SubnetAgent(ConnectX3 card)
{
    // The attributes (InfiniBand architecture, 14.2.5), and this vendor's own.
    private const ushort NodeDescription = 0x0010;
    private const ushort NodeInfo = 0x0011;
    private const ushort GuidInfo = 0x0014;
    private const ushort PortInfo = 0x0015;
    private const ushort PkeyTable = 0x0016;
    private const ushort ServiceLevelMap = 0x0017;
    private const ushort CableInfo = 0xff60;
    private const ushort ExtendedPortInfo = 0xff90;

    /// <summary>The size of an attribute in bytes.</summary>
    private const int AttributeSize = 0x40;

    /// <summary>Whether the packet knows the port's management key, as far as what it wants is protected by it (14.2.4).</summary>
    public static bool IsAllowed(Port port, in ManagementPacket packet)
    {
        const int GetsToo = 2;
        SubnetSettings subnet = port.Subnet;
        bool isProtected = subnet.ManagementKey != 0 && (packet.Method == ManagementMethod.Set || subnet.KeyProtection >= GetsToo);
        bool allowed = !isProtected || packet.ManagementKey == subnet.ManagementKey;
        if (!allowed && subnet.KeyViolations < ushort.MaxValue)
        {
            subnet.KeyViolations++;
        }
        return allowed;
    }

    /// <summary>Carries out a request, whose attribute then is what the answer has in its place.</summary>
    /// <param name="port">The port that the packet came through.</param>
    /// <param name="packet">The request: Get or Set.</param>
    /// <returns>The status of the answer.</returns>
    public ushort Handle(Port port, in ManagementPacket packet)
    {
        if (packet.Method == ManagementMethod.Set)
        {
            ushort status = Set(port, in packet);
            if (status != ManagementStatus.Ok)
            {
                return status;
            }
        }
        return Get(port, in packet);
    }

    private static ushort Set(Port port, in ManagementPacket packet)
    {
        uint modifier = packet.AttributeModifier;
        ReadOnlySpan<byte> data = packet.Data[..AttributeSize];
        return packet.Attribute switch
        {
            PortInfo => NamesPort(port, modifier) ? PortInfoAttribute.Set(port, data) : ManagementStatus.InvalidField,
            GuidInfo => SubnetTables.SetGuids(port, modifier, data),
            PkeyTable => SubnetTables.SetPkeys(port, modifier, data),
            ServiceLevelMap => SubnetTables.SetServiceLevels(port, data),
            _ => ManagementStatus.UnsupportedAttribute,
        };
    }

    /// <summary>An attribute of a port names it, or says 0 for the one that the packet came through.</summary>
    private static bool NamesPort(Port port, uint modifier) => modifier == 0 || modifier == port.Number;

    private ushort Get(Port port, in ManagementPacket packet)
    {
        uint modifier = packet.AttributeModifier;
        Span<byte> data = packet.Data[..AttributeSize];
        return packet.Attribute switch
        {
            NodeDescription => WriteNodeDescription(data),
            NodeInfo => NodeInfoAttribute.Write(card, port, data),
            PortInfo => TryPort(port, modifier, out Port asked) ? PortInfoAttribute.Write(asked, packet.ManagementKey, data) : ManagementStatus.InvalidField,
            ExtendedPortInfo => TryPort(port, modifier, out _) ? PortInfoAttribute.WriteExtended(data) : ManagementStatus.InvalidField,
            GuidInfo => SubnetTables.WriteGuids(port, modifier, data),
            PkeyTable => SubnetTables.WritePkeys(port, modifier, data),
            ServiceLevelMap => SubnetTables.WriteServiceLevels(port, data),
            CableInfo => CableInfoAttribute.Write(port, data),
            _ => ManagementStatus.UnsupportedAttribute,
        };
    }

    private bool TryPort(Port port, uint modifier, out Port asked)
    {
        bool found = card.Ports.TryGet(modifier == 0 ? (uint)port.Number : modifier, out Port? named);
        asked = named ?? port;
        return found;
    }

    private ushort WriteNodeDescription(Span<byte> data)
    {
        card.Node.Description.CopyTo(data);
        return ManagementStatus.Ok;
    }
}
