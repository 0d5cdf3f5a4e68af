using System.Globalization;
using Mlx4.Runtime;
using Mlx4.Sample.Driver;
using Mlx4.Sample.Pci;
using Spectre.Console;

namespace Mlx4.Sample.Commands;

/// <summary>A line a step: the card's clock, what happened, the stage at its depth. Colours on a terminal, plain text elsewhere.</summary>
internal sealed class TextView(TextWriter output, int depth) : ILoadView
{
    private readonly IAnsiConsole _console = Terminal.Open(output);

    /// <summary>The stages that a restart keeps what they have, while they have it.</summary>
    private readonly HashSet<(StageScope Pipeline, StageInfo Stage)> _kept = [];

    public void Begin(LoadSettings settings)
    {
        string function = settings.Function == LoadedFunction.Virtual ? "virtual function 1 of "
            : settings.HasPrimary ? "a function that is not the primary one of "
            : "";
        string master = function.Length == 0 ? "" : ", whose master is loaded";
        Line("bold", $"Loading mlx4_core on {function}a ConnectX-3 with {settings.Ports} {(settings.Ports == 1 ? "port" : "ports")}{master}. Times are the card's, in seconds.");
    }

    public void BeginTakeDown() => Line("bold", "The device is up. Restarting: it is unloaded.");

    public void BeginBringUp() => Line("bold", "It is loaded again.");

    public void Show(in LoadStep step)
    {
        StageEvent what = step.Event;
        Keep(step.Pipeline, what);
        if (step.Pipeline.Depth > depth)
        {
            return;
        }
        string name = what.Item < 0 ? what.Stage.Name : string.Create(CultureInfo.InvariantCulture, $"{what.Stage.Name}[{what.Item}]");
        // The load of another pipeline is not shown itself: that pipeline's stages are.
        bool isOpened = step.Pipeline.Depth < depth && DriverPipelines.LoadedBy(step.Pipeline.Pipeline, what.Stage) is not null;
        switch (what.Kind)
        {
            case StageEventKind.Starting when isOpened:
                Line("bold", step, "load", $"{name}:");
                break;
            case StageEventKind.Completed when !isOpened:
                Line("green", step, "load", name + Duration(step.Took));
                break;
            case StageEventKind.Skipped when _kept.Contains((step.Pipeline, what.Stage)):
                Line("grey", step, "keep", name);
                break;
            case StageEventKind.Skipped:
                Line("grey", step, "skip", what.Stage.When is null ? name : $"{name} (not {what.Stage.When})");
                break;
            case StageEventKind.Failed when what.Stage.Optional:
                Line("yellow", step, "warn", $"{name}: {what.Error ?? what.Exception?.Message}, and the load goes on");
                break;
            case StageEventKind.Failed:
                Line("red", step, "FAIL", $"{name}: {what.Error ?? what.Exception?.Message}");
                break;
            case StageEventKind.Restarting:
                Line("yellow", step, "back", $"to {what.Stage.RestartFrom}");
                break;
            case StageEventKind.CleaningUp when isOpened:
                Line("bold", step, "undo", $"{name}:");
                break;
            case StageEventKind.CleanedUp when !isOpened:
                Line("yellow", step, "undo", $"{name} ({what.Stage.Cleanup})");
                break;
            case StageEventKind.CleanupFailed:
                Line("red", step, "FAIL", $"{what.Stage.Cleanup}: {what.Exception?.Message}");
                break;
        }
    }

    public void Warn(TimeSpan time, StageScope pipeline, string warning) => Line("yellow", Prefix(time, "warn", Math.Min(pipeline.Depth, depth)), warning);

    public void Tell(TimeSpan time, string line) => Line("", Prefix(time, "en", 0), line);

    public void ShowDevice(Mlx4Device device, Ledger ledger)
    {
        Line("", "");
        Line("bold", "The device is up.");
        foreach ((string name, string value) in DeviceSummary.Rows(device, ledger))
        {
            Line("", $"  {name,-13} ", value);
        }
    }

    public void BeginUnload()
    {
        Line("", "");
        Line("bold", "Unloading.");
    }

    public void End(InitResult<Errno> result, bool isClean, string ledger)
    {
        Line("", "");
        if (result.Failed)
        {
            Line("red", $"The load failed at {result.Stage}: {result.Error}. What had been done was undone in reverse.");
        }
        Line("", string.Create(CultureInfo.InvariantCulture, $"ret {-(int)result.Error}"));
        Line(isClean ? "green" : "red", $"ledger: {ledger}");
    }

    /// <summary>Notes what a restart may keep: stages whose cleanup stands elsewhere.</summary>
    private void Keep(StageScope pipeline, in StageEvent what)
    {
        if (what.Stage.CleanupAt is not null && what.Kind == StageEventKind.Completed)
        {
            _kept.Add((pipeline, what.Stage));
        }
        else if (what.Kind == StageEventKind.CleaningUp)
        {
            _kept.Remove((pipeline, what.Stage));
        }
    }

    private static string Duration(TimeSpan took) =>
        took.TotalMilliseconds < 0.1 ? "" : string.Create(CultureInfo.InvariantCulture, $"  {took.TotalMilliseconds:0.0} ms");

    private static string Prefix(TimeSpan time, string what, int depth) =>
        string.Create(CultureInfo.InvariantCulture, $"[{time.TotalSeconds,8:0.000}] {what}  ") + new string(' ', 2 * depth);

    private void Line(string style, in LoadStep step, string what, string text)
    {
        string instance = step.Pipeline.Instance is null ? "" : $"{step.Pipeline.Instance}: ";
        Line(style, Prefix(step.Time, what, step.Pipeline.Depth), instance + text);
    }

    private void Line(string style, string text) => Line(style, "", text);

    private void Line(string style, string indent, string text) =>
        Terminal.WriteLine(_console, indent, text, style.Length == 0 ? Style.Plain : Style.Parse(style));
}
