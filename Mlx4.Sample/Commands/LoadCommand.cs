using Mlx4.Runtime;
using Mlx4.Sample.Consumers;
using Mlx4.Sample.Linux;
using Mlx4.Sample.Pci;
using Mlx4.Sample.Reports;

namespace Mlx4.Sample.Commands;

/// <summary>Loads the driver on a card, shows what happens, and unloads it again.</summary>
internal static class LoadCommand
{
    public static int Run(LoadSettings settings, TextWriter output, TextWriter errors)
    {
        using ReportFile? report = ReportFile.Open(settings.Report, out string? problem);
        if (problem is not null)
        {
            errors.WriteLine(problem);
            return ExitCode.Usage;
        }
        TimeProvider time = settings.RealTime ? TimeProvider.System : new SimulatedTime();
        return settings.RealTime && TerminalProgress.Has(errors) && !Terminal.IsTerminal(output)
            ? RunWithProgress(settings, report, time, output, errors)
            : Run(settings, report, time, output, errors);
    }

    /// <summary>Shows how far a load is whose output goes elsewhere. How long it takes, the same load by a simulated clock tells.</summary>
    private static int RunWithProgress(LoadSettings settings, ReportFile? report, TimeProvider time, TextWriter output, TextWriter errors)
    {
        SimulatedTime rehearsal = new();
        Run(settings with { RealTime = false }, null, rehearsal, TextWriter.Null, TextWriter.Null);
        return TerminalProgress.Run(errors, "load", progress =>
        {
            long start = time.GetTimestamp();
            using Timer timer = new(
                _ => progress(Math.Min(time.GetElapsedTime(start).TotalSeconds, rehearsal.Elapsed.TotalSeconds), rehearsal.Elapsed.TotalSeconds),
                null,
                TimeSpan.Zero,
                TimeSpan.FromMilliseconds(100));
            return Run(settings, report, time, output, errors);
        });
    }

    private static int Run(LoadSettings settings, ReportFile? report, TimeProvider time, TextWriter output, TextWriter errors)
    {
        using Interruption interruption = new(errors, "no further stage is loaded, and what was done is undone.");
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
        LoadRecorder? recorder = report is null ? null : new LoadRecorder(view, machine, time);
        view = recorder ?? view;
        FaultInjector injector = new(settings.Faults, machine, trace);
        LoadMonitor monitor = new(injector, view, trace, time, interruption) { IsWatching = !settings.Restart };
        // Others work by the clock as well: a master serves its slaves on a thread of its own.
        using SimulatedTime.Membership? membership = (time as SimulatedTime)?.Join();

        machine.Register(new EthernetInterface(monitor.OnEthernet));
        InitResult<Errno> master = machine.Bind(monitor);
        if (master.Failed)
        {
            errors.WriteLine($"The master cannot be loaded: {master}.");
            recorder?.EndEarly(master, machine.Ledger);
            return WriteReport(settings, report, recorder, errors) ? interruption.ExitCodeOr(ExitCode.Failure) : ExitCode.Usage;
        }
        view.Begin(settings);
        monitor.IsLoading = true;
        InitResult<Errno> result = machine.Driver.Probe();
        monitor.IsLoading = false;
        bool isLoaded = result.Succeeded;
        if (isLoaded && settings.Restart)
        {
            monitor.IsWatching = true;
            view.BeginTakeDown();
            machine.TakeDown();
            view.BeginBringUp();
            monitor.IsLoading = true;
            result = machine.BringUpAgain();
            monitor.IsLoading = false;
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

        if (!WriteReport(settings, report, recorder, errors))
        {
            return ExitCode.Usage;
        }
        int exitCode = result.Failed || !machine.IsClean ? ExitCode.Failure : TellMissed(injector, errors) ? ExitCode.Usage : ExitCode.Success;
        return interruption.ExitCodeOr(exitCode);
    }

    /// <summary>Writes the report, if one is asked for.</summary>
    /// <returns>Whether that was possible.</returns>
    private static bool WriteReport(LoadSettings settings, ReportFile? report, LoadRecorder? recorder, TextWriter errors)
    {
        string? problem = report is null || recorder is null ? null : report.Write(LoadReport.Of(settings, recorder));
        if (problem is not null)
        {
            errors.WriteLine(problem);
        }
        return problem is null;
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
