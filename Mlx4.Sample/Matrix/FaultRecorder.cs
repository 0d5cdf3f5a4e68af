using Mlx4.Runtime;
using Mlx4.Sample.Driver;
using Mlx4.Sample.Hca.Commands;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Matrix;

/// <summary>Writes down, in a run without a fault, everything that can be made to fail in it.</summary>
internal sealed class FaultRecorder
{
    /// <summary>The stage from which on events tell the completion of commands.</summary>
    private const string UseEvents = "UseEvents";

    /// <summary>The error of a refused stage: one that nothing in the driver makes or looks for.</summary>
    private const Errno Refusal = Errno.EDOM;

    /// <summary>
    /// One status for each error that the driver makes of statuses. The driver looks at the error only, so two statuses with the same one make
    /// no difference.
    /// </summary>
    private static readonly CommandStatus[] Statuses =
    [
        CommandStatus.InternalError, CommandStatus.BadOp, CommandStatus.BadParam, CommandStatus.BadSysState, CommandStatus.BadResource,
        CommandStatus.ResourceBusy, CommandStatus.ExceedLimit, CommandStatus.BadNvmem, CommandStatus.IcmError, CommandStatus.LamNotPresent,
        CommandStatus.MultiFunctionRequired,
    ];

    /// <summary>What the host's calls fail with, as <see cref="HostCall"/> says.</summary>
    private static readonly Dictionary<HostCall, Errno> HostErrors = new()
    {
        [HostCall.AllocDevlink] = Errno.ENOMEM,
        [HostCall.RegisterParameters] = Errno.ENOMEM,
        [HostCall.CreateRegion] = Errno.ENOMEM,
        [HostCall.EnableDevice] = Errno.EIO,
        [HostCall.RequestRegions] = Errno.EBUSY,
        [HostCall.SetDmaMask] = Errno.EIO,
        [HostCall.MapRegion] = Errno.ENOMEM,
        [HostCall.AllocCoherent] = Errno.ENOMEM,
        [HostCall.EnableMsiX] = Errno.ENOSPC,
        [HostCall.EnableSriov] = Errno.ENOMEM,
        [HostCall.RequestIrq] = Errno.EBUSY,
        [HostCall.CreateFile] = Errno.ENOMEM,
        [HostCall.AddChild] = Errno.ENOMEM,
    };

    /// <summary>
    /// A step that a loop repeats is made to fail this often from its first time on, and then at each power of two. What is not in a loop comes
    /// up less often.
    /// </summary>
    private const int Repetitions = 16;

    private readonly MatrixMachine _machine;
    private readonly List<FaultPoint> _points = [];
    private readonly List<StagePlace> _running = [];
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private Dictionary<object, int> _occurrences = [];
    private Dictionary<HostCall, int> _calls = [];
    private FaultPhase _phase;

    /// <summary>Whether the completion of commands is told by events.</summary>
    private bool _byEvents;

    private FaultRecorder(MatrixMachine machine) => _machine = machine;

    /// <summary>The calls of the host that can be refused.</summary>
    public static IEnumerable<HostCall> HostCalls => HostErrors.Keys;

    /// <summary>Loads and unloads once.</summary>
    /// <param name="machine">A fresh machine, on which everything has begun.</param>
    /// <param name="result">What the load returned.</param>
    /// <returns>What can be made to fail.</returns>
    public static IReadOnlyList<FaultPoint> Record(MatrixMachine machine, out InitResult<Errno> result)
    {
        FaultRecorder recorder = new(machine);
        result = machine.Load(() => recorder.Begin(machine.Scenario.Restart ? FaultPhase.RestartUnload : FaultPhase.Load));
        if (result.Succeeded)
        {
            recorder.Begin(FaultPhase.Unload);
            machine.Unload();
        }
        machine.Monitor.Recorder = null;
        machine.Card.CommandObserver = null;
        recorder.MarkLast();
        return recorder._points;
    }

    /// <summary>A stage is about to run, or has.</summary>
    public void OnStageEvent(StageScope pipeline, in StageEvent stageEvent)
    {
        if (Environment.CurrentManagedThreadId != _thread)
        {
            return;
        }
        if (_phase == FaultPhase.RestartUnload && stageEvent.Kind == StageEventKind.Starting)
        {
            _phase = FaultPhase.Load;
        }
        AddCalls();
        if (stageEvent.Stage.Name == UseEvents)
        {
            _byEvents = stageEvent.Kind == StageEventKind.Completed;
        }
        if (stageEvent.Kind is StageEventKind.Starting or StageEventKind.CleaningUp)
        {
            _running.Add(new StagePlace(pipeline, stageEvent.Stage, stageEvent.Kind == StageEventKind.CleaningUp));
        }
        else if (stageEvent.Kind is StageEventKind.Completed or StageEventKind.Failed or StageEventKind.CleanedUp or StageEventKind.CleanupFailed)
        {
            _running.RemoveAt(_running.Count - 1);
        }
    }

    /// <summary>The stage that has started last can be refused: with an error of its own, and with each that sends the load back.</summary>
    public void OnStageStarting()
    {
        if (Environment.CurrentManagedThreadId != _thread || _phase == FaultPhase.Unload)
        {
            return;
        }
        int occurrence = Count(_running[^1].Stage);
        if (!IsTaken(occurrence))
        {
            return;
        }
        IReadOnlyList<StagePlace> place = [.. _running];
        // ERESTART is no error: the stage that returns it has prepared what comes then.
        foreach (Errno error in place.Select(step => step.Stage.RestartOn).OfType<Errno>().Prepend(Refusal).Where(error => error != Errno.ERESTART).Distinct())
        {
            _points.Add(new StageFault(occurrence, place, error));
        }
    }

    private void Begin(FaultPhase phase)
    {
        _phase = phase;
        _occurrences = [];
        _calls = HostErrors.Keys.ToDictionary(call => call, _machine.Host.Faults.Count);
        _running.Clear();
        _machine.Monitor.Recorder = this;
        _machine.Card.CommandObserver = OnCommand;
    }

    private void OnCommand(ExecutedCommand command)
    {
        // A master may serve a slave on a thread of its own, while that waits.
        lock (_points)
        {
            IReadOnlyList<StagePlace> place = Environment.CurrentManagedThreadId == _thread ? [.. _running] : [];
            int occurrence = Count(command.Opcode);
            if (!IsTaken(occurrence))
            {
                return;
            }
            foreach (CommandStatus status in StatusesAt(command.Opcode, place))
            {
                _points.Add(new StatusFault(occurrence, place, _phase, command.Opcode, status) { Modifier = command.InputModifier });
            }
            _points.Add(new HangFault(occurrence, place, _phase, command.Opcode));
            if (_byEvents)
            {
                _points.Add(new InterruptFault(occurrence, place, _phase, command.Opcode));
            }
        }
    }

    /// <summary>Adds the host's calls that were made since the last look.</summary>
    private void AddCalls()
    {
        foreach ((HostCall call, Errno error) in HostErrors)
        {
            for (int made = _machine.Host.Faults.Count(call); _calls[call] < made; _calls[call]++)
            {
                int occurrence = Count(call);
                if (IsTaken(occurrence))
                {
                    _points.Add(new HostFault(occurrence, [.. _running], call, error));
                }
            }
        }
    }

    /// <summary>All statuses the first time that a stage gives the command, and after that one after the other.</summary>
    private CommandStatus[] StatusesAt(Opcode opcode, IReadOnlyList<StagePlace> place)
    {
        int given = Count((opcode, place.Count == 0 ? null : place[^1].Stage, place.LastOrDefault(step => step.Stage.RestartOn is not null).Stage));
        return given == 1 ? Statuses : [Statuses[given % Statuses.Length]];
    }

    private static bool IsTaken(int occurrence) => occurrence <= Repetitions || int.IsPow2(occurrence);

    /// <summary>Marks what comes after the last command that the load cannot do without.</summary>
    private void MarkLast()
    {
        int last = _points.FindLastIndex(static point =>
            point is StatusFault { Phase: FaultPhase.Load, IsInUndo: false, IsOfMaster: false } && !point.Place.Any(static step => step.Stage.Optional)
            && !Tolerances.IsTolerated(point));
        foreach (FaultPoint point in _points.Skip(last + 1))
        {
            // A command's own faults stand behind each other.
            point.IsLast = last >= 0 && point.Place != _points[last].Place;
        }
    }

    private int Count(object what)
    {
        int count = _occurrences.GetValueOrDefault(what) + 1;
        _occurrences[what] = count;
        return count;
    }
}
