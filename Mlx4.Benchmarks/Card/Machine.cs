using Mlx4.Sample.Driver;
using Mlx4.Sample.Hca;
using Mlx4.Sample.Pci;

namespace Mlx4.Benchmarks.Card;

/// <summary>A host with a card and its driver. Its clock is simulated: waits take no time.</summary>
internal sealed class Machine
{
    private readonly SimulatedTime _time = new();
    private readonly Mlx4Driver _driver;

    /// <summary>Makes one.</summary>
    /// <param name="lowMemory">Whether the driver makes do with little memory, as in a crash kernel.</param>
    public Machine(bool lowMemory = false)
    {
        Host = new PciHost(_time);
        Card = new ConnectX3(new ConnectX3Options(), _time);
        _driver = new Mlx4Driver(Host.Plug(Card.PhysicalFunction, Card.VirtualFunctions), new DriverOptions { LowMemory = lowMemory }, new DriverModule(_time));
    }

    public PciHost Host { get; }

    public ConnectX3 Card { get; }

    public void Load()
    {
        using SimulatedTime.Membership membership = _time.Join();
        _driver.Probe().ThrowIfFailed();
    }

    public void Unload()
    {
        using SimulatedTime.Membership membership = _time.Join();
        _driver.Remove();
        if (!Card.Ledger.IsEmpty || !Host.Ledger.IsEmpty)
        {
            throw new InvalidOperationException($"The unload has left something: {Card.Ledger}; {Host.Ledger}");
        }
    }
}
