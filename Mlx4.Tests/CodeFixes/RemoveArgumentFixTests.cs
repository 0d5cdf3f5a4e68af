using Mlx4.CodeFixes;

namespace Mlx4.Tests.CodeFixes;

/// <summary>MLX4011: one of two arguments that contradict each other is removed.</summary>
public class RemoveArgumentFixTests
{
    private static string Nic(string arguments) => $$"""
        using Mlx4.Runtime;
        partial class Nic
        {
            [InitStage(10, NoCleanup = "a query")]
            private Errno QueryHca() => Errno.Ok;

            [InitStage(20{{arguments}})]
            private Errno StartHca() => Errno.Ok;
            private void StopHca() { }
        }
        """;

    [Theory]
    [InlineData("NoCleanup", ", Cleanup = nameof(StopHca), NoCleanup = \"the reset does it\"", ", Cleanup = nameof(StopHca)")]
    [InlineData("Cleanup", ", Cleanup = nameof(StopHca), NoCleanup = \"the reset does it\"", ", NoCleanup = \"the reset does it\"")]
    [InlineData("Transient", ", NoCleanup = \"the reset does it\", Transient = true", ", NoCleanup = \"the reset does it\"")]
    [InlineData("CleanupAt", ", CleanupAt = nameof(QueryHca), NoCleanup = \"the reset does it\"", ", NoCleanup = \"the reset does it\"")]
    [InlineData("Transient", ", Cleanup = nameof(StopHca), CleanupAt = nameof(QueryHca), Transient = true", ", Cleanup = nameof(StopHca), CleanupAt = nameof(QueryHca)")]
    [InlineData("CleanupAt", ", Cleanup = nameof(StopHca), CleanupAt = nameof(QueryHca), Transient = true", ", Cleanup = nameof(StopHca), Transient = true")]
    public Task One_of_the_two(string name, string before, string after) => Fixing<RemoveArgumentFix>.Makes($"Remove {name}", Nic(before), Nic(after));

    [Theory]
    [InlineData(", Optional = true", "")]
    [InlineData(", ForEach = nameof(Ports), Optional = true, Cleanup = nameof(StopPort)", ", ForEach = nameof(Ports), Cleanup = nameof(StopPort)")]
    public Task What_cannot_be_optional(string before, string after) => Fixing<RemoveArgumentFix>.Makes("Remove Optional", Ports(before), Ports(after));

    private static string Ports(string arguments) => arguments.Contains("ForEach", StringComparison.Ordinal)
        ? $$"""
            using Mlx4.Runtime;
            partial class Nic
            {
                private const int Ports = 2;
                [InitStage(10{{arguments}})] Errno StartPort(int port) => 0;
                void StopPort(int port) { }
            }
            """
        : $$"""
            using Mlx4.Runtime;
            partial class Nic { [InitStage(10, NoCleanup = "a query"{{arguments}})] void Query() { } }
            """;

    [Fact]
    public Task The_cleanup_of_a_stage_that_has_an_unload_of_its_own() => Fixing<RemoveArgumentFix>.Makes("Remove NoCleanup", Nested(", NoCleanup = \"\""), Nested(""));

    private static string Nested(string arguments) => $$"""
        using Mlx4.Runtime;
        partial class Hca { [InitStage(1, NoCleanup = "a query")] Errno Query() => 0; }
        partial class Nic { [InitStage(10{{arguments}})] readonly Hca _hca = new(); }
        """;

    [Theory]
    [InlineData(", NoCleanup = \" \"")]
    [InlineData(", Cleanup = nameof(StopHca), CleanupAt = \"Reset\"")]
    public Task What_removing_would_not_put_right(string arguments) => Fixing<RemoveArgumentFix>.Offers(Nic(arguments));
}
