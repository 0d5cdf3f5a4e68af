using Mlx4.Sample.Driver;
using Mlx4.Sample.Hca;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Commands;

/// <summary>A machine with one card in it, and the card's driver.</summary>
internal sealed class Machine
{
    private readonly PciHost _host;

    public Machine(LoadSettings settings, SimulatedTime time, IStageMonitor monitor)
    {
        Card = new ConnectX3(new ConnectX3Options { Ports = settings.Ports, MsiX = settings.MsiX }, time);
        _host = new PciHost(time);
        Driver = new PciProbe(_host.Plug(Card.PhysicalFunction, Card.VirtualFunctions), new DriverOptions(), new DriverModule(), monitor);
    }

    /// <summary>The card.</summary>
    public ConnectX3 Card { get; }

    /// <summary>Its driver.</summary>
    public PciProbe Driver { get; }

    /// <summary>Whether the driver has given everything back, to the card and to the host.</summary>
    public bool IsClean => Card.Ledger.IsEmpty && _host.Ledger.IsEmpty;

    /// <summary>What is held on either side, <c>empty</c> for nothing.</summary>
    public string Ledger => (Card.Ledger.IsEmpty, _host.Ledger.IsEmpty) switch
    {
        (true, true) => "empty",
        (false, true) => $"card: {Card.Ledger}",
        (true, false) => $"host: {_host.Ledger}",
        _ => $"card: {Card.Ledger}; host: {_host.Ledger}",
    };
}
