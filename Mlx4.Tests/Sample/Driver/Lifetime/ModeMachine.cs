using Mlx4.Sample.Driver;
using Mlx4.Sample.Pci;

namespace Mlx4.Tests.Sample.Driver.Lifetime;

/// <summary>A function that is to be in a certain mode, and its driver; a slave has its master beside it. The thread joins the clock.</summary>
internal sealed class ModeMachine : IDisposable
{
    private readonly SimulatedTime.Membership _membership;

    public ModeMachine(FunctionMode mode, bool systemEqs = false)
    {
        Machine = new Machine(
            new Mlx4.Sample.Hca.ConnectX3Options { SysEqs = systemEqs },
            mode == FunctionMode.Single ? Machine.Small : Machine.Small with { VirtualFunctions = [2] });
        _membership = Machine.Time.Join();
        Driver = Machine.Driver;
        Monitor = Machine.Monitor;
        if (mode == FunctionMode.Slave)
        {
            Machine.Load().ThrowIfFailed();
            Monitor = new Watcher();
            Driver = Machine.DriverOf(1, Monitor);
        }
        HeldBefore = Machine.Held;
    }

    public Machine Machine { get; }

    public Mlx4Driver Driver { get; }

    public Watcher Monitor { get; }

    public string HeldBefore { get; }

    public void Dispose() => _membership.Dispose();
}
