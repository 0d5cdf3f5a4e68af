using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Hca.Ports;

/// <summary>A port.</summary>
internal sealed class Port(int number, PortOptions options, ulong nodeGuid, Ledger ledger)
{
    private const string Name = "port";

    /// <summary>What the port is to be able to do on InfiniBand, as a PortInfo attribute says it. Chosen.</summary>
    private const uint DefaultCapabilityMask = 0x0251_0868;

    public int Number => number;

    public PortOptions Options => options;

    /// <summary>The port's GUID: those of a card follow the node's.</summary>
    public ulong Guid => nodeGuid + (ulong)number;

    /// <summary>The port's Ethernet address: the GUID without its middle two bytes, as on real cards.</summary>
    public ulong Mac => ((Guid >> 40) << 24) | (Guid & 0xff_ffff);

    /// <summary>What the port is.</summary>
    public LinkType Type { get; set; } = options.Suggested;

    /// <summary>Whether there is something of the port's own type at the other end of the cable.</summary>
    public bool HasLink => options.Sensed == Type;

    public uint CapabilityMask { get; set; } = DefaultCapabilityMask;

    public PortCounters Counters { get; } = new();

    public bool IsInitialized { get; private set; }

    /// <summary>Brings the port up; again, if it is up already: Linux does so whenever QP 0 becomes ready to receive.</summary>
    public void Initialize()
    {
        if (!IsInitialized)
        {
            IsInitialized = true;
            ledger.Return(Name, (ulong)number);
            ledger.Take(Name, (ulong)number, "INIT_PORT");
        }
    }

    /// <summary>Takes the port down; also if it is down: Linux does so for every port when it unloads.</summary>
    public void Close()
    {
        IsInitialized = false;
        ledger.Return(Name, (ulong)number);
    }

    /// <summary>The HCA stops, and the port with it; but nobody has closed it.</summary>
    public void Stop() => IsInitialized = false;

    public void Reset()
    {
        Close();
        Type = options.Suggested;
        CapabilityMask = DefaultCapabilityMask;
        Counters.Reset();
    }
}
