namespace Mlx4.Tests.Generators.Diagnostics;

/// <summary>MLX4010: the restart of a stage does not fit.</summary>
public class MLX4010Tests
{
    /// <summary>A stage with the restart, between an earlier and a later one.</summary>
    private static string Pipeline(string restart, string type = "Errno", string value = "Errno.Ok") => Build.Nic($$"""
        private const Errno Busy = Errno.EBUSY;
        [InitStage(10, Cleanup = nameof(DisableMsiX))]
        private {{type}} EnableMsiX() => {{value}};
        private void DisableMsiX() { }
        [InitStage(20, Cleanup = nameof(StopHca), {{restart}})]
        private {{type}} StartHca() => {{value}};
        private void StopHca() { }
        [InitStage(30, NoCleanup = "a query")]
        private {{type}} QueryHca() => {{value}};
        private string Unused => nameof(Busy);
        """);

    private static Task Reports(string restart, string text, string type = "Errno", string value = "Errno.Ok") =>
        Build.Reports("MLX4010", $"Stage 'StartHca': {text}", Pipeline(restart, type, value));

    [Fact]
    public Task No_error() => Reports("RestartFrom = [|nameof(EnableMsiX)|]", "it does not say at which error it restarts: set RestartOn");

    [Fact]
    public Task A_number_of_restarts_alone() => Reports("MaxRestarts = [|2|]", "it does not say at which error it restarts: set RestartOn");

    [Fact]
    public Task No_stage_to_go_back_to() => Reports("RestartOn = [|Errno.EBUSY|]", "it does not say from which stage it restarts: set RestartFrom");

    [Fact]
    public Task A_name_that_no_stage_has() => Reports(
        "RestartOn = Errno.EBUSY, RestartFrom = [|\"EnableMsi\"|]", "RestartFrom names 'EnableMsi', which is not a stage of the pipeline: did you mean 'EnableMsiX'?");

    [Fact]
    public Task A_cleanup_is_no_stage() => Reports(
        "RestartOn = Errno.EBUSY, RestartFrom = [|nameof(DisableMsiX)|]", "RestartFrom names 'DisableMsiX', which is not a stage of the pipeline: did you mean 'EnableMsiX'?");

    [Fact]
    public Task A_later_stage() => Reports("RestartOn = Errno.EBUSY, RestartFrom = [|nameof(QueryHca)|]", "RestartFrom names 'QueryHca', which comes later");

    [Theory]
    [InlineData("16")]
    [InlineData("DayOfWeek.Friday")]
    [InlineData("\"EBUSY\"")]
    [InlineData("typeof(Errno)")]
    [InlineData("new[] { Errno.EBUSY }")]
    [InlineData("null")]
    public Task An_error_of_another_type(string error) => Reports(
        $"RestartOn = [|{error}|], RestartFrom = nameof(EnableMsiX)", "RestartOn has to be of the pipeline's error type, 'Mlx4.Runtime.Errno'");

    [Theory]
    [InlineData("Errno.Ok")]
    [InlineData("default(Errno)")]
    public Task Success(string error) => Reports($"RestartOn = [|{error}|], RestartFrom = nameof(EnableMsiX)", "RestartOn is the value that means success");

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("int.MinValue")]
    public Task A_number_below_one(string most) => Reports(
        $"RestartOn = Errno.EBUSY, RestartFrom = nameof(EnableMsiX), MaxRestarts = [|{most}|]", "MaxRestarts has to be at least 1");

    [Fact]
    public Task A_stage_that_returns_no_error() => Reports(
        "RestartOn = [|Errno.EBUSY|], RestartFrom = nameof(EnableMsiX)", "it returns no error, so it cannot restart on one", "void", "_ = 0");

    [Fact]
    public Task A_stage_of_another_pipeline() => Build.Reports("MLX4010", "Stage 'StartHca': RestartFrom names 'EnableMsiX', which is not a stage of the pipeline", Build.Nic("""
        [InitStage(10, NoCleanup = "the reset does it", Pipeline = "LoadVf")]
        private Errno EnableMsiX() => Errno.Ok;
        [InitStage(20, NoCleanup = "the reset does it", RestartOn = Errno.EBUSY, RestartFrom = [|nameof(EnableMsiX)|])]
        private Errno StartHca() => Errno.Ok;
        """));

    [Theory]
    [InlineData("MapIcm", "CleanupAt = nameof(EnableMsiX)", "EnableMsiX")]
    [InlineData("StartHca", "CleanupAt = nameof(MapIcm)", "EnableMsiX")]
    [InlineData("StartHca", "CleanupAt = nameof(AllocUar)", "AllocUar")]
    public Task A_loop_whose_items_stand_below_the_range(string from, string place, string lowest) => Build.Reports("MLX4010",
        $"Stage 'StartHca': the items that completed before it restarts would be left as they are, since their cleanup stands just before that of '{lowest}' (CleanupAt), below '{from}': restart from '{lowest}' or an earlier stage, or remove CleanupAt", Build.Nic($$"""
        private int Two => 2;
        [InitStage(10, Cleanup = nameof(DisableMsiX))]
        private Errno EnableMsiX() => Errno.Ok;
        private void DisableMsiX() { }
        [InitStage(15, Cleanup = nameof(FreeUar))]
        private Errno AllocUar() => Errno.Ok;
        private void FreeUar() { }
        [InitStage(20, Cleanup = nameof(UnmapIcm), CleanupAt = nameof(EnableMsiX))]
        private Errno MapIcm() => Errno.Ok;
        private void UnmapIcm() { }
        [InitStage(30, Cleanup = nameof(StopHca), {{place}}, ForEach = nameof(Two), RestartOn = Errno.EBUSY, RestartFrom = [|nameof({{from}})|])]
        private Errno StartHca(int i) => Errno.Ok;
        private void StopHca(int i) { }
        """));

    [Fact]
    public Task Two_stages_of_the_name() => Build.Reports("MLX4010", "Stage 'StartHca': RestartFrom names 'Enable', which several stages of the pipeline have as their member's name", Build.Nic("""
        [InitStage(10, NoCleanup = "the reset does it")]
        private Errno Enable() => Errno.Ok;
        [InitStage(20, NoCleanup = "the reset does it", Name = "EnableVectors")]
        private Errno Enable(int vectors) => Errno.Ok;
        [InitStage(30, NoCleanup = "a query", RestartOn = Errno.EBUSY, RestartFrom = [|nameof(Enable)|])]
        private Errno StartHca() => Errno.Ok;
        """, "_ = nic.LoadOne(8);"));

    [Fact]
    public Task Of_a_stage_that_cannot_be_one_the_restart_is_not_looked_at() => Build.Reports("MLX4006", "'StartHca' cannot be a stage: it is generic", Build.Nic("""
        [InitStage(10, NoCleanup = "the reset does it", RestartOn = Errno.EBUSY, RestartFrom = nameof(StartHca))]
        private Errno [|StartHca|]<T>() => Errno.Ok;
        """));

    [Fact]
    public Task Of_a_stage_of_another_error_type_the_restart_is_not_looked_at() => Build.Reports(
        "MLX4006",
        "'StartHca' cannot be a stage: its errors are 'int', and those of 'EnableMsiX' are 'Mlx4.Runtime.Errno': the stages of a pipeline agree on one type",
        Build.Nic("""
            [InitStage(10, NoCleanup = "the reset does it")]
            private Errno EnableMsiX() => Errno.Ok;
            [InitStage(20, NoCleanup = "the reset does it", RestartOn = 16, RestartFrom = nameof(EnableMsiX))]
            private int [|StartHca|]() => 0;
            """));

    [Theory]
    [InlineData("RestartOn = Errno.EBUSY, RestartFrom = nameof(EnableMsiX)")]
    [InlineData("RestartOn = Busy, RestartFrom = nameof(EnableMsiX)")]
    [InlineData("RestartOn = (Errno)12345, RestartFrom = nameof(EnableMsiX)")]
    [InlineData("RestartOn = Errno.EBUSY, RestartFrom = nameof(StartHca)")]
    [InlineData("RestartOn = Errno.EBUSY, RestartFrom = nameof(EnableMsiX), MaxRestarts = 1")]
    [InlineData("RestartOn = Errno.EBUSY, RestartFrom = nameof(EnableMsiX), MaxRestarts = int.MaxValue")]
    public Task A_restart_that_fits(string restart) => Build.Accepts(Pipeline(restart));

    [Fact]
    public Task An_int_pipeline_restarts_on_an_int() => Build.Accepts(Pipeline("RestartOn = -16, RestartFrom = nameof(EnableMsiX)", "int", "0"));

    [Theory]
    [InlineData("EnableMsiX", "EnableMsiX")]
    [InlineData("AllocUar", "EnableMsiX")]
    [InlineData("MapIcm", "EnableMsiX")]
    [InlineData("StartHca", "EnableMsiX")]
    [InlineData("AllocUar", "AllocUar")]
    [InlineData("MapIcm", "AllocUar")]
    [InlineData("StartHca", "AllocUar")]
    public Task Whatever_the_range_holds_of_a_CleanupAt(string from, string place) => Build.Accepts(Build.Nic($$"""
        [InitStage(10, Cleanup = nameof(DisableMsiX))]
        private Errno EnableMsiX() => Errno.Ok;
        private void DisableMsiX() { }
        [InitStage(15, Cleanup = nameof(FreeUar))]
        private Errno AllocUar() => Errno.Ok;
        private void FreeUar() { }
        [InitStage(20, Cleanup = nameof(UnmapIcm), CleanupAt = nameof({{place}}))]
        private Errno MapIcm() => Errno.Ok;
        private void UnmapIcm() { }
        [InitStage(30, Cleanup = nameof(StopHca), CleanupAt = nameof({{place}}), RestartOn = Errno.EBUSY, RestartFrom = nameof({{from}}))]
        private Errno StartHca() => Errno.Ok;
        private void StopHca() { }
        [InitStage(40, Cleanup = nameof(ClosePort), CleanupAt = nameof({{place}}))]
        private Errno OpenPort() => Errno.Ok;
        private void ClosePort() { }
        """));

    [Fact]
    public Task A_loop_whose_items_are_undone_in_the_range() => Build.Accepts(Build.Nic("""
        private int Two => 2;
        [InitStage(10, Cleanup = nameof(DisableMsiX))]
        private Errno EnableMsiX() => Errno.Ok;
        private void DisableMsiX() { }
        [InitStage(20, Cleanup = nameof(StopHca), CleanupAt = nameof(EnableMsiX), ForEach = nameof(Two), RestartOn = Errno.EBUSY, RestartFrom = nameof(EnableMsiX))]
        private Errno StartHca(int i) => Errno.Ok;
        private void StopHca(int i) { }
        """));
}
