namespace Mlx4.Tests.Generators.Diagnostics;

/// <summary>MLX4003: the only method of the cleanup's name cannot be a cleanup.</summary>
public class MLX4003Tests
{
    private static Task Reports(string body, string text, string calls = "_ = nic.LoadOne(); nic.UnloadOne();") =>
        Build.Reports("MLX4003", $"Stage 'MapIcm': 'UnmapIcm' cannot be its cleanup: {text}", Build.Nic(body, calls));

    [Theory]
    [InlineData("void MapIcm() { }")]
    [InlineData("Errno MapIcm() => Errno.Ok;")]
    [InlineData("partial void MapIcm(); partial void MapIcm() { }")]
    public Task It_is_the_stage_itself(string stage) => Build.Reports(
        "MLX4003",
        "Stage 'MapIcm': 'MapIcm' cannot be its cleanup: it is the stage itself: name the method that undoes it",
        Build.Nic($"[InitStage(10, Cleanup = [|nameof(MapIcm)|])] {stage}"));

    [Fact]
    public Task An_overload_of_the_stage_is_right() => Build.Accepts(Build.Nic("""
        [InitStage(10, Cleanup = nameof(Power))]
        private void Power(bool on) { }
        private void Power() { }
        """, "nic.LoadOne(true); nic.UnloadOne();"));

    [Fact]
    public Task It_is_generic() => Reports("""
        [InitStage(10, Cleanup = [|nameof(UnmapIcm)|])]
        private Errno MapIcm() => Errno.Ok;
        private void UnmapIcm<T>() { }
        """, "a cleanup cannot be generic");

    [Fact]
    public Task The_stage_is_static_and_it_is_not() => Reports("""
        [InitStage(10, Cleanup = [|nameof(UnmapIcm)|])]
        private static Errno MapIcm() => Errno.Ok;
        private void UnmapIcm() { }
        """, "the stage is static and this is not");

    [Fact]
    public Task It_takes_a_parameter_by_ref() => Reports("""
        [InitStage(10, Cleanup = [|nameof(UnmapIcm)|])]
        private Errno MapIcm() => Errno.Ok;
        private void UnmapIcm(ref int pages) { }
        """, "its parameter 'pages' is passed by ref: keep the value in a field");

    [Fact]
    public Task It_takes_a_parameter_by_out() => Reports("""
        [InitStage(10, Cleanup = [|nameof(UnmapIcm)|])]
        private Errno MapIcm() => Errno.Ok;
        private void UnmapIcm(out int pages) => pages = 0;
        """, "its parameter 'pages' is passed by out: keep the value in a field");

    [Fact]
    public Task It_takes_a_span() => Reports("""
        [InitStage(10, Cleanup = [|nameof(UnmapIcm)|])]
        private Errno MapIcm() => Errno.Ok;
        private void UnmapIcm(ReadOnlySpan<byte> key) { }
        """, "its parameter 'key' is of type 'System.ReadOnlySpan<byte>', which cannot be kept for the unwinding");

    [Fact]
    public Task It_does_not_take_the_item() => Reports("""
        [InitStage(10, Cleanup = [|nameof(UnmapIcm)|], ForEach = nameof(Tables))]
        private Errno MapIcm(int table) => Errno.Ok;
        private void UnmapIcm() { }
        private int Tables => 3;
        """, "its first parameter has to be the item of the loop");

    [Fact]
    public Task It_takes_another_item() => Reports("""
        [InitStage(10, Cleanup = [|nameof(UnmapIcm)|], ForEach = nameof(Tables))]
        private Errno MapIcm(string table) => Errno.Ok;
        private void UnmapIcm(int table) { }
        private string[] Tables => new[] { "qp", "cq" };
        """, "its first parameter is 'int', and the item of the loop is 'string'");

    [Fact]
    public Task An_item_that_only_a_cast_converts() => Reports("""
        [InitStage(10, Cleanup = [|nameof(UnmapIcm)|], ForEach = nameof(Tables))]
        private Errno MapIcm(object table) => Errno.Ok;
        private void UnmapIcm(string table) { }
        private object[] Tables => new object[0];
        """, "its first parameter is 'string', and the item of the loop is 'object'");

    [Fact]
    public Task It_returns_something() => Reports("""
        [InitStage(10, Cleanup = [|nameof(UnmapIcm)|])]
        private Errno MapIcm() => Errno.Ok;
        private Errno UnmapIcm() => Errno.Ok;
        """, Wording.CleanupReturns);

    [Fact]
    public Task It_is_async_void() => Reports("""
        [InitStage(10, Cleanup = [|nameof(UnmapIcm)|])]
        private Errno MapIcm() => Errno.Ok;
        private async void UnmapIcm() => await System.Threading.Tasks.Task.Yield();
        """, Wording.AsyncVoidCleanup);

    [Fact]
    public Task An_inherited_one() => Build.Reports("MLX4003",
        "Stage 'MapIcm': 'UnmapIcm' cannot be its cleanup: a cleanup cannot be generic",
        Build.Nic("""
            [InitStage(10, Cleanup = [|nameof(UnmapIcm)|])]
            private Errno MapIcm() => Errno.Ok;
            """),
        "partial class Nic : Device { } public class Device { protected void UnmapIcm<T>() { } }");

    [Fact]
    public Task A_static_cleanup_of_an_instance_stage_is_right() => Build.Accepts(Build.Nic("""
        [InitStage(10, Cleanup = nameof(UnmapIcm))]
        private Errno MapIcm() => Errno.Ok;
        private static void UnmapIcm() { }
        """));

    [Fact]
    public Task A_static_pair_is_right() => Build.Accepts(Build.Nic("""
        [InitStage(10, Cleanup = nameof(UnmapIcm))]
        private static Errno MapIcm() => Errno.Ok;
        private static void UnmapIcm() { }
        """));

    [Fact]
    public Task Parameters_of_its_own_are_right() => Build.Accepts(Build.Nic("""
        [InitStage(10, Cleanup = nameof(UnmapIcm))]
        private Errno MapIcm() => Errno.Ok;
        private void UnmapIcm(int pages, in Guid owner) { }
        """, "_ = nic.LoadOne(1, default); nic.UnloadOne(1, default);"));

    [Fact]
    public Task An_item_that_converts_is_right() => Build.Accepts(Build.Nic("""
        [InitStage(10, Cleanup = nameof(UnmapIcm), ForEach = nameof(Tables))]
        private Errno MapIcm(string table) => Errno.Ok;
        private void UnmapIcm(object table) { }
        private string[] Tables => new[] { "qp", "cq" };
        """));

    [Fact]
    public Task A_cleanup_that_is_abstract_is_right() => Build.Accepts("""
        using Mlx4.Runtime;
        public abstract partial class Nic
        {
            [InitStage(10, Cleanup = nameof(UnmapIcm))]
            private Errno MapIcm() => Errno.Ok;
            protected abstract void UnmapIcm();
        }
        """);
}
