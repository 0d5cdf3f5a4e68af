using Mlx4.Benchmarks.Measuring;

namespace Mlx4.Benchmarks.Load.Peers;

/// <summary>A <c>try</c> with a <c>finally</c> for each stage, within that of the stage before.</summary>
internal static class NestedTryPeer
{
    public static Peer Peer { get; } = new("nested try/finally", "NestedTry", UnwindsExceptions: true, SurvivesCleanups: true, RefusesTwice: false, Write);

    private static void Write(Code code, Shape shape)
    {
        foreach (int stage in shape.Numbers)
        {
            code.Line(shape.HasConditions ? $"private bool _ran{stage};" : shape.HasLoops ? $"private int _count{stage};" : "");
        }
        code.Line("""
            [MethodImpl(MethodImplOptions.NoInlining)]
            private Errno Load() {
            Errno error;
            bool done = false;
            """);
        foreach (int stage in shape.Numbers)
        {
            code.Line(Stage(shape, stage));
        }
        code.Line("done = true;").Line("return Errno.Ok;");
        foreach (int stage in shape.Backwards.Skip(shape.HasLoops ? 0 : 1))
        {
            code.Line("}").Line("finally {").Line("if (!done) {").Line(Cleanup(shape, stage)).Line("}").Line("}");
        }
        code.Line("}").Line("[MethodImpl(MethodImplOptions.NoInlining)]").Line("private void Unload() {");
        foreach (int stage in shape.Backwards)
        {
            code.Line(stage == 0 ? Cleanup(shape, stage) : "try {\n" + Cleanup(shape, stage) + "\n}\nfinally {");
        }
        foreach (int _ in shape.Numbers)
        {
            code.Line("}");
        }
    }

    /// <summary>
    /// A loop's <c>try</c> is around the loop, since the items before the one that fails have to be undone; any other begins behind its stage, and
    /// the last stage has none.
    /// </summary>
    private static string Stage(Shape shape, int stage)
    {
        string enter = stage == shape.Stages - 1 ? "" : "try {";
        return shape.Variant switch
        {
            Variant.Conditions => $$"""
                _ran{{stage}} = {{Shape.ConditionOf(stage)}};
                if (_ran{{stage}}) {
                error = Init{{stage}}();
                if (error != 0) return error;
                }
                {{enter}}
                """,
            Variant.Loops => $$"""
                _count{{stage}} = 0;
                try {
                for (; _count{{stage}} < Items; _count{{stage}}++) {
                error = Init{{stage}}(_count{{stage}});
                if (error != 0) return error;
                }
                """,
            _ => $$"""
                error = Init{{stage}}();
                if (error != 0) return error;
                {{enter}}
                """,
        };
    }

    private static string Cleanup(Shape shape, int stage) => shape.Variant switch
    {
        Variant.Conditions => $"if (_ran{stage}) Cleanup{stage}();",
        Variant.Loops => $"while (_count{stage} > 0) Cleanup{stage}(--_count{stage});",
        _ => $"Cleanup{stage}();",
    };
}
