using System.Buffers.Binary;
using Mlx4.Sample.Hca.Commands;
using Mlx4.Tests.Sample.Hca;

using CommCommand = Mlx4.Sample.Driver.Commands.CommCommand;
using HcaOpcode = Mlx4.Sample.Hca.Commands.Opcode;
using Opcode = Mlx4.Sample.Driver.Commands.Opcode;

namespace Mlx4.Tests.Sample.Driver.Slave;

/// <summary>
/// The least that a master does for the whole load of one slave: it answers at once, carries out what the firmware must, grants what the
/// slave asks for, and remembers what the slave has of it.
/// </summary>
internal sealed class SlaveMaster
{
    /// <summary>The numbers of event queues that the slave may use; their number is no power of two.</summary>
    public const int Eqs = 20;
    public const int ReservedEqs = 8;

    private const int VhcrSize = 0x100;
    private const uint Toggle = 1u << 31;
    private const uint Failure = 1u << 17;
    private const int CompletionEvent = 0x0a;

    private readonly RawDriver _driver;
    private readonly uint _number;
    private readonly uint _words;
    private readonly ulong _vhcrCopy;
    private readonly ulong _inbox;
    private readonly ulong _outbox;
    private readonly List<(Opcode Opcode, CommandStatus Status, int Left)> _refused = [];
    private readonly SortedSet<string> _granted = new(StringComparer.Ordinal);
    private ulong _vhcr;
    private uint? _eventQueue;
    private ushort _token;
    private int _nextMtt = 16;
    private int _nextCounter = 4;

    /// <summary>Serves a slave of a card that is up.</summary>
    public SlaveMaster(RawDriver driver, int number)
    {
        _driver = driver;
        _number = (uint)number;
        RawDriver.Ok(driver.Execute(HcaOpcode.QueryFw));
        _words = (uint)BinaryPrimitives.ReadUInt64BigEndian(driver.Output[0x40..]) + (_number * 8);
        _vhcrCopy = driver.Host.Allocate(1);
        _inbox = driver.Host.Allocate(1);
        _outbox = driver.Host.Allocate(1);
    }

    /// <summary>What the slave has said, and the commands that it has given.</summary>
    public List<string> Said { get; } = [];

    /// <summary>What the slave has of the master.</summary>
    public string Granted => string.Join(", ", _granted);

    /// <summary>What a slave that went had not given back.</summary>
    public List<string> TakenBack { get; } = [];

    /// <summary>How many completion queues the slave may have, by which it sizes its event queues.</summary>
    public int CqQuota { get; set; } = 0x80;

    /// <summary>How many counters there are for the slave.</summary>
    public int Counters { get; set; } = 2;

    /// <summary>What it answers to a RESET.</summary>
    public uint Version { get; set; } = 0x0101;

    /// <summary>Whether it answers nothing.</summary>
    public bool IsSilent { get; set; }

    /// <summary>When the slave says this, the master falls silent.</summary>
    public string? SilentFrom { get; set; }

    /// <summary>When the slave says this, the master drops it.</summary>
    public string? DropsAt { get; set; }

    /// <summary>Whether it sends events.</summary>
    public bool SendsEvents { get; set; } = true;

    /// <summary>Whether it lets a slave that was reset go on.</summary>
    public bool AcknowledgesResets { get; set; } = true;

    /// <summary>Is done when the slave has said something, before it is answered.</summary>
    public Action<string>? OnSaid { get; set; }

    /// <summary>Changes the answer to a command: its opcode, its opcode modifier, the mailbox.</summary>
    public Action<Opcode, byte, byte[]>? OnAnswer { get; set; }

    /// <summary>Comes to its slaves: it arms the channel.</summary>
    public void ComeUp() => RawDriver.Ok(_driver.Execute(HcaOpcode.ArmCommChannel));

    /// <summary>Turns the toggle of its word over, as no master does.</summary>
    public void BreakToggle() => _driver.Write32(_words + 4, _driver.Read32(_words + 4) ^ Toggle);

    /// <summary>Refuses a command the n-th time that it is given from now on.</summary>
    public void Refuse(Opcode opcode, CommandStatus status, int occurrence = 1) => _refused.Add((opcode, status, occurrence));

    /// <summary>Looks whether the slave has written.</summary>
    public void Serve()
    {
        ServeReset();
        uint written = _driver.Read32(_words);
        if (((written ^ _driver.Read32(_words + 4)) & Toggle) == 0 || IsSilent)
        {
            return;
        }
        var command = (CommCommand)((written >> 16) & 0x7f);
        string what = command == CommCommand.VhcrPost ? FetchCommand() : command.ToString();
        Said.Add(what);
        OnSaid?.Invoke(what);
        if (what == SilentFrom)
        {
            IsSilent = true;
            return;
        }
        _driver.Write32(_words + 4, (written & Toggle) | Answer(command, (ushort)written, what));
    }

    private uint Answer(CommCommand command, ushort parameter, string what)
    {
        if (what == DropsAt)
        {
            DropsAt = null;
            TakeBack();
            return Failure;
        }
        switch (command)
        {
            case CommCommand.Reset:
                _vhcr = 0;
                TakeBack();
                return Version;
            case CommCommand.VhcrPost:
                CarryOut();
                return 0;
            default:
                _vhcr |= (ulong)parameter << (16 * (int)(CommCommand.VhcrEnable - command));
                return 0;
        }
    }

    /// <summary>A slave that has asked for its reset has nothing any more; then it may go on.</summary>
    private void ServeReset()
    {
        const int Flags = 0xc;
        uint flags = _driver.Card.CommChannel.ReadPage((int)_number, Flags);
        if (AcknowledgesResets && (flags >> 16 & 1) != (flags >> 8 & 1))
        {
            TakeBack();
            RawDriver.Ok(_driver.Execute(HcaOpcode.InformFlrDone, modifier: _number));
        }
    }

    private void TakeBack()
    {
        foreach (string granted in _granted)
        {
            TakenBack.Add(granted);
            if (granted.StartsWith("EQ ", StringComparison.Ordinal))
            {
                RawDriver.Ok(_driver.Execute(HcaOpcode.Hw2SwEq, _number, Number(granted), 1));
            }
        }
        _granted.Clear();
        _eventQueue = null;
    }

    private string FetchCommand()
    {
        RawDriver.Ok(_driver.Execute(HcaOpcode.AccessMem, _vhcr | _number, VhcrSize, output: _vhcrCopy));
        ushort word = BinaryPrimitives.ReadUInt16BigEndian(_driver.Host.Memory(_vhcrCopy, VhcrSize)[0x1e..]);
        return $"{(Opcode)(word & 0xfff)}";
    }

    private void CarryOut()
    {
        byte[] vhcr = _driver.Host.Memory(_vhcrCopy, VhcrSize).ToArray();
        ushort word = BinaryPrimitives.ReadUInt16BigEndian(vhcr.AsSpan(0x1e));
        var opcode = (Opcode)(word & 0xfff);
        ulong output = BinaryPrimitives.ReadUInt64BigEndian(vhcr.AsSpan(0x10));
        CommandStatus status = Refusal(opcode) is { } refusal and not CommandStatus.Ok
            ? refusal
            : CarryOut(
                opcode,
                (byte)(word >> 12),
                BinaryPrimitives.ReadUInt64BigEndian(vhcr),
                BinaryPrimitives.ReadUInt32BigEndian(vhcr.AsSpan(8)),
                ref output);
        BinaryPrimitives.WriteUInt64BigEndian(vhcr.AsSpan(0x10), output);
        vhcr[0x1c] = (byte)status;
        vhcr.CopyTo(_driver.Host.Memory(_vhcrCopy, VhcrSize));
        RawDriver.Ok(_driver.Execute(HcaOpcode.AccessMem, _vhcrCopy, VhcrSize, output: _vhcr | _number));
        if ((vhcr[0x1d] & 1 << 6) != 0 && SendsEvents && _eventQueue is { } queue)
        {
            _driver.ClearInput();
            _driver.Input[0x01] = CompletionEvent;
            BinaryPrimitives.WriteUInt16BigEndian(_driver.Input[0x06..], ++_token);
            RawDriver.Ok(_driver.ExecuteIn(HcaOpcode.GenEqe, _number | (queue << 16)));
        }
    }

    private CommandStatus Refusal(Opcode opcode)
    {
        for (int i = 0; i < _refused.Count; i++)
        {
            if (_refused[i].Opcode == opcode)
            {
                _refused[i] = _refused[i] with { Left = _refused[i].Left - 1 };
                if (_refused[i].Left == 0)
                {
                    return _refused[i].Status;
                }
            }
        }
        return CommandStatus.Ok;
    }

    private CommandStatus CarryOut(Opcode opcode, byte opModifier, ulong input, uint modifier, ref ulong output)
    {
        switch (opcode)
        {
            case Opcode.QueryFuncCap or Opcode.QueryDevCap or Opcode.QueryPort or Opcode.QueryHca or Opcode.QueryFw or Opcode.QueryAdapter
                or Opcode.ConfigDev:
                byte[] answer = Query(opcode, opModifier, modifier);
                OnAnswer?.Invoke(opcode, opModifier, answer);
                answer.CopyTo(_driver.Host.Memory(_outbox, answer.Length));
                RawDriver.Ok(_driver.Execute(HcaOpcode.AccessMem, _outbox, (uint)answer.Length, output: output | _number));
                return CommandStatus.Ok;
            case Opcode.AllocRes:
                return Grant(modifier & 0xff, input, ref output);
            case Opcode.FreeRes:
                return _granted.Remove(Name(modifier & 0xff, (uint)input)) ? CommandStatus.Ok : CommandStatus.BadParam;
            case Opcode.WriteMtt:
                return WriteMtt(input, modifier);
            case Opcode.Sw2HwEq:
                Fetch(input);
                CommandStatus given = _driver.Execute((HcaOpcode)opcode, _inbox | _number, modifier);
                _ = given == CommandStatus.Ok && _granted.Add($"EQ {modifier}");
                return given;
            case Opcode.Hw2SwEq:
                _granted.Remove($"EQ {modifier}");
                return _driver.Execute((HcaOpcode)opcode, _number, modifier, opModifier);
            case Opcode.MapEq:
                _eventQueue = (int)modifier < 0 ? null : modifier;
                _token = 0;
                return CommandStatus.Ok;
            case Opcode.Nop:
                return _driver.Execute((HcaOpcode)opcode, modifier: modifier);
            default:
                return CommandStatus.BadOp;
        }
    }

    private byte[] Query(Opcode opcode, byte opModifier, uint modifier)
    {
        const byte Flags1Qp0AndPortId = 0x18;

        byte[] answer = new byte[TestHost.PageSize];
        if (opcode != Opcode.QueryFuncCap)
        {
            RawDriver.Ok(_driver.Execute((HcaOpcode)opcode, modifier: modifier, opcodeModifier: opModifier));
            _driver.Output.CopyTo(answer);
        }
        switch (opcode)
        {
            case Opcode.QueryPort:
                // The InfiniBand port is the first one; the tables are shared out, and no administrator has chosen an address.
                answer[0] = (byte)((answer[0] & 0xe0) | (int)modifier);
                Put32(0x0c, (127 << 16) | 16);
                answer.AsSpan(0x10, 8).Clear();
                break;
            case Opcode.QueryFuncCap when opModifier == 0:
                answer[0] = 0xdc;
                answer[1] = 2;
                Put32(0x2c, Eqs);
                Put32(0x30, ReservedEqs);
                Put32(0x50, 3000);
                Put32(0x54, (uint)CqQuota);
                Put32(0x58, 2048);
                Put32(0x60, 5000);
                break;
            case Opcode.QueryFuncCap:
                answer[0x03] = (byte)modifier;
                answer[0x0c] = Flags1Qp0AndPortId;
                Put32(0x04, 0x1234);
                Put32(0x10, 0x1400 + modifier);
                Put32(0x14, 0x1000 + modifier);
                Put32(0x18, 0x1402 + modifier);
                Put32(0x1c, 0x1002 + modifier);
                Put32(0x2c, 0xabc0 + modifier);
                break;
            default:
                break;
        }
        return answer;

        void Put32(int offset, uint value) => BinaryPrimitives.WriteUInt32BigEndian(answer.AsSpan(offset), value);
    }

    private CommandStatus Grant(uint kind, ulong input, ref ulong output)
    {
        const uint Mtt = 5;

        if (kind == Mtt)
        {
            output = (uint)_nextMtt;
            _nextMtt += 1 << (int)input;
        }
        else if (_granted.Count(granted => granted.StartsWith("counter", StringComparison.Ordinal)) >= Counters)
        {
            return CommandStatus.BadParam;
        }
        else
        {
            output = (uint)_nextCounter++;
        }
        _granted.Add(Name(kind, (uint)output));
        return CommandStatus.Ok;
    }

    private CommandStatus WriteMtt(ulong mailbox, uint count)
    {
        ReadOnlySpan<byte> words = Fetch(mailbox);
        ulong place = RawDriver.MttBase + (BinaryPrimitives.ReadUInt64BigEndian(words) * 8);
        for (int i = 0; i < count; i++)
        {
            Assert.True(_driver.Card.Icm.TryMemory(place + ((ulong)i * 8), 8, out Span<byte> entry));
            words.Slice((2 + i) * 8, 8).CopyTo(entry);
        }
        return CommandStatus.Ok;
    }

    /// <summary>Copies a mailbox of the slave's into the master's memory.</summary>
    private ReadOnlySpan<byte> Fetch(ulong mailbox)
    {
        RawDriver.Ok(_driver.Execute(HcaOpcode.AccessMem, mailbox | _number, TestHost.PageSize, output: _inbox));
        return _driver.Host.Memory(_inbox, TestHost.PageSize);
    }

    private static string Name(uint kind, uint number) => $"{(kind == 5 ? "MTT" : "counter")} {number}";

    private static uint Number(string granted) =>
        uint.Parse(granted[granted.IndexOf(' ', StringComparison.Ordinal)..], System.Globalization.CultureInfo.InvariantCulture);
}
