using System.Globalization;
using Mlx4.Runtime;
using Mlx4.Sample.Driver;

namespace Mlx4.Sample.Linux;

/// <summary>
/// Tells the stages' events as the calls of Linux's driver, in its recorded traces' spelling: <c>fn(arg)</c> for a call that succeeded,
/// <c>fn(arg) = -5</c> or <c>fn(arg) = NULL</c> for one that failed, <c>&gt; fn</c> for a function that is entered.
/// </summary>
/// <param name="state">What the arguments are taken from.</param>
/// <param name="write">Takes the lines.</param>
internal sealed class LinuxTrace(LinuxState state, Action<string> write)
{
    private readonly Stack<Frame> _frames = [];

    /// <summary>Work of other threads is not the load's.</summary>
    private readonly int _thread = Environment.CurrentManagedThreadId;

    /// <summary>The line of a call that may go on with the next item of a loop, or be repeated.</summary>
    private Open? _open;

    /// <summary>A stage started, completed, failed, was skipped or cleaned up.</summary>
    public void OnStageEvent(StageScope pipeline, in StageEvent stageEvent)
    {
        if (Environment.CurrentManagedThreadId != _thread)
        {
            return;
        }
        switch (stageEvent.Kind)
        {
            case StageEventKind.Starting:
                Start(Push(pipeline, stageEvent));
                break;
            case StageEventKind.CleaningUp:
                StartUndo(Push(pipeline, stageEvent));
                break;
            case StageEventKind.Completed or StageEventKind.Failed or StageEventKind.CleanedUp or StageEventKind.CleanupFailed:
                End(Pop(), stageEvent.Error);
                if (stageEvent.Kind == StageEventKind.Failed && _frames.TryPeek(out Frame? outer) && outer.Step is { FailsThroughUndo: true } step)
                {
                    Enter(step.UndoEntered);
                }
                break;
        }
    }

    /// <summary>The call that the running stage is about to make, <see langword="null"/> if it is none, or a part of one.</summary>
    public Upcoming? Next =>
        Environment.CurrentManagedThreadId == _thread && _frames.TryPeek(out Frame? frame) && frame is { Step: { } step, Lines: [{ } call] }
            ? new Upcoming(step, call, _open?.IsOf(frame) == true)
            : null;

    /// <summary>The upcoming call fails, with an error that may not be its stage's.</summary>
    public void Fail(Errno error) => _frames.Peek().Error = error;

    /// <summary>Writes what is still to be told: the load or unload is over.</summary>
    public void Flush()
    {
        if (_open is { } open)
        {
            write(open.Line);
            _open = null;
        }
    }

    /// <summary>A call that is about to be made.</summary>
    /// <param name="Step">What makes it.</param>
    /// <param name="Call">The call.</param>
    /// <param name="IsContinued">Whether it is the next item, or a repetition, of the call before.</param>
    internal sealed record Upcoming(LinuxStep Step, string Call, bool IsContinued);

    private Frame Push(StageScope pipeline, in StageEvent stageEvent)
    {
        bool isHidden = _frames.TryPeek(out Frame? outer) && outer.Hides;
        Frame frame = new(pipeline, stageEvent.Stage, stageEvent.Item, isHidden ? null : LinuxSteps.Find(pipeline.Pipeline, stageEvent.Stage)) { Hides = isHidden };
        _frames.Push(frame);
        if (frame.Item >= 0)
        {
            state.Enter(frame.Item);
        }
        return frame;
    }

    private Frame Pop()
    {
        Frame frame = _frames.Pop();
        if (frame.Item >= 0)
        {
            state.Leave();
        }
        return frame;
    }

    private void Start(Frame frame)
    {
        bool isEntered = frame is { Step.IsOneCall: true, Item: > 0 };
        Enter(isEntered ? null : frame.Step?.Entered);
        if (frame.Step?.Call is { } call)
        {
            frame.Lines = [call.In(state)];
            frame.Hides = true;
        }
    }

    /// <summary>The arguments are those of before the cleanup, which may take them away.</summary>
    private void StartUndo(Frame frame)
    {
        frame.IsUndo = true;
        if (frame.Step is not { } step)
        {
            return;
        }
        string[] lines = [.. step.UndoCalls.Where(call => call.Only?.Invoke(state) != false).Select(call => call.In(state))];
        Enter(step.OnlyUndoEntered?.Invoke(state) == false ? null : step.UndoEntered);
        frame.Lines = lines;
        frame.Hides = step.UndoEntered is null && step.UndoCalls.Count > 0;
    }

    private void End(Frame frame, string? failure)
    {
        if (failure is not null && frame.Error == Errno.Ok)
        {
            frame.Error = Enum.Parse<Errno>(failure);
        }
        foreach (string line in frame.Lines)
        {
            string told = frame.IsUndo ? line : line + ResultOf(frame);
            if (_open?.IsOf(frame) == true)
            {
                // What the stage has gone on after stays the result; what it has tried again does not.
                _open = _open.IsTolerated ? _open : new Open(frame, told);
            }
            else
            {
                Flush();
                _open = frame.Step!.IsOneCall ? new Open(frame, told) : null;
                if (_open is null)
                {
                    write(told);
                }
            }
        }
    }

    /// <summary>A function is entered, if there is one.</summary>
    public void Enter(string? function)
    {
        if (function is not null)
        {
            Flush();
            write($"> {function}");
        }
    }

    private static string ResultOf(Frame frame)
    {
        Errno error = frame.Error;
        return error == Errno.Ok ? ""
            : error == Errno.ETIMEDOUT && frame.Step!.Call! is { Function: LinuxCall.CommCommand, FixedArgument: LinuxCall.CommReset } ? $" = {LinuxCall.DelayedReset}"
            : frame.Step!.Call!.ReturnsPointer ? " = NULL"
            : string.Create(CultureInfo.InvariantCulture, $" = {-(int)error}");
    }

    /// <summary>A stage or a cleanup that is running.</summary>
    private sealed class Frame(StageScope pipeline, StageInfo stage, int item, LinuxStep? step)
    {
        public StageScope Pipeline => pipeline;

        public StageInfo Stage => stage;

        public int Item => item;

        public LinuxStep? Step => step;

        public bool IsUndo { get; set; }

        /// <summary>Whether what it loads is a part of its call.</summary>
        public bool Hides { get; set; }

        /// <summary>The calls, without their results.</summary>
        public IReadOnlyList<string> Lines { get; set; } = [];

        /// <summary>The result of the call.</summary>
        public Errno Error { get; set; }
    }

    /// <summary>A line that may still change.</summary>
    private sealed class Open(Frame frame, string line)
    {
        public string Line => line;

        public bool IsTolerated => frame is { Error: not Errno.Ok, Stage.Optional: true };

        public bool IsOf(Frame other) => frame.Pipeline == other.Pipeline && frame.Stage == other.Stage && frame.IsUndo == other.IsUndo;
    }
}
