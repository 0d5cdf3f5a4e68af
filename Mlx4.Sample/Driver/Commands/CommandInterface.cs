using System.Numerics;
using Mlx4.Runtime;
using Mlx4.Sample.Driver.Firmware;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Driver.Commands;

/// <summary>
/// The way to the firmware (<c>mlx4_cmd_init</c>): the host command register and the mailboxes. A command's completion is polled for until
/// the event queues are up, and told by an event after that.
/// </summary>
internal sealed partial class CommandInterface
{
    // The words of the HCR.
    private const int InputHigh = 0x00;
    private const int InputLow = 0x04;
    private const int Modifier = 0x08;
    private const int OutputHigh = 0x0c;
    private const int OutputLow = 0x10;
    private const int TokenWord = 0x14;
    private const int StatusWord = 0x18;

    // The fields of the last two.
    private const int TokenShift = 16;
    private const int StatusShift = 24;
    private const uint Go = 1 << 23;
    private const uint EventWanted = 1 << 22;
    private const int ToggleShift = 21;
    private const int OpModifierShift = 12;
    private const ushort PollToken = 0xffff;

    /// <summary>How long any command may take: the three time classes of the firmware are the same.</summary>
    private static readonly TimeSpan CommandTimeout = TimeSpan.FromSeconds(60);

    /// <summary>How long the HCR may be busy with the command before, while completions are told by events.</summary>
    private static readonly TimeSpan GoTimeout = TimeSpan.FromSeconds(10);

    private readonly PciDevice _pci;
    private readonly StageScope _scope;
    private readonly Lock _gate = new();
    private readonly Queue<CommandContext> _freeContexts = [];
    private CommandContext[] _contexts = [];
    private ushort _tokenMask;
    private MmioRegion _hcr = MmioRegion.Unmapped;
    private MailboxPool? _mailboxes;
    private uint _toggle;
    private bool _useEvents;
    private int _internalError;

    public CommandInterface(PciDevice pci, StageScope scope)
    {
        _pci = pci;
        _scope = scope;
    }

    /// <summary>The pages for mailboxes.</summary>
    /// <exception cref="InvalidOperationException">The command interface is not up.</exception>
    public MailboxPool Mailboxes => _mailboxes ?? throw new InvalidOperationException("There is no pool of mailboxes.");

    /// <summary>The master's part in its functions' commands, its own among them; <see langword="null"/> while it has none.</summary>
    public IWrappedCommands? Wrapped { get; set; }

    /// <summary>
    /// Whether the card has been given up: a command was lost, or the card said so itself. It has been reset then; it is given no more
    /// commands until the next load.
    /// </summary>
    public bool InternalError => Volatile.Read(ref _internalError) != 0;

    [InitStage(10, NoCleanup = "plain fields, set anew by every load")]
    private void InitState()
    {
        _useEvents = false;
        // A card that was reset shows a toggle of 0, so the first command differs from it.
        _toggle = 1;
        Volatile.Write(ref _internalError, 0);
    }

    [InitStage(20, Cleanup = nameof(UnmapHcr))]
    private Errno MapHcr() => _pci.MapRegion(PciRegion.Bar0, Registers.Hcr, Registers.HcrSize, "HCR", out _hcr);
    private void UnmapHcr() => _pci.UnmapRegion(_hcr);

    [InitStage(30, Cleanup = nameof(DestroyMailboxPool))]
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
    /// Gives a command and waits for its completion. EIO: it could not be given, or did not complete within 60 s; the card has been reset.
    /// Otherwise the error of the firmware's status.
    /// </summary>
    /// <param name="command">The command.</param>
    /// <param name="result">The immediate output.</param>
    public Errno Execute(in Command command, out ulong result) =>
        Wrapped is { } wrapped && wrapped.TryExecute(function: 0, command, out result, out Errno error) ? error : ExecuteNative(command, out result);

    /// <summary>Gives a command to the firmware itself, whatever the master does with its functions' commands (<c>MLX4_CMD_NATIVE</c>).</summary>
    public Errno ExecuteNative(in Command command, out ulong result)
    {
        // A wrapper takes its own locks and then this one, so none may be held on the way to it.
        lock (_gate)
        {
            result = 0;
            return InternalError || _pci.ChannelOffline ? AfterError(command.Opcode)
                : _useEvents ? Wait(command, out result)
                : Poll(command, out result);
        }
    }

    /// <summary>From now on the completion of a command is told by an event (<c>mlx4_cmd_use_events</c>).</summary>
    /// <param name="maxCommands">How many commands the firmware takes at a time.</param>
    public void UseEvents(int maxCommands)
    {
        _contexts = [.. Enumerable.Range(0, maxCommands).Select(static token => new CommandContext { Token = (ushort)token })];
        _tokenMask = (ushort)(BitOperations.RoundUpToPowerOf2((uint)maxCommands) - 1);
        _freeContexts.Clear();
        foreach (CommandContext context in _contexts)
        {
            _freeContexts.Enqueue(context);
        }
        _useEvents = true;
    }

    /// <summary>From now on completions are polled for (<c>mlx4_cmd_use_polling</c>).</summary>
    public void UsePolling() => _useEvents = false;

    /// <summary>An event tells the completion of a command. One that nobody waits for any more is dropped.</summary>
    public void Complete(ushort token, CommandStatus status, ulong result)
    {
        int index = token & _tokenMask;
        if (index < _contexts.Length && _contexts[index] is { } context && context.Token == token)
        {
            context.Status = status;
            context.Result = result;
            context.IsDone = true;
        }
    }

    /// <summary>Gives the card up (<c>mlx4_enter_error_state</c>): it is reset, so that it uses no memory of the host any more.</summary>
    public void EnterErrorState()
    {
        // Whoever comes first: the one that waits for a command, or the one that looks at the error buffer.
        if (Interlocked.Exchange(ref _internalError, 1) != 0)
        {
            return;
        }
        InitResult<Errno> reset = new Reset(_pci, _scope.Nested(nameof(Reset), "after an error")).LoadOne();
        if (reset.Failed)
        {
            _scope.Warn($"the card could not be reset: {reset}");
        }
    }

    private Errno Poll(in Command command, out ulong result)
    {
        result = 0;
        if (IsPending())
        {
            return GiveUp(command.Opcode);
        }
        Post(command, PollToken, events: 0);
        if (!_pci.Time.WaitUntil(() => !IsPending(), CommandTimeout))
        {
            return GiveUp(command.Opcode);
        }
        result = (ulong)_hcr.Read32(OutputHigh) << 32 | _hcr.Read32(OutputLow);
        return Finish(command.Opcode, (CommandStatus)(_hcr.Read32(StatusWord) >> StatusShift));
    }

    private Errno Wait(in Command command, out ulong result)
    {
        result = 0;
        if (!_pci.Time.WaitUntil(() => !IsPending(), GoTimeout))
        {
            return GiveUp(command.Opcode);
        }
        CommandContext context = _freeContexts.Dequeue();
        context.Token += (ushort)(_tokenMask + 1);
        context.IsDone = false;
        Post(command, context.Token, EventWanted);
        bool ended = _pci.Time.WaitUntil(() => context.IsDone || InternalError, CommandTimeout);
        _freeContexts.Enqueue(context);
        if (InternalError)
        {
            return AfterError(command.Opcode);
        }
        if (!ended)
        {
            // NOP is the test whether interrupts arrive. The card is in order if they do not.
            return command.Opcode == Opcode.Nop ? Errno.EBUSY : GiveUp(command.Opcode);
        }
        result = context.Result;
        return Finish(command.Opcode, context.Status);
    }

    private void Post(in Command command, ushort token, uint events)
    {
        _hcr.Write32(InputHigh, (uint)(command.Input >> 32));
        _hcr.Write32(InputLow, (uint)command.Input);
        _hcr.Write32(Modifier, command.Modifier);
        _hcr.Write32(OutputHigh, (uint)(command.Output >> 32));
        _hcr.Write32(OutputLow, (uint)command.Output);
        _hcr.Write32(TokenWord, (uint)token << TokenShift);
        uint toggle = _toggle;
        // The toggle flips before the command is handed over: the completion's interrupt may give the next one.
        _toggle ^= 1;
        _hcr.Write32(StatusWord, Go | events | toggle << ToggleShift | (uint)command.OpModifier << OpModifierShift | (uint)command.Opcode);
    }

    private bool IsPending()
    {
        uint word = _hcr.Read32(StatusWord);
        return (word & Go) != 0 || (word >> ToggleShift & 1) == _toggle;
    }

    private Errno Finish(Opcode opcode, CommandStatus status) =>
        status != CommandStatus.Ok && opcode.IsClosing() ? GiveUp(opcode) : status.ToErrno();

    private Errno GiveUp(Opcode opcode)
    {
        _scope.Warn($"{opcode} was not completed, the card is reset");
        EnterErrorState();
        return AfterError(opcode);
    }

    private static Errno AfterError(Opcode opcode) => opcode.IsTeardown() ? Errno.Ok : Errno.EIO;
}
