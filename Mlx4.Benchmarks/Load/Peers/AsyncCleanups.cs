using Mlx4.Benchmarks.Measuring;

namespace Mlx4.Benchmarks.Load.Peers;

/// <summary>The cleanups of contenders that are asynchronous. They complete at once.</summary>
internal static class AsyncCleanups
{
    public static void Write(Code code, Shape shape)
    {
        foreach (int stage in shape.Numbers)
        {
            code.Line($$"""
                [MethodImpl(MethodImplOptions.NoInlining)]
                private ValueTask Cleanup{{stage}}Async({{shape.Parameter}}) {
                Cleanup{{stage}}({{(shape.HasLoops ? "item" : "")}});
                return default;
                }
                """);
        }
    }
}
