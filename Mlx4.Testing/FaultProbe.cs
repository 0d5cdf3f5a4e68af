using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using Mlx4.Runtime;
using Mlx4.Testing.Cases;

namespace Mlx4.Testing;

/// <summary>
/// What the two hooks of a pipeline are forwarded to. It notes what it is told, and lets one stage fail. The objects that a pipeline loads in its
/// stages are given the same probe.
/// </summary>
/// <remarks>A new one is handed to each object under test. What it is told outside of that object's load and unload it does not mind.</remarks>
public sealed class FaultProbe
{
    private readonly object _lock = new();
    private readonly ErrorChoice _errors;
    private readonly List<(StageInfo Stage, int Item, string Place)> _open = [];
    private readonly Dictionary<string, int> _times = [];
    private readonly HashSet<Fault> _met = [];
    private List<LoggedEvent>? _log;
    private IReadOnlyList<Fault> _armed = [];
    private CancellationTokenSource? _cancellation;

    internal FaultProbe(ErrorChoice errors) => _errors = errors;

    /// <summary>Forward <c>OnStageEvent</c> to this.</summary>
    /// <param name="stageEvent">What happened.</param>
    public void OnStageEvent(StageEvent stageEvent)
    {
        Fault? fault;
        LoggedEvent logged;
        lock (_lock)
        {
            if (_log is null || stageEvent.Stage is null)
            {
                return;
            }
            logged = Log(stageEvent);
            fault = stageEvent.Kind switch
            {
                StageEventKind.Starting => Meet(logged, FaultKind.Exception, FaultKind.Cancellation),
                StageEventKind.CleaningUp => Meet(logged, FaultKind.Cleanup),
                _ => null,
            };
        }
        if (fault is { Kind: FaultKind.Cancellation })
        {
            _cancellation!.Cancel();
        }
        else if (fault is not null)
        {
            logged.Thrown = new InjectedFaultException($"{fault}, on purpose.");
            throw logged.Thrown;
        }
    }

    /// <summary>Forward <c>OnStageStarting</c> to this.</summary>
    /// <param name="stage">The stage that is about to run.</param>
    /// <param name="error">Becomes an error if the stage is to fail.</param>
    /// <typeparam name="TError">The error type of the pipeline.</typeparam>
    public void OnStageStarting<TError>(StageInfo stage, ref TError error)
        where TError : struct
    {
        ArgumentNullException.ThrowIfNull(stage);
        lock (_lock)
        {
            WasAsked = true;
            if (_log?.LastOrDefault() is not { Event.Kind: StageEventKind.Starting } starting || starting.Event.Stage != stage || _errors.Choose<TError>() is not TError failure)
            {
                return;
            }
            starting.WasAsked = true;
            if (Meet(starting, FaultKind.Error, FaultKind.Restart) is Fault fault)
            {
                error = fault.Kind == FaultKind.Restart ? (TError)stage.RestartOn! : failure;
                starting.Refusal = Convert.ToString(error, CultureInfo.InvariantCulture);
            }
        }
    }

    /// <summary>The same as a function, which fits a delegate: <c>nic.Refuse = probe.OnStageStarting&lt;Errno&gt;;</c></summary>
    /// <param name="stage">The stage that is about to run.</param>
    /// <returns>The error with which it is to fail, or success.</returns>
    /// <typeparam name="TError">The error type of the pipeline.</typeparam>
    public TError OnStageStarting<TError>(StageInfo stage)
        where TError : struct
    {
        TError error = default;
        OnStageStarting(stage, ref error);
        return error;
    }

    /// <summary>Whether anybody has asked whether a stage is refused.</summary>
    internal bool WasAsked { get; private set; }

    /// <summary>Faults that were armed and have come about.</summary>
    internal IReadOnlyCollection<Fault> Met => _met;

    /// <summary>Lets things go wrong from now on, and counts anew how often it comes to each.</summary>
    internal void Arm(IReadOnlyList<Fault> faults)
    {
        lock (_lock)
        {
            _armed = faults;
            _met.Clear();
            _times.Clear();
        }
    }

    /// <summary>Begins to note what is told.</summary>
    internal List<LoggedEvent> Begin(CancellationTokenSource? cancellation)
    {
        lock (_lock)
        {
            _open.Clear();
            _cancellation = cancellation;
            return _log = [];
        }
    }

    /// <summary>Ends it.</summary>
    internal void End()
    {
        lock (_lock)
        {
            _log = null;
        }
    }

    private LoggedEvent Log(StageEvent stageEvent)
    {
        string own = stageEvent.Item < 0 ? stageEvent.Stage.Name : string.Create(CultureInfo.InvariantCulture, $"{stageEvent.Stage.Name}[{stageEvent.Item}]");
        bool isCleanup = stageEvent.Kind is StageEventKind.CleaningUp or StageEventKind.CleanedUp or StageEventKind.CleanupFailed;
        bool isBegin = stageEvent.Kind is StageEventKind.Starting or StageEventKind.CleaningUp;
        bool isEnd = stageEvent.Kind is StageEventKind.Completed or StageEventKind.Failed or StageEventKind.CleanedUp or StageEventKind.CleanupFailed;
        if (isEnd && _open.Count > 0 && _open[^1].Stage == stageEvent.Stage && _open[^1].Item == stageEvent.Item)
        {
            _open.RemoveAt(_open.Count - 1);
        }
        string place = (_open.Count > 0 ? _open[^1].Place + "/" : "") + (isCleanup ? $"the cleanup of {own}" : own);
        int time = 0;
        if (isBegin)
        {
            _open.Add((stageEvent.Stage, stageEvent.Item, place));
            time = _times[place] = _times.GetValueOrDefault(place) + 1;
        }
        LoggedEvent logged = new(stageEvent, place, time, _cancellation is { IsCancellationRequested: true });
        _log!.Add(logged);
        return logged;
    }

    private Fault? Meet(LoggedEvent logged, params FaultKind[] kinds)
    {
        Fault? fault = _armed.FirstOrDefault(fault => kinds.Contains(fault.Kind) && fault.Place == logged.Place && (fault.Time == logged.Time || fault.Time == 0));
        if (fault is not null)
        {
            _met.Add(fault);
        }
        return fault;
    }
}
