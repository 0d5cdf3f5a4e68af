using Mlx4.Sample.Hca.Commands;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Hca;

/// <summary>What is to go wrong in the card. Nothing does unless it is asked for.</summary>
internal sealed class Faults
{
    private readonly Lock _lock = new();
    private readonly List<Rule> _rules = [];
    private volatile bool _armed;
    private volatile bool _internalError;
    private int? _commandsToError;
    private volatile bool _loseIntX;
    private volatile bool _loseMsiX;

    /// <summary>What happens to a command.</summary>
    internal enum Verdict
    {
        /// <summary>It is carried out.</summary>
        Pass,

        /// <summary>It has no effect but its status.</summary>
        Fail,

        /// <summary>It is never carried out, and the GO bit stays set.</summary>
        Hang,
    }

    /// <summary>Whether another function seems to hold the hardware semaphore that guards the reset.</summary>
    public bool SemaphoreBusy { get; set; }

    /// <summary>Whether another function seems to own the device.</summary>
    public bool OwnershipTaken { get; set; }

    /// <summary>Whether a reset never ends: the vendor id stays 0xffff.</summary>
    public bool StuckInReset { get; set; }

    /// <summary>The most virtual functions that the card lets be enabled; with 0 it refuses SR-IOV, though it has the capability.</summary>
    public int VirtualFunctionLimit { get; set; } = int.MaxValue;

    /// <summary>Whether the card has given itself up: its error buffer says so, it completes no command, and it is silent until its reset.</summary>
    public bool HasInternalError => _internalError;

    /// <summary>Lets the card give itself up.</summary>
    /// <param name="afterCommands">How many commands it still carries out; the next finds it failed. Without any it fails at once.</param>
    public void InternalError(int afterCommands = 0)
    {
        lock (_lock)
        {
            _internalError = afterCommands == 0;
            _commandsToError = afterCommands;
            _armed = true;
        }
    }

    /// <summary>Fails a command, once.</summary>
    /// <param name="opcode">The command.</param>
    /// <param name="status">Its status.</param>
    /// <param name="occurrence">Which one of those that arrive from now on, the first being 1.</param>
    public void FailCommand(ushort opcode, byte status, int occurrence = 1) => Add(new Rule(opcode, Verdict.Fail, (CommandStatus)status, occurrence));

    /// <summary>Fails a command whenever it arrives.</summary>
    public void FailCommandAlways(ushort opcode, byte status) => Add(new Rule(opcode, Verdict.Fail, (CommandStatus)status, Rule.Always));

    /// <summary>Lets a command hang: GO is never cleared, so nothing but a reset gets the command register back.</summary>
    /// <param name="opcode">The command.</param>
    /// <param name="occurrence">Which one of those that arrive from now on, the first being 1.</param>
    public void HangCommand(ushort opcode, int occurrence = 1) => Add(new Rule(opcode, Verdict.Hang, CommandStatus.Ok, occurrence));

    /// <summary>Loses all interrupts from now on; the events themselves are still written.</summary>
    public void LoseInterrupts() => _loseIntX = _loseMsiX = true;

    /// <summary>Loses the interrupts of one kind from now on (see <see cref="PciInterrupt"/>).</summary>
    public void LoseInterrupts(int kind)
    {
        _loseIntX |= kind == PciInterrupt.IntX;
        _loseMsiX |= kind == PciInterrupt.MsiX;
    }

    /// <summary>Lets nothing go wrong any more with commands and interrupts. A card that has given itself up stays so until its reset.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _rules.Clear();
            _loseIntX = _loseMsiX = false;
        }
    }

    /// <summary>The card was reset, and with it the internal error has gone.</summary>
    internal void Recover()
    {
        lock (_lock)
        {
            if (_internalError)
            {
                _internalError = false;
                _commandsToError = null;
            }
        }
    }

    /// <summary>Whether an interrupt of this kind gets lost.</summary>
    internal bool Loses(int kind) => kind == PciInterrupt.IntX ? _loseIntX : _loseMsiX;

    /// <summary>Tells that a command has arrived, and what is to become of it.</summary>
    internal Verdict Arrived(Opcode opcode, out CommandStatus status)
    {
        status = CommandStatus.Ok;
        return _armed ? Judge((ushort)opcode, out status) : Verdict.Pass;
    }

    private void Add(Rule rule)
    {
        lock (_lock)
        {
            _rules.Add(rule);
            _armed = true;
        }
    }

    private Verdict Judge(ushort opcode, out CommandStatus status)
    {
        var verdict = Verdict.Pass;
        status = CommandStatus.Ok;
        lock (_lock)
        {
            if (_commandsToError is { } left)
            {
                _internalError = left == 0;
                _commandsToError = Math.Max(left - 1, 0);
            }
            if (_internalError)
            {
                return Verdict.Hang;
            }
            foreach (Rule rule in _rules)
            {
                // Every rule counts every arrival, also one that an earlier rule has already decided.
                if (rule.Opcode == opcode && rule.Fires() && verdict == Verdict.Pass)
                {
                    verdict = rule.Verdict;
                    status = rule.Status;
                }
            }
        }
        return verdict;
    }

    private sealed class Rule(ushort opcode, Verdict verdict, CommandStatus status, int occurrence)
    {
        public const int Always = 0;

        private int _arrivals;

        public ushort Opcode => opcode;

        public Verdict Verdict => verdict;

        public CommandStatus Status => status;

        public bool Fires() => occurrence == Always || ++_arrivals == occurrence;
    }
}
