using System.Diagnostics;
using Mlx4.Runtime;
using Mlx4.Sample.Commands;
using Mlx4.Sample.Driver;
using Mlx4.Sample.Hca.Commands;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Reports;

/// <summary>Writes down what a load comes to, beside the view that shows it.</summary>
internal sealed class LoadRecorder : ILoadView
{
    private readonly ILoadView _shown;
    private readonly TimeProvider _time;
    private readonly long _start;
    private long _realStart;
    private readonly Lock _lock = new();

    /// <summary>What is running, by thread, the innermost last.</summary>
    private readonly Dictionary<int, List<TimelineEntry>> _running = [];
    private int _thread = -1;
    private int _count;

    /// <summary>Begins to listen to a machine to which nothing has happened yet.</summary>
    /// <param name="shown">Who shows the load.</param>
    /// <param name="machine">The machine.</param>
    /// <param name="time">Its clock.</param>
    public LoadRecorder(ILoadView shown, Machine machine, TimeProvider time)
    {
        (_shown, _time, _start) = (shown, time, time.GetTimestamp());
        machine.Observe(OnCommand);
        foreach ((string side, Ledger ledger) in machine.Ledgers)
        {
            ledger.Observer = (entry, isTaken) => OnHolding(new RecordedHolding(side, entry, isTaken));
        }
    }

    /// <summary>The parts of the timeline.</summary>
    public List<TimelinePhase> Phases { get; } = [];

    /// <summary>What is held.</summary>
    public HeldResources Held { get; } = new();

    /// <summary>What came up, if it did.</summary>
    public IReadOnlyList<(string Name, string Value)> Device { get; private set; } = [];

    /// <summary>The result of the load.</summary>
    public InitResult<Errno> Result { get; private set; }

    /// <summary>What is left at the end, <c>empty</c> for nothing.</summary>
    public string Ledger { get; private set; } = "";

    /// <summary>The card's clock, and the wall clock, at the end.</summary>
    public (TimeSpan Clock, TimeSpan Real) Took { get; private set; }

    public void Begin(LoadSettings settings)
    {
        lock (_lock)
        {
            _thread = Environment.CurrentManagedThreadId;
            _realStart = Stopwatch.GetTimestamp();
            Held.Begin();
        }
        if (!settings.Restart)
        {
            BeginPhase("Load");
        }
        _shown.Begin(settings);
    }

    public void BeginTakeDown()
    {
        BeginPhase("Restart: unload");
        _shown.BeginTakeDown();
    }

    public void BeginBringUp()
    {
        BeginPhase("Restart: load");
        _shown.BeginBringUp();
    }

    public void BeginUnload()
    {
        BeginPhase("Unload");
        _shown.BeginUnload();
    }

    public void Show(in LoadStep step)
    {
        lock (_lock)
        {
            Record(step);
        }
        _shown.Show(step);
    }

    public void Warn(TimeSpan time, StageScope pipeline, string warning)
    {
        Note(time, pipeline, warning);
        _shown.Warn(time, pipeline, warning);
    }

    public void Tell(TimeSpan time, string line)
    {
        Note(time, null, line);
        _shown.Tell(time, line);
    }

    public void ShowDevice(Mlx4Device device, Ledger ledger)
    {
        Device = [.. DeviceSummary.Rows(device, ledger)];
        _shown.ShowDevice(device, ledger);
    }

    /// <summary>There is nothing to record: what has to be there before the load is not.</summary>
    public void EndEarly(InitResult<Errno> result, string ledger) => (Result, Ledger) = (result, ledger);

    public void End(InitResult<Errno> result, bool isClean, string ledger)
    {
        (Result, Ledger, Took) = (result, ledger, (_time.GetElapsedTime(_start), Stopwatch.GetElapsedTime(_realStart)));
        _shown.End(result, isClean, ledger);
    }

    private void BeginPhase(string title)
    {
        lock (_lock)
        {
            Phases.Add(new TimelinePhase(title, []));
        }
    }

    private void Record(in LoadStep step)
    {
        StageEvent what = step.Event;
        List<TimelineEntry> running = Running(Environment.CurrentManagedThreadId);
        switch (what.Kind)
        {
            case StageEventKind.Starting or StageEventKind.CleaningUp:
                running.Add(Add(what.Kind == StageEventKind.Starting ? EntryKind.Stage : EntryKind.Cleanup, step.Pipeline, what, step.Time));
                break;
            case StageEventKind.Skipped:
                Add(EntryKind.Skipped, step.Pipeline, what, step.Time);
                break;
            case StageEventKind.Restarting:
                Add(EntryKind.Restart, step.Pipeline, what, step.Time);
                break;
            default:
                TimelineEntry ended = running[^1];
                running.RemoveAt(running.Count - 1);
                ended.Clock = ended.Clock with { Ended = step.Time };
                ended.Real = ended.Real with { Took = step.Took };
                ended.Error = what.Kind is StageEventKind.Failed or StageEventKind.CleanupFailed ? what.Error ?? what.Exception?.Message : null;
                break;
        }
    }

    private TimelineEntry Add(EntryKind kind, StageScope? pipeline, in StageEvent what, TimeSpan time) =>
        Place(new TimelineEntry(kind, ++_count, pipeline, what.Stage, what.Item, null), time);

    private void Note(TimeSpan time, StageScope? pipeline, string text)
    {
        lock (_lock)
        {
            if (Phases.Count > 0)
            {
                Place(new TimelineEntry(EntryKind.Note, ++_count, pipeline, null, -1, text), time);
            }
        }
    }

    private TimelineEntry Place(TimelineEntry entry, TimeSpan time)
    {
        entry.Clock = (time, time);
        entry.Real = (Stopwatch.GetElapsedTime(_realStart), TimeSpan.Zero);
        (Innermost(out _)?.Children ?? Phases[^1].Entries).Add(entry);
        return entry;
    }

    private void OnCommand(ExecutedCommand command)
    {
        lock (_lock)
        {
            // What a master's load gives before the shown one begins is not the shown load's.
            if (Phases.Count > 0)
            {
                Current(out bool isElsewhere).Commands.Add(new RecordedCommand(command, _time.GetElapsedTime(_start), isElsewhere));
            }
        }
    }

    private void OnHolding(in RecordedHolding holding)
    {
        lock (_lock)
        {
            Held.Change(holding.Side, holding.Entry, holding.IsTaken);
            if (Phases.Count > 0)
            {
                Current(out _).Holdings.Add(holding);
            }
        }
    }

    /// <summary>The entry that something belongs to: of its own thread, else of the thread that loads, else one for what is outside of all stages.</summary>
    private TimelineEntry Current(out bool isElsewhere)
    {
        if (Innermost(out isElsewhere) is { } running)
        {
            return running;
        }
        List<TimelineEntry> entries = Phases[^1].Entries;
        return entries is [.., { Kind: EntryKind.Note, Text: null } last]
            ? last
            : Place(new TimelineEntry(EntryKind.Note, ++_count, null, null, -1, null), _time.GetElapsedTime(_start));
    }

    private TimelineEntry? Innermost(out bool isElsewhere)
    {
        int thread = Environment.CurrentManagedThreadId;
        isElsewhere = thread != _thread && Running(thread).Count == 0;
        return Running(isElsewhere ? _thread : thread).LastOrDefault();
    }

    private List<TimelineEntry> Running(int thread)
    {
        if (!_running.TryGetValue(thread, out List<TimelineEntry>? running))
        {
            _running.Add(thread, running = []);
        }
        return running;
    }
}
