using System.Collections.Immutable;

namespace Mlx4.Tests.Generators.Interpreter;

/// <summary>
/// Throws dice for a plan. The interpreter goes ahead: each act is put on a call that happens once the acts before it are planned, so
/// that none is wasted, and what a failure leads to can fail too.
/// </summary>
internal static class RandomPlan
{
    /// <summary>A plan for a pipeline, the same for the same dice.</summary>
    public static async Task<Plan> Throw(Pipeline pipeline, Dice dice)
    {
        ImmutableArray<Operation> script = [.. Enumerable.Range(0, 2 + dice.Next(5)).Select(place => Operation(pipeline, place, dice))];
        Plan plan = new(script, []);
        for (int acts = dice.Next(7); acts > 0; acts--)
        {
            (CallKind Kind, string Step, int Time)[] calls =
                [.. (await plan.Run(probe => new ReferenceObject(pipeline, probe, "nic"))).Calls.Where(call => !plan.Acts.Any(act => act.Step == call.Step && act.Time == call.Time))];
            if (calls.Length == 0)
            {
                break;
            }
            (CallKind kind, string step, int time) = calls[dice.Next(calls.Length)];
            plan = plan with { Acts = plan.Acts.Add(Act(pipeline, kind, step, time, dice)) };
        }
        return plan;
    }

    private static Operation Operation(Pipeline pipeline, int place, Dice dice) => dice.Next(10) switch
    {
        < 3 when place > 0 => Interpreter.Operation.Unload,
        3 when pipeline.IsAsync => Interpreter.Operation.LoadCancelled,
        4 or 5 => Interpreter.Operation.LoadWithoutFlag,
        _ => Interpreter.Operation.Load,
    };

    private static Act Act(Pipeline pipeline, CallKind kind, string step, int time, Dice dice)
    {
        ActKind other = dice.Next(10) switch
        {
            < 5 => ActKind.Throw,
            5 => ActKind.ThrowCancelled,
            6 => ActKind.Cancel,
            7 => ActKind.Flip,
            8 => ActKind.Load,
            _ => ActKind.Unload,
        };
        return kind switch
        {
            CallKind.Stage or CallKind.Refusal when dice.Next(3) > 0 => new Act(step, time, ActKind.Answer, Failure(pipeline, dice)),
            CallKind.Condition when dice.Next(2) == 0 => new Act(step, time, ActKind.Answer, dice.Next(2)),
            CallKind.Count when dice.Next(2) == 0 => new Act(step, time, ActKind.Answer, dice.Next(6) - 1),
            _ => new Act(step, time, other),
        };
    }

    /// <summary>An error, as often as not one at which a stage restarts.</summary>
    private static long Failure(Pipeline pipeline, Dice dice)
    {
        Pipeline[] all = [.. pipeline.SelfAndNested().Where(each => each.Error is not null)];
        long[] restarting = [.. all.SelectMany(each => each.Stages).Where(stage => stage.Restart is not null).Select(stage => stage.Restart!.On)];
        ImmutableArray<long> failures = all[0].Error!.Failures;
        return restarting.Length > 0 && dice.Next(2) == 0 ? restarting[dice.Next(restarting.Length)] : failures[dice.Next(failures.Length)];
    }
}
