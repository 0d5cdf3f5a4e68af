using Mlx4.Benchmarks.Measuring;

namespace Mlx4.Benchmarks.Load.Peers;

/// <summary>What the generator writes.</summary>
internal static class GeneratedPeer
{
    public static Peer Peer { get; } = new("Mlx4", "Generated", UnwindsExceptions: true, SurvivesCleanups: true, RefusesTwice: true, Write, Attribute, CanBeWatched: true);

    /// <summary>The attribute of a stage.</summary>
    public static string Attribute(Shape shape, int stage) => Attribute(shape, stage, $"Cleanup{stage}");

    /// <summary>The attribute of a stage with another cleanup.</summary>
    public static string Attribute(Shape shape, int stage, string cleanup)
    {
        string more = (shape.HasConditions ? $", When = nameof({Shape.ConditionOf(stage)})" : "") + (shape.HasLoops ? ", ForEach = nameof(Items)" : "");
        return $"[InitStage({(stage + 1) * 10}, Cleanup = nameof({cleanup}){more})]";
    }

    private static void Write(Code code, Shape shape)
    {
        code.Line("""
            private Errno Load() => LoadOne().Error;
            private void Unload() => UnloadOne();
            """);
        if (shape.IsWatched)
        {
            code.Line("""
                private StageEventKind _last;
                [MethodImpl(MethodImplOptions.NoInlining)]
                partial void OnStageEvent(in StageEvent stageEvent) => _last = stageEvent.Kind;

                private string? _refused;
                [MethodImpl(MethodImplOptions.NoInlining)]
                partial void OnStageStarting(StageInfo stage, ref Errno error) => error = stage.Name == _refused ? Errno.EIO : error;
                """);
        }
    }
}
