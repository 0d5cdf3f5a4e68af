namespace Mlx4.Tests.Generators.Interpreter;

/// <summary>
/// The generated code against the interpreter, on random types with random plans. See <see cref="RandomCase.Stated"/> for longer
/// runs, and for the repetition of a difference.
/// </summary>
public class ContractTests
{
    /// <summary>How many types, without those within them, are compiled together: one compilation each would take ten times as long.</summary>
    private const int Batch = 100;

    [Fact]
    public async Task Generated_code_does_what_the_interpreter_of_the_contract_predicts()
    {
        foreach (RandomCase[] batch in RandomCase.Stated().Chunk(Batch))
        {
            using CompiledHosts together = new(batch.Select(random => random.Host));
            for (int index = 0; index < batch.Length; index++)
            {
                if (together.Complaint is null)
                {
                    await Check(batch[index], together, index);
                }
                else
                {
                    using CompiledHosts alone = new([batch[index].Host]);
                    await Check(batch[index], alone, 0);
                }
            }
            Assert.Null(together.Complaint);
        }
    }

    private static async Task Check(RandomCase random, CompiledHosts compiled, int index)
    {
        foreach (Plan plan in random.Plans)
        {
            Comparison comparison = await new Trial(random.Host, plan).Compare(compiled, index);
            if (!comparison.Agrees)
            {
                Assert.Fail($"Seed {random.Seed} differs. The smallest that differs:\n{comparison.Minimize()}\nAt first:\n{comparison}");
            }
        }
    }
}
