using Mlx4.Benchmarks.Measuring;

namespace Mlx4.Benchmarks.Analyzers;

/// <summary>What became of a race: for each contender the times of its shortest turns.</summary>
/// <param name="contenders">The contenders, in the order of the table.</param>
internal sealed class Standings(IReadOnlyList<Contender> contenders)
{
    private readonly Dictionary<Contender, (Series Whole, Series Own, int Reports)> _results = contenders.ToDictionary(contender => contender, _ => (new Series(), new Series(), 0));

    public IReadOnlyList<Contender> Contenders => contenders;

    public void Add(Contender contender, Turn turn)
    {
        (Series whole, Series own, _) = _results[contender];
        whole.Add(turn.Whole);
        own.Add(turn.Own);
        _results[contender] = (whole, own, turn.Reports);
    }

    /// <summary>The milliseconds of a turn.</summary>
    public double Whole(Contender contender) => _results[contender].Whole.Minimum;

    /// <summary>The milliseconds of a turn that the compiler was in the contender's code.</summary>
    public double Own(Contender contender) => _results[contender].Own.Minimum;

    /// <summary>What a contender said in a turn.</summary>
    public int Reports(Contender contender) => _results[contender].Reports;
}
