using Mlx4.Runtime;
using Mlx4.Sample.Driver.Capabilities;
using Mlx4.Sample.Driver.Commands;

namespace Mlx4.Sample.Driver.Icm;

/// <summary>The card's context memory, which lies in the host's (<c>mlx4_init_icm</c>).</summary>
internal sealed partial class IcmSpace
{
    /// <summary>The host's cache line in bytes: the firmware's MTTs share none with the driver's.</summary>
    private const int CacheLine = 64;

    private readonly DeviceState _device;
    private readonly StageScope _scope;
    private readonly Mailbox _mailbox;
    private readonly IcmPages _aux;
    private readonly IcmTable _eq;
    private readonly IcmTable _dmpt;
    private readonly IcmTable _qp;
    private readonly IcmTable _auxc;
    private readonly IcmTable _altc;
    private readonly IcmTable _rdmarc;
    private readonly IcmTable _cq;
    private readonly IcmTable _srq;
    private readonly IcmTable _mcg;

    public IcmSpace(DeviceState device, StageScope scope)
    {
        _device = device;
        _scope = scope;
        _mailbox = new Mailbox(device.Commands);
        _aux = new IcmPages(device.Pci, "ICM auxiliary area", scope.Nested(nameof(IcmPages), "auxiliary area"));
        CmptTables = new CmptTables(device, scope.Nested(nameof(CmptTables)));
        _eq = Table("EQ");
        Mtt = Table("MTT");
        _dmpt = Table("dMPT");
        _qp = Table("QP");
        _auxc = Table("AUXC");
        _altc = Table("ALTC");
        _rdmarc = Table("RDMARC");
        _cq = Table("CQ");
        _srq = Table("SRQ");
        _mcg = Table("MCG");

        IcmTable Table(string name) => new(device, name, scope.Nested(nameof(IcmTable), name));
    }

    /// <summary>The memory translation entries: the driver writes them itself, through the host's side.</summary>
    public IcmTable Mtt { get; }

    /// <summary>The tables in which a queue pair has an object, in the order in which they are mapped for it.</summary>
    public IReadOnlyList<IcmTable> QpTables => [_qp, _auxc, _altc, _rdmarc, CmptTables.Qp];

    /// <summary>The tables in which a completion queue has an object.</summary>
    public IReadOnlyList<IcmTable> CqTables => [_cq, CmptTables.Cq];

    /// <summary>The tables in which a shared receive queue has an object.</summary>
    public IReadOnlyList<IcmTable> SrqTables => [_srq, CmptTables.Srq];

    /// <summary>The tables in which a memory region has an object.</summary>
    public IReadOnlyList<IcmTable> MptTables => [_dmpt];

    /// <summary>The number of pages of 4 KiB of the auxiliary area.</summary>
    public int AuxPages { get; private set; }

    /// <summary>The number of pages of 4 KiB that are mapped into ICM at the moment.</summary>
    public int MappedPages => CmptTables.MappedPages + _eq.MappedPages + Mtt.MappedPages + _dmpt.MappedPages + _qp.MappedPages + _auxc.MappedPages
        + _altc.MappedPages + _rdmarc.MappedPages + _cq.MappedPages + _srq.MappedPages + _mcg.MappedPages;

    private DeviceCapabilities Capabilities => _device.Capabilities;

    private int AuxBatches => _aux.Batches;

    [InitStage(10, NoCleanup = "a number, stated anew by every load")]
    private Errno SetIcmSize()
    {
        Errno error = _device.Commands.Execute(new Command(Opcode.SetIcmSize, Input: Capabilities.Layout.Size), out ulong pages);
        AuxPages = (int)Math.Min(pages, int.MaxValue / IcmPages.PageSize);
        return error;
    }

    [InitStage(20, Cleanup = nameof(FreeAux))]
    private InitResult<Errno> AllocAux() => _aux.LoadOne(AuxPages);
    private void FreeAux() => _aux.UnloadOne();

    [InitStage(30, Cleanup = nameof(FreeMailbox), Transient = true)]
    private Errno AllocMailbox() => _mailbox.Alloc();
    private void FreeMailbox() => _mailbox.Free();

    [InitStage(40, Cleanup = nameof(UnmapIcmAux), ForEach = nameof(AuxBatches))]
    private Errno MapIcmAux(int batch) => _aux.Map(Opcode.MapIcmAux, _mailbox, batch);
    private void UnmapIcmAux(int batch)
    {
        // One command unmaps everything. It goes with the first batch, which is cleaned up last.
        if (batch == 0)
        {
            _device.Commands.Execute(new Command(Opcode.UnmapIcmAux));
        }
    }

    [InitStage(50, Name = "InitCmptTable")]
    private CmptTables CmptTables { get; }

    [InitStage(60, Cleanup = nameof(UnmapEqTable))]
    private InitResult<Errno> MapEqTable() =>
        _eq.LoadOne(Capabilities.Layout[IcmResource.Eq] with { Count = Capabilities.EqContexts }, Capabilities.EqContexts);
    private void UnmapEqTable() => _eq.UnloadOne();

    /// <summary>Counts the MTTs of the last cache line that the firmware uses among its own.</summary>
    [InitStage(70, NoCleanup = "a number, counted anew by every load")]
    private void AlignReservedMtts()
    {
        int perLine = Math.Max(1, CacheLine / Math.Max(1, Capabilities.Layout[IcmResource.Mtt].EntrySize));
        Capabilities.ReservedMtts = (Capabilities.ReservedMtts + perLine - 1) / perLine * perLine;
    }

    [InitStage(80, Cleanup = nameof(UnmapMttTable))]
    private InitResult<Errno> MapMttTable() => Mtt.LoadOne(Capabilities.Layout[IcmResource.Mtt], Capabilities.ReservedMtts);
    private void UnmapMttTable() => Mtt.UnloadOne();

    [InitStage(90, Cleanup = nameof(UnmapDmptTable))]
    private InitResult<Errno> MapDmptTable() => _dmpt.LoadOne(Capabilities.Layout[IcmResource.Dmpt], Capabilities.ReservedMrws);
    private void UnmapDmptTable() => _dmpt.UnloadOne();

    [InitStage(100, Cleanup = nameof(UnmapQpTable))]
    private InitResult<Errno> MapQpTable() => _qp.LoadOne(Capabilities.Layout[IcmResource.Qp], Capabilities.FirmwareReservedQps);
    private void UnmapQpTable() => _qp.UnloadOne();

    [InitStage(110, Cleanup = nameof(UnmapAuxcTable))]
    private InitResult<Errno> MapAuxcTable() => _auxc.LoadOne(Capabilities.Layout[IcmResource.Auxc], Capabilities.FirmwareReservedQps);
    private void UnmapAuxcTable() => _auxc.UnloadOne();

    [InitStage(120, Cleanup = nameof(UnmapAltcTable))]
    private InitResult<Errno> MapAltcTable() => _altc.LoadOne(Capabilities.Layout[IcmResource.Altc], Capabilities.FirmwareReservedQps);
    private void UnmapAltcTable() => _altc.UnloadOne();

    /// <summary>An object of this table is all of a queue pair's entries.</summary>
    [InitStage(130, Cleanup = nameof(UnmapRdmarcTable))]
    private InitResult<Errno> MapRdmarcTable()
    {
        IcmRegion region = Capabilities.Layout[IcmResource.Rdmarc];
        int perQp = region.Count / Capabilities.Qps;
        return _rdmarc.LoadOne(region with { EntrySize = region.EntrySize * perQp, Count = Capabilities.Qps }, Capabilities.FirmwareReservedQps);
    }
    private void UnmapRdmarcTable() => _rdmarc.UnloadOne();

    [InitStage(140, Cleanup = nameof(UnmapCqTable))]
    private InitResult<Errno> MapCqTable() => _cq.LoadOne(Capabilities.Layout[IcmResource.Cq], Capabilities.ReservedCqs);
    private void UnmapCqTable() => _cq.UnloadOne();

    [InitStage(150, Cleanup = nameof(UnmapSrqTable))]
    private InitResult<Errno> MapSrqTable() => _srq.LoadOne(Capabilities.Layout[IcmResource.Srq], Capabilities.ReservedSrqs);
    private void UnmapSrqTable() => _srq.UnloadOne();

    /// <summary>The whole of it: the card looks a group up without asking the driver.</summary>
    [InitStage(160, Cleanup = nameof(UnmapMcgTable))]
    private InitResult<Errno> MapMcgTable() => _mcg.LoadOne(Capabilities.Layout[IcmResource.Mcg], Capabilities.Layout[IcmResource.Mcg].Count);
    private void UnmapMcgTable() => _mcg.UnloadOne();

    partial void OnStageEvent(in StageEvent stageEvent) => _scope.Tell(stageEvent);
    partial void OnStageStarting(StageInfo stage, ref Errno error) => _scope.Ask(stage, ref error);
}
