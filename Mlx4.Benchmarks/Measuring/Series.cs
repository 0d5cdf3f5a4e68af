namespace Mlx4.Benchmarks.Measuring;

/// <summary>One contender's figures, a figure for each round or launch.</summary>
internal sealed class Series
{
    private readonly List<double> _values = [];

    public void Add(double value) => _values.Add(value);

    public double Median => MedianOf(_values);

    public double Minimum => _values.Min();

    /// <summary>
    /// The median of the ratios round by round: what slows a whole round down, on a machine that others use too, is in both of its figures.
    /// </summary>
    public double RatioTo(Series other) => MedianOf(_values.Zip(other._values, (mine, others) => mine / others));

    private static double MedianOf(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
