using Mlx4.Benchmarks.Measuring;

namespace Mlx4.Benchmarks.Load.Peers;

/// <summary>A stack of what has to be undone, as delegates.</summary>
internal static class ActionStackPeer
{
    public static Peer Peer { get; } = new("Stack<Action>", "ActionStack", UnwindsExceptions: true, SurvivesCleanups: false, RefusesTwice: false, Write);

    private static void Write(Code code, Shape shape)
    {
        code.Line("""
            private Stack<Action> _undo = new();

            [MethodImpl(MethodImplOptions.NoInlining)]
            private Errno Load() {
            Errno error;
            _undo = new Stack<Action>();
            try {
            """);
        foreach (int stage in shape.Numbers)
        {
            code.Line(Stage(shape, stage));
        }
        code.Line("""
            return Errno.Ok;
            }
            catch {
            Unload();
            throw;
            }
            failed:
            Unload();
            return error;
            }

            [MethodImpl(MethodImplOptions.NoInlining)]
            private void Unload() {
            while (_undo.Count > 0) {
            _undo.Pop()();
            }
            }
            """);
    }

    private static string Stage(Shape shape, int stage) => shape.Variant switch
    {
        Variant.Conditions => $$"""
            if ({{Shape.ConditionOf(stage)}}) {
            error = Init{{stage}}();
            if (error != 0) goto failed;
            _undo.Push(Cleanup{{stage}});
            }
            """,
        Variant.Loops => $$"""
            for (int i = 0; i < Items; i++) {
            int item = i;
            error = Init{{stage}}(item);
            if (error != 0) goto failed;
            _undo.Push(() => Cleanup{{stage}}(item));
            }
            """,
        _ => $$"""
            error = Init{{stage}}();
            if (error != 0) goto failed;
            _undo.Push(Cleanup{{stage}});
            """,
    };
}
