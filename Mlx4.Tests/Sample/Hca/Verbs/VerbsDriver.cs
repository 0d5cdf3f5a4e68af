using System.Buffers.Binary;
using Mlx4.Sample.Hca;
using Mlx4.Sample.Hca.Commands;
using Mlx4.Sample.Hca.Verbs;
using Mlx4.Sample.Pci;
using Mlx4.Tests.Sample.Hca.Functions;

namespace Mlx4.Tests.Sample.Hca.Verbs;

/// <summary>
/// A card that is up, and what is needed to hand it regions, queues and work requests one by one: those of the physical function, or by its
/// master those of a virtual one.
/// </summary>
internal sealed class VerbsDriver
{
    public const uint Region = 0x100;
    public const uint Cq = 0x80;
    public const uint OtherCq = 0x81;
    public const uint Srq = 0x40;
    public const uint Qp = 0x48;

    /// <summary>The doorbell page of all queues.</summary>
    public const uint Page = 0x21;

    /// <summary>An entry of a send queue.</summary>
    public const int Stride = 64;

    public const byte Nop = 0x00;
    public const byte Send = 0x0a;
    public const byte LargeSend = 0x0e;

    /// <summary>The key of <see cref="Region"/>.</summary>
    public const uint Key = Region << 8;

    private const uint ContextOffset = QueuePairContext.MailboxOffset;

    /// <summary>Whose the objects are, by its number and in whose memory, and on which EQ it hears of completions.</summary>
    private readonly RawFunction _owner;
    private readonly uint _number;
    private readonly uint _eq = RawDriver.Eq;

    private uint _nextTranslation = 16;

    public VerbsDriver(ConnectX3Options? options = null, Action<RawDriver>? parameters = null, Func<IPciFunction, IPciFunction>? wrap = null)
    {
        Raw = new RawDriver(options, wrap);
        _owner = Raw;
        Raw.RunFirmware();
        Raw.SetIcmSize();
        Raw.MapTables();
        Raw.PutHcaParameters();
        parameters?.Invoke(Raw);
        RawDriver.Ok(Raw.ExecuteIn(Opcode.InitHca));
        Raw.CreateEq();
        RawDriver.Ok(Raw.Execute(Opcode.MapEq, 1 << 3 | 1 << 4 | 1 << 5 | 1 << 0x13, RawDriver.Eq));
    }

    /// <summary>For the objects of a slave whose EQ is there.</summary>
    public VerbsDriver(RawDriver master, RawSlave slave)
    {
        Raw = master;
        _owner = slave;
        _number = (uint)slave.Number;
        _eq = Sriov.SlaveEq;
        _nextTranslation += 128 * _number;
    }

    public RawDriver Raw { get; }

    public Buffer CqRing { get; private set; }

    public Buffer QpRing { get; private set; }

    /// <summary>The doorbell record of the CQ made last: the consumer index.</summary>
    public ulong CqRecord { get; private set; }

    /// <summary>The doorbell record of the QP made last: how many receives are posted.</summary>
    public ulong QpRecord { get; private set; }

    public Ledger Ledger => Raw.Card.Ledger;

    /// <summary>How many events the card has posted.</summary>
    public int Events => Enumerable.Range(0, 1 << RawDriver.LogEqEntries).Count(i => (Raw.Eqe(i)[0x1f] & 0x80) == 0);

    public static uint Get32(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt32BigEndian(bytes[offset..]);

    public static ushort Get16(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt16BigEndian(bytes[offset..]);

    /// <summary>Takes pages and translates to them.</summary>
    public Buffer Map(int pages)
    {
        ulong address = _owner.Host.Allocate(pages);
        ulong offset = _nextTranslation * 8;
        for (int i = 0; i < pages; i++, _nextTranslation++)
        {
            BinaryPrimitives.WriteUInt64BigEndian(Translation(_nextTranslation), (address + ((ulong)i * TestHost.PageSize)) | 1);
        }
        return new Buffer(offset, address);
    }

    public Span<byte> Translation(uint number)
    {
        Assert.True(Raw.Card.Icm.TryMemory(RawDriver.MttBase + (number * 8), 8, out Span<byte> entry));
        return entry;
    }

    public void PutRegion(uint number = Region, byte status = 0xf0)
    {
        Raw.ClearInput();
        Raw.Input[0] = status;
        Raw.Put32(0x08, number);
    }

    public CommandStatus CreateRegion(uint number = Region)
    {
        PutRegion(number);
        return Give(Opcode.Sw2HwMpt, number);
    }

    /// <summary>Hands over what the input mailbox describes.</summary>
    public CommandStatus Give(Opcode opcode, uint number) => Raw.Execute(opcode, Raw.In | _number, number);

    public Span<byte> Entry(uint number = Region)
    {
        Assert.True(Raw.Card.Icm.TryMemory(0x1_0e00_0000UL + (number * 64), 64, out Span<byte> entry));
        return entry;
    }

    /// <summary>Fills the input mailbox with the context of a CQ in a new ring.</summary>
    public void PutCq(int logEntries = 3, uint flags = 0)
    {
        CqRing = Map(1);
        CqRecord = _owner.Host.Allocate(1);
        PutCqRing(CqRing, logEntries);
        Raw.Put32(0x00, flags);
        Raw.Input[0x17] = (byte)_eq;
        Raw.Put64(0x38, CqRecord);
    }

    /// <summary>Fills the input mailbox with no more than the ring of a CQ.</summary>
    public void PutCqRing(Buffer ring, int logEntries)
    {
        Raw.ClearInput();
        Raw.Put32(0x0c, ((uint)logEntries << 24) | Page);
        Raw.Put32(0x1c, (uint)ring.MttOffset);
    }

    public void CreateCq(int logEntries = 3, uint flags = 0, uint number = Cq)
    {
        PutCq(logEntries, flags);
        RawDriver.Ok(Give(Opcode.Sw2HwCq, number));
    }

    public ReadOnlySpan<byte> Cqe(int index, int size = 32) => _owner.Host.Memory(CqRing.Address + (ulong)(index * size), size);

    /// <summary>The record of an entry in short: what, of which work request, or why not.</summary>
    public string Completion(int index)
    {
        ReadOnlySpan<byte> entry = Cqe(index);
        string which = $"{((entry[0x1f] & 0x40) != 0 ? "send" : "receive")} {Get16(entry, 0x18)}";
        return (entry[0x1f] & 0x1f) == 0x1e ? $"{which} failed {entry[0x1b]:x}" : $"{which} {entry[0x1f] & 0x1f:x} {Get32(entry, 0x14)}";
    }

    /// <summary>Whose the entries of the CQ's ring are: d the driver's, c the card's, on an even or odd pass.</summary>
    public string Owners(int count, int pass = 0) =>
        string.Concat(Enumerable.Range(0, count).Select(i => (Cqe(i)[0x1f] >> 7) == (pass & 1) ? 'd' : 'c'));

    public void SetCqConsumer(uint index) => BinaryPrimitives.WriteUInt32BigEndian(_owner.Host.Memory(CqRecord, 4), index);

    public void ArmCq(uint consumer, uint kind = 2, uint number = Cq, uint page = Page, RawFunction? through = null)
    {
        byte[] data = new byte[8];
        BinaryPrimitives.WriteUInt32BigEndian(data, (kind << 24) | number);
        BinaryPrimitives.WriteUInt32BigEndian(data.AsSpan(4), consumer);
        (through ?? _owner).Function.Write(PciRegion.Bar2, (page << 12) + 0x20, data);
    }

    public void PutSrq(int logEntries = 4, uint cq = 0)
    {
        Raw.ClearInput();
        Raw.Put32(0x00, ((uint)logEntries << 24) | Srq);
        Raw.Put32(0x08, cq);
        Raw.Put32(0x14, (uint)Map(1).MttOffset);
    }

    public void CreateSrq()
    {
        PutSrq();
        RawDriver.Ok(Give(Opcode.Sw2HwSrq, Srq));
    }

    public void PutQpContext(int offset, uint value) => Raw.Put32((int)ContextOffset + offset, value);

    /// <summary>Fills the input mailbox with the context of a QP in a new buffer: a send queue, then a receive queue of 8.</summary>
    public void PutQp(ServiceType service = ServiceType.UnreliableDatagram, int logSends = 3, uint sendCq = Cq, uint receiveCq = Cq)
    {
        QpRing = Map(2);
        QpRecord = _owner.Host.Allocate(1);
        Raw.ClearInput();
        PutQpContext(0x00, (uint)service << 16);
        PutQpContext(0x08, (3 << 3) << 16 | (uint)((logSends << 3) | 2) << 8);
        PutQpContext(0x0c, Page);
        PutQpContext(0x7c, sendCq);
        PutQpContext(0x9c, receiveCq);
        Raw.Put64((int)ContextOffset + 0xa0, QpRecord);
        PutQpContext(0xcc, (uint)QpRing.MttOffset);
    }

    public void CreateQp(ServiceType service = ServiceType.UnreliableDatagram, int logSends = 3, uint number = Qp, uint receiveCq = Cq)
    {
        PutQp(service, logSends, receiveCq: receiveCq);
        RawDriver.Ok(Give(Opcode.Rst2InitQp, number));
    }

    /// <summary>Takes a QP from its start to where it can send.</summary>
    public void MakeReady(uint number = Qp)
    {
        Raw.ClearInput();
        RawDriver.Ok(Raw.ExecuteIn(Opcode.Init2RtrQp, number));
        RawDriver.Ok(Raw.ExecuteIn(Opcode.Rtr2RtsQp, number));
    }

    /// <summary>A region, a CQ and a QP that can send.</summary>
    public void BringUp(ServiceType service = ServiceType.Raw, int logSends = 3, int logCq = 3)
    {
        RawDriver.Ok(CreateRegion());
        CreateCq(logCq);
        CreateQp(service, logSends);
        MakeReady();
    }

    /// <summary>The state of a QP, as QUERY_QP tells it.</summary>
    public QueuePairState StateOf(uint number = Qp)
    {
        RawDriver.Ok(Raw.Execute(Opcode.QueryQp, modifier: number));
        return (QueuePairState)(Raw.Output[(int)ContextOffset] >> 4);
    }

    /// <summary>A word of a QP's context, as QUERY_QP tells it.</summary>
    public uint QpWord(int offset, uint number = Qp)
    {
        RawDriver.Ok(Raw.Execute(Opcode.QueryQp, modifier: number));
        return Get32(Raw.Output, (int)ContextOffset + offset);
    }

    public Span<byte> SendEntry(uint index, int logSends = 3) =>
        _owner.Host.Memory(QpRing.Address + ((index & ((1u << logSends) - 1)) * Stride), Stride);

    /// <summary>Writes a send of one piece of memory into the ring, as the driver's n-th entry.</summary>
    public void PutSend(uint index, uint bytes = 100, bool signals = true, uint key = Key, int logSends = 3, byte opcode = Send)
    {
        Span<byte> entry = SendEntry(index, logSends);
        entry.Clear();
        entry[0x03] = opcode;
        entry[0x07] = 2;
        entry[0x0b] = (byte)(signals ? 0x0c : 0);
        BinaryPrimitives.WriteUInt32BigEndian(entry[0x10..], bytes);
        BinaryPrimitives.WriteUInt32BigEndian(entry[0x14..], key);
        entry[0] = (byte)((index & (1u << logSends)) << (7 - logSends));
    }

    public void RingSend(uint number = Qp, uint page = Page, RawFunction? through = null) =>
        (through ?? _owner).Write32((page << 12) + 0x14, number << 8, PciRegion.Bar2);

    public void PostReceives(uint count) => BinaryPrimitives.WriteUInt32BigEndian(_owner.Host.Memory(QpRecord, 4), count);

    /// <summary>A buffer in the host's memory.</summary>
    /// <param name="MttOffset">Where its translations begin, in bytes.</param>
    /// <param name="Address">Its bus address.</param>
    internal readonly record struct Buffer(ulong MttOffset, ulong Address);
}
