using Mlx4.Testing;
using Mlx4.Tests.Generators.Interpreter;

namespace Mlx4.Tests.Testing;

/// <summary>The kit has nothing to say of the generated code of random types, which the interpreter of the contract has found to be right.</summary>
public class IntactCodeTests
{
    private const int Batch = 100;

    [Fact]
    public async Task Nothing_is_reported_of_right_code()
    {
        int runs = 0;
        foreach (Host[] batch in RandomCase.Stated().Select(random => Watched(random.Host)).Where(GivesBackAll).Chunk(Batch))
        {
            using KitHosts hosts = new(batch, (_, text) => text);
            for (int index = 0; index < batch.Length; index++)
            {
                FaultReport report = await hosts.FaultsOf(index).RunAsync();
                Assert.True(report.Violations.Count == 0, $"{report}\n{HostSource.Of(batch[index], "Nic")}");
                runs += report.Runs.Count;
            }
        }
        Assert.True(runs > 10_000 || Environment.GetEnvironmentVariable("MLX4_PIPELINES") is not null, $"{runs} runs");
    }

    /// <summary>The type, and all within it, with hooks.</summary>
    internal static Host Watched(Host host) => host with
    {
        Observes = true,
        Refuses = host.Pipelines.Any(pipeline => pipeline.Error is not null),
        Pipelines = [.. host.Pipelines.Select(pipeline => pipeline with { Stages = [.. pipeline.Stages.Select(Watched)] })],
    };

    /// <summary>Whether everything that a stage loads is unloaded by its cleanup. Random types may forget that, and the kit says so.</summary>
    internal static bool GivesBackAll(Host host) => host.SelfAndNested().SelectMany(each => each.Stages).All(stage => stage is { Nested: null } or { Cleanup: not null });

    private static Stage Watched(Stage stage) => stage.Nested is null ? stage : stage with { Nested = stage.Nested with { Host = Watched(stage.Nested.Host) } };
}
