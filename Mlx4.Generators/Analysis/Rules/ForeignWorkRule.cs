using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Mlx4.Generators.Analysis.Paths;
using Mlx4.Generators.Analysis.Releasing;

namespace Mlx4.Generators.Analysis.Rules;

/// <summary>MLX4014: a stage calls another stage, calls a cleanup, or releases what another stage's cleanup will release.</summary>
internal sealed class ForeignWorkRule : IFlowRule
{
    /// <inheritdoc/>
    public DiagnosticDescriptor Descriptor => DiagnosticDescriptors.ForeignWork;

    /// <inheritdoc/>
    public void Check(FlowHost host, FlowReporter reporter)
    {
        foreach (FlowPipeline pipeline in host.Pipelines)
        {
            Owners owners = new(host, pipeline);
            foreach (FlowStage stage in pipeline.Stages)
            {
                foreach (ExecutedPath path in stage.Paths.Paths)
                {
                    Check(stage, path, owners, reporter);
                }
            }
        }
    }

    private static void Check(FlowStage stage, ExecutedPath path, Owners owners, FlowReporter reporter)
    {
        for (int i = 0; i < path.Events.Length; i++)
        {
            if (path.Events[i] is not CallEvent call || IsWithinOther(call.Frame, owners))
            {
                continue;
            }
            if (call.Receiver is null or ThisValue or TypeValue)
            {
                CheckCall(stage, path, i, call, owners, reporter);
            }
            foreach ((Place found, Place place) in Released(call))
            {
                if (owners.OfReleased(found, call.Method) is Acquisition taken && taken.Stage.Index < stage.Index && !IsTakenAgain(path, i, call.Method) && IsStillReleased(path, place, taken))
                {
                    reporter.Report(
                        call.Operation.Syntax.GetLocation(),
                        [taken.Written.Syntax.GetLocation(), taken.Release.Syntax.GetLocation()],
                        stage.Name,
                        $"releases '{place}', which stage '{taken.Stage.Name}' has taken and '{taken.Stage.Cleanup!.Name}' releases once more: leave it to that cleanup");
                }
            }
        }
    }

    private static void CheckCall(FlowStage stage, ExecutedPath path, int at, CallEvent call, Owners owners, FlowReporter reporter)
    {
        if (owners.StageOf(call.Method) is FlowStage other)
        {
            if (other != stage)
            {
                Report($"calls the stage '{other.Name}', which the load runs by itself: move what both need into a method that is no stage", other.Method!);
            }
            return;
        }
        if (owners.CleanedUpBy(call.Method) is not List<FlowStage> cleaned)
        {
            return;
        }
        if (!cleaned.Contains(stage))
        {
            Report($"calls '{call.Method.Name}', which undoes stage '{cleaned[0].Name}' and runs once more when the load fails or is undone: leave it to the ladder", cleaned[0].Method!);
        }
        else if (path.Succeeds && !AsksFirst(stage) && !IsMadeAgain(path, at, call, stage))
        {
            Report($"calls its own cleanup '{call.Method.Name}' and then succeeds, so it runs once more when the load fails later or is undone: call it only where the stage fails", stage.Method!);
        }

        void Report(string text, IMethodSymbol concerned) => reporter.Report(call.Operation.Syntax.GetLocation(), concerned.Locations, stage.Name, text);
    }

    /// <summary>Whether a call is made in a stage or cleanup that was called itself.</summary>
    private static bool IsWithinOther(Frame frame, Owners owners)
    {
        for (Frame each = frame; each.Caller is not null; each = each.Caller)
        {
            if (owners.StageOf(each.Method) is not null || owners.CleanedUpBy(each.Method) is not null)
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>Whether a cleanup does nothing without asking whether something is there, and forgets it then: it may well run twice.</summary>
    private static bool AsksFirst(FlowStage stage) => stage.CleanupPaths.Paths.All(path =>
    {
        List<CallEvent> calls = [.. path.Events.OfType<CallEvent>().Where(call => !call.IsFollowed)];
        return calls.All(call => call.Arguments.Append(call.Receiver).Any(value => value is HeldValue && call.Facts.IsDefault(value) is false))
            && (calls.Count == 0 || path.Heap.Any(kept => path.Facts.IsDefault(kept.Value) is true));
    });

    /// <summary>Whether a path goes on, after its own cleanup, to do the work again.</summary>
    private static bool IsMadeAgain(ExecutedPath path, int at, CallEvent cleanup, FlowStage stage)
    {
        HashSet<Value> receivers = [.. stage.CleanupPaths.Paths.SelectMany(each => each.Events).OfType<CallEvent>().Select(each => each.Receiver).OfType<HeldValue>()];
        bool isWithin = cleanup.IsFollowed;
        foreach (PathEvent happened in path.Events.Skip(at + 1))
        {
            if (isWithin)
            {
                isWithin = !(happened is ReturnEvent && happened.Operation == cleanup.Operation && happened.Frame == cleanup.Frame);
                continue;
            }
            if (happened is StoreEvent { New: not ConstantValue } or SubscribeEvent { Adds: true }
                || (happened is CallEvent { IsFollowed: false, Receiver: Value receiver } && receivers.Contains(receiver)))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>What a call releases of what was there before: where it is found, without indexes and with them.</summary>
    private static IEnumerable<(Place Found, Place Place)> Released(CallEvent call) => Releases.Of(call).OfType<HeldValue>().Select(held => (held.Place.Any, held.Place));

    private static bool IsTakenAgain(ExecutedPath path, int at, IMethodSymbol release) =>
        path.Events.Skip(at + 1).OfType<CallEvent>().Any(call => Counterparts.Undoes(release, call.Method));

    /// <summary>Whether the other's cleanup releases it once more after this path: not if it was replaced, nor if it is gone and the cleanup asks.</summary>
    private static bool IsStillReleased(ExecutedPath path, Place place, Acquisition taken) =>
        !path.Heap.TryGetValue(place, out Value? now) || now is HeldValue held && held.Place.Equals(place) || (path.Facts.IsDefault(now) is true && !taken.IsAsked);
}
