using Mlx4.Sample.Hca.Functions;

namespace Mlx4.Sample.Hca.Commands;

/// <summary>The firmware: a table from opcode to handler, and what is checked the same way for all of them.</summary>
internal sealed class Firmware
{
    private readonly Entry[] _commands = new Entry[0x1000];
    private readonly ConnectX3 _card;

    public Firmware(ConnectX3 card)
    {
        _card = card;
        FirmwareCommands.AddTo(this, card);
        QueryCommands.AddTo(this, card);
        IcmCommands.AddTo(this, card);
        HcaCommands.AddTo(this, card);
        EqCommands.AddTo(this, card);
        FunctionCommands.AddTo(this, card);
        MptCommands.AddTo(this, card);
        CqCommands.AddTo(this, card);
        SrqCommands.AddTo(this, card);
        QpCommands.AddTo(this, card);
        McgCommands.AddTo(this, card);
        FlowSteeringCommands.AddTo(this, card);
        PortCommands.AddTo(this, card);
        SetPortCommand.AddTo(this, card);
        PortFilterCommands.AddTo(this, card);
        StatisticsCommands.AddTo(this, card);
        RegisterCommands.AddTo(this, card);
        HealthCommands.AddTo(this);
        MadCommands.AddTo(this, card);
    }

    /// <summary>Carries out a command.</summary>
    internal delegate CommandStatus Handler(ref Command command);

    /// <summary>What must be running for a command, else it is refused with <see cref="CommandStatus.BadSysState"/>.</summary>
    internal enum Needs
    {
        /// <summary>Nothing: the boot firmware in flash knows the command.</summary>
        Nothing,

        /// <summary>The firmware in the host's pages (RUN_FW).</summary>
        Firmware,

        /// <summary>The HCA (INIT_HCA).</summary>
        Hca,
    }

    /// <summary>Whether the firmware runs in the host's pages.</summary>
    public bool IsRunning { get; private set; }

    /// <summary>Adds a command.</summary>
    /// <param name="opcode">The command.</param>
    /// <param name="needs">What must be running.</param>
    /// <param name="handler">What carries it out.</param>
    /// <param name="modifiers">The opcode modifiers that it knows, bit n for modifier n. All others are refused.</param>
    /// <param name="usesInputModifier">Whether the input modifier means anything; if not, it must be 0.</param>
    /// <param name="namesOwner">Whether the low byte of the input parameter is the number of the function for which the command is.</param>
    public void Add(Opcode opcode, Needs needs, Handler handler, ushort modifiers = 1, bool usesInputModifier = false, bool namesOwner = false) =>
        _commands[(int)opcode] = new Entry(handler, needs, modifiers, usesInputModifier, namesOwner);

    public CommandStatus Execute(ref Command command)
    {
        ref readonly Entry entry = ref _commands[(int)command.Opcode];
        if (entry.Handler is null)
        {
            return CommandStatus.BadOp;
        }
        if (entry.Needs != Needs.Nothing && !(entry.Needs == Needs.Firmware ? IsRunning : _card.Hca.IsRunning))
        {
            return CommandStatus.BadSysState;
        }
        if ((entry.Modifiers & (1 << command.Modifier)) == 0 || (command.InputModifier != 0 && !entry.UsesInputModifier))
        {
            return CommandStatus.BadParam;
        }
        if (entry.NamesOwner && !TakeOwner(ref command))
        {
            return CommandStatus.BadIndex;
        }
        return entry.Handler(ref command);
    }

    /// <summary>The opcode modifiers that a command knows, bit n for modifier n; none of a command that the card does not have.</summary>
    public ushort ModifiersOf(Opcode opcode) => _commands[(int)opcode].Modifiers;

    public void Run() => IsRunning = true;

    public void Reset() => IsRunning = false;

    private bool TakeOwner(ref Command command)
    {
        bool found = _card.TryFunction((byte)command.InputParameter, out Function? owner);
        if (found)
        {
            command.Owner = owner!;
            command.InputParameter &= ~0xffUL;
        }
        return found;
    }

    private readonly record struct Entry(Handler? Handler, Needs Needs, ushort Modifiers, bool UsesInputModifier, bool NamesOwner);
}
