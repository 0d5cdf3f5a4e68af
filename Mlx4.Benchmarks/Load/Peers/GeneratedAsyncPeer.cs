using Mlx4.Benchmarks.Measuring;

namespace Mlx4.Benchmarks.Load.Peers;

/// <summary>What the generator writes for cleanups that are asynchronous.</summary>
internal static class GeneratedAsyncPeer
{
    public static Peer Peer { get; } = new(
        "Mlx4, asynchronous",
        "GeneratedAsync",
        UnwindsExceptions: true,
        SurvivesCleanups: true,
        RefusesTwice: true,
        Write,
        static (shape, stage) => GeneratedPeer.Attribute(shape, stage, $"Cleanup{stage}Async"));

    private static void Write(Code code, Shape shape)
    {
        AsyncCleanups.Write(code, shape);
        code.Line("""
            private Errno Load() => LoadOneAsync(default).GetAwaiter().GetResult().Error;
            private void Unload() => UnloadOneAsync().GetAwaiter().GetResult();
            """);
    }
}
