using Mlx4.CodeFixes;

namespace Mlx4.Tests.CodeFixes;

/// <summary>MLX4004: the stages of a pipeline are numbered in tens.</summary>
public class RenumberFixTests
{
    [Fact]
    public Task All_parts_of_the_type_and_no_other_pipeline() => Fixing<RenumberFix>.Makes("Renumber the stages of 'LoadOne' in tens",
        ["""
        using Mlx4.Runtime;
        partial class Nic
        {
            [InitStage(7, NoCleanup = "a query"), InitStage(7, Pipeline = "LoadVf", NoCleanup = "a query")] // both
            void QueryHca() { }
            [InitStage(/* early */ -3, NoCleanup = "a query")]
            void QueryFirmware() { }
            [InitStage(20, NoCleanup = "a query")]
            void QueryPort() { }
        }
        """, """
        using Mlx4.Runtime;
        partial class Nic
        {
            [InitStage(order: 7, NoCleanup = "a query")]
            void QueryBoard() { }
            [InitStage(0x15, NoCleanup = "a query")]
            void QueryAdapter() { }
        }
        """],
        ["""
        using Mlx4.Runtime;
        partial class Nic
        {
            [InitStage(20, NoCleanup = "a query"), InitStage(7, Pipeline = "LoadVf", NoCleanup = "a query")] // both
            void QueryHca() { }
            [InitStage(/* early */ 10, NoCleanup = "a query")]
            void QueryFirmware() { }
            [InitStage(40, NoCleanup = "a query")]
            void QueryPort() { }
        }
        """, """
        using Mlx4.Runtime;
        partial class Nic
        {
            [InitStage(order: 30, NoCleanup = "a query")]
            void QueryBoard() { }
            [InitStage(50, NoCleanup = "a query")]
            void QueryAdapter() { }
        }
        """]);

    [Fact]
    public Task All_pipelines_at_once() => Fixing<RenumberFix>.MakesOfAll("Renumber the stages of 'LoadOne' in tens",
        ["""
        using Mlx4.Runtime;
        partial class Nic
        {
            [InitStage(1, NoCleanup = "a query")] void QueryA() { }
            [InitStage(1, NoCleanup = "a query")] void QueryB() { }
            [InitStage(1, NoCleanup = "a query")] void QueryC() { }
            [InitStage(5, NoCleanup = "a query", Pipeline = "LoadVf")] void QueryD() { }
            [InitStage(5, NoCleanup = "a query", Pipeline = "LoadVf")] void QueryE() { }
        }
        """],
        ["""
        using Mlx4.Runtime;
        partial class Nic
        {
            [InitStage(10, NoCleanup = "a query")] void QueryA() { }
            [InitStage(20, NoCleanup = "a query")] void QueryB() { }
            [InitStage(30, NoCleanup = "a query")] void QueryC() { }
            [InitStage(10, NoCleanup = "a query", Pipeline = "LoadVf")] void QueryD() { }
            [InitStage(20, NoCleanup = "a query", Pipeline = "LoadVf")] void QueryE() { }
        }
        """]);

    [Fact]
    public Task Named_numbers_are_left_alone() => Fixing<RenumberFix>.Offers("""
        using Mlx4.Runtime;
        partial class Nic
        {
            const int First = 10;
            [InitStage(First, NoCleanup = "a query")] void QueryA() { }
            [InitStage(10, NoCleanup = "a query")] void QueryB() { }
        }
        """);
}
