using System.Collections.Immutable;

namespace Mlx4.Tests.Generators.Interpreter;

/// <summary>
/// Trials that are a little smaller than one, all of them still right: FsCheck could take the records apart by itself, but not so that
/// a restart still names a stage, or that what is nested is still of the right error type.
/// </summary>
internal static class Smaller
{
    public static IEnumerable<Trial> Than(Trial trial) =>
        Than(trial.Plan).Select(plan => trial with { Plan = plan }).Concat(Than(trial.Host).Select(host => trial with { Host = host }));

    private static IEnumerable<Plan> Than(Plan plan)
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

    private static IEnumerable<Host> Than(Host host, int? kept = null)
    {
        for (int place = host.Pipelines.Length - 1; place >= 0; place--)
        {
            // What a stage loads stays where it is.
            if (host.Pipelines.Length > 1 && !(kept >= place))
            {
                yield return host with { Pipelines = host.Pipelines.RemoveAt(place) };
            }
        }
        for (int place = 0; place < host.Pipelines.Length; place++)
        {
            foreach (Pipeline smaller in Than(host.Pipelines[place]).Where(IsRight))
            {
                yield return host with { Pipelines = host.Pipelines.SetItem(place, smaller) };
            }
        }
        if (host.Kind != HostKind.Class)
        {
            yield return host with { Kind = HostKind.Class };
        }
        foreach (Placement placement in Enum.GetValues<Placement>().Where(each => each != Placement.Plain && host.Placement.HasFlag(each)))
        {
            yield return host with { Placement = host.Placement & ~placement };
        }
        if (host.Observes)
        {
            yield return host with { Observes = false };
        }
        if (host.Refuses)
        {
            yield return host with { Refuses = false };
        }
    }

    /// <summary>Whether stages return errors if the pipeline has them, and conditions have their parameter.</summary>
    private static bool IsRight(Pipeline pipeline) =>
        (pipeline.Error is null || pipeline.Stages.Any(stage => stage.Returns != Returns.Nothing))
        && (pipeline.LoadParameters.Contains(Parameter.Flag) || !pipeline.Stages.Any(stage => stage.When is { Kind: ConditionKind.Parameter }));

    private static IEnumerable<Pipeline> Than(Pipeline pipeline)
    {
        if (pipeline.Stages.Length > 1)
        {
            foreach (Stage gone in pipeline.Stages)
            {
                yield return pipeline with { Stages = [.. pipeline.Stages.Where(stage => stage != gone).Select(stage => Without(stage, gone.Number))] };
            }
        }
        for (int place = 0; place < pipeline.Stages.Length; place++)
        {
            foreach (Stage smaller in Than(pipeline.Stages[place]))
            {
                yield return pipeline with { Stages = pipeline.Stages.SetItem(place, smaller) };
            }
        }
        if (pipeline.Load is not null)
        {
            yield return pipeline with { Load = null };
        }
        if (pipeline.Unload is not null)
        {
            yield return pipeline with { Unload = null };
        }
    }

    private static IEnumerable<Stage> Than(Stage stage)
    {
        if (stage.Nested is not null)
        {
            yield return stage with { Nested = null, ForEach = null };
            foreach (Host smaller in Than(stage.Nested.Host, stage.Nested.Index))
            {
                Nested nested = stage.Nested with { Host = smaller };
                if (nested.Pipeline.IsAsync == stage.Nested.Pipeline.IsAsync)
                {
                    yield return stage with { Nested = nested };
                }
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
        if (stage.Optional)
        {
            yield return stage with { Optional = false };
        }
        if (stage.Cleanup is { At: not null })
        {
            yield return stage with { Cleanup = stage.Cleanup with { At = null } };
        }
        if (stage.Cleanup is { Yields: true })
        {
            yield return stage with { Cleanup = stage.Cleanup with { Yields = false } };
        }
        if (stage.Cleanup is { Takes.IsEmpty: false })
        {
            yield return stage with { Cleanup = stage.Cleanup with { Takes = [] } };
        }
        if (!stage.Takes.IsEmpty)
        {
            yield return stage with { Takes = [] };
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
