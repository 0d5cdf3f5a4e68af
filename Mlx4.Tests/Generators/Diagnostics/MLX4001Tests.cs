namespace Mlx4.Tests.Generators.Diagnostics;

/// <summary>MLX4001: a stage states neither <c>Cleanup</c> nor <c>NoCleanup</c>.</summary>
public class MLX4001Tests
{
    private static string Message(string stage) =>
        $"Stage '{stage}' says neither what undoes it nor why nothing does: set Cleanup = nameof(...), or NoCleanup = \"reason\"";

    private static Task Reports(string body, string stage, string calls = "nic.LoadOne(); nic.UnloadOne();") =>
        Build.ReportsAndWorks("MLX4001", Message(stage), Build.Nic(body, calls));

    [Fact]
    public Task A_stage_with_its_order_alone() => Reports("""
        [InitStage(10)]
        private Errno [|MapIcm|]() => Errno.Ok;
        """, "MapIcm");

    [Fact]
    public Task A_stage_that_cannot_fail() => Reports("""
        [InitStage(10)]
        private void [|InitQuotas|]() { }
        """, "InitQuotas");

    [Fact]
    public Task The_display_name_is_the_one_in_the_message() => Reports("""
        [InitStage(10, Name = "ICM")]
        private Errno [|MapIcm|]() => Errno.Ok;
        """, "ICM");

    [Fact]
    public Task A_cleanup_of_null_is_none() => Reports("""
        [InitStage(10, Cleanup = null)]
        private Errno [|MapIcm|]() => Errno.Ok;
        """, "MapIcm");

    [Fact]
    public Task A_reason_of_null_is_none() => Reports("""
        [InitStage(10, NoCleanup = null)]
        private Errno [|MapIcm|]() => Errno.Ok;
        """, "MapIcm");

    [Fact]
    public Task A_condition_is_no_answer() => Reports("""
        [InitStage(10, When = nameof(IsMaster))]
        private Errno [|MapIcm|]() => Errno.Ok;
        private bool IsMaster => true;
        """, "MapIcm");

    [Fact]
    public Task A_method_that_looks_like_the_cleanup_is_not_guessed() => Reports("""
        [InitStage(10)]
        private Errno [|MapIcm|]() => Errno.Ok;
        private void UnmapIcm() { }
        """, "MapIcm");

    [Fact]
    public Task A_nested_pipeline() => Reports("""
        private readonly Hca _hca = new Hca();
        [InitStage(10)]
        private InitResult<Errno> [|SetupHca|]() => _hca.LoadOne();

        private sealed partial class Hca
        {
            [InitStage(10, NoCleanup = "nothing is held")]
            private Errno Query() => Errno.Ok;
        }
        """, "SetupHca");

    [Fact]
    public Task The_callers_of_a_load_with_parameters_are_not_told_of_it() => Reports("""
        [InitStage(10)]
        private Errno [|MapIcm|](int pages, string name = "icm") => Errno.Ok;
        """, "MapIcm", "InitResult<Errno> result = nic.LoadOne(16, name: \"aux\"); _ = result.Failed; nic.UnloadOne();");

    [Fact]
    public Task Each_stage_is_reported_once() => Build.Reports("MLX4001", [Build.Nic("""
        [InitStage(20)]
        private Errno [|StartHca|]() => Errno.Ok;
        [InitStage(10)]
        private Errno [|MapIcm|]() => Errno.Ok;
        [InitStage(30, NoCleanup = "the reset does it")]
        private Errno QueryHca() => Errno.Ok;
        """)], [Message("StartHca"), Message("MapIcm")], works: true);

    [Fact]
    public Task Each_pipeline_of_a_method_is_asked() => Reports("""
        [InitStage(10, Cleanup = nameof(UnmapIcm))]
        [InitStage(10, Pipeline = "LoadVf")]
        private Errno [|MapIcm|]() => Errno.Ok;
        private void UnmapIcm() { }
        """, "MapIcm", "nic.LoadOne(); nic.UnloadOne(); nic.LoadVf(); nic.UnloadVf();");

    [Fact]
    public Task A_stage_in_another_file() => Build.Reports(
        "MLX4001",
        [
            Build.Nic("""
                [InitStage(20, NoCleanup = "the reset does it")]
                private Errno QueryHca() => Errno.Ok;
                """),
            """
            partial class Nic
            {
                [Mlx4.Runtime.InitStageAttribute(10)]
                private Mlx4.Runtime.Errno [|MapIcm|]() => default;
            }
            """,
        ],
        [Message("MapIcm")],
        works: true);

    [Fact]
    public Task A_stage_under_an_alias_of_the_attribute() => Build.ReportsAndWorks("MLX4001", Message("MapIcm"), "using Stage = Mlx4.Runtime.InitStageAttribute;\n" + Build.Nic("""
        [Stage(10)]
        private Errno [|MapIcm|]() => Errno.Ok;
        """));

    [Fact]
    public Task A_stated_cleanup_is_right() => Build.Accepts(Build.Nic("""
        [InitStage(10, Cleanup = nameof(UnmapIcm))]
        private Errno MapIcm() => Errno.Ok;
        private void UnmapIcm() { }
        """));

    [Fact]
    public Task A_stated_reason_is_right() => Build.Accepts(Build.Nic("""
        [InitStage(10, NoCleanup = "a query holds nothing")]
        private Errno QueryFirmware() => Errno.Ok;
        """));

    [Fact]
    public Task A_method_without_the_attribute_is_nobodys_concern() => Build.Accepts("""
        public class Nic
        {
            public int MapIcm() => 0;
        }
        """);

    [Fact]
    public Task An_attribute_of_that_name_from_elsewhere_is_not_ours() => Build.Accepts("""
        using System;

        [AttributeUsage(AttributeTargets.Method)]
        public sealed class InitStageAttribute : Attribute
        {
            public InitStageAttribute(int order) => Order = order;
            public int Order { get; }
        }

        public class Nic
        {
            [InitStage(10)]
            public int MapIcm() => 0;
        }
        """);
}
