namespace Mlx4.Tests.Generators.Diagnostics;

/// <summary>MLX4012: a generated member's name is taken.</summary>
public class MLX4012Tests
{
    private const string Stage = "[InitStage(10, Cleanup = nameof(UnmapIcm))] private Errno MapIcm() => Errno.Ok; private void UnmapIcm() { }";

    private static string Message(string name, string type = "Nic", string wayOut = "rename it, or give the pipeline another name (InitPipeline, Pipeline)") =>
        $"'{name}' of '{type}' stands where the pipeline needs a member of that name: {wayOut}";

    private static Task Reports(string message, string member) => Build.Reports("MLX4012", message, $$"""
        using System;
        using Mlx4.Runtime;
        public partial class Nic
        {
            {{Stage}}
            {{member}}
        }
        """);

    [Theory]
    [InlineData("LoadOne", "public void [|LoadOne|]() { }")]
    [InlineData("LoadOne", "public void [|LoadOne|](int port) { }")]
    [InlineData("LoadOne", "public int [|LoadOne|] => 0;")]
    [InlineData("LoadOne", "public sealed class [|LoadOne|] { }")]
    [InlineData("UnloadOne", "public void [|UnloadOne|]() { }")]
    [InlineData("UnloadOne", "public event Action [|UnloadOne|] { add { } remove { } }")]
    [InlineData("LoadOneStages", "public static int [|LoadOneStages|] => 0;")]
    [InlineData("_loadOneState", "public int [|_loadOneState|];")]
    [InlineData("LoadOneState", "public enum [|LoadOneState|] { None }")]
    [InlineData("UnwindLoadOne", "public void [|UnwindLoadOne|]() { }")]
    [InlineData("TellLoadOne", "public void [|TellLoadOne|]() { }")]
    public Task A_member_has_it(string name, string member) => Reports(Message(name), member);

    [Fact]
    public Task A_member_in_another_part_has_it() => Build.Reports("MLX4012", Message("LoadOne"),
        $$"""using Mlx4.Runtime; public partial class Nic { {{Stage}} }""",
        "partial class Nic { internal int [|LoadOne|]() => 0; }");

    [Fact]
    public Task A_private_state_that_is_taken_leaves_the_callers_alone() => Build.Reports("MLX4012", Message("_loadOneState"), Build.Nic($$"""
        {{Stage}}
        public int [|_loadOneState|];
        """));

    [Fact]
    public Task The_type_has_it() => Build.Reports("MLX4012", Message("LoadOne", "LoadOne", "a type cannot have a member of its own name: rename it"), $$"""
        using Mlx4.Runtime;
        public partial class [|LoadOne|] { {{Stage}} }
        """);

    [Fact]
    public Task A_type_parameter_has_it() => Build.Reports("MLX4012", Message("LoadOne"), $$"""
        using Mlx4.Runtime;
        public partial class Nic<[|LoadOne|]> { {{Stage}} }
        """);

    [Fact]
    public Task A_member_has_the_name_of_a_stated_unload() => Build.Reports("MLX4012", Message("Close"), $$"""
        using Mlx4.Runtime;
        [InitPipeline("LoadOne", Unload = "Close")]
        public partial class Nic { {{Stage}} public void [|Close|]() { } }
        """);

    [Fact]
    public Task An_unload_of_the_name_of_the_load() => Build.Reports("MLX4012", Message("LoadOne", "Nic", "it is the name of the unload too: state another one (InitPipeline, Unload)"), """
        using Mlx4.Runtime;
        [InitPipeline("LoadOne", Unload = "LoadOne")]
        public partial class [|Nic|] { [InitStage(10, NoCleanup = "a query")] private Errno MapIcm() => Errno.Ok; }
        """);

    [Fact]
    public Task Two_pipelines_with_one_unload() => Build.ReportsAndWorks("MLX4012", Message("UnloadVf", "Nic", "'LoadVf' and 'Vf' would both have it: state another one (InitPipeline, Unload)"), """
        using Mlx4.Runtime;
        public partial class [|Nic|]
        {
            [InitStage(10, NoCleanup = "a query", Pipeline = "LoadVf")] private Errno QueryVf() => Errno.Ok;
            [InitStage(10, NoCleanup = "a query", Pipeline = "Vf")] private Errno Query() => Errno.Ok;
        }
        """);

    [Fact]
    public Task An_observer_that_is_not_partial() => Reports(
        Message("OnStageEvent", "Nic", "add the modifier partial, so that it implements the generated declaration"),
        "private void [|OnStageEvent|](in StageEvent stageEvent) { }");

    [Fact]
    public Task A_refusal_that_is_not_partial() => Reports(
        Message("OnStageStarting", "Nic", "add the modifier partial, so that it implements the generated declaration"),
        "private void [|OnStageStarting|](StageInfo stage, ref Errno error) { }");

    [Fact]
    public Task A_field_of_the_name_of_a_hook() => Reports(Message("OnStageEvent", "Nic", "rename it"), "public int [|OnStageEvent|];");

    [Fact]
    public Task An_inherited_member_is_hidden() => Build.Accepts(Build.Nic(Stage), """
        partial class Nic : Device { }
        public class Device
        {
            public int LoadOne() => 0;
            public void UnloadOne() { }
            public static int LoadOneStages => 0;
        }
        """);

    [Fact]
    public Task An_inherited_pipeline_is_hidden() => Build.Accepts(Build.Nic(Stage), """
        using Mlx4.Runtime;
        partial class Nic : Device { }
        public partial class Device { [InitStage(10, NoCleanup = "a query")] private Errno Query() => Errno.Ok; }
        """);

    [Fact]
    public Task Names_that_begin_alike_are_free() => Build.Accepts(Build.Nic(Stage + " public void LoadOneMore() { } public void Load() { } public int LoadOneStage;"));

    [Fact]
    public Task The_names_are_free_when_the_pipeline_has_another() => Build.Accepts("""
        using Mlx4.Runtime;
        [InitPipeline("LoadHca")]
        public partial class Nic
        {
            [InitStage(10, NoCleanup = "a query", Pipeline = "LoadHca")] private Errno Query() => Errno.Ok;
            public void LoadOne() { _ = LoadHca(); }
            public void UnloadOne() { UnloadHca(); }
        }
        """);

    [Fact]
    public Task Implemented_hooks_are_right() => Build.Accepts(Build.Nic(Stage + """
        public int Events;
        partial void OnStageEvent(in StageEvent stageEvent) => Events++;
        partial void OnStageStarting(StageInfo stage, ref Errno error) => error = Errno.EIO;
        public void OnStageEvent(int other) { }
        """));
}
