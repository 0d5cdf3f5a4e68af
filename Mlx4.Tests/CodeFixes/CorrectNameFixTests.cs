using Mlx4.CodeFixes;

namespace Mlx4.Tests.CodeFixes;

/// <summary>MLX4002, MLX4007, MLX4008, MLX4010 and MLX4011: a misspelt name is corrected.</summary>
public class CorrectNameFixTests
{
    private static string Nic(string arguments, string stage = "private Errno StartHca(bool quick) => Errno.Ok;") => $$"""
        using Mlx4.Runtime;
        partial class Nic
        {
            private readonly string[] _ports = { };
            private bool IsMaster { get; set; }

            [InitStage(10, Cleanup = nameof(DisableMsiX))]
            private Errno EnableMsiX(bool legacy) => Errno.Ok;
            private void DisableMsiX() { }

            [InitStage(20, {{arguments}})]
            {{stage}}
            private void StopHca() { }
            private void CleanupPort(string port) { }
        }
        """;

    [Theory]
    [InlineData("Cleanup = \"StopHcs\"", "StopHca", "Cleanup = nameof(StopHca)")]
    [InlineData("Cleanup = nameof(StopHca), When = \"IsMastr\"", "IsMaster", "Cleanup = nameof(StopHca), When = nameof(IsMaster)")]
    [InlineData("Cleanup = nameof(StopHca), When = \"legcy\"", "legacy", "Cleanup = nameof(StopHca), When = \"legacy\"")]
    [InlineData("Cleanup = nameof(StopHca), RestartOn = Errno.EBUSY, RestartFrom = \"EnableMsi\"", "EnableMsiX", "Cleanup = nameof(StopHca), RestartOn = Errno.EBUSY, RestartFrom = nameof(EnableMsiX)")]
    [InlineData("Cleanup = nameof(StopHca), CleanupAt = /* before */ nameof(DisableMsiX) /* . */", "EnableMsiX", "Cleanup = nameof(StopHca), CleanupAt = /* before */ nameof(EnableMsiX) /* . */")]
    public Task A_misspelt_name(string before, string name, string after) => Fixing<CorrectNameFix>.Makes($"Change to '{name}'", Nic(before), Nic(after));

    [Fact]
    public Task A_misspelt_loop() => Fixing<CorrectNameFix>.Makes("Change to '_ports'",
        Nic("ForEach = \"_port\", Cleanup = nameof(CleanupPort)", "private Errno InitPort(string port) => Errno.Ok;"),
        Nic("ForEach = nameof(_ports), Cleanup = nameof(CleanupPort)", "private Errno InitPort(string port) => Errno.Ok;"));

    [Theory]
    [InlineData("Cleanup = \"Reset\"")]
    [InlineData("Cleanup = nameof(StopHca), When = \"somewhere\"")]
    [InlineData("Cleanup = nameof(StopHca), ForEach = \"everything\"")]
    [InlineData("Cleanup = nameof(StopHca), RestartOn = Errno.EBUSY, RestartFrom = \"Reset\"")]
    [InlineData("Cleanup = nameof(StopHca), RestartOn = Errno.EBUSY")]
    [InlineData("Cleanup = nameof(StopHca), CleanupAt = nameof(StartHca)")]
    public Task A_name_like_nothing(string arguments) => Fixing<CorrectNameFix>.Offers(Nic(arguments));
}
