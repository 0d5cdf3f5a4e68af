using Mlx4.Sample.Hca.Events;

namespace Mlx4.Sample.Hca.Ports;

/// <summary>
/// The link of a port. A port that is initialised polls, and trains at once if there is a port of its own type at the other end of the
/// cable. An Ethernet link is then active; an InfiniBand link waits for a subnet manager to arm and activate it.
/// </summary>
internal sealed class PortLink(Port port, ConnectX3 card)
{
    private bool _disabled;

    public LinkState State { get; private set; } = LinkState.Down;

    public PhysicalState Physical { get; private set; } = PhysicalState.Disabled;

    public bool IsUp => Physical == PhysicalState.LinkUp;

    /// <summary>Brings the link to where the port and its cable let it be, and tells the host if it went up or down.</summary>
    public void Update()
    {
        PhysicalState before = Physical;
        Physical = !port.IsInitialized || _disabled ? PhysicalState.Disabled
            : port.HasLink ? PhysicalState.LinkUp
            : PhysicalState.Polling;
        if (before == Physical)
        {
            return;
        }
        if (before == PhysicalState.LinkUp)
        {
            State = LinkState.Down;
            card.EventQueues.PortChanged(port, up: false);
        }
        if (IsUp && port.Type == LinkType.Ethernet)
        {
            Activate();
        }
        else if (IsUp)
        {
            State = LinkState.Initialize;
            if (port.Options.SubnetManager)
            {
                port.Subnet.Join(port);
                Activate();
            }
        }
    }

    /// <summary>Takes the link down, and lets it train anew.</summary>
    public void Retrain()
    {
        Disable();
        Enable();
    }

    /// <summary>Keeps the port from polling, as a subnet manager may.</summary>
    public void Disable()
    {
        _disabled = true;
        Update();
    }

    /// <summary>Lets the port poll again.</summary>
    public void Enable()
    {
        _disabled = false;
        Update();
    }

    /// <summary>Moves the link on as a subnet manager asks: to armed, then to active. Where it is already it stays.</summary>
    public void Advance(LinkState to)
    {
        if (to == LinkState.Active && State == LinkState.Armed)
        {
            Activate();
        }
        else if (to == LinkState.Armed && State == LinkState.Initialize)
        {
            State = to;
        }
    }

    /// <summary>The port has gone without anybody being told: the card was reset, or the HCA stopped.</summary>
    public void Reset()
    {
        _disabled = false;
        State = LinkState.Down;
        Physical = PhysicalState.Disabled;
    }

    private void Activate()
    {
        State = LinkState.Active;
        card.EventQueues.PortChanged(port, up: true);
    }
}
