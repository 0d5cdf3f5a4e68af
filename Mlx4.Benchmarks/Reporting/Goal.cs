namespace Mlx4.Benchmarks.Reporting;

/// <summary>A bound for something that is measured.</summary>
/// <param name="What">What is measured.</param>
/// <param name="Bound">The bound, as it is printed.</param>
/// <param name="Measured">The measured value, as it is printed.</param>
/// <param name="IsMet">Whether the value is within the bound; <see langword="null"/> if it was not measured.</param>
/// <param name="Reason">Why it is missed, if it is, and what could be tried next.</param>
internal sealed record Goal(string What, string Bound, string Measured, bool? IsMet, string? Reason = null)
{
    /// <summary>The value may not be larger.</summary>
    public static Goal AtMost(string what, double? measured, double limit, string unit = "") => Of(what, "≤", measured, limit, unit, measured <= limit);

    /// <summary>The value may not be smaller.</summary>
    public static Goal AtLeast(string what, double? measured, double limit, string unit = "") => Of(what, "≥", measured, limit, unit, measured >= limit);

    /// <summary>Something has to be so.</summary>
    public static Goal That(string what, bool? isSo) => new(what, "yes", isSo switch { true => "yes", false => "no", null => "not measured" }, isSo);

    /// <summary>The goal with what is told if it is missed: why, and what could be tried next.</summary>
    public Goal IfMissed(string reason) => this with { Reason = reason };

    /// <summary>Why goals were missed, each reason once.</summary>
    public static IEnumerable<string> ReasonsOf(IEnumerable<Goal> goals) =>
        goals.Where(static goal => goal.IsMet == false).Select(static goal => goal.Reason).OfType<string>().Distinct(StringComparer.Ordinal);

    /// <summary>All goals with what has become of them.</summary>
    public static Table TableOf(IEnumerable<Goal> goals)
    {
        Table table = new(("goal", Align.Left), ("bound", Align.Right), ("measured", Align.Right), ("", Align.Left));
        foreach (Goal goal in goals)
        {
            table.Add(goal.What, goal.Bound, goal.Measured, goal.IsMet switch { true => "met", false => "**missed**", null => "open" });
        }
        return table;
    }

    private static Goal Of(string what, string sign, double? measured, double limit, string unit, bool isWithin) =>
        new(what, $"{sign} {Figures.Short(limit)}{unit}", measured is { } value ? Figures.Short(value) + unit : "not measured", measured is null ? null : isWithin);
}
