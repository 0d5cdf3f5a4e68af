using Mlx4.Runtime;
using Mlx4.Sample.Consumers;
using Mlx4.Sample.Linux;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Commands;

/// <summary>Loads the driver on a card, shows what happens, and unloads it again.</summary>
internal static class LoadCommand
{
    public static int Run(LoadSettings settings, TextWriter output, TextWriter errors)
    {
        TimeProvider time = settings.RealTime ? TimeProvider.System : new SimulatedTime();
        Machine machine = new(settings, time);
        LinuxTrace trace = new(
            new LinuxState(() => machine.Driver.Device),
            settings.Output == LoadOutput.LinuxTrace ? output.WriteLine : static _ => { });
        ILoadView view = settings.Output switch
        {
            LoadOutput.Json => new JsonView(output),
            LoadOutput.LinuxTrace => new LinuxView(output, trace),
            _ => new TextView(output, settings.Depth),
        };
        FaultInjector injector = new(settings.Faults, machine, trace);
        LoadMonitor monitor = new(injector, view, trace, time) { IsWatching = !settings.Restart };
        // Others work by the clock as well: a master serves its slaves on a thread of its own.
        using SimulatedTime.Membership? membership = (time as SimulatedTime)?.Join();

        machine.Register(new EthernetInterface(monitor.OnEthernet));
        InitResult<Errno> master = machine.Bind(monitor);
        if (master.Failed)
        {
            errors.WriteLine($"The master cannot be loaded: {master}.");
            return ExitCode.Failure;
        }
        view.Begin(settings);
        InitResult<Errno> result = machine.Driver.Probe();
        bool isLoaded = result.Succeeded;
        if (isLoaded && settings.Restart)
        {
            monitor.IsWatching = true;
            view.BeginTakeDown();
            machine.TakeDown();
            view.BeginBringUp();
            result = machine.BringUpAgain();
        }
        if (result.Succeeded)
        {
            view.ShowDevice(machine.Driver.Device, machine.Card.Ledger);
        }
        if (isLoaded)
        {
            view.BeginUnload();
            machine.Driver.Remove();
        }
        machine.End();
        view.End(result, machine.IsClean, machine.Ledger);

        if (result.Failed || !machine.IsClean)
        {
            return ExitCode.Failure;
        }
        return TellMissed(injector, errors) ? ExitCode.Usage : ExitCode.Success;
    }

    /// <summary>Says which steps were to fail and were never asked for.</summary>
    private static bool TellMissed(FaultInjector injector, TextWriter errors)
    {
        bool missed = false;
        foreach ((StepFault fault, int reached) in injector.Missed)
        {
            errors.WriteLine(reached == 0
                ? $"--fail {fault}: this load does not reach the step. The command stages says when it runs."
                : $"--fail {fault}: the step was reached only {reached} {(reached == 1 ? "time" : "times")}.");
            missed = true;
        }
        return missed;
    }
}
