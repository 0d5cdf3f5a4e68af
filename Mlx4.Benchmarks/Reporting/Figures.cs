using System.Globalization;

namespace Mlx4.Benchmarks.Reporting;

/// <summary>Figures as they are printed, with as many digits as mean something.</summary>
internal static class Figures
{
    /// <summary>Three digits or more: <c>0.0123</c>, <c>1.05</c>, <c>12.3</c>, <c>1,234</c>.</summary>
    public static string Short(double value) => Math.Abs(value) switch
    {
        0 => "0",
        < 0.1 => value.ToString("0.0###", CultureInfo.InvariantCulture),
        < 10 => value.ToString("0.##", CultureInfo.InvariantCulture),
        < 100 => value.ToString("0.#", CultureInfo.InvariantCulture),
        _ => value.ToString("#,0", CultureInfo.InvariantCulture),
    };

    /// <summary>A ratio with two decimals.</summary>
    public static string Ratio(double value) => value.ToString(value < 100 ? "0.00" : "#,0", CultureInfo.InvariantCulture);
}
