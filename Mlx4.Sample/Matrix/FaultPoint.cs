using System.Globalization;
using Mlx4.Runtime;
using Mlx4.Sample.Driver;
using Mlx4.Sample.Driver.Commands;
using Mlx4.Sample.Hca.Commands;
using Mlx4.Sample.Pci;

using CommandStatus = Mlx4.Sample.Hca.Commands.CommandStatus;
using Opcode = Mlx4.Sample.Hca.Commands.Opcode;

namespace Mlx4.Sample.Matrix;

/// <summary>Something that goes wrong once in a load or an unload.</summary>
/// <param name="Occurrence">Which time that it comes up in that load or unload, the first being 1.</param>
/// <param name="Place">The stages that are running then, from the outermost on; none if it is the master that serves the function that is loaded.</param>
/// <param name="Phase">When it comes up.</param>
internal abstract record FaultPoint(int Occurrence, IReadOnlyList<StagePlace> Place, FaultPhase Phase)
{
    /// <summary>What runs when no stage of the function that is loaded does.</summary>
    public const string MasterService = "the master's service";

    /// <summary>What kind of fault it is, as reports count it.</summary>
    public abstract string Kind { get; }

    /// <summary>What the step fails with; <see cref="Errno.Ok"/> if it never ends.</summary>
    public abstract Errno Error { get; }

    /// <summary>What goes wrong, without its number.</summary>
    protected abstract string Subject { get; }

    /// <summary>Whether the master of the function that is loaded gives the command, on a thread of its own.</summary>
    public bool IsOfMaster => Place.Count == 0;

    /// <summary>The stage of the device that is running then; of the probe around it, if there is none.</summary>
    public string OuterStage => IsOfMaster ? MasterService
        : Place.Where(static step => step.Pipeline.Pipeline == nameof(Mlx4Device)).Append(Place[0]).First().ToString();

    /// <summary>Whether something is being undone.</summary>
    public bool IsInUndo => Phase != FaultPhase.Load || Place.Any(static step => step.IsUndone);

    /// <summary>Whether the load gives no command after it that it cannot do without.</summary>
    public bool IsLast { get; set; }

    /// <summary>Arms it: occurrences are counted from now on.</summary>
    public abstract void Arm(MatrixMachine machine);

    /// <inheritdoc/>
    public sealed override string ToString()
    {
        string place = Place.Count == 0 ? MasterService : string.Join('/', Place.Select(step => step.Stage.Name));
        string phase = Phase switch { FaultPhase.Unload => "the unload, ", FaultPhase.RestartUnload => "the restart's unload, ", _ => "" };
        return $"{Subject}{Outcome} in {phase}{place}";
    }

    /// <summary>The number of the occurrence, and how it ends.</summary>
    protected virtual string Outcome => string.Create(CultureInfo.InvariantCulture, $"#{Occurrence}={Error}");
}

/// <summary>A stage that runs.</summary>
/// <param name="Pipeline">Its pipeline.</param>
/// <param name="Stage">The stage.</param>
/// <param name="IsUndone">Whether it is its cleanup that runs.</param>
internal readonly record struct StagePlace(StageScope Pipeline, StageInfo Stage, bool IsUndone)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Pipeline.Pipeline}.{Stage.Name}";
}

/// <summary>A stage is refused.</summary>
internal sealed record StageFault(int Occurrence, IReadOnlyList<StagePlace> Place, Errno Refusal) : FaultPoint(Occurrence, Place, FaultPhase.Load)
{
    public override string Kind => "stage refused";

    public override Errno Error => Refusal;

    protected override string Subject => Place[^1].ToString();

    public override void Arm(MatrixMachine machine) => machine.Monitor.Refuse(Place[^1], Refusal, Occurrence);
}

/// <summary>The firmware refuses a command.</summary>
internal sealed record StatusFault(int Occurrence, IReadOnlyList<StagePlace> Place, FaultPhase Phase, Opcode Opcode, CommandStatus Status)
    : FaultPoint(Occurrence, Place, Phase)
{
    public override string Kind => "command refused";

    public override Errno Error => ((Driver.Commands.CommandStatus)Status).ToErrno();

    /// <summary>What the command is about, where one opcode does several things.</summary>
    public uint Modifier { get; init; }

    protected override string Subject => Opcode.Name();

    protected override string Outcome => string.Create(CultureInfo.InvariantCulture, $"#{Occurrence}={Status.Name()}");

    public override void Arm(MatrixMachine machine) => machine.Card.Faults.FailCommand((ushort)Opcode, (byte)Status, Occurrence);
}

/// <summary>A command never completes.</summary>
internal sealed record HangFault(int Occurrence, IReadOnlyList<StagePlace> Place, FaultPhase Phase, Opcode Opcode) : FaultPoint(Occurrence, Place, Phase)
{
    public override string Kind => "command hangs";

    public override Errno Error => Errno.EIO;

    protected override string Subject => Opcode.Name();

    protected override string Outcome => string.Create(CultureInfo.InvariantCulture, $"#{Occurrence} hangs");

    public override void Arm(MatrixMachine machine) => machine.Card.Faults.HangCommand((ushort)Opcode, Occurrence);
}

/// <summary>The host refuses a call.</summary>
internal sealed record HostFault(int Occurrence, IReadOnlyList<StagePlace> Place, HostCall Call, Errno Refusal) : FaultPoint(Occurrence, Place, FaultPhase.Load)
{
    public override string Kind => "host call refused";

    public override Errno Error => Refusal;

    protected override string Subject => Call.ToString();

    public override void Arm(MatrixMachine machine) => machine.Host.Faults.Fail(Call, Occurrence);
}

/// <summary>All interrupts are lost from a command on.</summary>
internal sealed record InterruptFault(int Occurrence, IReadOnlyList<StagePlace> Place, FaultPhase Phase, Opcode Opcode) : FaultPoint(Occurrence, Place, Phase)
{
    public override string Kind => "interrupts lost";

    public override Errno Error => Errno.EIO;

    protected override string Subject => $"interrupts from {Opcode.Name()}";

    protected override string Outcome => string.Create(CultureInfo.InvariantCulture, $"#{Occurrence} lost");

    public override void Arm(MatrixMachine machine)
    {
        int arrivals = 0;
        machine.Card.CommandObserver = command =>
        {
            if (command.Opcode == Opcode && ++arrivals == Occurrence)
            {
                machine.Card.Faults.LoseInterrupts();
            }
        };
    }
}
