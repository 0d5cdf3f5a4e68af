using Mlx4.Runtime;
using Mlx4.Sample.Driver;
using Mlx4.Sample.Driver.Commands;

using Opcode = Mlx4.Sample.Hca.Commands.Opcode;

namespace Mlx4.Sample.Matrix;

/// <summary>What an attempt is to come to. The rules stand here and in <see cref="Tolerances"/>, and <c>docs/matrix.md</c> has them in words.</summary>
/// <param name="Results">What the load may return.</param>
/// <param name="GivesUp">Whether the function is given up and reset; <see langword="null"/> if either is right.</param>
/// <param name="Waits">How long may be waited beyond what two loads without a fault take.</param>
/// <param name="KeptByCard">What the card may keep until the next load.</param>
internal sealed record Expectation(IReadOnlyList<Errno> Results, bool? GivesUp, TimeSpan Waits, IReadOnlyList<string> KeptByCard)
{
    /// <summary>The stage that falls back to the pin.</summary>
    private const string SetupWithMsiX = "SetupHcaWithMsiX";

    /// <summary>A reset: ten seconds for the semaphore, one until the card is back, two more until it answers. And ten for a master that does not answer.</summary>
    private static readonly TimeSpan Reset = TimeSpan.FromSeconds(23);

    /// <summary>A command is waited for a minute, and in a fallback once more.</summary>
    private static readonly TimeSpan LostCommand = TimeSpan.FromSeconds(120) + Reset;

    /// <summary>A slave waits for 70 seconds, beside its master, and ten seconds for each answer of the comm channel.</summary>
    private static readonly TimeSpan LostBySlave = TimeSpan.FromSeconds(90) + LostCommand;

    /// <summary>An attempt without a fault succeeds.</summary>
    public static Expectation Clean { get; } = new([Errno.Ok], false, TimeSpan.Zero, []);

    /// <summary>An attempt with a fault.</summary>
    public static Expectation Of(Scenario scenario, FaultPoint fault)
    {
        bool isLost = fault is HangFault or InterruptFault;
        bool losesTest = Tolerances.OpcodeOf(fault) == Opcode.Nop || IsIn(fault, "MapEq");
        return new Expectation(
            fault.Phase == FaultPhase.Unload ? [Errno.Ok] : fault.IsOfMaster ? ResultsOfSlave(fault) : [ResultOf(scenario, fault)],
            fault.IsOfMaster || fault.IsLast ? null : fault.Phase switch
            {
                FaultPhase.Unload => isLost || Closes(fault),
                FaultPhase.RestartUnload => false,
                _ => isLost || fault.IsInUndo ? null : losesTest && scenario.Function == FunctionMode.Slave,
            },
            fault.IsOfMaster ? LostBySlave : isLost || losesTest ? LostCommand : Reset,
            Tolerances.KeptAfter(fault));
    }

    private static Errno ResultOf(Scenario scenario, FaultPoint fault) => fault switch
    {
        { IsInUndo: true } => OfUndo(fault),
        HangFault or InterruptFault => OfLoss(fault),
        // The event that would tell of it is lost.
        StatusFault { Opcode: Opcode.Nop } when scenario.Interrupts == InterruptKind.TestFails && IsIn(fault, SetupWithMsiX) => Errno.Ok,
        // A master's own mailbox could not be copied.
        StatusFault { Opcode: Opcode.AccessMem } => Outwards(scenario, fault, Errno.EIO),
        _ when Tolerances.IsTolerated(fault) => Errno.Ok,
        _ => Outwards(scenario, fault, fault.Error),
    };

    /// <summary>
    /// What is taken down in the midst of a load. A restart resets the card next, so nothing is lost; the fallback to the pin goes on with a card
    /// that must not have been given up.
    /// </summary>
    private static Errno OfUndo(FaultPoint fault) =>
        fault.Phase == FaultPhase.Load && IsIn(fault, SetupWithMsiX) && (fault is HangFault or InterruptFault || Closes(fault)) ? Errno.EIO : Errno.Ok;

    /// <summary>A lost command gives the function up, and the next one fails. The interrupt test is lost without that.</summary>
    private static Errno OfLoss(FaultPoint fault) => Tolerances.OpcodeOf(fault) switch
    {
        _ when fault.IsLast => Errno.Ok,
        // The command register stays busy, which the next command finds out.
        Opcode.Nop when fault is HangFault && IsIn(fault, SetupWithMsiX) => Errno.EIO,
        Opcode.Nop => Errno.EBUSY,
        _ => Errno.EIO,
    };

    /// <summary>What becomes of an error on its way out of the stages in which it has come up: none may swallow or change it but as its attributes say.</summary>
    private static Errno Outwards(Scenario scenario, FaultPoint fault, Errno error)
    {
        foreach (StagePlace place in fault.Place.Reverse())
        {
            if (place.Stage.Optional)
            {
                error = Tolerances.ConsequenceOf(place, scenario);
            }
            else if (error.Equals(place.Stage.RestartOn))
            {
                // A physical function that the firmware turns away is a slave without a master.
                error = error == Errno.EACCES && scenario.Function != FunctionMode.Slave ? Errno.EPROBE_DEFER : Errno.Ok;
            }
            if (error == Errno.Ok)
            {
                break;
            }
        }
        return error;
    }

    /// <summary>The master hands the firmware's refusal on as a status, and not all errors have one.</summary>
    private static IReadOnlyList<Errno> ResultsOfSlave(FaultPoint fault) => fault switch
    {
        // A master that gives itself up resets the card, and one that does not hear answers nothing. It depends on what is left to say to it:
        // there is no master, it does not answer yet, the card has no MSI-X while it is reset, or nothing is left.
        HangFault or InterruptFault => [Errno.EIO, Errno.EPROBE_DEFER, Errno.EOPNOTSUPP, Errno.Ok],
        // The master gives itself up as any function does, and then there is none.
        { Phase: FaultPhase.RestartUnload } => [Closes(fault) ? Errno.EIO : Errno.Ok],
        StatusFault status => status.Opcode switch
        {
            Opcode.AccessMem or Opcode.GenEqe => [Errno.EIO],
            _ => Tolerances.IsTolerated(fault) ? [Errno.Ok] : [fault.Error.ToStatus().ToErrno()],
        },
        _ => [fault.Error],
    };

    private static bool Closes(FaultPoint fault) => Tolerances.OpcodeOf(fault) is { } opcode && ((Driver.Commands.Opcode)opcode).IsClosing();

    private static bool IsIn(FaultPoint fault, string stage) => fault.Place.Any(step => step.Stage.Name == stage);
}
