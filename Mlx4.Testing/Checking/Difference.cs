using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Mlx4.Testing.Checking;

/// <summary>The first thing in a load or unload that should have been otherwise.</summary>
/// <param name="Problem">What is wrong.</param>
/// <param name="Remedy">The way out.</param>
/// <param name="Expected">What should have happened.</param>
/// <param name="Actual">What happened.</param>
/// <param name="At">From where on the two differ.</param>
internal sealed record Difference(string Problem, string Remedy, IReadOnlyList<string> Expected, IReadOnlyList<string> Actual, int At)
{
    private const string Head = "expected";

    /// <summary>As many lines are shown before the first that differs, and from there on.</summary>
    private const int Before = 12;
    private const int After = 12;

    /// <summary>What should have happened beside what did.</summary>
    public string Table()
    {
        int first = Math.Max(0, At - Before);
        int last = Math.Min(At + After, Math.Max(Expected.Count, Actual.Count));
        int width = Expected.Skip(first).Take(last - first).Append(Head).Max(line => line.Length);
        StringBuilder text = new();
        Row(' ', Head, "actual");
        if (first > 0)
        {
            Row(' ', "…", "…");
        }
        for (int i = first; i < last; i++)
        {
            Row(i == At ? '>' : ' ', Expected.ElementAtOrDefault(i), Actual.ElementAtOrDefault(i));
        }
        if (last < Math.Max(Expected.Count, Actual.Count))
        {
            Row(' ', last < Expected.Count ? "…" : null, last < Actual.Count ? "…" : null);
        }
        return text.ToString();

        void Row(char mark, string? left, string? right) => text.Append($"  {mark} {(left ?? "").PadRight(width)}  {right}".TrimEnd()).Append('\n');
    }
}
