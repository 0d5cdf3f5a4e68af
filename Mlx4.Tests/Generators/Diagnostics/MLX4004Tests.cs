namespace Mlx4.Tests.Generators.Diagnostics;

/// <summary>MLX4004: two stages of a pipeline have the same order.</summary>
public class MLX4004Tests
{
    private static string Message(string earlier, string later, int order = 10, string pipeline = "LoadOne") =>
        $"Stages '{earlier}' and '{later}' of '{pipeline}' both have order {order}: give one of them another number";

    [Fact]
    public Task The_later_one_is_reported() => Build.Reports("MLX4004", Message("QueryFirmware", "MapIcm"), Build.Nic("""
        [InitStage(10, NoCleanup = "a query")]
        private Errno QueryFirmware() => Errno.Ok;
        [[|InitStage(10, NoCleanup = "the reset does it")|]]
        private Errno MapIcm() => Errno.Ok;
        """));

    [Fact]
    public Task The_later_one_is_reported_whatever_the_names() => Build.Reports("MLX4004", Message("A", "Z"), Build.Nic("""
        [InitStage(10, NoCleanup = "a query")]
        private Errno A() => Errno.Ok;
        [[|InitStage(10, NoCleanup = "the reset does it")|]]
        private Errno Z() => Errno.Ok;
        """));

    [Fact]
    public Task The_load_has_the_type_that_it_would_have() => Build.Reports("MLX4004", Message("A", "Z"), Build.Nic("""
        [InitStage(10, NoCleanup = "a query")]
        private int A() => 0;
        [[|InitStage(10, NoCleanup = "a query")|]]
        private int Z() => 0;
        """, "InitResult<int> result = nic.LoadOne(); _ = result;"));

    [Fact]
    public Task Of_three_the_two_later_ones_are_reported() => Build.Reports("MLX4004", [Build.Nic("""
        [InitStage(10, NoCleanup = "a query")]
        private Errno M() => Errno.Ok;
        [[|InitStage(10, NoCleanup = "a query")|]]
        private Errno A() => Errno.Ok;
        [[|InitStage(10, NoCleanup = "a query")|]]
        private Errno Z() => Errno.Ok;
        """)], [Message("M", "A"), Message("M", "Z")]);

    [Fact]
    public Task Of_two_pairs_each_is_reported() => Build.Reports("MLX4004", [Build.Nic("""
        [InitStage(-1, NoCleanup = "a query")]
        private Errno A() => Errno.Ok;
        [InitStage(20, NoCleanup = "a query")]
        private Errno B() => Errno.Ok;
        [[|InitStage(-1, NoCleanup = "a query")|]]
        private Errno C() => Errno.Ok;
        [[|InitStage(20, NoCleanup = "a query")|]]
        private Errno D() => Errno.Ok;
        """)], [Message("A", "C", -1), Message("B", "D", 20)]);

    [Fact]
    public Task Orders_are_compared_by_value() => Build.Reports("MLX4004", Message("QueryFirmware", "MapIcm"), Build.Nic("""
        private const int First = 5;
        [InitStage(0xA, NoCleanup = "a query")]
        private Errno QueryFirmware() => Errno.Ok;
        [[|InitStage(First * 2, NoCleanup = "the reset does it")|]]
        private Errno MapIcm() => Errno.Ok;
        """));

    [Fact]
    public Task A_void_stage_counts() => Build.Reports("MLX4004", Message("QueryFirmware", "InitQuotas"), Build.Nic("""
        [InitStage(10, NoCleanup = "a query")]
        private Errno QueryFirmware() => Errno.Ok;
        [[|InitStage(10, NoCleanup = "plain fields")|]]
        private void InitQuotas() { }
        """));

    [Fact]
    public Task The_later_file_is_reported() => Build.Reports("MLX4004", Message("MapIcm", "QueryFirmware"),
        Build.Nic("""
            [InitStage(10, NoCleanup = "the reset does it")]
            private Errno MapIcm() => Errno.Ok;
            """),
        """
        using Mlx4.Runtime;
        partial class Nic
        {
            [[|InitStage(10, NoCleanup = "a query")|]]
            private Errno QueryFirmware() => Errno.Ok;
        }
        """);

    [Fact]
    public Task A_named_pipeline_is_named() => Build.Reports("MLX4004", Message("QueryFirmware", "MapIcm", 10, "LoadVf"), Build.Nic("""
        [InitStage(10, NoCleanup = "a query")]
        [InitStage(10, NoCleanup = "a query", Pipeline = "LoadVf")]
        private Errno QueryFirmware() => Errno.Ok;
        [[|InitStage(10, NoCleanup = "the reset does it", Pipeline = "LoadVf")|]]
        private Errno MapIcm() => Errno.Ok;
        """, "nic.LoadOne(); nic.LoadVf(); nic.UnloadVf();"));

    [Fact]
    public Task Stages_of_two_pipelines_may_have_one_order() => Build.Accepts(Build.Nic("""
        [InitStage(10, NoCleanup = "a query")]
        private Errno QueryFirmware() => Errno.Ok;
        [InitStage(10, NoCleanup = "the reset does it", Pipeline = "LoadVf")]
        private Errno MapIcm() => Errno.Ok;
        """));

    [Fact]
    public Task Stages_of_two_types_may_have_one_order() => Build.Accepts(Build.Nic("""
        [InitStage(10, NoCleanup = "a query")]
        private Errno QueryFirmware() => Errno.Ok;

        private sealed partial class Hca
        {
            [InitStage(10, NoCleanup = "a query")]
            private Errno QueryHca() => Errno.Ok;
        }
        """));

    [Fact]
    public Task The_ends_of_the_range_are_orders_like_any_other() => Build.Accepts(Build.Nic("""
        [InitStage(int.MaxValue, NoCleanup = "a query")]
        private Errno Last() => Errno.Ok;
        [InitStage(int.MinValue, NoCleanup = "a query")]
        private Errno First() => Errno.Ok;
        [InitStage(0, NoCleanup = "a query")]
        private Errno Middle() => Errno.Ok;
        """));
}
