using System.Globalization;
using Mlx4.Tests.Sample.Hca;

namespace Mlx4.Tests.Generators.Interpreter;

/// <summary>
/// The generated code against the interpreter, on random pipelines with random plans. By default a few hundred pipelines; the environment
/// variable <c>MLX4_PIPELINES</c> says how many, and <c>MLX4_SEED</c> the first one's seed: with one pipeline and the seed of a
/// difference, that is repeated.
/// </summary>
public class ContractTests
{
    /// <summary>How many pipelines are compiled together.</summary>
    private const int Batch = 100;

    /// <summary>How many plans each pipeline is run with.</summary>
    private const int Plans = 30;

    private static readonly int Pipelines = Setting("MLX4_PIPELINES", 200);

    private static readonly int FirstSeed = Setting("MLX4_SEED", 1);

    [Fact]
    public async Task Generated_code_does_what_the_interpreter_of_the_contract_predicts()
    {
        for (int seed = FirstSeed; seed < FirstSeed + Pipelines; seed += Batch)
        {
            await CheckBatch(seed, Math.Min(Batch, FirstSeed + Pipelines - seed));
        }
    }

    private static async Task CheckBatch(int firstSeed, int count)
    {
        Dice[] dice = [.. Enumerable.Range(firstSeed, count).Select(seed => new Dice((ulong)seed * 0x9e37_79b9_7f4a_7c15))];
        Pipeline[] pipelines = [.. dice.Select(RandomPipeline.Throw)];
        using CompiledPipelines compiled = new(pipelines);
        for (int index = 0; index < count; index++)
        {
            for (int plan = 0; plan < Plans; plan++)
            {
                Comparison comparison = await Comparison.Of(pipelines[index], await RandomPlan.Throw(pipelines[index], dice[index]), compiled, index);
                if (!comparison.Agrees)
                {
                    Assert.Fail($"Seed {firstSeed + index} differs. The smallest that differs:\n{await comparison.Minimize()}\nAt first:\n{comparison}");
                }
            }
        }
    }

    private static int Setting(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is string text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
