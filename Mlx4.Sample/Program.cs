namespace Mlx4.Sample;

internal static class Program
{
    private static int Main() => 0;
}
