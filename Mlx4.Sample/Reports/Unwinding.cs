namespace Mlx4.Sample.Reports;

/// <summary>The end of a load that failed.</summary>
/// <param name="Phase">The part of the timeline that failed.</param>
/// <param name="Failed">The innermost stage that failed.</param>
/// <param name="Cleanups">The outermost cleanups that ran after it, in their order.</param>
internal sealed record Unwinding(TimelinePhase Phase, TimelineEntry Failed, IReadOnlyList<TimelineEntry> Cleanups)
{
    /// <summary>The name of the stage that failed.</summary>
    public string Name => $"{Failed.Pipeline!.Pipeline}.{Failed.Stage!.Name}";

    /// <summary>Finds it, <see langword="null"/> if no stage has failed.</summary>
    public static Unwinding? Of(IReadOnlyList<TimelinePhase> phases)
    {
        foreach (TimelinePhase phase in phases.Reverse())
        {
            if (LastFailed(phase.Entries) is { } failed)
            {
                while (LastFailed(failed.Children) is { } inner)
                {
                    failed = inner;
                }
                return new Unwinding(phase, failed, [.. CleanupsAfter(phase.Entries, failed.Number)]);
            }
        }
        return null;
    }

    /// <summary>Whether an entry is shown as part of it, and not where it stands.</summary>
    public bool Has(TimelineEntry entry) => Cleanups.Contains(entry);

    private static TimelineEntry? LastFailed(IEnumerable<TimelineEntry> entries) =>
        entries.LastOrDefault(static entry => entry is { Kind: EntryKind.Stage, Error: not null, Stage.Optional: false });

    private static IEnumerable<TimelineEntry> CleanupsAfter(IEnumerable<TimelineEntry> entries, int number) => entries.SelectMany(entry =>
        entry.Kind == EntryKind.Cleanup && entry.Number > number ? [entry] : CleanupsAfter(entry.Children, number));
}
