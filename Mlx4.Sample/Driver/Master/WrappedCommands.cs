using Mlx4.Runtime;
using Mlx4.Sample.Driver.Commands;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Driver.Master;

/// <summary>The commands of all functions, as the master carries them out (<c>cmd_info</c>, <c>mlx4_master_process_vhcr</c>).</summary>
internal sealed class WrappedCommands : IWrappedCommands
{
    private const ulong FunctionMask = 0xff;

    private readonly CommandInterface _commands;
    private readonly Gate _gate;
    private readonly IReadOnlyList<SlaveState> _slaves;
    private readonly FunctionMemory _memory;
    private readonly Mailbox _inbox;
    private readonly Mailbox _outbox;
    private readonly Dictionary<Opcode, WrappedCommand> _table = [];

    /// <summary>Makes an empty table.</summary>
    /// <param name="commands">The way to the firmware.</param>
    /// <param name="gate">The master's gate, which is held while a command is carried out.</param>
    /// <param name="slaves">The functions, by their number.</param>
    /// <param name="inbox">For the copies of the input mailboxes.</param>
    /// <param name="outbox">For the output mailboxes.</param>
    public WrappedCommands(CommandInterface commands, Gate gate, IReadOnlyList<SlaveState> slaves, Mailbox inbox, Mailbox outbox)
    {
        _commands = commands;
        _gate = gate;
        _slaves = slaves;
        _memory = new FunctionMemory(commands);
        _inbox = inbox;
        _outbox = outbox;
    }

    /// <summary>Adds a command.</summary>
    public void Add(WrappedCommand command) => _table.Add(command.Opcode, command);

    /// <inheritdoc/>
    public bool TryExecute(int function, in Command command, out ulong result, out Errno error)
    {
        result = 0;
        error = Errno.Ok;
        bool found = _table.TryGetValue(command.Opcode, out WrappedCommand? entry) && (function != 0 || entry.IsMastersToo);
        if (found)
        {
            using (_gate.Enter())
            {
                error = Execute(entry!, _slaves[function], command, out result, out _);
            }
        }
        return found;
    }

    /// <summary>Carries a slave's command out.</summary>
    /// <param name="slave">The slave.</param>
    /// <param name="command">The command.</param>
    /// <param name="result">The immediate output, if the command has one.</param>
    /// <param name="lost">Whether the command was carried out and the slave cannot be told: nobody knows its state any more.</param>
    /// <returns>How it ended. EINVAL: the slave may not give such a command, or has given it wrongly.</returns>
    public Errno Execute(SlaveState slave, in Command command, out ulong? result, out bool lost)
    {
        result = null;
        lost = false;
        if (!_table.TryGetValue(command.Opcode, out WrappedCommand? entry))
        {
            return Errno.EINVAL;
        }
        Errno error = Execute(entry, slave, command, out ulong value, out lost);
        if (entry.HasResult)
        {
            result = value;
        }
        return error;
    }

    /// <summary>Gives a call to the firmware as it is, but for the mailboxes, which are the master's.</summary>
    public Errno ExecuteNative(WrappedCommand entry, WrappedCall call)
    {
        ulong input = entry.HasInbox ? call.Inbox.BusAddress : call.Input;
        var command = new Command(
            call.Opcode,
            call.Modifier,
            call.OpModifier,
            entry.NamesFunction ? input & ~FunctionMask | (uint)call.Function : input,
            entry.HasOutbox ? call.Outbox.BusAddress : 0);
        Errno error = _commands.ExecuteNative(command, out ulong result);
        call.Result = result;
        return error;
    }

    private Errno Execute(WrappedCommand entry, SlaveState slave, in Command command, out ulong result, out bool lost)
    {
        result = 0;
        lost = false;
        // The address may have a number in its low byte, as those for the firmware do.
        if (entry.HasInbox && _memory.Read(slave.Number, command.Input & ~FunctionMask, _inbox) != Errno.Ok)
        {
            return Errno.EIO;
        }
        _outbox.Clear();
        var call = new WrappedCall(slave, command, _inbox, _outbox);
        Errno error = entry.Wrapper is { } wrapper ? wrapper(call) : ExecuteNative(entry, call);
        result = call.Result;
        if (error == Errno.Ok && entry.HasOutbox)
        {
            error = _memory.Write(slave.Number, command.Output, _outbox);
            lost = error != Errno.Ok;
        }
        return error;
    }
}
