using System.Buffers.Binary;
using Mlx4.Sample.Hca;
using Mlx4.Sample.Hca.Commands;
using Mlx4.Sample.Pci;

namespace Mlx4.Tests.Sample.Hca;

/// <summary>
/// A card in a host, driven register by register. Each step of the bring-up is a method, so that a test can stop at any and
/// do something else.
/// </summary>
internal sealed class RawDriver : RawFunction
{
    public const uint Hcr = 0x80680;
    public const uint Ownership = 0x8069c;
    public const uint ResetRegister = 0xf0010;
    public const uint Semaphore = 0xf03fc;
    public const uint MsiXTable = 0x7c000;
    public const uint MsiXPending = 0x7d000;
    public const int MsiXCapability = 0x9c;
    public const ulong IcmSize = 0x1_1380_4000;
    public const ulong MttBase = 0x1_1100_0000;
    public const ulong McgBase = 0x1_1300_0000;
    public const ulong EqcBase = 0x1_1380_0000;

    /// <summary>The first that no card keeps for itself, whether or not its EQs are the system's.</summary>
    public const uint Eq = 8;
    public const int LogEqEntries = 3;
    public const uint Go = 1u << 23;

    /// <summary>Where each context table begins: the four spaces of completion contexts, then the places that INIT_HCA names.</summary>
    public static readonly ulong[] Tables =
    [
        0x0, 0x4000_0000, 0x8000_0000, 0xc000_0000,
        0x1_0000_0000, 0x1_0800_0000, 0x1_0c00_0000, 0x1_0e00_0000, 0x1_1000_0000, MttBase,
        0x1_1200_0000, 0x1_1280_0000, McgBase, EqcBase,
    ];

    private uint _toggle = 1;
    private ushort _token = 0x40;

    public RawDriver(ConnectX3Options? options = null, Func<IPciFunction, IPciFunction>? wrap = null, TestHost? host = null)
        : this(new ManualTime(), options ?? new ConnectX3Options { FirmwarePages = 16 }, wrap, host)
    {
    }

    private RawDriver(ManualTime time, ConnectX3Options options, Func<IPciFunction, IPciFunction>? wrap, TestHost? host)
        : this(time, new ConnectX3(options, time), wrap, host)
    {
    }

    private RawDriver(ManualTime time, ConnectX3 card, Func<IPciFunction, IPciFunction>? wrap, TestHost? host)
        : base(wrap is null ? card.PhysicalFunction : wrap(card.PhysicalFunction), host)
    {
        Time = time;
        Card = card;
        In = Host.Allocate(1);
        Out = Host.Allocate(1);
        Ring = Host.Allocate(1);
        WriteConfig16(PciConfig.Command, PciConfig.CommandMemory | PciConfig.CommandMaster);
    }

    public ManualTime Time { get; }

    public ConnectX3 Card { get; }

    public ulong In { get; }

    public ulong Out { get; }

    /// <summary>The page of the ring of the EQ.</summary>
    public ulong Ring { get; }

    public ulong OutputParameter => ((ulong)Read32(Hcr + 0x0c) << 32) | Read32(Hcr + 0x10);

    public Span<byte> Input => Host.Memory(In, TestHost.PageSize);

    public ReadOnlySpan<byte> Output => Host.Memory(Out, TestHost.PageSize);

    /// <summary>Posts a command and polls for it, as long as the driver's own rule says that it is pending.</summary>
    public CommandStatus Execute(Opcode opcode, ulong input = 0, uint modifier = 0, byte opcodeModifier = 0, ulong? output = null)
    {
        Post(opcode, input, modifier, opcodeModifier, 0xffff, byEvent: false, output);
        Assert.False(IsPending, $"{opcode} is pending");
        return (CommandStatus)(Read32(Hcr + 0x18) >> 24);
    }

    /// <summary>Posts a command that is to complete by an event.</summary>
    /// <returns>Its token.</returns>
    public ushort PostByEvent(Opcode opcode, ulong input = 0, uint modifier = 0, byte opcodeModifier = 0)
    {
        Post(opcode, input, modifier, opcodeModifier, ++_token, byEvent: true);
        return _token;
    }

    /// <summary>Whether the register counts as pending: GO, or a toggle that is not the last one posted.</summary>
    public bool IsPending
    {
        get
        {
            uint last = Read32(Hcr + 0x18);
            return (last & Go) != 0 || ((last >> 21) & 1) == _toggle;
        }
    }

    public void ForgetToggle() => _toggle = 1;

    public CommandStatus ExecuteIn(Opcode opcode, uint modifier = 0, byte opcodeModifier = 0) => Execute(opcode, In, modifier, opcodeModifier);

    public void ClearInput() => Input.Clear();

    /// <summary>Maps blocks of host pages by MAP_FA, MAP_ICM_AUX or MAP_ICM.</summary>
    public CommandStatus Map(Opcode opcode, params (ulong Virtual, ulong Address, int LogPages)[] blocks)
    {
        ClearInput();
        for (int i = 0; i < blocks.Length; i++)
        {
            BinaryPrimitives.WriteUInt64BigEndian(Input[(i * 16)..], blocks[i].Virtual);
            BinaryPrimitives.WriteUInt64BigEndian(Input[((i * 16) + 8)..], blocks[i].Address | (uint)blocks[i].LogPages);
        }
        return ExecuteIn(opcode, (uint)blocks.Length);
    }

    public void RunFirmware()
    {
        int pages = Card.Options.FirmwarePages;
        for (int log = 10; log >= 0; log--)
        {
            if ((pages & (1 << log)) != 0)
            {
                Ok(Map(Opcode.MapFa, (0, Host.Allocate(1 << log), log)));
            }
        }
        Ok(Execute(Opcode.RunFw));
    }

    public void SetIcmSize()
    {
        Ok(Execute(Opcode.SetIcmSize, IcmSize));
        for (ulong i = OutputParameter; i > 0; i--)
        {
            Ok(Map(Opcode.MapIcmAux, (0, Host.Allocate(1), 0)));
        }
    }

    public void MapTables()
    {
        foreach (ulong table in Tables)
        {
            Ok(Map(Opcode.MapIcm, (table, Host.Allocate(64), 6)));
        }
    }

    /// <summary>Fills the input mailbox for INIT_HCA with what Linux chooses for a 4 GiB host.</summary>
    public void PutHcaParameters()
    {
        ClearInput();
        Span<byte> input = Input;
        input[0] = 2;
        input[0x0e] = 0x50;
        Put64(0x90, 0x1_0000_0000 | 4);
        Put64(0x30, 0x1_0800_0000 | 18);
        Put64(0x70, 0x1_0c00_0000);
        Put64(0xf0, 0x1_0e00_0000);
        input[0xfb] = 19;
        Put64(0x60, 0x1_1000_0000);
        Put64(0x100, MttBase);
        Put64(0x48, 0x1_1200_0000 | 16);
        Put64(0x50, 0x1_1280_0000 | 16);
        Put64(0xc0, McgBase);
        input[0xd3] = 10;
        input[0xd7] = 12;
        input[0xdb] = 13;
        Put64(0x80, EqcBase | (Card.Options.SysEqs ? 0x1fu : 7));
        input[0x12a] = 10;
    }

    public void Put64(int offset, ulong value) => BinaryPrimitives.WriteUInt64BigEndian(Input[offset..], value);

    public void Put32(int offset, uint value) => BinaryPrimitives.WriteUInt32BigEndian(Input[offset..], value);

    public void InitHca()
    {
        PutHcaParameters();
        Ok(ExecuteIn(Opcode.InitHca));
    }

    /// <summary>Translates the first MTTs to the page of the ring, and fills the input mailbox with a context that uses them.</summary>
    public void PutEqContext(int logEntries = LogEqEntries, byte vector = 0)
    {
        Assert.True(Card.Icm.TryMemory(MttBase, 8, out Span<byte> translation));
        BinaryPrimitives.WriteUInt64BigEndian(translation, Ring | 1);
        ClearInput();
        Put32(0x00, 0x900);
        Input[0x0c] = (byte)logEntries;
        Input[0x17] = vector;
    }

    public void CreateEq(uint number = Eq, int logEntries = LogEqEntries, byte vector = 0)
    {
        PutEqContext(logEntries, vector);
        Ok(ExecuteIn(Opcode.Sw2HwEq, number));
        Ok(Execute(Opcode.MapEq, 1 << 0x0a, number));
    }

    /// <summary>All of the bring-up, up to an EQ for completed commands.</summary>
    public void BringUp()
    {
        RunFirmware();
        SetIcmSize();
        MapTables();
        InitHca();
        CreateEq();
    }

    public void EnableMsiX(params int[] vectors)
    {
        foreach (int vector in vectors)
        {
            WriteLittle32(MsiXTable + ((uint)vector * 16) + 12, 0);
        }
        WriteConfig16(MsiXCapability + PciConfig.MsiXControl, PciConfig.MsiXEnable);
    }

    public void EqDoorbell(uint number, uint consumer, bool arm) =>
        Write32((number / 4 * 0x1000) + 0x800 + (8 * (number % 4)), consumer | (arm ? 1u << 31 : 0), PciRegion.Bar2);

    public ReadOnlySpan<byte> Eqe(int index) => Host.Memory(Ring + (ulong)(index * 32), 32);

    /// <summary>Checks that a command is refused, and that this has changed nothing that is in the ledger.</summary>
    public void Refuses(CommandStatus status, Opcode opcode, ulong input = 0, uint modifier = 0, byte opcodeModifier = 0)
    {
        IReadOnlyList<Ledger.Entry> before = Card.Ledger.Entries;
        Assert.Equal(status, Execute(opcode, input, modifier, opcodeModifier));
        Assert.Equal(before, Card.Ledger.Entries);
    }

    /// <summary>The same for one that maps blocks.</summary>
    public void RefusesMap(CommandStatus status, Opcode opcode, params (ulong Virtual, ulong Address, int LogPages)[] blocks)
    {
        IReadOnlyList<Ledger.Entry> before = Card.Ledger.Entries;
        Assert.Equal(status, Map(opcode, blocks));
        Assert.Equal(before, Card.Ledger.Entries);
    }

    public static void Ok(CommandStatus status) => Assert.Equal(CommandStatus.Ok, status);

    public void Post(Opcode opcode, ulong input, uint modifier, byte opcodeModifier, ushort token, bool byEvent, ulong? output = null)
    {
        Write32(Hcr + 0x00, (uint)(input >> 32));
        Write32(Hcr + 0x04, (uint)input);
        Write32(Hcr + 0x08, modifier);
        Write32(Hcr + 0x0c, (uint)((output ?? Out) >> 32));
        Write32(Hcr + 0x10, (uint)(output ?? Out));
        Write32(Hcr + 0x14, (uint)token << 16);
        Write32(Hcr + 0x18, Go | (byEvent ? 1u << 22 : 0) | (_toggle << 21) | ((uint)opcodeModifier << 12) | (uint)opcode);
        _toggle ^= 1;
    }
}
