using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Parsing;
using System.Globalization;
using Mlx4.Sample.Driver;

namespace Mlx4.Sample.Commands;

/// <summary>The command <c>load</c> and its options.</summary>
internal static class LoadLine
{
    private const string Linux = "linux";

    /// <summary>More than any machine with such a card; the driver asks for 128 vectors at most.</summary>
    private const int MostCpus = 1024;

    public static Command Create(TextWriter output, TextWriter errors)
    {
        FunctionOptions functions = new();
        Option<int> ports = CardOptions.Ports();
        Option<bool> noMsiX = CardOptions.NoMsiX();
        Option<bool> irqTestFails = new("--irq-test-fails") { Description = "The driver's test of MSI-X misses its interrupt; the interrupt pin works." };
        Option<bool> sysEqs = new("--sys-eqs") { Description = "A card whose firmware hands out event queues by function." };
        Option<bool> flowSteering = new("--flow-steering") { Description = "The driver asks for steering managed by the device, which the card offers." };
        Option<bool> lowMemory = new("--low-memory") { Description = "The driver makes do with little memory: it asks for fewer queues, memory regions and multicast groups." };
        Option<int> cpus = Cpus();
        Option<bool> realTime = new("--real-time") { Description = "Waits take their time, such as the second that a reset does." };
        Option<StepFault[]> fail = new("--fail")
        {
            Description = "Lets a step fail, the N-th time that it is reached (default the first), with an error (default EIO). Repeatable. "
                + "The command stages lists the steps; PIPELINE.STEP is one of several of the same name. "
                + "Or a call as --trace linux prints it, with its argument or without.",
            HelpName = "STEP[#N][=ERRNO]",
            DefaultValueFactory = _ => [],
            CustomParser = result => FaultText.ParseAll<StepFault>(result, StepFault.TryParse),
        };
        fail.CompletionSources.Add(static _ => DriverPipelines.All.SelectMany(static pipeline => pipeline.Stages.Select(static stage => new CompletionItem(stage.Name)))
            .DistinctBy(static item => item.Label));
        Option<bool> json = new("--json") { Description = "Prints one event a line, as JSON." };
        Option<string?> trace = new("--trace") { Description = "Prints the load and the unload as the calls that Linux's driver would make, one a line." };
        trace.AcceptOnlyFromAmong(Linux);
        Option<string?> report = new("--report")
        {
            Description = "Writes what happened to a page of one file: the timeline with its firmware commands, the unwinding, and what was held.",
            HelpName = "FILE.html",
        };
        Option<int> depth = Number(
            "--depth",
            $"How many levels of nested pipelines are shown: 0 is the probe alone, {LoadSettings.DeepestPipeline} is everything.",
            0,
            LoadSettings.DeepestPipeline,
            LoadSettings.DefaultDepth);

        Command load = new("load", "Loads the driver and unloads it again.")
        {
            ports, noMsiX, irqTestFails, sysEqs, flowSteering, lowMemory, cpus, realTime, fail, json, trace, depth, report,
        };
        functions.AddTo(load);
        load.AddRule(line =>
        {
            Exclude(line, noMsiX, irqTestFails, "a card without MSI-X is not tested for it. Leave one of them out.");
            if (functions.HasMaster(line) && line.GetValue(irqTestFails))
            {
                line.AddError("--irq-test-fails: the master of this function would lose its interrupts too. Let the test alone fail: --fail Nop=EIO.");
            }
            Exclude(line, json, trace, "each prints the load in its own way. Leave one of them out.");
            Exclude(line, json, depth, "--json prints all levels. Leave --depth out.");
            Exclude(line, trace, depth, "--trace prints what Linux calls, at any level. Leave --depth out.");
        });
        load.SetAction(line => LoadCommand.Run(
            functions.ApplyTo(new LoadSettings
            {
                Ports = line.GetValue(ports),
                MsiX = !line.GetValue(noMsiX),
                IrqTestFails = line.GetValue(irqTestFails),
                SysEqs = line.GetValue(sysEqs),
                FlowSteering = line.GetValue(flowSteering),
                LowMemory = line.GetValue(lowMemory),
                Cpus = line.GetValue(cpus),
                RealTime = line.GetValue(realTime),
                Faults = line.GetValue(fail) ?? [],
                Output = line.GetValue(json) ? LoadOutput.Json : line.GetValue(trace) is null ? LoadOutput.Text : LoadOutput.LinuxTrace,
                Depth = line.GetValue(depth),
                Report = line.GetValue(report),
                CommandLine = Quoting.Join(line.Tokens.Select(static token => token.Value)),
            }, line),
            output,
            errors));
        return load;
    }

    public static Option<int> Cpus() =>
        Number("--cpus", "The number of CPUs: the driver wants an event queue for each, for each port.", 1, MostCpus, LoadSettings.DefaultCpus);

    public static Option<int> Number(string name, string description, int least, int most, int standard)
    {
        Option<int> option = new(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => standard };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is int value && (value < least || value > most))
            {
                result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} is {least} to {most}."));
            }
        });
        return option;
    }

    /// <summary>Refuses two options together.</summary>
    private static void Exclude(CommandResult line, Option one, Option other, string reason)
    {
        if (IsGiven(one) && IsGiven(other))
        {
            line.AddError($"{one.Name} and {other.Name}: {reason}");
        }

        bool IsGiven(Option option) => line.GetResult(option) is { Implicit: false };
    }
}
