using FsCheck;
using FsCheck.Fluent;
using static Mlx4.Tests.Chances;

namespace Mlx4.Tests.Generators.Interpreter;

/// <summary>
/// Generates plans. The interpreter goes ahead: each act is put on a call that happens once the acts before it are planned, so that
/// none is wasted, and what a failure leads to can fail too.
/// </summary>
internal static class RandomPlan
{
    /// <summary>A plan for a type.</summary>
    public static Gen<Plan> For(Host host) =>
        from length in Gen.Choose(2, 6)
        from script in ForEach(Enumerable.Range(0, length), place => Operation(host, place))
        from acts in Gen.Choose(0, 6)
        from plan in Enumerable.Range(0, acts).Aggregate(Gen.Constant(new Plan([.. script], [])), (generator, _) => generator.SelectMany(plan => WithAct(host, plan)))
        select plan;

    private static Gen<Operation> Operation(Host host, int place) =>
        from pipeline in Gen.Choose(0, host.Pipelines.Length - 1)
        from kind in Gen.Frequency(
            (place > 0 ? 3 : 0, Gen.Constant(OperationKind.Unload)),
            (host.Pipelines[pipeline].IsAsync ? 1 : 0, Gen.Constant(OperationKind.LoadCancelled)),
            (2, Gen.Constant(OperationKind.LoadWithoutFlag)),
            (4, Gen.Constant(OperationKind.Load)))
        select new Operation(kind, pipeline);

    private static Gen<Plan> WithAct(Host host, Plan plan)
    {
        ProbeCall[] calls = [.. plan.Predict(host).Calls.Where(call => !plan.Acts.Any(act => act.Step == call.Step && act.Time == call.Time))];
        Act[] restarts = [.. calls.SelectMany(call => RestartsOf(host, call))];
        return calls.Length == 0
            ? Gen.Constant(plan)
            : Gen.Frequency((2, Pick(calls).SelectMany(call => Act(host, call))), (restarts.Length == 0 ? 0 : 1, restarts.Length == 0 ? Gen.Constant<Act>(null!) : Pick(restarts)))
                .Select(act => plan with { Acts = plan.Acts.Add(act) });
    }

    /// <summary>The act that makes a call restart the load, if it is the call of a stage that can.</summary>
    private static IEnumerable<Act> RestartsOf(Host host, ProbeCall call) =>
        from stage in host.Stages
        where stage.Restart is not null && (call.Step == $"nic.{stage.Method}" || call.Step.StartsWith($"nic.{stage.Method}[", StringComparison.Ordinal))
        select new Act(call.Step, call.Time, ActKind.Answer, stage.Restart!.On);

    private static Gen<Act> Act(Host host, ProbeCall call)
    {
        Gen<Act> other = Gen.Frequency(
            (5, Of(ActKind.Throw)),
            (1, Of(ActKind.ThrowCancelled)),
            (1, Of(ActKind.Cancel)),
            (1, Of(ActKind.Flip)),
            (call.PipelineCount, Gen.Choose(0, call.PipelineCount - 1).Select(pipeline => new Act(call.Step, call.Time, ActKind.Load, pipeline))),
            (1, Gen.Choose(0, call.PipelineCount - 1).Select(pipeline => new Act(call.Step, call.Time, ActKind.Unload, pipeline))));
        return call.Kind switch
        {
            CallKind.Stage or CallKind.Refusal => Gen.Frequency((2, Answer(Failure(host))), (1, other)),
            CallKind.Condition => Gen.Frequency((1, Answer(Pick(0L, 1L))), (1, other)),
            CallKind.Count => Gen.Frequency((1, Answer(Gen.Choose(-1, 4).Select(count => (long)count))), (1, other)),
            _ => other,
        };

        Gen<Act> Of(ActKind kind) => Gen.Constant(new Act(call.Step, call.Time, kind));

        Gen<Act> Answer(Gen<long> value) => value.Select(each => new Act(call.Step, call.Time, ActKind.Answer, each));
    }

    /// <summary>An error, as often as not one at which a stage restarts.</summary>
    private static Gen<long> Failure(Host host)
    {
        Host[] all = [.. host.SelfAndNested()];
        Gen<long> any = Pick(all.SelectMany(each => each.Errors).SelectMany(error => error.Failures));
        long[] restarting = [.. all.SelectMany(each => each.Stages).Select(stage => stage.Restart).OfType<Restart>().Select(restart => restart.On)];
        return restarting.Length == 0 ? any : Gen.OneOf(any, Pick(restarting));
    }
}
