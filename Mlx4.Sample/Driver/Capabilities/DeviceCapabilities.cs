using Mlx4.Sample.Driver.Icm;

namespace Mlx4.Sample.Driver.Capabilities;

/// <summary>What the card has, and how much of it this load uses (<c>struct mlx4_caps</c>).</summary>
internal sealed class DeviceCapabilities
{
    /// <summary>The special queue pairs: QP0 and QP1 of each port, and as many raw ones.</summary>
    public const int SpecialQps = 8;

    /// <summary>The queue pairs by which the master stands in for the special ones of all functions: eight proxies each, then eight tunnels each.</summary>
    public const int StandInsPerFunction = 8;
    public const int MaxFunctions = 128;
    public const int StandIns = 2 * StandInsPerFunction * MaxFunctions;

    private const int FibreChannelExchanges = 65536;

    /// <summary>What the firmware offers.</summary>
    public FirmwareLimits Limits { get; set; } = new();

    /// <summary>The ports, port 1 first.</summary>
    public IReadOnlyList<PortCapabilities> Ports { get; set; } = [];

    /// <summary>Where the tables lie in ICM.</summary>
    public IcmLayout Layout { get; set; } = new(new Dictionary<IcmResource, (int Count, int EntrySize)>());

    public int Qps { get; set; }
    public int Srqs { get; set; }
    public int Cqs { get; set; }
    public int Mpts { get; set; }

    /// <summary>The number of multicast groups that are found by their hash; as many again are chained to them.</summary>
    public int Mgms { get; set; }

    /// <summary>The number of event queues, those of the firmware included.</summary>
    public int Eqs { get; set; }
    public int ReservedEqs { get; set; }

    /// <summary>The number of event queue contexts in ICM.</summary>
    public int EqContexts => Layout[IcmResource.Eq].Count;

    public int Uars { get; set; }
    public int ReservedUars { get; set; }
    public int ReservedMtts { get; set; }
    public int ReservedSrqs => Limits.ReservedSrqs;
    public int ReservedCqs => Limits.ReservedCqs;
    public int ReservedMrws => Limits.ReservedMrws;
    public int FirmwareReservedQps => Limits.ReservedQps;

    /// <summary>The queue pairs for raw Ethernet and RSS, at a high rate if steering allows: the first, and how many.</summary>
    public int HighRateQpBase { get; set; }
    public int HighRateQps { get; set; }

    /// <summary>The first of the eight special queue pairs.</summary>
    public int SpecialQpBase { get; set; }

    /// <summary>The first of the proxies of a function's special queue pairs.</summary>
    public int ProxyQpBase(int function) => SpecialQpBase + SpecialQps + StandInsPerFunction * function;

    /// <summary>The first of the tunnels of a function's special queue pairs.</summary>
    public int TunnelQpBase(int function) => ProxyQpBase(function) + StandInsPerFunction * MaxFunctions;

    /// <summary>The queue pairs at the top that are found by an address: of Ethernet, of Fibre Channel, and its exchanges.</summary>
    public int AddressQps => 2 * Ports.Sum(static port => 1 << port.LogMacs + port.LogVlans) + FibreChannelExchanges;

    /// <summary>The queue pairs of a card with several functions that they share among them.</summary>
    public int SharedQps => Qps - FirmwareReservedQps - AddressQps - SpecialQps - StandIns;

    public SteeringMode SteeringMode { get; set; }

    /// <summary>The logarithm of the size of a multicast group in bytes.</summary>
    public int LogMgmEntrySize { get; set; }

    /// <summary>The size of an event queue entry in bytes: 32 or 64.</summary>
    public int EqeSize { get; set; } = 32;

    /// <summary>The size of a completion queue entry in bytes: 32 or 64.</summary>
    public int CqeSize { get; set; } = 32;

    /// <summary>The frequency of the free-running clock in MHz, 0 without timestamps.</summary>
    public int CoreClock { get; set; }

    /// <summary>The interrupt pin's number in the clear-interrupt register.</summary>
    public int InterruptPin { get; set; }

    /// <summary>The board's identity, such as <c>MT_1080120023</c>.</summary>
    public string BoardId { get; set; } = "";

    /// <summary>How received checksums are told: port 1 in bits 2:0, port 2 in bits 6:4.</summary>
    public byte ReceiveChecksumModes { get; set; }

    /// <summary>How many completion queues each user may have (<c>mlx4_init_quotas</c>).</summary>
    public int CqQuota { get; set; }

    /// <summary>Whether all management packets are checked by the firmware.</summary>
    public bool SecureHost { get; set; }

    /// <summary>Whether the firmware has a feature.</summary>
    public bool Has(DeviceFeatures feature) => (Limits.Features & feature) == feature;
}
