using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Mlx4.Generators.Analysis.Needing;
using Mlx4.Generators.Analysis.Paths;

namespace Mlx4.Generators.Analysis.Rules;

/// <summary>MLX4026: a stage and its cleanup both branch on a member that changes in between.</summary>
internal sealed class ChangedConditionRule : IFlowRule
{
    /// <inheritdoc/>
    public DiagnosticDescriptor Descriptor => DiagnosticDescriptors.ChangedCondition;

    /// <inheritdoc/>
    public void Check(FlowHost host, FlowReporter reporter)
    {
        foreach (FlowPipeline pipeline in host.Pipelines)
        {
            ILookup<Place, Change> changes = Changes(pipeline).ToLookup(change => change.Store.Place);
            if (changes.Count == 0)
            {
                continue;
            }
            Dictionary<FlowStage, int> undone = pipeline.Undone.Select((stage, index) => (stage, index)).ToDictionary(pair => pair.stage, pair => pair.index);
            foreach (FlowStage stage in undone.Keys.Where(stage => stage.Method is not null))
            {
                Check(host, stage, changes, undone, reporter);
            }
        }
    }

    private static void Check(FlowHost host, FlowStage stage, ILookup<Place, Change> changes, Dictionary<FlowStage, int> undone, FlowReporter reporter)
    {
        foreach (IGrouping<Value, UseEvent> tests in Tests(stage.CleanupPaths).GroupBy(test => test.Value))
        {
            if (tests.Key is not HeldValue value || value.Place.Root is null || !changes.Contains(value.Place) || IsOwnRecord(stage, value.Place))
            {
                continue;
            }
            Change? change = changes[value.Place].FirstOrDefault(each =>
                (each.InCleanup ? undone[each.Stage] < undone[stage] && each.Stage != stage : each.Stage.Index > stage.Index) && !new Exclusions(host).Exclude(stage, each.Stage));
            if (change is null || Conditions.Of(host, stage).Any(asked => Values.Mentions(asked, value)) || !Mirror(stage, value))
            {
                continue;
            }
            List<Location> places = [.. tests.Select(test => test.Operation.Syntax.GetLocation()).Distinct()];
            IEnumerable<Location> others = Tests(stage.Paths).Where(test => test.Value.Equals(value)).Select(test => test.Operation.Syntax.GetLocation());
            reporter.Report(
                places[0],
                [.. places, .. others, change.Store.Operation.Syntax.GetLocation()],
                stage.Cleanup!.Name,
                value.Place.ToString(),
                stage.Name,
                change.InCleanup ? $"cleanup '{change.Stage.Cleanup!.Name}'" : $"stage '{change.Stage.Name}'");
        }
    }

    /// <summary>Assignments that last: not those of a stage whose own cleanup sets the member back.</summary>
    private static IEnumerable<Change> Changes(FlowPipeline pipeline)
    {
        foreach (FlowStage stage in pipeline.Stages.Where(stage => Stores(stage.Paths) || Stores(stage.CleanupPaths)))
        {
            HashSet<Place> setBack = [.. stage.CleanupPaths.Paths.SelectMany(path => path.Events).OfType<StoreEvent>().Select(store => store.Place)];
            HashSet<Place> set = [.. stage.Paths.Paths.SelectMany(path => path.Events).OfType<StoreEvent>().Select(store => store.Place)];
            foreach (ExecutedPath path in stage.Paths.Paths)
            {
                foreach (StoreEvent store in Lasting(path).Where(store => !path.Succeeds || !setBack.Contains(store.Place)))
                {
                    yield return new Change(stage, store, InCleanup: false);
                }
            }
            foreach (StoreEvent store in stage.CleanupPaths.Paths.SelectMany(Lasting).Where(store => !set.Contains(store.Place)))
            {
                yield return new Change(stage, store, InCleanup: true);
            }
        }
    }

    private static bool Stores(Exploration paths)
    {
        foreach (ExecutedPath path in paths.Paths)
        {
            foreach (PathEvent happened in path.Events)
            {
                if (happened is StoreEvent)
                {
                    return true;
                }
            }
        }
        return false;
    }

    private static IEnumerable<StoreEvent> Lasting(ExecutedPath path) => path.Events.OfType<StoreEvent>()
        .Where(store => path.Heap.TryGetValue(store.Place, out Value? last) && last.Equals(store.New) && !last.Equals(new HeldValue(store.Place)));

    /// <summary>Whether the stage itself sets the member: then its cleanup asks what it has done.</summary>
    private static bool IsOwnRecord(FlowStage stage, Place place) => stage.Paths.Paths.SelectMany(path => path.Events).OfType<StoreEvent>().Any(store => store.Place.Equals(place));

    /// <summary>Whether the cleanup undoes on a branch what the stage does on one.</summary>
    private static bool Mirror(FlowStage stage, HeldValue value)
    {
        List<PathEvent> done = [.. Decision.By([.. stage.Paths.Paths.Where(path => path.Succeeds)], value).SelectMany(decision => decision.Depending)];
        return done.Count > 0
            && Decision.By(stage.CleanupPaths.Paths, value).Any(decision => !IsGuard(decision, value) && decision.Depending.Any(second => done.Any(first => Effects.Undo(second, first))));
    }

    /// <summary>Whether it is only asked whether a reference is there that is used then.</summary>
    private static bool IsGuard(Decision decision, HeldValue value) => Values.CanBeMissing(Values.TypeOf(value.Place.Member))
        && decision.Depending.OfType<CallEvent>().Any(call => value.Equals(call.Receiver) || call.Arguments.Contains(value));

    private static IEnumerable<UseEvent> Tests(Exploration paths) => paths.Paths.SelectMany(path => path.Events).OfType<UseEvent>().Where(use => use.Kind == UseKind.Test);

    /// <summary>An assignment that is still there when the next cleanup runs.</summary>
    private sealed record Change(FlowStage Stage, StoreEvent Store, bool InCleanup);
}
