using System.Numerics;
using Mlx4.Runtime;
using Mlx4.Sample.Driver.Commands;
using Mlx4.Sample.Driver.Icm;
using Mlx4.Sample.Driver.Resources;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Driver.Events;

/// <summary>An event queue (<c>mlx4_create_eq</c>): a ring of entries that the card writes and the driver reads.</summary>
internal sealed partial class EventQueue
{
    private const int EntryRecordSize = 32;
    private const int OwnerByte = 0x1f;
    private const byte OwnerBit = 0x80;
    private const uint Armed = 1U << 31;
    private const int ConsumerMask = 0xff_ffff;
    private const uint ContextArmed = 9 << 8;

    /// <summary>How many entries are read before the card is told that there is room again.</summary>
    private const int UpdateInterval = 128;

    private readonly DeviceState _device;
    private readonly EqTable _table;
    private readonly StageScope _scope;
    private readonly Mailbox _mailbox;
    private readonly FunctionMtts _mtt;
    private readonly string _name;
    private DmaBuffer[] _pages = [];
    private int _entries;
    private uint _consumer;
    private int _number;
    private bool _live;

    public EventQueue(DeviceState device, EqTable table, int index, StageScope scope)
    {
        _device = device;
        _table = table;
        _scope = scope;
        Index = index;
        _mailbox = new Mailbox(device.Commands);
        _name = $"EQ {index}";
        _mtt = new FunctionMtts(device, table.Mtts, scope, _name);
    }

    /// <summary>Which of the driver's queues it is: 0 is the one for everything but completions.</summary>
    public int Index { get; }

    /// <summary>The number under which the card knows it.</summary>
    public int Number => _number;

    /// <summary>The number of entries.</summary>
    public int Entries => _entries;

    /// <summary>The interrupt on which it is read.</summary>
    public int Irq { get; set; }

    /// <summary>The ports whose completions it may take, port 1 in bit 0.</summary>
    public uint Ports { get; set; }

    private int PageCount => _pages.Length;

    private int MttBatches => (PageCount + FunctionMtts.EntriesPerCommand - 1) / FunctionMtts.EntriesPerCommand;

    private bool IsSlave => _device.IsSlave;

    private bool HasIcm => !IsSlave;

    /// <summary>Divides the ring into pages.</summary>
    /// <param name="entries">The number of entries wanted; it is rounded up to a power of two.</param>
    [InitStage(10, NoCleanup = "numbers only")]
    private void PlanRing(int entries)
    {
        _entries = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(entries, 2));
        int length = _entries * _device.Capabilities.EqeSize;
        _pages = new DmaBuffer[(length + IcmPages.PageSize - 1) / IcmPages.PageSize];
    }

    [InitStage(20, Cleanup = nameof(FreeMailbox), Transient = true)]
    private Errno AllocMailbox() => _mailbox.Alloc();
    private void FreeMailbox() => _mailbox.Free();

    [InitStage(30, Cleanup = nameof(FreePage), ForEach = nameof(PageCount))]
    private Errno AllocPage(int page) => _device.Pci.AllocCoherent(IcmPages.PageSize, _name, out _pages[page]);
    private void FreePage(int page) => _device.Pci.FreeCoherent(_pages[page]);

    /// <summary>ENOMEM: all numbers are taken.</summary>
    [InitStage(40, Cleanup = nameof(FreeEqn))]
    private Errno AllocEqn() => _table.Numbers.Alloc(out _number);
    private void FreeEqn() => _table.Numbers.Free(_number);

    [InitStage(50, Cleanup = nameof(FreeMtt))]
    private InitResult<Errno> AllocMtt() => _mtt.LoadOne(PageCount, _mailbox);
    private void FreeMtt() => _mtt.UnloadOne();

    [InitStage(60, NoCleanup = "an entry means nothing once its range is free", When = nameof(HasIcm))]
    private void WriteMtt()
    {
        for (int page = 0; page < PageCount; page++)
        {
            _mtt.Write(page, _pages[page].BusAddress);
        }
    }

    [InitStage(70, NoCleanup = "an entry means nothing once its range is free", ForEach = nameof(MttBatches), When = nameof(IsSlave))]
    private Errno SendMtt(int batch) => _mtt.Send(
        _mailbox,
        batch * FunctionMtts.EntriesPerCommand,
        [.. _pages.Skip(batch * FunctionMtts.EntriesPerCommand).Take(FunctionMtts.EntriesPerCommand).Select(static page => page.BusAddress)]);

    /// <summary>Hands the ring to the card.</summary>
    /// <param name="vector">The MSI-X vector that the card is to raise; 0 with the interrupt pin.</param>
    [InitStage(80, Cleanup = nameof(Hw2SwEq))]
    private Errno Sw2HwEq(int vector)
    {
        _mailbox.Clear();
        _mailbox.Write32(0x00, ContextArmed);
        _mailbox.Write8(0x0c, (byte)int.Log2(_entries));
        _mailbox.Write8(0x17, (byte)vector);
        // Bits 39:32 and 31:0 of the place among the MTTs, in bytes.
        _mailbox.Write8(0x1b, (byte)(_mtt.Offset >> 32));
        _mailbox.Write32(0x1c, (uint)_mtt.Offset);
        _consumer = 0;
        Errno error = _mailbox.Send(Opcode.Sw2HwEq, (uint)_number);
        _live = error == Errno.Ok;
        return error;
    }
    private void Hw2SwEq()
    {
        const byte NoOutput = 1;
        _live = false;
        _device.Commands.Execute(new Command(Opcode.Hw2SwEq, (uint)_number, NoOutput));
    }

    partial void OnStageEvent(in StageEvent stageEvent) => _scope.Tell(stageEvent);
    partial void OnStageStarting(StageInfo stage, ref Errno error) => _scope.Ask(stage, ref error);

    /// <summary>Reads all entries that are there, and arms the queue again (<c>mlx4_eq_int</c>).</summary>
    public void Poll()
    {
        if (!_live)
        {
            return;
        }
        for (int read = 1; TryNext(out ReadOnlySpan<byte> entry); read++)
        {
            _table.Events.Dispatch(entry);
            _consumer++;
            if (read % UpdateInterval == 0)
            {
                WriteConsumer(0);
            }
        }
        Arm();
    }

    /// <summary>Lets the card raise the interrupt at the next entry.</summary>
    public void Arm() => WriteConsumer(Armed);

    /// <summary>An entry is the driver's when its owner bit has the value of the pass: 0 in the first, 1 in the second, and so on.</summary>
    private bool TryNext(out ReadOnlySpan<byte> entry)
    {
        int size = _device.Capabilities.EqeSize;
        int offset = (int)(_consumer & (uint)(_entries - 1)) * size;
        // In entries of 64 bytes, the record is the second half.
        entry = _pages[offset / IcmPages.PageSize].Span.Slice(offset % IcmPages.PageSize + size - EntryRecordSize, EntryRecordSize);
        return (entry[OwnerByte] & OwnerBit) != 0 == ((_consumer & (uint)_entries) != 0);
    }

    private void WriteConsumer(uint arm) => _table.RingDoorbell(_number, _consumer & ConsumerMask | arm);
}
