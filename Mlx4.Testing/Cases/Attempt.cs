using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Mlx4.Runtime;
using Mlx4.Testing.Checking;

namespace Mlx4.Testing.Cases;

/// <summary>
/// One run: an object is loaded with a fault, and unloaded if that succeeded; then loaded and unloaded without one; and then all that with the fault once
/// more, since what a success leaves is another thing to fail on than what was new.
/// </summary>
internal sealed class Attempt<T>
    where T : notnull
{
    private const string InTheLoad = "load";
    private const string InTheUnload = "unload";

    private readonly Subject<T> _subject;
    private readonly FaultCase _case;
    private readonly FaultProbe _probe;
    private readonly T _target;
    private readonly Replay _replay;
    private string[] _held = [];

    private Attempt(Subject<T> subject, FaultCase faults)
    {
        _subject = subject;
        _case = faults;
        _probe = subject.NewProbe();
        _target = subject.Create(_probe);
        _replay = new Replay(subject.Tables);
    }

    /// <summary>What was told of the load with the fault.</summary>
    public IReadOnlyList<LoggedEvent> LoadLog { get; private set; } = [];

    /// <summary>What was told of the unload after it.</summary>
    public IReadOnlyList<LoggedEvent> UnloadLog { get; private set; } = [];

    /// <summary>What is wrong, if anything.</summary>
    public FaultViolation? Violation { get; private set; }

    public static async ValueTask<Attempt<T>> Run(Subject<T> subject, FaultCase faults)
    {
        Attempt<T> attempt = new(subject, faults);
        try
        {
            attempt.Violation = await attempt.Run().ConfigureAwait(false);
        }
        finally
        {
            if (attempt._target is IAsyncDisposable target)
            {
                await target.DisposeAsync().ConfigureAwait(false);
            }
            else
            {
                (attempt._target as IDisposable)?.Dispose();
            }
        }
        return attempt;
    }

    private async ValueTask<FaultViolation?> Run()
    {
        _held = Held();
        if (await UnloadNothing("before any load").ConfigureAwait(false) is { } early)
        {
            return early;
        }
        _probe.Arm(_case.Faults);
        (FaultViolation? violation, LoadLog, Outcome outcome) = await Load(_case.IsCancelledBefore).ConfigureAwait(false);
        violation = CheckHooks(outcome) ?? violation;
        if (violation is null && _replay.IsLoaded)
        {
            (violation, UnloadLog) = await UnloadAll().ConfigureAwait(false);
        }
        if (violation is null && _case.Faults.FirstOrDefault(fault => !_probe.Met.Contains(fault)) is { } missed)
        {
            violation = Violate(
                $"it never came to '{missed}'",
                $"  The load went another way than in the run in which this case was found: it {outcome}.\n",
                "Create an object that does the same each time.");
        }
        return violation
            ?? await Ends(_case == FaultCase.None ? "the first load and unload" : "the load with the fault").ConfigureAwait(false)
            ?? await WithoutFault().ConfigureAwait(false)
            ?? await WithFaultAgain().ConfigureAwait(false);
    }

    /// <summary>The same once more. What was used may go another way, and not come to the fault.</summary>
    private async ValueTask<FaultViolation?> WithFaultAgain()
    {
        _probe.Arm(_case.Faults);
        (FaultViolation? violation, _, _) = await Load(_case.IsCancelledBefore).ConfigureAwait(false);
        if (violation is null && _replay.IsLoaded)
        {
            (violation, _) = await UnloadAll().ConfigureAwait(false);
        }
        return violation ?? await Ends("the second load with the fault").ConfigureAwait(false);
    }

    private async ValueTask<FaultViolation?> WithoutFault()
    {
        _probe.Arm([]);
        (FaultViolation? violation, _, Outcome outcome) = await Load(isCancelled: false).ConfigureAwait(false);
        if (violation is null && !outcome.IsSuccess)
        {
            violation = Violate("the load without a fault does not succeed" + (_case.Name == FaultCase.None.Name ? "" : " after this"), $"  It {outcome}.\n", "A load has to succeed after one that failed, and after an unload.");
        }
        if (violation is null)
        {
            (violation, _) = await UnloadAll().ConfigureAwait(false);
        }
        return violation ?? await Ends("the load and unload after it").ConfigureAwait(false);
    }

    /// <summary>Checks that nothing is left, and that nothing is left to unload.</summary>
    private async ValueTask<FaultViolation?> Ends(string what) => Leftovers(what) ?? await UnloadNothing($"after {what}").ConfigureAwait(false);

    private async ValueTask<(FaultViolation? Violation, IReadOnlyList<LoggedEvent> Log, Outcome Outcome)> Load(bool isCancelled)
    {
        using CancellationTokenSource cancellation = new();
        if (isCancelled)
        {
            await cancellation.CancelAsync().ConfigureAwait(false);
        }
        (IReadOnlyList<LoggedEvent> log, Outcome outcome) = await Call(() => _subject.Load(_target, cancellation.Token), cancellation).ConfigureAwait(false);
        return (Violate(InTheLoad, _replay.Load(log, outcome, _subject.IsAsync, cancellation.IsCancellationRequested)), log, outcome);
    }

    /// <summary>Unloads what is loaded, after a second load has been refused.</summary>
    private async ValueTask<(FaultViolation? Violation, IReadOnlyList<LoggedEvent> Log)> UnloadAll()
    {
        (IReadOnlyList<LoggedEvent> refused, Outcome refusal) = await Call(() => _subject.Load(_target, CancellationToken.None)).ConfigureAwait(false);
        if (Violate("second load", _replay.Nothing(refused, refusal, "a load of what is loaded is not refused", isRefused: true)) is { } twice)
        {
            return (twice, []);
        }
        (IReadOnlyList<LoggedEvent> log, Outcome outcome) = await Call(Unload).ConfigureAwait(false);
        return (Violate(InTheUnload, _replay.Unload(log, outcome)), log);
    }

    private async ValueTask<FaultViolation?> UnloadNothing(string when)
    {
        (IReadOnlyList<LoggedEvent> log, Outcome outcome) = await Call(Unload).ConfigureAwait(false);
        return Violate($"unload {when}", _replay.Nothing(log, outcome, "an unload of what is not loaded does something", isRefused: false));
    }

    private async ValueTask<Outcome> Unload()
    {
        await _subject.Unload(_target).ConfigureAwait(false);
        return Outcome.Success;
    }

    private async ValueTask<(IReadOnlyList<LoggedEvent> Log, Outcome Outcome)> Call(Func<ValueTask<Outcome>> call, CancellationTokenSource? cancellation = null)
    {
        IReadOnlyList<LoggedEvent> log = _probe.Begin(cancellation);
        try
        {
            return (log, await call().ConfigureAwait(false));
        }
#pragma warning disable CA1031 // Whatever leaves a load is what is looked at.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return (log, new Outcome(Exception: exception));
        }
        finally
        {
            _probe.End();
        }
    }

    /// <summary>Whether a hook was forgotten: what follows from that would not say so.</summary>
    private FaultViolation? CheckHooks(Outcome outcome)
    {
        if (_case != FaultCase.None)
        {
            return null;
        }
        bool isSilent = LoadLog.Count == 0 && outcome.IsSuccess && _subject.Tables[0].Any(stage => stage.ForEach is null && !_replay.MayBeSilent(stage));
        return isSilent ? Violate("nothing was told to the probe", "", "Implement OnStageEvent in the type under test: probe?.OnStageEvent(stageEvent).")
            : _subject.ReturnsErrors && !_probe.WasAsked && LoadLog.Any(logged => logged.Event.Kind == StageEventKind.Starting)
                ? Violate("no stage can be refused", "", "Implement OnStageStarting in the type under test: probe?.OnStageStarting(stage, ref error).")
                : null;
    }

    private string[] Held() => _subject.Held is null ? [] : [.. _subject.Held(_target).Select(each => each.ToString() ?? "").Order(StringComparer.Ordinal)];

    private FaultViolation? Leftovers(string after)
    {
        string[] held = Held();
        if (held.SequenceEqual(_held))
        {
            return null;
        }
        string[] more = [.. Without(held, _held)];
        string[] less = [.. Without(_held, held)];
        return Violate(
            more.Length > 0 ? $"{after} has left something behind" : $"{after} has given back what was not its own",
            string.Concat(more.Select(each => $"  left behind: {each}\n").Concat(less.Select(each => $"  gone: {each}\n"))),
            more.Length > 0 ? "A stage that fails gives back what it has taken itself; a cleanup gives back all that its stage has taken." : "A cleanup gives back what its stage has taken, and nothing else.");
    }

    /// <summary>What is in one list and not in another, as often as it is more often.</summary>
    private static List<string> Without(IEnumerable<string> list, IEnumerable<string> other)
    {
        List<string> rest = [.. list];
        foreach (string each in other)
        {
            rest.Remove(each);
        }
        return rest;
    }

    private FaultViolation? Violate(string operation, Difference? difference) =>
        difference is null ? null : Violate($"in the {operation}, {difference.Problem}", difference.Table(), difference.Remedy);

    private FaultViolation Violate(string problem, string details, string remedy) => new(_case.Name, problem, details, remedy);
}
