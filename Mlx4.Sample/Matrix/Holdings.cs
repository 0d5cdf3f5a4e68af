using System.Globalization;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Matrix;

/// <summary>What is held at a moment.</summary>
/// <param name="Card">The card's ledger.</param>
/// <param name="Host">The host's ledger.</param>
/// <param name="Indexes">How many numbers of auxiliary devices are taken.</param>
/// <param name="IsPfLoading">Whether a master is said to be loading.</param>
/// <param name="Timers">How many timers are armed.</param>
internal sealed record Holdings(IReadOnlyList<Ledger.Entry> Card, IReadOnlyList<Ledger.Entry> Host, int Indexes, bool IsPfLoading, int Timers)
{
    /// <summary>Nothing.</summary>
    public static Holdings None { get; } = new([], [], 0, false, 0);

    /// <summary>Says what is held that was not held before, or the other way round.</summary>
    /// <param name="before">What was held before.</param>
    /// <param name="kept">What the card may have kept.</param>
    /// <returns>A line for each difference.</returns>
    public IEnumerable<string> Differences(Holdings before, IReadOnlyList<string> kept)
    {
        IReadOnlyList<Ledger.Entry> card = kept.Count == 0 ? Card : [.. Card.Where(entry => !kept.Contains(entry.Resource))];
        foreach (string line in Compare("card", before.Card, card).Concat(Compare("host", before.Host, Host)))
        {
            yield return line;
        }
        if (Indexes != before.Indexes)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{Indexes} auxiliary indexes are taken, before: {before.Indexes}");
        }
        if (IsPfLoading != before.IsPfLoading)
        {
            yield return IsPfLoading ? "pf_loading says that a master is loading" : "pf_loading has lost a master that is loading";
        }
        if (Timers != before.Timers)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{Timers} timers are armed, before: {before.Timers}");
        }
    }

    private static IEnumerable<string> Compare(string side, IReadOnlyList<Ledger.Entry> before, IReadOnlyList<Ledger.Entry> after)
    {
        if (before.Count == 0 && after.Count == 0)
        {
            return [];
        }
        return after.Except(before).Select(entry => $"{side} still holds {Text(entry)}").Concat(before.Except(after).Select(entry => $"{side} has lost {Text(entry)}"));
    }

    private static string Text(Ledger.Entry entry) => string.Create(CultureInfo.InvariantCulture, $"{entry.Resource} 0x{entry.Id:x} ({entry.By})");
}
