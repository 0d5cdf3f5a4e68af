using Mlx4.Runtime;
using Mlx4.Sample.Driver;
using Mlx4.Sample.Hca.Commands;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Reports;

/// <summary>What an entry of a timeline is.</summary>
internal enum EntryKind
{
    /// <summary>A stage that ran.</summary>
    Stage,

    /// <summary>A cleanup that ran.</summary>
    Cleanup,

    /// <summary>A stage that did not run.</summary>
    Skipped,

    /// <summary>The load went back to an earlier stage.</summary>
    Restart,

    /// <summary>Something was told, or done while no stage ran.</summary>
    Note,
}

/// <summary>A firmware command, where and when.</summary>
/// <param name="Command">The command.</param>
/// <param name="Time">The card's clock when it had been carried out.</param>
/// <param name="IsElsewhere">Whether another thread gave it: a master does for its virtual functions.</param>
internal readonly record struct RecordedCommand(ExecutedCommand Command, TimeSpan Time, bool IsElsewhere);

/// <summary>An entry of a ledger that came or went.</summary>
/// <param name="Side">Whose ledger.</param>
/// <param name="Entry">The entry.</param>
/// <param name="IsTaken">Whether it came.</param>
internal readonly record struct RecordedHolding(string Side, Ledger.Entry Entry, bool IsTaken);

/// <summary>Something that happened in a load or an unload, with what happened inside it.</summary>
/// <param name="kind">What it is.</param>
/// <param name="number">Its number in the order in which things began.</param>
/// <param name="pipeline">The pipeline, <see langword="null"/> for what is outside of any.</param>
/// <param name="stage">The stage, <see langword="null"/> for a note.</param>
/// <param name="item">The item of a loop, -1 without.</param>
/// <param name="text">What a note says.</param>
internal sealed class TimelineEntry(EntryKind kind, int number, StageScope? pipeline, StageInfo? stage, int item, string? text)
{
    public EntryKind Kind => kind;

    public int Number => number;

    public StageScope? Pipeline => pipeline;

    public StageInfo? Stage => stage;

    public int Item => item;

    public string? Text => text;

    /// <summary>How many items of a loop it stands for.</summary>
    public int Count { get; private init; } = 1;

    /// <summary>The card's clock when it began, and when it ended.</summary>
    public (TimeSpan Began, TimeSpan Ended) Clock { get; set; }

    /// <summary>The wall clock when it began, from the beginning of the record, and how long it took.</summary>
    public (TimeSpan Began, TimeSpan Took) Real { get; set; }

    /// <summary>What it failed with.</summary>
    public string? Error { get; set; }

    public List<TimelineEntry> Children { get; } = [];

    public List<RecordedCommand> Commands { get; } = [];

    public List<RecordedHolding> Holdings { get; private init; } = [];

    /// <summary>Whether another one is the same stage's or cleanup's next item, and there is nothing about either that has to be seen alone.</summary>
    public bool Continues(TimelineEntry other) => Item >= 0 && IsPlain && other.IsPlain && kind == other.Kind && stage == other.Stage && pipeline == other.Pipeline;

    /// <summary>Several items of a loop as one entry.</summary>
    public static TimelineEntry Merge(IReadOnlyList<TimelineEntry> items)
    {
        TimelineEntry first = items[0];
        TimelineEntry last = items[^1];
        return new TimelineEntry(first.Kind, first.Number, first.Pipeline, first.Stage, -1, null)
        {
            Count = items.Count,
            Clock = (first.Clock.Began, last.Clock.Ended),
            Real = (first.Real.Began, last.Real.Began + last.Real.Took - first.Real.Began),
            Holdings = [.. items.SelectMany(static item => item.Holdings)],
        };
    }

    private bool IsPlain => Error is null && Children.Count == 0 && Commands.Count == 0;

    /// <summary>It, and everything inside it.</summary>
    public IEnumerable<TimelineEntry> All => Children.SelectMany(static child => child.All).Prepend(this);
}

/// <summary>A part of a timeline, such as the load.</summary>
/// <param name="Title">Its name.</param>
/// <param name="Entries">What happened.</param>
internal sealed record TimelinePhase(string Title, List<TimelineEntry> Entries);
