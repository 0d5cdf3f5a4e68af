using System.Globalization;

namespace Mlx4.Tests.Generators.Interpreter;

/// <summary>A random pipeline with its random plans, which its seed says.</summary>
internal sealed class RandomCase
{
    /// <summary>How many plans a pipeline is run with.</summary>
    private const int PlanCount = 30;

    private readonly Dice _dice;

    private RandomCase(int seed)
    {
        Seed = seed;
        _dice = new Dice((ulong)seed * 0x9e37_79b9_7f4a_7c15);
        Pipeline = RandomPipeline.Throw(_dice);
    }

    public int Seed { get; }

    public Pipeline Pipeline { get; }

    /// <summary>The cases of a short run, the same each time.</summary>
    public static IEnumerable<RandomCase> Default() => From(1, 200);

    /// <summary>
    /// The cases to run: those of a short run, or as many as the environment variable <c>MLX4_PIPELINES</c> says from the seed
    /// <c>MLX4_SEED</c> on. With one pipeline and the seed of a difference, that is repeated.
    /// </summary>
    public static IEnumerable<RandomCase> Stated() => Setting("MLX4_PIPELINES") is int count ? From(Setting("MLX4_SEED") ?? 1, count) : Default();

    /// <summary>The interpreter's object.</summary>
    public PipelineHost Interpret(Probe probe) => new ReferenceObject(Pipeline, probe, "nic");

    /// <summary>The plans; they can be thrown once.</summary>
    public async IAsyncEnumerable<Plan> Plans()
    {
        for (int plan = 0; plan < PlanCount; plan++)
        {
            yield return await RandomPlan.Throw(Pipeline, _dice);
        }
    }

    private static IEnumerable<RandomCase> From(int seed, int count) => Enumerable.Range(seed, count).Select(each => new RandomCase(each));

    private static int? Setting(string name) =>
        Environment.GetEnvironmentVariable(name) is string text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
