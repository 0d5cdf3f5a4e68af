using System.Buffers.Binary;
using Mlx4.Sample.Driver.Commands;
using Mlx4.Sample.Driver.Master;
using Mlx4.Tests.Sample.Hca;
using Mlx4.Tests.Sample.Hca.Functions;

namespace Mlx4.Tests.Sample.Driver.Master;

/// <summary>A slave's driver, which gives each of its commands by hand.</summary>
internal sealed class TestSlave
{
    public const uint Toggle = RawSlave.Toggle;
    public const uint InternalError = 1 << 17;
    public const uint Version = 0x0101;

    // The operations of ALLOC_RES and FREE_RES.
    public const byte Reserve = 0;
    public const byte ReserveAndMap = 1;
    public const byte MapIcm = 2;

    /// <summary>The number of the slave's event queue.</summary>
    public const uint Eq = 5;

    private const uint MttSize = 8;

    /// <summary>The vHCR's flag for a completion by event.</summary>
    private const byte EventWanted = 1 << 6;

    private readonly MasterMachine _machine;
    private uint _toggle;

    public TestSlave(MasterMachine machine, int number)
    {
        _machine = machine;
        Function = new RawSlave(machine.Card, number);
        Vhcr = Function.Host.Allocate(1);
        In = Function.Host.Allocate(1);
        Out = Function.Host.Allocate(1);
        _toggle = Function.ReadPage(RawSlave.SlaveWrite) & Toggle;
    }

    public RawSlave Function { get; }

    public int Number => Function.Number;

    public ulong Vhcr { get; }

    public ulong In { get; }

    public ulong Out { get; }

    /// <summary>The immediate output of the last command.</summary>
    public ulong Result => BinaryPrimitives.ReadUInt64BigEndian(Function.Host.Memory(Vhcr + 0x10, 8));

    public Span<byte> Input => Function.Host.Memory(In, TestHost.PageSize);

    public ReadOnlySpan<byte> Output => Function.Host.Memory(Out, TestHost.PageSize);

    /// <summary>The master's last word.</summary>
    public uint Answer => Function.ReadPage(RawSlave.SlaveRead);

    /// <summary>Whether the master has answered the last command.</summary>
    public bool IsAnswered => (Answer & Toggle) == _toggle;

    /// <summary>Sends a command of the comm channel.</summary>
    /// <returns>The answer without its toggle; <see langword="null"/> if there is none.</returns>
    public uint? Send(CommCommand command, uint parameter = 0)
    {
        Write(command, parameter);
        _machine.Settle();
        return IsAnswered ? Answer & ~Toggle : null;
    }

    /// <summary>Writes a command of the comm channel, and does not wait.</summary>
    public void Write(CommCommand command, uint parameter = 0)
    {
        _toggle ^= Toggle;
        Function.WritePage(RawSlave.SlaveWrite, _toggle | (uint)command << 16 | parameter);
    }

    /// <summary>Goes on from where the words are.</summary>
    public void Resynchronize()
    {
        _toggle = Answer & Toggle;
        Function.WritePage(RawSlave.SlaveWrite, _toggle);
        _machine.Settle();
    }

    /// <summary>Begins anew, up to where commands may be given.</summary>
    public TestSlave Start()
    {
        Assert.Equal(Version, Send(CommCommand.Reset));
        Assert.Equal(0u, Send(CommCommand.Vhcr0, (ushort)(Vhcr >> 48)));
        Assert.Equal(0u, Send(CommCommand.Vhcr1, (ushort)(Vhcr >> 32)));
        Assert.Equal(0u, Send(CommCommand.Vhcr2, (ushort)(Vhcr >> 16)));
        Assert.Equal(0u, Send(CommCommand.VhcrEnable, (ushort)Vhcr));
        return this;
    }

    /// <summary>Fills the vHCR.</summary>
    public void Put(Opcode opcode, ulong input = 0, uint modifier = 0, byte opModifier = 0, ulong? output = null, bool byEvent = false)
    {
        Span<byte> vhcr = Function.Host.Memory(Vhcr, 0x20);
        vhcr.Clear();
        BinaryPrimitives.WriteUInt64BigEndian(vhcr, input);
        BinaryPrimitives.WriteUInt32BigEndian(vhcr[0x08..], modifier);
        BinaryPrimitives.WriteUInt64BigEndian(vhcr[0x10..], output ?? Out);
        BinaryPrimitives.WriteUInt16BigEndian(vhcr[0x18..], 0xffff);
        vhcr[0x1d] = byEvent ? EventWanted : (byte)0;
        BinaryPrimitives.WriteUInt16BigEndian(vhcr[0x1e..], (ushort)(opModifier << 12 | (int)opcode));
    }

    /// <summary>Gives a command.</summary>
    public CommandStatus Execute(
        Opcode opcode, ulong input = 0, uint modifier = 0, byte opModifier = 0, ulong? output = null, bool byEvent = false)
    {
        Put(opcode, input, modifier, opModifier, output, byEvent);
        Assert.Equal(0u, Send(CommCommand.VhcrPost));
        return (CommandStatus)Function.Host.Memory(Vhcr, 0x20)[0x1c];
    }

    /// <summary>Gives a command whose input is in the mailbox.</summary>
    public CommandStatus ExecuteIn(Opcode opcode, uint modifier = 0, byte opModifier = 0) => Execute(opcode, In, modifier, opModifier);

    public void Put32(int offset, uint value) => BinaryPrimitives.WriteUInt32BigEndian(Input[offset..], value);

    public void Put64(int offset, ulong value) => BinaryPrimitives.WriteUInt64BigEndian(Input[offset..], value);

    public uint Out32(int offset) => BinaryPrimitives.ReadUInt32BigEndian(Output[offset..]);

    /// <summary>Takes a resource.</summary>
    /// <returns>Its number.</returns>
    public uint Alloc(ResourceType type, byte operation, ulong input = 0)
    {
        Assert.Equal(CommandStatus.Ok, Execute(Opcode.AllocRes, input, (uint)type, operation));
        return (uint)Result;
    }

    /// <summary>Takes a block of MTTs and lets its first one name a page.</summary>
    /// <returns>The number of the first.</returns>
    public uint Translate(ulong page, int order = 0)
    {
        uint first = Alloc(ResourceType.Mtt, ReserveAndMap, (uint)order);
        Input.Clear();
        Put64(0x00, first);
        Put64(0x10, page);
        Ok(ExecuteIn(Opcode.WriteMtt, 1));
        return first;
    }

    /// <summary>Fills the mailbox with the context of an event queue whose ring is the slave's page for that.</summary>
    public void PutEq(uint mtt, byte logEntries = 3)
    {
        Input.Clear();
        Put32(0x00, 0x900);
        Input[0x0c] = logEntries;
        Put32(0x1c, mtt * MttSize);
    }

    /// <summary>Hands an event queue to the card, and asks for events.</summary>
    /// <returns>The number of its MTT.</returns>
    public uint CreateEq(ulong events = 1 << 0x0a)
    {
        uint mtt = Translate(Function.Ring);
        PutEq(mtt);
        Ok(ExecuteIn(Opcode.Sw2HwEq, Eq));
        Ok(Execute(Opcode.MapEq, events, Eq));
        return mtt;
    }

    /// <summary>Hands a completion queue to the card, whose events go to the event queue.</summary>
    public (uint Number, uint Mtt) CreateCq()
    {
        uint cq = Alloc(ResourceType.Cq, ReserveAndMap);
        uint mtt = Translate(Function.Host.Allocate(1));
        PutCq(mtt);
        Ok(ExecuteIn(Opcode.Sw2HwCq, cq));
        return (cq, mtt);
    }

    public void PutCq(uint mtt)
    {
        Input.Clear();
        Input[0x0c] = 3;
        Input[0x17] = (byte)Eq;
        Put32(0x1c, mtt * MttSize);
        Put64(0x38, Vhcr + 0x800);
    }

    /// <summary>Hands a shared receive queue to the card.</summary>
    public (uint Number, uint Mtt) CreateSrq()
    {
        uint srq = Alloc(ResourceType.Srq, ReserveAndMap);
        uint mtt = Translate(Function.Host.Allocate(1));
        Input.Clear();
        Put32(0x00, 3 << 24 | srq);
        Put32(0x14, mtt * MttSize);
        Ok(ExecuteIn(Opcode.Sw2HwSrq, srq));
        return (srq, mtt);
    }

    /// <summary>Fills the mailbox with the context of a queue pair of eight sends and eight receives.</summary>
    public void PutQp(uint cq, uint mtt, uint? srq = null)
    {
        const int Context = 8;
        Input.Clear();
        Input[Context + 0x09] = Input[Context + 0x0a] = 3 << 3 | 2;
        Put32(Context + 0x7c, cq);
        Put32(Context + 0x9c, cq);
        Put32(Context + 0xac, srq is { } number ? 1 << 24 | number : 0);
        Put32(Context + 0xcc, mtt * MttSize);
    }

    /// <summary>Hands a queue pair to the card.</summary>
    public (uint Number, uint Mtt) CreateQp(uint cq, uint? srq = null)
    {
        uint qp = Alloc(ResourceType.Qp, Reserve, 1UL << 32 | 1);
        Ok(Execute(Opcode.AllocRes, qp, (uint)ResourceType.Qp, MapIcm));
        uint mtt = Translate(Function.Host.Allocate(1));
        PutQp(cq, mtt, srq);
        Ok(ExecuteIn(Opcode.Rst2InitQp, qp));
        return (qp, mtt);
    }

    /// <summary>Fills the mailbox with the context of a region of one page.</summary>
    public void PutRegion(uint mtt, uint flags = 1 << 8, uint pd = 0)
    {
        Input.Clear();
        Put32(0x00, flags);
        Put32(0x0c, pd);
        Put64(0x18, TestHost.PageSize);
        Put64(0x2c, mtt * MttSize);
        Put32(0x34, 1);
    }

    /// <summary>Hands a region to the card.</summary>
    public (uint Number, uint Mtt) CreateRegion()
    {
        uint mpt = Alloc(ResourceType.Mpt, Reserve);
        Ok(Execute(Opcode.AllocRes, mpt, (uint)ResourceType.Mpt, MapIcm));
        uint mtt = Translate(Function.Host.Allocate(1));
        PutRegion(mtt);
        Ok(ExecuteIn(Opcode.Sw2HwMpt, mpt));
        return (mpt, mtt);
    }

    /// <summary>The record of an entry of the event queue: the second half of 64 bytes.</summary>
    public ReadOnlySpan<byte> Eqe(int index) => Function.Host.Memory(Function.Ring + (ulong)(index * 64 + 32), 32);

    public static void Ok(CommandStatus status) => Assert.Equal(CommandStatus.Ok, status);
}
