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
        Vhcr.WriteCommand(_page.Span, command, byEvent);
        comm.Post(CommCommand.VhcrPost);
    }

    /// <summary>The event tells that there is an answer. The answer itself lies in the page.</summary>
    public Answer Read(Answer? told) => Vhcr.ReadAnswer(_page.Span);

    public InitResult<Errno> Reset() => new(comm.RequestReset());
}
