using Mlx4.Runtime;
using Mlx4.Sample.Driver.Slave;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Driver.Commands;

/// <summary>
/// The way to the firmware (<c>mlx4_cmd_init</c>): a channel for commands, and mailboxes. A command's completion is polled for until the event
/// queues are up, and told by an event after that. One command is under way at a time; others wait.
/// </summary>
internal sealed partial class CommandInterface
{
    private const ushort PollToken = 0xffff;

    /// <summary>How long the channel may be busy with the command before, while completions are told by events.</summary>
    private static readonly TimeSpan GoTimeout = TimeSpan.FromSeconds(10);

    /// <summary>How long the master may take for what the comm channel itself says.</summary>
    private static readonly TimeSpan CommTimeout = TimeSpan.FromSeconds(10);

    private readonly PciDevice _pci;
    private readonly StageScope _scope;
    private readonly HostCommandRegister _hcr;
    private readonly VirtualCommandRegister _vhcr;
    private readonly CommandEvents _events = new();
    private readonly Gate _commands;
    private readonly Gate _state;
    private ICommandChannel _channel;
    private MailboxPool? _mailboxes;
    private volatile bool _internalError;
    private bool _isOpen;
    private bool _resetting;

    public CommandInterface(PciDevice pci, StageScope scope)
    {
        _pci = pci;
        _scope = scope;
        Comm = new CommChannel(pci, scope);
        _hcr = new HostCommandRegister(pci, scope);
        _vhcr = new VirtualCommandRegister(pci, Comm);
        _commands = new Gate(pci.Time, "the command channel");
        _state = new Gate(pci.Time, "the state of the function");
        _channel = _hcr;
    }

    /// <summary>What the function is among those of its card; the next load goes by it.</summary>
    public FunctionMode Mode { get; set; }

    /// <summary>A slave's way to its master.</summary>
    public CommChannel Comm { get; }

    /// <summary>Where the master finds a slave's commands.</summary>
    public ulong VhcrAddress => _vhcr.BusAddress;

    /// <summary>The pages for mailboxes.</summary>
    /// <exception cref="InvalidOperationException">The command interface is not up.</exception>
    public MailboxPool Mailboxes => _mailboxes ?? throw new InvalidOperationException("There is no pool of mailboxes.");

    /// <summary>The master's part in its functions' commands, its own among them; <see langword="null"/> while it has none.</summary>
    public IWrappedCommands? Wrapped { get; set; }

    /// <summary>
    /// Whether the function has been given up: a command was lost, or the card or the master said so. It has been reset then; it is given no
    /// more commands until the next load.
    /// </summary>
    public bool InternalError => _internalError;

    /// <summary>Is told that the function has been given up. Somebody may wait for a command, so it must not wait itself.</summary>
    public Action? ErrorStateEntered { get; set; }

    private bool IsSlave => Mode == FunctionMode.Slave;

    private bool IsPhysical => !IsSlave;

    [InitStage(10, NoCleanup = "plain fields, set anew by every load")]
    private void InitState()
    {
        _channel = IsSlave ? _vhcr : _hcr;
        _events.Stop();
        _internalError = false;
    }

    [InitStage(20, Cleanup = nameof(UnmapHcr), When = nameof(IsPhysical))]
    private Errno MapHcr() => Open(_hcr.Map);
    private void UnmapHcr() => Close(_hcr.Unmap);

    [InitStage(30, Cleanup = nameof(FreeVhcr), When = nameof(IsSlave))]
    private Errno AllocVhcr() => _vhcr.Alloc();
    private void FreeVhcr() => _vhcr.Free();

    [InitStage(40, Cleanup = nameof(DestroyMailboxPool))]
    private void CreateMailboxPool() => _mailboxes = new MailboxPool(_pci);
    private void DestroyMailboxPool()
    {
        Mailboxes.Destroy();
        _mailboxes = null;
    }

    partial void OnStageEvent(in StageEvent stageEvent) => _scope.Tell(stageEvent);
    partial void OnStageStarting(StageInfo stage, ref Errno error) => _scope.Ask(stage, ref error);

    /// <summary>Gives a command and waits for its completion.</summary>
    public Errno Execute(in Command command) => Execute(command, out _);

    /// <summary>
    /// Gives a command and waits for its completion. EIO: it could not be given, or did not complete in time; the function has been reset.
    /// Otherwise the error of the firmware's status.
    /// </summary>
    /// <param name="command">The command.</param>
    /// <param name="result">The immediate output.</param>
    public Errno Execute(in Command command, out ulong result) =>
        Wrapped is { } wrapped && wrapped.TryExecute(function: 0, command, out result, out Errno error) ? error : ExecuteNative(command, out result);

    /// <summary>
    /// Gives a command as it is, whatever the master does with its functions' commands (<c>MLX4_CMD_NATIVE</c>): a physical function's to the
    /// firmware, a slave's to its master.
    /// </summary>
    public Errno ExecuteNative(in Command command, out ulong result)
    {
        // A wrapper takes its own locks and then this one, so none may be held on the way to it.
        using (_commands.Enter())
        {
            CommandContext? context = _events.Take();
            Errno error = Carry(command, context, out result);
            _events.Return(context);
            return error;
        }
    }

    /// <summary>
    /// Says something to the master that is no command for the firmware, and waits for its answer (<c>mlx4_comm_cmd</c>). EAGAIN: it has not
    /// answered what was said before. ETIMEDOUT: it does not answer a RESET yet, since it has to clean up first. EIO: it does not answer, or
    /// drops the function, which has been reset.
    /// </summary>
    public Errno ExecuteComm(CommCommand command, ushort parameter = 0)
    {
        using (_commands.Enter())
        {
            if (Comm.IsPending)
            {
                return Errno.EAGAIN;
            }
            using (_state.Enter())
            {
                if (InternalError)
                {
                    return Errno.EIO;
                }
                Comm.Post(command, parameter);
            }
            if (!_pci.Time.WaitUntil(() => !Comm.IsPending || InternalError, CommTimeout) && command == CommCommand.Reset)
            {
                return Errno.ETIMEDOUT;
            }
            if (InternalError || Comm.IsPending || Comm.HasFailed)
            {
                EnterErrorState();
                return Errno.EIO;
            }
            return Errno.Ok;
        }
    }

    /// <summary>From now on the completion of a command is told by an event (<c>mlx4_cmd_use_events</c>).</summary>
    /// <param name="maxCommands">How many commands the firmware takes at a time.</param>
    public void UseEvents(int maxCommands)
    {
        using (_commands.Enter())
        {
            _events.Start(maxCommands);
        }
    }

    /// <summary>From now on completions are polled for (<c>mlx4_cmd_use_polling</c>). A command under way is waited for.</summary>
    public void UsePolling()
    {
        using (_commands.Enter())
        {
            _events.Stop();
        }
    }

    /// <summary>An event tells the completion of a command.</summary>
    public void Complete(ushort token, CommandStatus status, ulong result) => _events.Complete(token, new Answer(status, result));

    /// <summary>Maps a slave's way to its master, by which it can be given up from now on. ENOMEM: the host cannot.</summary>
    public Errno OpenComm() => Open(Comm.Map);

    /// <summary>Ends the mapping. A reset that somebody has begun is waited for.</summary>
    public void CloseComm() => Close(Comm.Unmap);

    /// <summary>
    /// Gives the function up (<c>mlx4_enter_error_state</c>): it is reset, so that it uses no memory of the host any more. A command that
    /// somebody waits for ends when that is done. Nothing happens while the way to the firmware is not open: the function uses no memory then, and a
    /// reset would take the card away from a load or an unload under way.
    /// </summary>
    public void EnterErrorState()
    {
        // Whoever comes first: the one that waits for a command, or the one that looks at the error buffer.
        using (_state.Enter())
        {
            // A timer of the thread that does it comes in here as well.
            if (InternalError || _resetting || !_isOpen)
            {
                return;
            }
            _resetting = true;
            InitResult<Errno> reset = _channel.Reset();
            if (reset.Failed)
            {
                _scope.Warn($"the card could not be reset: {reset}");
            }
            _internalError = true;
            _resetting = false;
        }
        ErrorStateEntered?.Invoke();
    }

    /// <summary>Not while somebody gives the function up, nor does that come in between.</summary>
    private Errno Open(Func<Errno> map)
    {
        using (_state.Enter())
        {
            Errno error = map();
            _isOpen = error == Errno.Ok;
            return error;
        }
    }

    private void Close(Action unmap)
    {
        using (_state.Enter())
        {
            _isOpen = false;
            unmap();
        }
    }

    private Errno Carry(in Command command, CommandContext? context, out ulong result)
    {
        result = 0;
        if (InternalError || _pci.ChannelOffline)
        {
            return AfterError(command.Opcode);
        }
        if (!_pci.Time.WaitUntil(() => !_channel.IsPending || InternalError, context is null ? TimeSpan.Zero : GoTimeout))
        {
            return GiveUp(command.Opcode);
        }
        if (!TryPost(command, context))
        {
            return AfterError(command.Opcode);
        }
        bool ended = _pci.Time.WaitUntil(() => InternalError || (context?.IsDone ?? !_channel.IsPending), _channel.Timeout);
        if (!ended && context is not null && command.Opcode == Opcode.Nop && _channel.OutlivesLostEvents)
        {
            // The test whether interrupts arrive. The card is in order if they do not.
            return Errno.EBUSY;
        }
        // The next command may be polled for, and then must find the channel free.
        ended = ended && _pci.Time.WaitUntil(() => !_channel.IsPending || InternalError, _channel.Timeout);
        // A reset that somebody has begun meanwhile leaves its traces in the channel, so nothing is read before it is through.
        using (_state.Enter())
        {
            if (InternalError)
            {
                return AfterError(command.Opcode);
            }
            if (!ended || _channel.HasFailed)
            {
                return GiveUp(command.Opcode);
            }
            Answer answer = _channel.Read(context?.Answer);
            result = answer.Result;
            return IsFatal(command.Opcode, answer.Status) ? GiveUp(command.Opcode) : answer.Status.ToErrno();
        }
    }

    /// <summary>Posts a command unless the function has been given up, and not while that is being done.</summary>
    private bool TryPost(in Command command, CommandContext? context)
    {
        using (_state.Enter())
        {
            if (!InternalError)
            {
                _channel.Post(command, context?.Token ?? PollToken, byEvent: context is not null);
            }
            return !InternalError;
        }
    }

    /// <summary>
    /// Whether the card still uses what the driver is about to free (<see cref="OpcodeExtensions.IsClosing"/>). A region that windows are bound to
    /// only stays the card's until they are gone.
    /// </summary>
    private static bool IsFatal(Opcode opcode, CommandStatus status) =>
        status != CommandStatus.Ok && opcode.IsClosing() && (opcode, status) != (Opcode.Hw2SwMpt, CommandStatus.RegionBound);

    private Errno GiveUp(Opcode opcode)
    {
        _scope.Warn($"{opcode} was not completed, the card is reset");
        EnterErrorState();
        return AfterError(opcode);
    }

    private static Errno AfterError(Opcode opcode) => opcode.IsTeardown() ? Errno.Ok : Errno.EIO;
}
