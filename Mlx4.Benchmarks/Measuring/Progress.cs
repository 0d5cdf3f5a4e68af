namespace Mlx4.Benchmarks.Measuring;

/// <summary>Says on the console what is being measured, beside the pages, which go to the standard output.</summary>
internal static class Progress
{
    public static void Say(string what) => Console.Error.WriteLine(what);
}
