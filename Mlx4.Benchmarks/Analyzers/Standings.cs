using Mlx4.Benchmarks.Measuring;

namespace Mlx4.Benchmarks.Analyzers;

/// <summary>What became of a race: for each contender the time of its shortest turn, and what it takes above the empty analyzer.</summary>
/// <param name="contenders">The contenders, in the order of the table.</param>
internal sealed class Standings(IReadOnlyList<Contender> contenders)
{
    private readonly Dictionary<Contender, (Series Time, int Reports)> _results = contenders.ToDictionary(contender => contender, _ => (new Series(), 0));

    public IReadOnlyList<Contender> Contenders => contenders;

    public void Add(Contender contender, double milliseconds, int reports)
    {
        _results[contender].Time.Add(milliseconds);
        _results[contender] = (_results[contender].Time, reports);
    }

    /// <summary>The milliseconds of a turn.</summary>
    public double Whole(Contender contender) => _results[contender].Time.Minimum;

    /// <summary>The milliseconds that a contender takes above the empty analyzer.</summary>
    public double Own(Contender contender) => Whole(contender) - Whole(Contender.Empty);

    /// <summary>What a contender said in a turn.</summary>
    public int Reports(Contender contender) => _results[contender].Reports;

    /// <summary>Whether a contender took more than the empty analyzer.</summary>
    public bool IsPositive(Contender contender) => Own(contender) > 0;

    /// <summary>Whether the own time of a contender is more than what the turns of the empty analyzer differ by.</summary>
    public bool IsClear(Contender contender) => Own(contender) > _results[Contender.Empty].Time.Median - Whole(Contender.Empty);

    /// <summary>The ratio of two own times; null if one of them is lost in the noise.</summary>
    public double? OwnRatio(Contender one, Contender other) => IsClear(one) && IsClear(other) ? Own(one) / Own(other) : null;
}
