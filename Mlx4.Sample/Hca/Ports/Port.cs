namespace Mlx4.Sample.Hca.Ports;

/// <summary>A port.</summary>
internal sealed class Port
{
    private const string Name = "port";

    /// <summary>
    /// What the port is to be able to do on InfiniBand, as a PortInfo attribute says it. From a listing of a card of this kind with
    /// firmware 2.42.5000.
    /// </summary>
    private const uint DefaultCapabilityMask = 0x0251_4868;

    public Port(int number, PortOptions options, ConnectX3 card)
    {
        Number = number;
        Options = options;
        Card = card;
        Guid = card.Node.Guid + (ulong)number;
        Type = options.Suggested;
        Subnet = new SubnetSettings(Guid);
        Link = new PortLink(this, card);
    }

    public int Number { get; }

    public PortOptions Options { get; }

    public ConnectX3 Card { get; }

    /// <summary>The port's GUID: those of a card follow the node's.</summary>
    public ulong Guid { get; }

    /// <summary>The port's Ethernet address: the GUID without its middle two bytes, as on real cards.</summary>
    public ulong Mac => ((Guid >> 40) << 24) | (Guid & 0xff_ffff);

    /// <summary>What the port is.</summary>
    public LinkType Type { get; private set; }

    /// <summary>Whether there is a cable, and not just a hole.</summary>
    public bool HasCable => Options.Sensed != LinkType.None;

    /// <summary>Whether there is something at the other end of the cable that the port can have a link with.</summary>
    public bool HasLink => Options.Sensed == Type && (Type != LinkType.Ethernet || Ethernet.Mode is not null);

    public PortLink Link { get; }

    public SubnetSettings Subnet { get; }

    public EthernetSettings Ethernet { get; } = new();

    public PortCounters Counters { get; } = new();

    public uint CapabilityMask { get; set; } = DefaultCapabilityMask;

    public bool IsInitialized { get; private set; }

    /// <summary>Makes the port what it is to be.</summary>
    public void Become(LinkType type)
    {
        if (Type != type)
        {
            Type = type;
            Link.Retrain();
        }
    }

    /// <summary>Brings the port up; again, if it is up already: Linux does so whenever QP 0 becomes ready to receive.</summary>
    public void Initialize()
    {
        if (!IsInitialized)
        {
            IsInitialized = true;
            Card.Ledger.Return(Name, (ulong)Number);
            Card.Ledger.Take(Name, (ulong)Number, "INIT_PORT");
            Link.Update();
        }
    }

    /// <summary>Takes the port down; also if it is down: Linux does so for every port when it unloads.</summary>
    public void Close()
    {
        IsInitialized = false;
        Card.Ledger.Return(Name, (ulong)Number);
        Link.Update();
    }

    /// <summary>The HCA stops, and the port with it; but nobody has closed it.</summary>
    public void Stop()
    {
        IsInitialized = false;
        Link.Reset();
    }

    public void Reset()
    {
        Stop();
        Card.Ledger.Return(Name, (ulong)Number);
        Type = Options.Suggested;
        CapabilityMask = DefaultCapabilityMask;
        Subnet.Reset();
        Ethernet.Reset();
        Counters.Reset();
    }
}
