namespace Mlx4.Tests.Generators.Interpreter;

/// <summary>Pipelines and plans that are a little smaller than one, all of them still right.</summary>
internal static class Smaller
{
    public static IEnumerable<Plan> Than(Plan plan)
    {
        foreach (Act act in plan.Acts)
        {
            yield return plan with { Acts = plan.Acts.Remove(act) };
        }
        for (int place = plan.Script.Length - 1; place >= 0; place--)
        {
            yield return plan with { Script = plan.Script.RemoveAt(place) };
        }
    }

    public static IEnumerable<Pipeline> Than(Pipeline pipeline) =>
        Candidates(pipeline).Where(smaller => smaller.Error is null || smaller.Stages.Any(stage => stage.Returns != Returns.Nothing));

    private static IEnumerable<Pipeline> Candidates(Pipeline pipeline)
    {
        if (pipeline.Stages.Length > 1)
        {
            foreach (Stage gone in pipeline.Stages)
            {
                yield return pipeline with { Stages = [.. pipeline.Stages.Where(stage => stage != gone).Select(stage => Without(stage, gone.Number))] };
            }
        }
        foreach (Stage stage in pipeline.Stages)
        {
            foreach (Stage smaller in Than(stage))
            {
                yield return pipeline with { Stages = pipeline.Stages.Replace(stage, smaller) };
            }
        }
        if (pipeline.Observes)
        {
            yield return pipeline with { Observes = false };
        }
        if (pipeline.Refuses)
        {
            yield return pipeline with { Refuses = false };
        }
    }

    private static IEnumerable<Stage> Than(Stage stage)
    {
        if (stage.Nested is not null)
        {
            yield return stage with { Nested = null, ForEach = null };
            foreach (Pipeline smaller in Than(stage.Nested).Where(smaller => smaller.IsAsync == stage.Nested.IsAsync))
            {
                yield return stage with { Nested = smaller };
            }
        }
        if (stage.ForEach is not null)
        {
            yield return stage with { ForEach = null };
        }
        if (stage.When is not null)
        {
            yield return stage with { When = null };
        }
        if (stage.Restart is not null)
        {
            yield return stage with { Restart = null };
        }
        if (stage.Cleanup is { At: not null })
        {
            yield return stage with { Cleanup = stage.Cleanup with { At = null } };
        }
        if (stage.Cleanup is { Yields: true })
        {
            yield return stage with { Cleanup = stage.Cleanup with { Yields = false } };
        }
        if (stage.Yields)
        {
            yield return stage with { Yields = false };
        }
        if (stage.DisplayName is not null)
        {
            yield return stage with { DisplayName = null };
        }
        if (stage.Part is not null)
        {
            yield return stage with { Part = null };
        }
    }

    /// <summary>A stage that does not refer to one that is gone.</summary>
    private static Stage Without(Stage stage, int gone) => stage with
    {
        Restart = stage.Restart?.From == gone ? null : stage.Restart,
        Cleanup = stage.Cleanup?.At == gone ? stage.Cleanup with { At = null } : stage.Cleanup,
    };
}
