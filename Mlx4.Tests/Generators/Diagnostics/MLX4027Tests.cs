namespace Mlx4.Tests.Generators.Diagnostics;

/// <summary>MLX4027: a stage or cleanup disposes what it took from a shared collection, and leaves it in there.</summary>
public class MLX4027Tests
{
    private const string Members = """
        private static readonly ConcurrentDictionary<int, Ring> s_shared = new();
        private static readonly List<Ring> s_all = new();
        private static Ring[] s_array = new Ring[4];
        private readonly ConcurrentDictionary<int, Ring> _own = new();
        private readonly Store _store = new();
        private sealed class Store { public ConcurrentDictionary<int, Ring> Rings { get; } = new(); }
        private int _key;
        private Ring? _ring;
        """;

    private static string[] Pipeline(string stage, string cleanup, string members = "") => Parts.Nic($$"""
        {{Members}}
        {{members}}
        [InitStage(10, Cleanup = nameof(Leave))]
        private Errno Join()
        {
            {{stage}}
            return Errno.Ok;
        }
        private void Leave()
        {
            {{cleanup}}
        }
        """);

    private static string Disposes(string collection, string who = "'Leave', the cleanup of stage 'Join',") =>
        $"{who} disposes what it took from '{collection}' and leaves it in there, where others find it: remove it first, or leave it to its owner";

    private static Task InCleanup(string collection, string cleanup, string members = "") => Build.Reports("MLX4027", Disposes(collection), Pipeline("", cleanup, members));

    [Theory]
    [InlineData("s_shared", "[|s_shared[_key].Dispose()|];")]
    [InlineData("s_shared", "if (s_shared.TryGetValue(_key, out Ring? ring)) { [|ring.Dispose()|]; }")]
    [InlineData("s_shared", "[|s_shared.GetOrAdd(_key, _ => new Ring()).Dispose()|];")]
    [InlineData("s_shared", "foreach (Ring ring in s_shared.Values) { [|ring.Dispose()|]; }")]
    [InlineData("s_all", "foreach (Ring ring in s_all) { [|ring.Dispose()|]; }")]
    [InlineData("s_all", "[|s_all[0].Dispose()|];")]
    [InlineData("s_array", "[|s_array[_key].Dispose()|];")]
    [InlineData("_store.Rings", "if (_store.Rings.TryGetValue(_key, out Ring? ring)) { [|ring.Dispose()|]; }")]
    [InlineData("_own", "if (_own.TryGetValue(_key, out Ring? ring)) { [|ring.Dispose()|]; }")]
    [InlineData("_own", "Ring ring = _own.GetOrAdd(_key, new Ring()); if (ring.IsUp) { ring.Stop(); [|ring.Dispose()|]; }")]
    public Task A_cleanup_disposes_it_and_leaves_it(string collection, string cleanup) => InCleanup(collection, cleanup);

    [Fact]
    public Task A_stage_does_on_a_failing_path() => Build.Reports("MLX4027", Disposes("s_shared", "Stage 'Join'"), Pipeline("""
        Ring ring = s_shared.GetOrAdd(_key, _ => new Ring());
        if (ring.Start() is var error and not Errno.Ok) { [|ring.Dispose()|]; return error; }
        """, ""));

    [Fact]
    public Task A_helper_does() => InCleanup("s_shared", "Drop(_key);", "private static void Drop(int key) { if (s_shared.TryGetValue(key, out Ring? ring)) { [|ring.Dispose()|]; } }");

    [Theory]
    [InlineData("if (s_shared.TryRemove(_key, out Ring? ring)) { ring.Dispose(); }")]
    [InlineData("if (s_shared.TryGetValue(_key, out Ring? ring)) { s_shared.TryRemove(_key, out _); ring.Dispose(); }")]
    [InlineData("if (s_shared.TryGetValue(_key, out Ring? ring)) { ring.Dispose(); s_shared.TryRemove(_key, out _); }")]
    [InlineData("foreach (Ring ring in s_all) { ring.Dispose(); } s_all.Clear();")]
    [InlineData("foreach (Ring ring in s_shared.Values) { ring.Dispose(); } s_shared.Clear();")]
    [InlineData("s_array[_key].Dispose(); s_array[_key] = null!;")]
    [InlineData("foreach (Ring ring in s_array) { ring.Dispose(); } s_array = new Ring[4];")]
    [InlineData("s_shared[_key].Dispose(); s_shared[_key] = new Ring();")]
    [InlineData("s_shared[_key].Stop();")]
    [InlineData("s_shared.GetOrAdd(_key, new Ring()).Stop();")]
    [InlineData("Ring ring = s_all[0]; Forget(ring); ring.Dispose();")]
    [InlineData("_ring!.Dispose();")]
    [InlineData("foreach (Ring ring in _mine) { ring.Dispose(); }")]
    [InlineData("_mine[0].Dispose();")]
    [InlineData("if (_weak.TryGetTarget(out Ring? ring)) { ring.Dispose(); }")]
    [InlineData("if (_own.TryGetValue(_key, out Ring? ring)) { ring.Dispose(); } _own.Clear();")]
    public Task What_is_removed_or_is_not_shared(string cleanup) => Build.IsSilent("MLX4027", Pipeline("", cleanup, """
        private readonly List<Ring> _mine = new();
        private readonly WeakReference<Ring> _weak = new(new Ring());
        private static void Forget(Ring ring) => s_all.Remove(ring);
        """));

    [Theory]
    [InlineData("[InitStage(5, Cleanup = nameof(Empty))] private void Begin() { } private void Empty() => _own.Clear();")]
    [InlineData("[InitStage(5, NoCleanup = \"-\")] private void Begin() => _own.Clear();")]
    public Task Another_stage_empties_the_objects_own_collection(string other) =>
        Build.IsSilent("MLX4027", Pipeline("", "if (_own.TryGetValue(_key, out Ring? ring)) { ring.Dispose(); }", other));

    [Fact]
    public Task An_item_is_the_loads_to_hand_out() => Build.IsSilent("MLX4027", Parts.Nic("""
        private static readonly List<Ring> s_rings = new();
        [InitStage(10, Cleanup = nameof(Free), ForEach = nameof(s_rings))] private Errno Start(Ring ring) => ring.Start();
        private static void Free(Ring ring) => ring.Dispose();
        """));

    [Fact]
    public Task An_asynchronous_cleanup() => Build.Reports("MLX4027", Disposes("s_shared"), Parts.Nic("""
        private static readonly ConcurrentDictionary<int, AsyncRing> s_shared = new();
        [InitStage(10, Cleanup = nameof(Leave))] private void Join() { }
        private async Task Leave() { if (s_shared.TryGetValue(1, out AsyncRing? ring)) { await [|ring.DisposeAsync()|].ConfigureAwait(false); } }
        """));
}
