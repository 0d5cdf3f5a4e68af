using Mlx4.Tests.Generators.Harness;

namespace Mlx4.Tests.Generators.Diagnostics;

/// <summary>MLX4011: what a stage says of its cleanup or of its failure contradicts itself.</summary>
public class MLX4011Tests
{
    /// <summary>A stage with the arguments, between an earlier, a transient and a later one.</summary>
    private static string Pipeline(string arguments) => Build.Nic($$"""
        [InitStage(10, Cleanup = nameof(DisableMsiX))]
        private Errno EnableMsiX() => Errno.Ok;
        private void DisableMsiX() { }
        [InitStage(15, Cleanup = nameof(UnlockReset), Transient = true)]
        private Errno LockReset() => Errno.Ok;
        private void UnlockReset() { }
        [InitStage(20, {{arguments}})]
        private Errno StartHca() => Errno.Ok;
        private void StopHca() { }
        [InitStage(30, NoCleanup = "a query")]
        private Errno QueryHca() => Errno.Ok;
        """);

    private static Task Reports(string arguments, string text) => Build.Reports("MLX4011", $"Stage 'StartHca': {text}", Pipeline(arguments));

    [Fact]
    public Task A_cleanup_and_a_reason_for_none() => Reports(
        "Cleanup = nameof(StopHca), NoCleanup = [|\"the reset does it\"|]", "it names the cleanup 'StopHca' and says that there is none: remove one of the two");

    [Fact]
    public Task A_reason_and_a_cleanup() => Reports(
        "NoCleanup = [|\"\"|], Cleanup = nameof(StopHca)", "it names the cleanup 'StopHca' and says that there is none: remove one of the two");

    [Theory]
    [InlineData("\"\"")]
    [InlineData("\"  \\t\"")]
    [InlineData("\"\" + \"\"")]
    public Task An_empty_reason(string reason) => Build.ReportsAndWorks(
        "MLX4011", "Stage 'StartHca': NoCleanup is empty: say why there is nothing to undo", Pipeline($"NoCleanup = [|{reason}|]"));

    [Fact]
    public Task A_transient_stage_with_nothing_to_undo() => Reports(
        "NoCleanup = \"the reset does it\", Transient = [|true|]",
        "it is transient, but has no cleanup that could run when the load ends: set Cleanup, or remove Transient");

    [Theory]
    [InlineData("Transient = true")]
    [InlineData("CleanupAt = nameof(EnableMsiX)")]
    public async Task Of_a_stage_that_says_nothing_of_a_cleanup_that_is_said_too(string arguments) => Assert.Equal(
        ["MLX4001", "MLX4011"],
        (await Build.DiagnosticsOf(Compilations.Create([Pipeline(arguments)]))).Select(diagnostic => diagnostic.Id).Order(StringComparer.Ordinal));

    [Fact]
    public Task A_place_for_a_cleanup_that_is_not_there() => Reports(
        "NoCleanup = \"the reset does it\", CleanupAt = [|nameof(EnableMsiX)|]", "CleanupAt says where its cleanup stands, but it has none: set Cleanup, or remove CleanupAt");

    [Fact]
    public Task A_place_that_is_no_stage() => Reports(
        "Cleanup = nameof(StopHca), CleanupAt = [|\"EnableMsi\"|]", "CleanupAt names 'EnableMsi', which is not an earlier stage of the pipeline: did you mean 'EnableMsiX'?");

    [Fact]
    public Task A_place_that_is_a_cleanup() => Reports(
        "Cleanup = nameof(StopHca), CleanupAt = [|nameof(DisableMsiX)|]", "CleanupAt names 'DisableMsiX', which is not an earlier stage of the pipeline: did you mean 'EnableMsiX'?");

    [Fact]
    public Task A_place_at_a_later_stage() => Reports(
        "Cleanup = nameof(StopHca), CleanupAt = [|nameof(QueryHca)|]", "CleanupAt names 'QueryHca', which is not an earlier stage of the pipeline");

    [Fact]
    public Task A_place_at_the_stage_itself() => Reports(
        "Cleanup = nameof(StopHca), CleanupAt = [|nameof(StartHca)|]", "CleanupAt names 'StartHca', which is not an earlier stage of the pipeline");

    [Fact]
    public Task A_place_at_a_transient_stage() => Reports(
        "Cleanup = nameof(StopHca), CleanupAt = [|nameof(LockReset)|]", "CleanupAt names 'LockReset', which is transient: its own cleanup runs when the load ends");

    [Fact]
    public Task A_place_at_several_stages() => Build.Reports("MLX4011", "Stage 'StartHca': CleanupAt names 'Enable', which several stages of the pipeline have as their member's name", Build.Nic("""
        [InitStage(10, NoCleanup = "the reset does it")]
        private Errno Enable() => Errno.Ok;
        [InitStage(20, NoCleanup = "the reset does it", Name = "EnableVectors")]
        private Errno Enable(int vectors) => Errno.Ok;
        [InitStage(30, Cleanup = nameof(StopHca), CleanupAt = [|nameof(Enable)|])]
        private Errno StartHca() => Errno.Ok;
        private void StopHca() { }
        """, "nic.LoadOne(8);"));

    [Fact]
    public Task A_place_for_a_transient_stage() => Reports(
        "Cleanup = nameof(StopHca), Transient = true, CleanupAt = [|nameof(EnableMsiX)|]",
        "a transient stage is undone when the load ends, so CleanupAt means nothing: remove one of the two");

    [Theory]
    [InlineData("ForEach = nameof(Ports), Cleanup = nameof(StopPort), Optional = [|true|]")]
    [InlineData("Optional = [|true|], Cleanup = nameof(StopPort), ForEach = nameof(Ports)")]
    public Task An_optional_loop_whose_items_are_undone(string arguments) => Build.Reports("MLX4011", $"Stage 'StartPort': {OptionalLoop}", Build.Nic($$"""
        private const int Ports = 2;
        [InitStage(10, {{arguments}})]
        private Errno StartPort(int port) => Errno.Ok;
        private void StopPort(int port) { }
        """));

    [Fact]
    public Task An_optional_collection_whose_items_have_an_unload() => Build.Reports("MLX4011", $"Stage 'Ports': {OptionalLoop}", Build.Nic("""
        [InitStage(10, Optional = [|true|])]
        private Port[] Ports { get; } = { };
        [InitStage(20, Optional = true)]
        private Port Uplink { get; } = new();
        internal sealed partial class Port
        {
            [InitStage(10, Cleanup = nameof(Stop))]
            private Errno Start() => Errno.Ok;
            private void Stop() { }
        }
        """));

    private const string OptionalLoop =
        "after an item that fails the others still run, so that its cleanup could not tell which of them completed: make it one stage whose own pipeline loops, or remove Optional";

    [Theory]
    [InlineData("void")]
    [InlineData("System.Threading.Tasks.Task")]
    public Task An_optional_stage_where_there_are_no_errors(string type) => Build.Reports(
        "MLX4011",
        "Stage 'MapClock': no stage of the pipeline returns an error, so there is none that could be let go: let the stage return one, or remove Optional",
        Build.Nic(
            $$"""
            [InitStage(10, NoCleanup = "a query", Optional = [|true|])]
            private {{type}} MapClock() {{(type == "void" ? "{ }" : "=> System.Threading.Tasks.Task.CompletedTask;")}}
            [InitStage(20, NoCleanup = "a query", Optional = false)]
            private void QueryHca() { }
            """,
            type == "void" ? "nic.LoadOne(); nic.UnloadOne();" : "_ = (Delegate)nic.LoadOneAsync; _ = (Delegate)nic.UnloadOneAsync;"));

    [Fact]
    public async Task Of_a_stage_that_is_in_error_nothing_more_is_said() => Assert.Equal(
        ["MLX4006"],
        (await Build.DiagnosticsOf(Compilations.Create([Build.Nic("""
            [InitStage(10, NoCleanup = "a query", Optional = true)]
            private string QueryHca() => "";
            """)]))).Select(diagnostic => diagnostic.Id));

    [Theory]
    [InlineData("Cleanup = nameof(StopHca), Optional = true")]
    [InlineData("NoCleanup = \"the reset does it\", Optional = true")]
    [InlineData("Cleanup = nameof(StopHca), Optional = true, Transient = true")]
    [InlineData("Cleanup = nameof(StopHca), Optional = true, CleanupAt = nameof(EnableMsiX)")]
    [InlineData("Cleanup = nameof(StopHca), NoCleanup = null")]
    [InlineData("NoCleanup = \"-\"")]
    [InlineData("NoCleanup = \"the reset does it\", Transient = false")]
    [InlineData("NoCleanup = \"the reset does it\", CleanupAt = null")]
    [InlineData("Cleanup = nameof(StopHca), Transient = true")]
    [InlineData("Cleanup = nameof(StopHca), CleanupAt = nameof(EnableMsiX)")]
    public Task What_does_not_contradict_itself(string arguments) => Build.Accepts(Pipeline(arguments));
}
