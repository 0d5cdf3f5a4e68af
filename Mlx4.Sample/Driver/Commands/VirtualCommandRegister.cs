using System.Buffers.Binary;
using Mlx4.Runtime;
using Mlx4.Sample.Driver.Slave;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Driver.Commands;

/// <summary>
/// The virtual HCR (vHCR) of a function that reaches the firmware through the master only: a page of its memory in which the master finds a
/// command when the comm channel says so, and leaves the answer.
/// </summary>
internal sealed class VirtualCommandRegister(PciDevice pci, CommChannel comm) : ICommandChannel
{
    /// <summary>The size in bytes, and the alignment: the master copies it by pages of 4 KiB.</summary>
    private const int PageSize = 4096;

    // The fields, as offsets in bytes.
    private const int Input = 0x00;
    private const int Modifier = 0x08;
    private const int Output = 0x10;
    private const int Token = 0x18;
    private const int Status = 0x1c;
    private const int Flags = 0x1d;
    private const int OpcodeWord = 0x1e;

    private const byte EventWanted = 1 << 6;
    private const int OpModifierShift = 12;

    /// <summary>The master's events carry tokens of its own counting.</summary>
    private const ushort NoToken = 0xffff;

    private DmaBuffer _page = DmaBuffer.None;

    /// <summary>Where the master finds the page.</summary>
    public ulong BusAddress => _page.BusAddress;

    /// <summary>What the firmware takes for a command, and what the master takes for its part.</summary>
    public TimeSpan Timeout { get; } = TimeSpan.FromSeconds(70);

    public bool IsPending => comm.IsPending;

    public bool HasFailed => comm.HasFailed;

    /// <summary>A master that carries commands out and sends no events of it has lost its way.</summary>
    public bool OutlivesLostEvents => false;

    /// <summary>Takes the page. ENOMEM: there is none.</summary>
    public Errno Alloc() => pci.AllocCoherent(PageSize, "vHCR", out _page);

    /// <summary>Gives the page back.</summary>
    public void Free()
    {
        pci.FreeCoherent(_page);
        _page = DmaBuffer.None;
    }

    public void Post(in Command command, ushort token, bool byEvent)
    {
        Span<byte> page = _page.Span;
        BinaryPrimitives.WriteUInt64BigEndian(page[Input..], command.Input);
        BinaryPrimitives.WriteUInt32BigEndian(page[Modifier..], command.Modifier);
        BinaryPrimitives.WriteUInt64BigEndian(page[Output..], command.Output);
        BinaryPrimitives.WriteUInt16BigEndian(page[Token..], NoToken);
        page[Status] = 0;
        page[Flags] = byEvent ? EventWanted : (byte)0;
        BinaryPrimitives.WriteUInt16BigEndian(page[OpcodeWord..], (ushort)((uint)command.OpModifier << OpModifierShift | (uint)command.Opcode));
        comm.Post(CommCommand.VhcrPost);
    }

    /// <summary>The event tells that there is an answer. The answer itself lies in the page.</summary>
    public Answer Read(Answer? told) =>
        new((CommandStatus)_page.Span[Status], BinaryPrimitives.ReadUInt64BigEndian(_page.Span[Output..]));

    public InitResult<Errno> Reset() => new(comm.RequestReset());
}
