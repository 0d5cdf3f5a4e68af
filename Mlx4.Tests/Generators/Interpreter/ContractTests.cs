namespace Mlx4.Tests.Generators.Interpreter;

/// <summary>
/// The generated code against the interpreter, on random pipelines with random plans. See <see cref="RandomCase.Stated"/> for longer
/// runs, and for the repetition of a difference.
/// </summary>
public class ContractTests
{
    /// <summary>How many pipelines are compiled together.</summary>
    private const int Batch = 100;

    [Fact]
    public async Task Generated_code_does_what_the_interpreter_of_the_contract_predicts()
    {
        foreach (RandomCase[] batch in RandomCase.Stated().Chunk(Batch))
        {
            using CompiledPipelines compiled = new(batch.Select(random => random.Pipeline));
            for (int index = 0; index < batch.Length; index++)
            {
                await foreach (Plan plan in batch[index].Plans())
                {
                    Comparison comparison = await Comparison.Of(batch[index].Pipeline, plan, compiled, index);
                    if (!comparison.Agrees)
                    {
                        Assert.Fail($"Seed {batch[index].Seed} differs. The smallest that differs:\n{await comparison.Minimize()}\nAt first:\n{comparison}");
                    }
                }
            }
        }
    }
}
