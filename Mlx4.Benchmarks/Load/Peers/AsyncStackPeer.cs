using Mlx4.Benchmarks.Measuring;

namespace Mlx4.Benchmarks.Load.Peers;

/// <summary>A stack of what has to be disposed of, asynchronously.</summary>
internal static class AsyncStackPeer
{
    public static Peer Peer { get; } = new("Stack<IAsyncDisposable>", "AsyncStack", UnwindsExceptions: true, SurvivesCleanups: false, RefusesTwice: false, Write);

    private static void Write(Code code, Shape shape)
    {
        AsyncCleanups.Write(code, shape);
        code.Line("""
            private sealed class Undo(Func<ValueTask> cleanup) : IAsyncDisposable {
            public ValueTask DisposeAsync() => cleanup();
            }

            private Stack<IAsyncDisposable> _undo = new();

            [MethodImpl(MethodImplOptions.NoInlining)]
            private Errno Load() => LoadAsync().GetAwaiter().GetResult();

            [MethodImpl(MethodImplOptions.NoInlining)]
            private void Unload() => UnloadAsync().GetAwaiter().GetResult();

            private async ValueTask<Errno> LoadAsync() {
            Errno error;
            _undo = new Stack<IAsyncDisposable>();
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
            await UnloadAsync().ConfigureAwait(false);
            throw;
            }
            failed:
            await UnloadAsync().ConfigureAwait(false);
            return error;
            }

            private async ValueTask UnloadAsync() {
            while (_undo.Count > 0) {
            await _undo.Pop().DisposeAsync().ConfigureAwait(false);
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
            _undo.Push(new Undo(Cleanup{{stage}}Async));
            }
            """,
        Variant.Loops => $$"""
            for (int i = 0; i < Items; i++) {
            int item = i;
            error = Init{{stage}}(item);
            if (error != 0) goto failed;
            _undo.Push(new Undo(() => Cleanup{{stage}}Async(item)));
            }
            """,
        _ => $$"""
            error = Init{{stage}}();
            if (error != 0) goto failed;
            _undo.Push(new Undo(Cleanup{{stage}}Async));
            """,
    };
}
