using System.Net.NetworkInformation;
using Mlx4.Sample.Driver.Commands;

namespace Mlx4.Sample.Driver.Capabilities;

/// <summary>A port: the answer to QUERY_PORT (<c>struct mlx4_port_cap</c>), and what the driver makes of it.</summary>
internal sealed class PortCapabilities
{
    private PortCapabilities(int number) => Number = number;

    /// <summary>The port's number, from 1.</summary>
    public int Number { get; }

    /// <summary>What the port can be.</summary>
    public PortType Supported { get; private init; }

    /// <summary>What the port is.</summary>
    public PortType Type { get; set; }

    /// <summary>Whether the firmware advises Ethernet for a port that can be both.</summary>
    public bool SuggestsEthernet { get; private init; }

    /// <summary>Whether the firmware advises to find out by the cable.</summary>
    public bool SuggestsSense { get; private init; }

    /// <summary>Whether the cable may decide what the port is.</summary>
    public bool SenseAllowed { get; set; }

    /// <summary>Whether the link is up.</summary>
    public bool LinkUp { get; set; }

    /// <summary>The MAC address.</summary>
    public PhysicalAddress Mac { get; set; } = PhysicalAddress.None;

    /// <summary>Whether the port has an address: one of zeros is none.</summary>
    public bool HasMac => Mac.GetAddressBytes().AsSpan().ContainsAnyExcept((byte)0);

    /// <summary>The largest InfiniBand MTU in bytes, 0 if the firmware states none.</summary>
    public int IbMtu { get; private init; }

    /// <summary>The largest Ethernet MTU in bytes.</summary>
    public int EthernetMtu { get; private init; }

    public int Gids { get; set; }
    public int Pkeys { get; set; }
    public int VirtualLanes { get; private init; }
    public int LogMacs { get; set; }
    public int LogVlans { get; set; }

    /// <summary>What stands for the special queue pairs where several functions share the port.</summary>
    public StandInQps StandIns { get; set; }

    /// <summary>The identity of the physical port, 0 if unknown.</summary>
    public ulong PhysicalId { get; set; }

    /// <summary>The capability mask of an InfiniBand port's PortInfo, 0 if unknown.</summary>
    public uint IbCapabilityMask { get; set; }

    /// <summary>Reads the output of QUERY_PORT.</summary>
    public static PortCapabilities Read(int number, Mailbox mailbox)
    {
        int ibMtu = mailbox.Bits8(0x01, 0, 4);
        byte[] mac = mailbox.Bytes.Slice(0x12, 6).ToArray();
        return new PortCapabilities(number)
        {
            LinkUp = mailbox.Bit8(0x00, 7),
            SuggestsSense = mailbox.Bit8(0x00, 4),
            SuggestsEthernet = mailbox.Bit8(0x00, 3),
            Supported = (PortType)mailbox.Bits8(0x00, 0, 2),
            IbMtu = ibMtu == 0 ? 0 : 128 << ibMtu,
            EthernetMtu = mailbox.Read16(0x02),
            Gids = mailbox.PowerOf2(0x07, 4, shift: 4),
            Pkeys = mailbox.PowerOf2(0x07, 4),
            LogVlans = mailbox.Bits8(0x0a, 4, 4),
            LogMacs = mailbox.Bits8(0x0a, 0, 4),
            VirtualLanes = mailbox.Bits8(0x0b, 0, 4),
            Mac = new PhysicalAddress(mac),
        };
    }
}
