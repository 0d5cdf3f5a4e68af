using System.Runtime.ExceptionServices;
using Mlx4.Runtime;

namespace Mlx4.Tests.Generators.Interpreter;

/// <summary>
/// The contract, read aloud: a pipeline of an object that loads and unloads by going over the list of its stages, whatever that costs.
/// It is written from the promises and the rulings, not from the generated code, and shares nothing with the generator. Numbers in
/// comments are the contract's promises, and the rulings' names.
/// </summary>
internal sealed class ReferencePipeline(Pipeline pipeline, ReferenceObject owner)
{
    /// <summary>How often each stage has completed and was not undone: 0 or 1, or the number of a loop's items.</summary>
    private readonly Dictionary<int, int> _completed = pipeline.Stages.ToDictionary(stage => stage.Number, _ => 0);

    /// <summary>How often each stage has restarted this load: B3.</summary>
    private readonly Dictionary<int, int> _restarts = [];

    private bool _loaded;
    private bool _busy;

    /// <summary>Loads.</summary>
    public InitResult<long> Load(Arguments arguments)
    {
        if (_loaded || _busy)
        {
            throw new InvalidOperationException(); // 10, B11: whatever the object's other pipelines do
        }
        _busy = true;
        try
        {
            InitResult<long> result = RunStages(arguments);
            _loaded = result.Succeeded;
            return result;
        }
        finally
        {
            _busy = false;
        }
    }

    /// <summary>Unloads.</summary>
    public void Unload(Arguments arguments)
    {
        if (_busy)
        {
            throw new InvalidOperationException(); // B12
        }
        if (!_loaded)
        {
            return;
        }
        _busy = true;
        List<Exception> thrown = [];
        Clean(Ladder(), arguments, thrown);
        _loaded = false; // B13
        _busy = false;
        if (thrown.Count > 0)
        {
            throw new UnwindException(null, null, thrown); // B14
        }
    }

    private InitResult<long> RunStages(Arguments arguments)
    {
        _restarts.Clear();
        int next = 0;
        while (next < pipeline.Stages.Length)
        {
            Stage stage = pipeline.Stages[next];
            Failure? failure = RunStage(stage, arguments);
            if (failure is null)
            {
                next++;
            }
            else if (failure.Exception is null && RestartOf(stage, failure.Error) is { } restart)
            {
                _restarts[stage.Number] = _restarts.GetValueOrDefault(stage.Number) + 1; // 5
                TellAnyway(failure.Thrown, StageEventKind.Restarting, stage, failure.Item, Text(failure.Error)); // E3
                Clean(Ladder().Where(each => restart.From <= PlaceOf(each).Number), arguments, failure.Thrown); // 14: what stands below is kept
                if (failure.Thrown.Count > 0)
                {
                    return Unwind(stage, failure, arguments); // B2
                }
                next = pipeline.Stages.IndexOf(StageOf(restart.From));
            }
            else
            {
                return Unwind(stage, failure, arguments);
            }
        }

        List<Exception> thrown = [];
        Clean(pipeline.Stages.Reverse().Where(stage => stage.IsTransient), arguments, thrown); // 6
        if (thrown.Count > 0)
        {
            Clean(Ladder(), arguments, thrown); // B1
            throw new UnwindException(null, null, thrown);
        }
        return default;
    }

    /// <summary>Runs a stage, for all its items.</summary>
    /// <returns>How it failed, <see langword="null"/> if it completed or was skipped.</returns>
    private Failure? RunStage(Stage stage, Arguments arguments)
    {
        if (IsCancelled(arguments.Token, out Failure? cancelled)) // 9, B10: before the condition
        {
            return cancelled;
        }
        int items = 0;
        Exception? exception = Try(() =>
        {
            if (_completed[stage.Number] == 0 && owner.IsWanted(stage, arguments)) // 3, 14
            {
                items = owner.CountItems(stage); // 4
            }
            else
            {
                Tell(StageEventKind.Skipped, stage);
            }
        });
        if (exception is not null)
        {
            return Fail(stage, -1, default, exception); // B9
        }
        if (stage.ForEach is null)
        {
            return items == 0 ? null : RunOnce(stage, -1, arguments);
        }
        for (int item = 0; item < items; item++)
        {
            if (IsCancelled(arguments.Token, out cancelled))
            {
                return cancelled;
            }
            if (RunOnce(stage, item, arguments) is Failure failure)
            {
                return failure;
            }
        }
        return null;
    }

    /// <summary>Runs a stage, or an item of it. E1 is the order of what is told.</summary>
    private Failure? RunOnce(Stage stage, int item, Arguments arguments)
    {
        InitResult<long> result = default;
        Exception? exception = Try(() =>
        {
            Tell(StageEventKind.Starting, stage, item);
            result = new InitResult<long>(owner.Refuses && pipeline.Error is not null ? owner.Ask(pipeline.Name.Load, stage.Name, 0) : 0); // B7, C4
            if (result.Succeeded)
            {
                result = owner.Run(pipeline, stage, item, arguments);
            }
            if (result.Succeeded)
            {
                _completed[stage.Number]++;
                Tell(StageEventKind.Completed, stage, item);
            }
        });
        if (exception is null && result.Failed && stage.Optional && RestartOf(stage, result.Error) is null)
        {
            exception = Try(() => Tell(StageEventKind.Failed, stage, item, Text(result.Error))); // 15: it is not there, and the load goes on
            result = default;
        }
        return exception is not null || result.Failed ? Fail(stage, item, result, exception) : null; // 2
    }

    /// <summary>The restart to which an error leads.</summary>
    private Restart? RestartOf(Stage stage, long error) =>
        stage.Restart is { } restart && restart.On == error && _restarts.GetValueOrDefault(stage.Number) < restart.Max ? restart : null;

    private bool IsCancelled(CancellationToken token, out Failure? failure)
    {
        bool isCancelled = pipeline.IsAsync && token.IsCancellationRequested; // B23
        failure = isCancelled ? new Failure(-1, 0, null, new OperationCanceledException(token), []) : null; // E4
        return isCancelled;
    }

    private Failure Fail(Stage stage, int item, InitResult<long> result, Exception? exception)
    {
        Failure failure = new(item, result.Error, result.Stage, exception, []);
        TellAnyway(failure.Thrown, StageEventKind.Failed, stage, item, exception is null ? Text(result.Error) : null, exception); // E5
        return failure;
    }

    /// <summary>Undoes everything after a failure.</summary>
    private InitResult<long> Unwind(Stage stage, Failure failure, Arguments arguments)
    {
        Clean(Ladder(), arguments, failure.Thrown); // 1
        if (failure.Thrown.Count > 0)
        {
            throw failure.Exception is null
                ? new UnwindException(stage.Name, pipeline.Error!.Box(failure.Error), failure.Thrown) // 8
                : new UnwindException(stage.Name, null, failure.Thrown.Prepend(failure.Exception)); // C8, B14
        }
        if (failure.Exception is not null)
        {
            ExceptionDispatchInfo.Throw(failure.Exception); // 7
        }
        return new InitResult<long>(failure.Error, failure.Part is null ? stage.Name : $"{stage.Name}/{failure.Part}");
    }

    /// <summary>The stages in the order in which they are undone.</summary>
    private IEnumerable<Stage> Ladder() => pipeline.Stages.Reverse().Where(stage => stage.Cleanup?.At is null).SelectMany(Rung);

    /// <summary>A stage, after those that are undone just before it: 14, B32, B33.</summary>
    private IEnumerable<Stage> Rung(Stage stage) =>
        pipeline.Stages.Reverse().Where(later => later.Cleanup?.At == stage.Number).SelectMany(Rung).Append(stage);

    /// <summary>The stage at whose place a stage is undone: B32.</summary>
    private Stage PlaceOf(Stage stage) => stage.Cleanup?.At is int at ? PlaceOf(StageOf(at)) : stage;

    /// <summary>Undoes what completed of some stages, each once.</summary>
    /// <param name="stages">The stages in the order of the undoing.</param>
    /// <param name="arguments">What the cleanups get: on failure the load's, else the unload's.</param>
    /// <param name="thrown">Takes what cleanups throw: 8.</param>
    private void Clean(IEnumerable<Stage> stages, Arguments arguments, List<Exception> thrown)
    {
        foreach (Stage stage in stages)
        {
            while (_completed[stage.Number] > 0)
            {
                int item = --_completed[stage.Number]; // 4: the last item first
                if (stage.Cleanup is not null)
                {
                    CleanOnce(stage, stage.ForEach is null ? -1 : item, arguments, thrown);
                }
            }
        }
    }

    private void CleanOnce(Stage stage, int item, Arguments arguments, List<Exception> thrown)
    {
        TellAnyway(thrown, StageEventKind.CleaningUp, stage, item); // E6
        if (Try(() => owner.Clean(stage, item, arguments)) is Exception exception)
        {
            thrown.Add(exception);
            TellAnyway(thrown, StageEventKind.CleanupFailed, stage, item, null, exception);
        }
        else
        {
            TellAnyway(thrown, StageEventKind.CleanedUp, stage, item);
        }
    }

    private void Tell(StageEventKind kind, Stage stage, int item = -1, string? error = null, Exception? exception = null)
    {
        if (owner.Observes)
        {
            owner.Tell(kind, pipeline.Name.Load, stage.Name, item, error, exception);
        }
    }

    /// <summary>Tells an observer who cannot stop what is going on: what he throws is kept.</summary>
    private void TellAnyway(List<Exception> thrown, StageEventKind kind, Stage stage, int item, string? error = null, Exception? exception = null)
    {
        if (Try(() => Tell(kind, stage, item, error, exception)) is Exception observers)
        {
            thrown.Add(observers);
        }
    }

    /// <summary>Does something.</summary>
    /// <returns>What it threw, if anything.</returns>
    private static Exception? Try(Action action)
    {
        try
        {
            action();
            return null;
        }
#pragma warning disable CA1031 // Whatever is thrown, the contract has a rule for it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return exception;
        }
    }

    private string Text(long error) => pipeline.Error!.Text(error);

    private Stage StageOf(int number) => pipeline.Stages.Single(stage => stage.Number == number);

    /// <summary>A stage that failed.</summary>
    /// <param name="Item">The item, or -1.</param>
    /// <param name="Error">The error that was returned.</param>
    /// <param name="Part">The part of the stage that failed.</param>
    /// <param name="Exception">What was thrown instead.</param>
    /// <param name="Thrown">What went wrong since, in cleanups and observers.</param>
    private sealed record Failure(int Item, long Error, string? Part, Exception? Exception, List<Exception> Thrown);
}
