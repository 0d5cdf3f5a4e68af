using System.Buffers.Binary;
using Mlx4.Sample.Hca.Commands;
using Mlx4.Sample.Pci;

namespace Mlx4.Tests.Sample.Hca.Hostile;

/// <summary>
/// A driver that does whatever it should not: registers of any width at any place, commands that are nearly right, doorbells of
/// queues that are not there, in a host that is no better.
/// </summary>
internal sealed class HostileDriver
{
    private const int KeptActions = 16;

    private readonly RecordedSession _session;
    private readonly Noise _random;
    private readonly RawDriver _driver;
    private readonly HostileHost _host;
    private readonly Queue<string> _actions = new();
    private readonly byte[] _start;
    private readonly IPciFunction[] _functions;

    public HostileDriver(RecordedSession session, ulong seed)
    {
        _session = session;
        _driver = new RawDriver(session.Options);
        _random = new Noise(seed);
        _host = new HostileHost(_driver.Host, _random);
        _start = _driver.Host.Image();
        _functions = [_driver.Function, _driver.Card.VirtualFunctions[0], _driver.Card.VirtualFunctions[1]];
        foreach (IPciFunction function in _functions)
        {
            function.Host = _host;
        }
    }

    /// <summary>How many accesses there have been.</summary>
    public int Accesses { get; private set; }

    /// <summary>How many entries the ledger of the card has.</summary>
    public int LedgerEntries => _driver.Card.Ledger.Entries.Count;

    /// <summary>How many commands of each opcode the card has carried out.</summary>
    public Dictionary<Opcode, int> CarriedOut { get; } = [];

    /// <summary>How many it has refused.</summary>
    public Dictionary<Opcode, int> Refused { get; } = [];

    /// <summary>What was done last, as far as it is kept.</summary>
    public string Last => string.Join("\n", _actions);

    /// <summary>A card at some point of a session, so many accesses, and a reset, after which the card must be as new.</summary>
    public void Episode(int accesses)
    {
        Replay(_random.Chance(2) ? _session.Writes.Count : _random.Below(_session.Writes.Count));
        _host.IsHostile = true;
        for (int end = Accesses + accesses; Accesses < end;)
        {
            Act();
        }
        _host.IsHostile = false;
        _driver.Host.MapAll();
        Recover();
    }

    /// <summary>The reset that a driver has when nothing else helps; afterwards a whole bring-up, with an event to show for it.</summary>
    private void Recover()
    {
        Reset();
        _driver.BringUp();
        ushort token = _driver.PostByEvent(Opcode.Nop);
        Assert.Equal(0x0a, _driver.Eqe(0)[1]);
        Assert.Equal(token, BinaryPrimitives.ReadUInt16BigEndian(_driver.Eqe(0)[6..]));
        Reset();
    }

    private void Reset()
    {
        _driver.Function.Reset();
        Assert.True(_driver.Card.Ledger.IsEmpty, $"After a reset: {_driver.Card.Ledger}.");
        _driver.Host.Restore(_start);
        _driver.ForgetToggle();
        _driver.WriteConfig16(PciConfig.Command, PciConfig.CommandMemory | PciConfig.CommandMaster);
    }

    /// <summary>Does the first so many writes of the session.</summary>
    private void Replay(int count)
    {
        _driver.Host.Restore(_session.Memory);
        foreach (RecordedWrite write in _session.Writes.Take(count))
        {
            if (write.Command is { Mailbox.Length: > 0 } command)
            {
                command.Mailbox.CopyTo(_driver.Host.Memory(command.MailboxAddress, command.Mailbox.Length));
            }
            _driver.Function.Write(write.Region, write.Offset, write.Data);
            if (write.Region == PciRegion.Config)
            {
                // The session's virtual functions had hosts of their own.
                Awake();
            }
        }
    }

    private void Act()
    {
        int kind = _random.Below(100);
        switch (kind)
        {
            case < 50:
                PostCommand();
                break;
            case < 60:
                Touch(PciRegion.Bar0, RawDriver.Hcr + (uint)_random.Below(0x40), 4);
                break;
            case < 67:
                Touch(PciRegion.Bar0, _random.Next() % (1 << 20), _random.Pick(1, 2, 4, 4, 4, 8));
                break;
            case < 84:
                RingDoorbell();
                break;
            case < 86:
                Touch(PciRegion.Config, (ulong)_random.Below(0x200), _random.Pick(1, 2, 4));
                break;
            case < 92:
                Touch(PciRegion.Bar0, RawDriver.MsiXTable + (uint)_random.Below(0x1100), _random.Pick(4, 8));
                break;
            case < 96:
                Touch(_random.Below(10), _random.Number(), _random.Below(17));
                break;
            case < 98:
                _host.ChangeMap();
                break;
            default:
                Awake();
                break;
        }
    }

    /// <summary>Lets the card take part again: a reset ends, and memory and bus mastering are on.</summary>
    private void Awake()
    {
        _driver.Time.Advance(TimeSpan.FromSeconds(1));
        foreach (IPciFunction function in _functions)
        {
            Write(function, PciRegion.Config, PciConfig.Command, [PciConfig.CommandMemory | PciConfig.CommandMaster, 0]);
        }
        Write(PciRegion.Config, 0x44, [0, 0]);
    }

    private void PostCommand()
    {
        RecordedCommand[] examples = _random.Pick<RecordedCommand[]>(_session.Commands);
        RecordedCommand command = examples[_random.Chance(2) ? 0 : _random.Below(examples.Length)];
        if (command.Opcode == Opcode.CloseHca && !_random.Chance(16))
        {
            // A card without its HCA refuses nearly everything.
            return;
        }
        ulong input = command.InputParameter;
        if (command.Mailbox.Length > 0)
        {
            input = _driver.In | (command.InputParameter & 0xff);
            command.Mailbox.CopyTo(_driver.Input);
            Spoil(_driver.Input);
        }
        PostWords(
            _random.Chance(8) ? Address() : input,
            _random.Chance(3) ? (uint)_random.Number() : command.InputModifier,
            _random.Chance(16) ? Address() : _driver.Out,
            (_random.Chance(16) ? (uint)_random.Next() & 0xfff : (uint)command.Opcode)
                | (uint)(_random.Chance(16) ? _random.Below(16) : command.OpcodeModifier) << 12
                | (_random.Chance(3) ? 1u << 22 : 0)
                | (_random.Chance(2) ? 1u << 21 : 0)
                | RawDriver.Go);
    }

    private void PostWords(ulong input, uint modifier, ulong output, uint last)
    {
        ReadOnlySpan<uint> words =
            [(uint)(input >> 32), (uint)input, modifier, (uint)(output >> 32), (uint)output, (uint)_random.Next() << 16, last];
        Span<byte> data = stackalloc byte[4];
        for (int word = 0; word < words.Length; word++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(data, words[word]);
            Write(PciRegion.Bar0, RawDriver.Hcr + (uint)(word * 4), data);
        }
        Count(last);
    }

    /// <summary>Counts what became of a command, if the register tells.</summary>
    private void Count(uint posted)
    {
        const uint ByEvent = 1u << 22;
        uint last = _driver.Read32(RawDriver.Hcr + 0x18);
        if (((posted | last) & ByEvent) == 0 && (last & RawDriver.Go) == 0)
        {
            var counts = last >> 24 == 0 ? CarriedOut : Refused;
            var opcode = (Opcode)(posted & 0xfff);
            counts[opcode] = counts.GetValueOrDefault(opcode) + 1;
        }
    }

    /// <summary>Changes a few fields of a mailbox, or none.</summary>
    private void Spoil(Span<byte> mailbox)
    {
        for (int times = _random.Below(4); times > 0; times--)
        {
            int offset = _random.Below(_random.Chance(4) ? mailbox.Length - 8 : 0x100);
            switch (_random.Below(4))
            {
                case 0:
                    mailbox[offset] ^= (byte)(1 << _random.Below(8));
                    break;
                case 1:
                    mailbox[offset] = (byte)_random.Number();
                    break;
                case 2:
                    BinaryPrimitives.WriteUInt32BigEndian(mailbox[(offset & ~3)..], (uint)_random.Number());
                    break;
                default:
                    BinaryPrimitives.WriteUInt64BigEndian(mailbox[(offset & ~7)..], Address() | (uint)_random.Below(20));
                    break;
            }
        }
    }

    /// <summary>An address of the host's memory, of the context memory, at the end of the address space, or anywhere.</summary>
    private ulong Address() => _random.Below(5) switch
    {
        0 => TestHost.Base + ((ulong)_random.Below(1 << 12) << 12),
        1 => _random.Pick(RawDriver.Tables) + ((ulong)_random.Below(70) << 12),
        2 => HostileHost.LastMegabyte + ((ulong)_random.Below(1 << 8) << 12),
        3 => _driver.Host.End - (ulong)_random.Below(0x2000),
        _ => _random.Number(),
    };

    private void RingDoorbell()
    {
        uint inPage = _random.Pick(0x14u, 0x20u, 0x24u, 0x800u + (8 * (uint)_random.Below(4)), (uint)_random.Below(0x1000));
        ulong page = _random.Chance(8) ? (ulong)_random.Below(2048) : (ulong)_random.Below(8);
        Span<byte> data = stackalloc byte[_random.Pick(4, 4, 8)];
        _random.Fill(data);
        if (_random.Chance(2))
        {
            // A small number, with or without the top bit.
            data[..^2].Clear();
            data[0] = (byte)(_random.Below(2) << 7);
        }
        Write(AnyFunction(), PciRegion.Bar2, (page << 12) + inPage, data);
    }

    private void Touch(int region, ulong offset, int length)
    {
        Span<byte> data = stackalloc byte[length];
        if (_random.Chance(2))
        {
            IPciFunction function = AnyFunction();
            Note($"read {length} bytes of region {region} at 0x{offset:x}");
            _host.Begin();
            function.Read(region, offset, data);
            Accesses++;
        }
        else
        {
            _random.Fill(data);
            Write(AnyFunction(), region, offset, data);
        }
    }

    /// <summary>Mostly the physical function, since a virtual one can do little.</summary>
    private IPciFunction AnyFunction() => _functions[_random.Chance(4) ? _random.Below(_functions.Length) : 0];

    private void Write(int region, ulong offset, ReadOnlySpan<byte> data) => Write(_driver.Function, region, offset, data);

    private void Write(IPciFunction function, int region, ulong offset, ReadOnlySpan<byte> data)
    {
        Note($"write {Convert.ToHexString(data)} to region {region} at 0x{offset:x}");
        _host.Begin();
        function.Write(region, offset, data);
        Accesses++;
    }

    private void Note(string action)
    {
        if (_actions.Count == KeptActions)
        {
            _actions.Dequeue();
        }
        _actions.Enqueue(action);
    }
}
