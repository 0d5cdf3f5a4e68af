using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Mlx4.Runtime;

namespace Mlx4.Testing.Cases;

/// <summary>Finds out, in runs without other faults, what can be made to go wrong.</summary>
internal static class CaseFinder
{
    /// <summary>All cases of a pipeline, the first of which has no fault. If that one goes wrong, it is the only one.</summary>
    public static async ValueTask<IReadOnlyList<FaultCase>> Find<T>(Subject<T> subject)
        where T : notnull
    {
        List<FaultCase> cases = [FaultCase.None];
        Attempt<T> clean = await Attempt<T>.Run(subject, FaultCase.None).ConfigureAwait(false);
        if (clean.Violation is not null)
        {
            return cases;
        }
        if (subject.IsAsync)
        {
            cases.Add(FaultCase.Cancelled);
        }
        cases.AddRange(StageFaults(subject, clean.LoadLog, FaultCase.None));
        cases.AddRange(CleanupFaults(clean.LoadLog.Concat(clean.UnloadLog), FaultCase.None));
        if (clean.LoadLog.LastOrDefault(logged => logged.Event.Kind == StageEventKind.Starting) is { } last)
        {
            FaultCase fails = FaultCase.None.And(new Fault(last.WasAsked ? FaultKind.Error : FaultKind.Exception, last.Place, last.Time));
            cases.AddRange(CleanupFaults(Since(last, await Attempt<T>.Run(subject, fails).ConfigureAwait(false)), fails));
        }
        foreach (LoggedEvent logged in clean.LoadLog.Where(CanRestart))
        {
            Fault restarts = new(FaultKind.Restart, logged.Place, logged.Time);
            FaultCase one = FaultCase.None.And(restarts);
            cases.Add(one);
            if (logged.Time == 1)
            {
                cases.Add(FaultCase.None.And(restarts with { Time = 0 }));
            }
            IReadOnlyList<LoggedEvent> since = Since(logged, await Attempt<T>.Run(subject, one).ConfigureAwait(false));
            cases.AddRange(StageFaults(subject, since, one));
            cases.AddRange(CleanupFaults(since, one));
        }
        return cases;
    }

    /// <summary>What was told in another run since the stage of this event.</summary>
    private static LoggedEvent[] Since<T>(LoggedEvent logged, Attempt<T> attempt)
        where T : notnull => [.. attempt.LoadLog.SkipWhile(each => each.Place != logged.Place || each.Time != logged.Time).Skip(1)];

    private static IEnumerable<FaultCase> StageFaults<T>(Subject<T> subject, IEnumerable<LoggedEvent> log, FaultCase before) =>
        from logged in log
        where logged.Event.Kind == StageEventKind.Starting
        from kind in new[] { FaultKind.Error, FaultKind.Exception, FaultKind.Cancellation }
        where kind switch
        {
            FaultKind.Error => logged.WasAsked,
            FaultKind.Cancellation => subject.IsAsync,
            _ => true,
        }
        select before.And(new Fault(kind, logged.Place, logged.Time));

    private static IEnumerable<FaultCase> CleanupFaults(IEnumerable<LoggedEvent> log, FaultCase before) =>
        from logged in log
        where logged.Event.Kind == StageEventKind.CleaningUp
        select before.And(new Fault(FaultKind.Cleanup, logged.Place, logged.Time));

    private static bool CanRestart(LoggedEvent logged) => logged.WasAsked && logged.Event.Stage.RestartOn is not null;
}
