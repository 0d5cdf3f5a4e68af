using Mlx4.Runtime;
using Mlx4.Sample.Driver.Capabilities;

namespace Mlx4.Sample.Driver.Icm;

/// <summary>The memory protection entries of the contexts (<c>mlx4_init_cmpt_table</c>): one table a kind of queue, 2^24 entries apart.</summary>
internal sealed partial class CmptTables
{
    private const int LogEntriesPerTable = 24;

    private readonly DeviceState _device;
    private readonly StageScope _scope;
    private readonly IcmTable _eq;

    public CmptTables(DeviceState device, StageScope scope)
    {
        _device = device;
        _scope = scope;
        Qp = Table("cMPT QP");
        Srq = Table("cMPT SRQ");
        Cq = Table("cMPT CQ");
        _eq = Table("cMPT EQ");

        IcmTable Table(string name) => new(device, name, scope.Nested(nameof(IcmTable), name));
    }

    /// <summary>The table of the queue pairs.</summary>
    public IcmTable Qp { get; }

    /// <summary>The table of the shared receive queues.</summary>
    public IcmTable Srq { get; }

    /// <summary>The table of the completion queues.</summary>
    public IcmTable Cq { get; }

    /// <summary>The number of pages that are mapped at the moment.</summary>
    public int MappedPages => Qp.MappedPages + Srq.MappedPages + Cq.MappedPages + _eq.MappedPages;

    private DeviceCapabilities Capabilities => _device.Capabilities;

    [InitStage(10, Cleanup = nameof(CleanupQpCmpt))]
    private InitResult<Errno> InitQpCmpt() => Qp.LoadOne(Region(0, Capabilities.Qps), Capabilities.FirmwareReservedQps);
    private void CleanupQpCmpt() => Qp.UnloadOne();

    [InitStage(20, Cleanup = nameof(CleanupSrqCmpt))]
    private InitResult<Errno> InitSrqCmpt() => Srq.LoadOne(Region(1, Capabilities.Srqs), Capabilities.ReservedSrqs);
    private void CleanupSrqCmpt() => Srq.UnloadOne();

    [InitStage(30, Cleanup = nameof(CleanupCqCmpt))]
    private InitResult<Errno> InitCqCmpt() => Cq.LoadOne(Region(2, Capabilities.Cqs), Capabilities.ReservedCqs);
    private void CleanupCqCmpt() => Cq.UnloadOne();

    [InitStage(40, Cleanup = nameof(CleanupEqCmpt))]
    private InitResult<Errno> InitEqCmpt() => _eq.LoadOne(Region(3, Capabilities.EqContexts), Capabilities.EqContexts);
    private void CleanupEqCmpt() => _eq.UnloadOne();

    partial void OnStageEvent(in StageEvent stageEvent) => _scope.Tell(stageEvent);
    partial void OnStageStarting(StageInfo stage, ref Errno error) => _scope.Ask(stage, ref error);

    private IcmRegion Region(ulong kind, int count)
    {
        IcmRegion all = Capabilities.Layout[IcmResource.Cmpt];
        return all with { Start = all.Start + (kind * (ulong)all.EntrySize << LogEntriesPerTable), Count = count };
    }
}
