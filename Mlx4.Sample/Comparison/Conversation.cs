using Mlx4.Sample.Driver;
using Mlx4.Sample.Hca;
using Mlx4.Sample.Hca.Commands;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Comparison;

/// <summary>The firmware commands that a driver has given to a card, in their order.</summary>
internal static class Conversation
{
    /// <summary>Reads a log of <c>serve</c>.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static IReadOnlyList<ComparableCommand> OfLog(IEnumerable<string> lines)
    {
        CopiedMemory copied = new();
        return [.. lines.Select(LoggedCommand.Parse).Select(command =>
            command is { Name: "ACCESS_MEM", Input: not null } ? copied.Read(command) : ComparableCommand.Of(command))];
    }

    /// <summary>
    /// Loads and unloads the driver on a card: on the physical function, as the master of the virtual ones if there are any, and then on each
    /// of those. The last one loaded is unloaded first, as Linux does.
    /// </summary>
    /// <param name="card">The card.</param>
    /// <param name="memory">The size of the machine's memory.</param>
    /// <param name="cpus">The number of its CPUs.</param>
    /// <param name="virtualFunctions">How many virtual functions there are to be.</param>
    /// <param name="progress">Is told the number of commands so far.</param>
    public static IReadOnlyList<ComparableCommand> OfDriver(ConnectX3Options card, ulong memory, int cpus, int virtualFunctions = 0, Action<int>? progress = null)
    {
        SimulatedTime time = new();
        PciHost host = new(time, memory, cpus);
        List<string> log = [];
        ConnectX3 device = new(card, time) { CommandObserver = Log };
        PciDevice function = host.Plug(device.PhysicalFunction, device.VirtualFunctions);
        DriverOptions options = new() { VirtualFunctions = virtualFunctions == 0 ? [] : [virtualFunctions] };
        DriverModule module = new(time);
        Stack<Mlx4Driver> loaded = [];
        using SimulatedTime.Membership membership = time.Join();
        Load(function, options);
        for (int number = 0; number < virtualFunctions; number++)
        {
            Load(function.VirtualDevices[number], new DriverOptions());
        }
        while (loaded.TryPop(out Mlx4Driver? driver))
        {
            driver.Remove();
        }
        return OfLog(log);

        void Log(ExecutedCommand command)
        {
            log.Add(command.ToString());
            progress?.Invoke(log.Count);
        }

        void Load(PciDevice bound, DriverOptions parameters)
        {
            Mlx4Driver driver = new(bound, parameters, module);
            driver.Probe().ThrowIfFailed();
            loaded.Push(driver);
        }
    }
}
