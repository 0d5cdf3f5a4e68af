using Mlx4.Benchmarks.Measuring;

namespace Mlx4.Benchmarks.Load.Peers;

/// <summary>The ladder as C has it, written by hand: labels from the last cleanup to the first.</summary>
internal static class GotoPeer
{
    public static Peer Peer { get; } = new("goto", "Goto", UnwindsExceptions: false, SurvivesCleanups: false, RefusesTwice: false, static (code, shape) => Write(code, shape), CanBeWatched: true);

    /// <summary>The same, which refuses a second load as generated code does: with the same guard.</summary>
    public static Peer Guarded { get; } = new("goto with a guard", "GuardedGoto", UnwindsExceptions: false, SurvivesCleanups: false, RefusesTwice: true, WriteGuarded);

    private static void WriteGuarded(Code code, Shape shape)
    {
        code.Line("""
            private Mlx4.Runtime.CompilerServices.PipelineGuard _guard;
            """);
        Write(code, shape, "_guard.EnterLoad(nameof(Load));", "_guard.LeaveLoaded();", "_guard.LeaveUnloaded();", "if (!_guard.EnterUnload(nameof(Unload))) return;");
    }

    private static void Write(Code code, Shape shape, string enter = "", string loaded = "", string unloaded = "", string enterUnload = "")
    {
        foreach (int stage in shape.Numbers)
        {
            code.Line(shape.HasConditions ? $"private bool _ran{stage};" : shape.HasLoops ? $"private int _count{stage};" : "");
        }
        if (shape.IsWatched)
        {
            code.Line("""
                private StageEventKind _last;
                [MethodImpl(MethodImplOptions.NoInlining)]
                private void Watch(in StageEvent stageEvent) => _last = stageEvent.Kind;
                private string? _refused;
                [MethodImpl(MethodImplOptions.NoInlining)]
                private Errno MayStart(StageInfo stage) => stage.Name == _refused ? Errno.EIO : Errno.Ok;
                private static readonly StageInfo[] Stages = [
                """);
            code.Line(string.Join('\n', shape.Numbers.Select(stage => $"new StageInfo(\"Goto.Load\", {(stage + 1) * 10}, \"Init{stage}\"),")));
            code.Line("];");
        }
        code.Line("""
            [MethodImpl(MethodImplOptions.NoInlining)]
            private Errno Load() {
            Errno error;
            """).Line(enter);
        foreach (int stage in shape.Numbers)
        {
            code.Line(Stage(shape, stage));
        }
        code.Line(loaded).Line("return Errno.Ok;");
        foreach (int stage in shape.Backwards.Skip(shape.HasLoops ? 0 : 1))
        {
            code.Line($"undo{stage}:").Line(Cleanup(shape, stage));
        }
        if (!shape.HasLoops)
        {
            code.Line("failed:");
        }
        code.Line(unloaded).Line("return error;").Line("}").Line("[MethodImpl(MethodImplOptions.NoInlining)]").Line("private void Unload() {").Line(enterUnload);
        foreach (int stage in shape.Backwards)
        {
            code.Line(Cleanup(shape, stage));
        }
        code.Line(unloaded).Line("}");
    }

    private static string Stage(Shape shape, int stage)
    {
        string before = stage == 0 ? "failed" : $"undo{stage - 1}";
        return shape.Variant switch
        {
            Variant.Plain => $"""
                error = Init{stage}();
                if (error != 0) goto {before};
                """,
            Variant.Conditions => $$"""
                _ran{{stage}} = {{Shape.ConditionOf(stage)}};
                if (_ran{{stage}}) {
                error = Init{{stage}}();
                if (error != 0) goto {{before}};
                }
                """,
            Variant.Loops => $$"""
                for (_count{{stage}} = 0; _count{{stage}} < Items; _count{{stage}}++) {
                error = Init{{stage}}(_count{{stage}});
                if (error != 0) goto undo{{stage}};
                }
                """,
            _ => $$"""
                Watch(new StageEvent(StageEventKind.Starting, Stages[{{stage}}]));
                error = MayStart(Stages[{{stage}}]);
                if (error == 0) error = Init{{stage}}();
                if (error != 0) {
                Watch(new StageEvent(StageEventKind.Failed, Stages[{{stage}}], error: error.ToString()));
                goto {{before}};
                }
                Watch(new StageEvent(StageEventKind.Completed, Stages[{{stage}}]));
                """,
        };
    }

    private static string Cleanup(Shape shape, int stage) => shape.Variant switch
    {
        Variant.Plain => $"Cleanup{stage}();",
        Variant.Conditions => $"if (_ran{stage}) Cleanup{stage}();",
        Variant.Loops => $"while (_count{stage} > 0) Cleanup{stage}(--_count{stage});",
        _ => $"""
            Watch(new StageEvent(StageEventKind.CleaningUp, Stages[{stage}]));
            Cleanup{stage}();
            Watch(new StageEvent(StageEventKind.CleanedUp, Stages[{stage}]));
            """,
    };
}
