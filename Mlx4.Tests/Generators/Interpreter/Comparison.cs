namespace Mlx4.Tests.Generators.Interpreter;

/// <summary>What the interpreter predicts for a pipeline and a plan, and what the generated code did.</summary>
internal sealed record Comparison(Pipeline Pipeline, Plan Plan, IReadOnlyList<string> Predicted, IReadOnlyList<string> Happened)
{
    public bool Agrees => Predicted.SequenceEqual(Happened);

    public static async Task<Comparison> Of(Pipeline pipeline, Plan plan, CompiledPipelines compiled, int index) => new(
        pipeline,
        plan,
        (await plan.Run(probe => new ReferenceObject(pipeline, probe, "nic"))).Log,
        (await plan.Run(probe => compiled.Make(index, probe))).Log);

    /// <summary>Compiles a pipeline for one comparison.</summary>
    public static async Task<Comparison> Of(Pipeline pipeline, Plan plan)
    {
        using CompiledPipelines compiled = new([pipeline]);
        return await Of(pipeline, plan, compiled, 0);
    }

    /// <summary>Looks for something smaller that differs too.</summary>
    public async Task<Comparison> Minimize()
    {
        foreach (Plan plan in Smaller.Than(Plan))
        {
            if (await Of(Pipeline, plan) is { Agrees: false } smaller)
            {
                return await smaller.Minimize();
            }
        }
        foreach (Pipeline pipeline in Smaller.Than(Pipeline))
        {
            if (await Of(pipeline, Plan) is { Agrees: false } smaller)
            {
                return await smaller.Minimize();
            }
        }
        return this;
    }

    public override string ToString()
    {
        int same = Predicted.Zip(Happened).TakeWhile(pair => pair.First == pair.Second).Count();
        return $"{PipelineSource.Of(Pipeline, "Nic")}\nThe plan: {Plan}\n\nPredicted:\n{Marked(Predicted)}\nHappened:\n{Marked(Happened)}";

        string Marked(IEnumerable<string> log) => string.Concat(log.Select((line, index) => $"{(index == same ? "> " : "  ")}{line}\n"));
    }
}
