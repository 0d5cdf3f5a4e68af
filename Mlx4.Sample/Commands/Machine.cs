using Mlx4.Sample.Driver;
using Mlx4.Sample.Hca;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Commands;

/// <summary>A machine with one card in it, and the card's driver.</summary>
internal sealed class Machine
{
    /// <summary>Asks for steering managed by the device (see <see cref="DriverOptions.LogMgmEntrySize"/>).</summary>
    private const int DeviceManagedSteering = -1;

    private readonly PciDevice _function;
    private readonly DriverOptions _options;
    private Mlx4Driver? _driver;

    public Machine(LoadSettings settings, TimeProvider time)
    {
        Card = new ConnectX3(new ConnectX3Options { Ports = settings.Ports, MsiX = settings.MsiX, SysEqs = settings.SysEqs }, time);
        Host = new PciHost(time, cpus: settings.Cpus);
        _function = Host.Plug(Card.PhysicalFunction, Card.VirtualFunctions);
        _options = settings.FlowSteering ? new DriverOptions { LogMgmEntrySize = DeviceManagedSteering } : new DriverOptions();
        if (settings.IrqTestFails)
        {
            // The driver uses MSI-X for nothing else once it has missed the interrupt of the test.
            Card.Faults.LoseInterrupts(PciInterrupt.MsiX);
        }
    }

    /// <summary>The card.</summary>
    public ConnectX3 Card { get; }

    /// <summary>The machine around it.</summary>
    public PciHost Host { get; }

    /// <summary>The card's driver.</summary>
    /// <exception cref="InvalidOperationException">There is none yet.</exception>
    public Mlx4Driver Driver => _driver ?? throw new InvalidOperationException("No driver is bound to the card.");

    /// <summary>Whether the driver has given everything back, to the card and to the host.</summary>
    public bool IsClean => Card.Ledger.IsEmpty && Host.Ledger.IsEmpty;

    /// <summary>What is held on either side, <c>empty</c> for nothing.</summary>
    public string Ledger => (Card.Ledger.IsEmpty, Host.Ledger.IsEmpty) switch
    {
        (true, true) => "empty",
        (false, true) => $"card: {Card.Ledger}",
        (true, false) => $"host: {Host.Ledger}",
        _ => $"card: {Card.Ledger}; host: {Host.Ledger}",
    };

    /// <summary>Binds a driver to the card; nothing is touched before its load.</summary>
    /// <param name="monitor">Who watches its pipelines.</param>
    public void Bind(IStageMonitor monitor) => _driver = new Mlx4Driver(_function, _options, new DriverModule(_function.Time), monitor);
}
