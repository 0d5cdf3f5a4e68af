using Mlx4.Runtime;
using Mlx4.Sample.Driver;

namespace Mlx4.Sample.Linux;

/// <summary>
/// What a stage is in the C driver: a function that is entered, whose calls are those of the pipeline that the stage loads, or a call, in
/// which everything else is contained; and what its cleanup is. Either may be neither.
/// </summary>
/// <param name="Pipeline">The pipeline of the stage.</param>
/// <param name="Stage">The display name of the stage.</param>
internal sealed record LinuxStep(string Pipeline, string Stage)
{
    /// <summary>Lets the call fail in the driver's own surroundings.</summary>
    internal delegate void Injection(Mlx4Device device, Errno error);

    /// <summary>The function that the stage enters.</summary>
    public string? Entered { get; private init; }

    /// <summary>The call that the stage makes.</summary>
    public LinuxCall? Call { get; private init; }

    /// <summary>The function that the cleanup enters.</summary>
    public string? UndoEntered { get; private init; }

    /// <summary>Whether the cleanup enters its function at all.</summary>
    public Func<LinuxState, bool>? OnlyUndoEntered { get; private init; }

    /// <summary>Whether the function that the stage enters calls that of the cleanup when it fails.</summary>
    public bool FailsThroughUndo { get; private init; }

    /// <summary>The calls that the cleanup makes; behind the entered function's own, if there is one.</summary>
    public IReadOnlyList<LinuxCall> UndoCalls { get; private init; } = [];

    /// <summary>Whether all items of the stage's loop, and all its repetitions, are one call in C.</summary>
    public bool IsOneCall { get; private init; }

    /// <summary>
    /// Lets the call fail where the driver makes it: what the stage makes of the error depends on the function. <see langword="null"/> if the
    /// stage fails as the call does, so that it can be refused.
    /// </summary>
    public Injection? Inject { get; private init; }

    /// <summary>What the stage fails with when its call does; <see langword="null"/> for the call's own error.</summary>
    public Func<Errno, Errno>? ErrorOf { get; private init; }

    /// <summary>The stage enters a function.</summary>
    public LinuxStep Enters(string function) => this with { Entered = function };

    /// <summary>The stage makes a call.</summary>
    public LinuxStep Calls(string function, string argument = "") => this with { Call = new LinuxCall(function, argument) };

    /// <summary>The stage makes a call whose argument is the device's.</summary>
    public LinuxStep Calls(string function, Func<LinuxState, string> argument) => this with { Call = new LinuxCall(function, ArgumentOf: argument) };

    /// <summary>The call returns a pointer.</summary>
    public LinuxStep ReturningPointer() => this with { Call = Call! with { ReturnsPointer = true } };

    /// <summary>All items and repetitions are one call.</summary>
    public LinuxStep AsOneCall() => this with { IsOneCall = true };

    /// <summary>The call is let fail where the driver makes it.</summary>
    public LinuxStep FailsBy(Injection inject) => this with { Inject = inject };

    /// <summary>The stage fails with an error of its own, whatever the call's is.</summary>
    public LinuxStep FailsAs(Errno error) => FailsAs(_ => error);

    /// <summary>The stage makes another error of the call's.</summary>
    public LinuxStep FailsAs(Func<Errno, Errno> errorOf) => this with { ErrorOf = errorOf };

    /// <summary>The cleanup enters a function.</summary>
    public LinuxStep UndoEnters(string function, Func<LinuxState, bool>? only = null) => this with { UndoEntered = function, OnlyUndoEntered = only };

    /// <summary>The function of the cleanup also undoes what has been done when the stage fails.</summary>
    public LinuxStep FailingThroughUndo() => this with { FailsThroughUndo = true };

    /// <summary>The cleanup makes a call.</summary>
    public LinuxStep Undoes(string function, string argument = "") => Undoes(new LinuxCall(function, argument));

    /// <summary>The cleanup makes a call whose argument is the device's.</summary>
    public LinuxStep Undoes(string function, Func<LinuxState, string> argument, Func<LinuxState, bool>? only = null) =>
        Undoes(new LinuxCall(function, ArgumentOf: argument) { Only = only });

    private LinuxStep Undoes(LinuxCall call) => this with { UndoCalls = [.. UndoCalls, call] };
}
