using System.Numerics;
using Mlx4.Runtime;
using Mlx4.Sample.Driver.Commands;
using Mlx4.Sample.Driver.Icm;

namespace Mlx4.Sample.Driver.Resources;

/// <summary>Memory regions: the numbers of MPTs, and the MTTs, the first of which are the firmware's (<c>mlx4_init_mr_table</c>).</summary>
internal sealed partial class MrTable
{
    private readonly DeviceState _device;
    private readonly StageScope _scope;
    private readonly Mailbox _mailbox;
    private readonly MttAllocator _mtts;
    private readonly FunctionMtts _reserved;

    public MrTable(DeviceState device, MttAllocator mtts, StageScope scope)
    {
        _device = device;
        _scope = scope;
        _mtts = mtts;
        _mailbox = new Mailbox(device.Commands);
        _reserved = new FunctionMtts(device, mtts, scope, "reserved");
    }

    /// <summary>The numbers of MPTs.</summary>
    public Bitmap Mpts { get; } = new();

    /// <summary>The MTTs.</summary>
    public MttAllocator Mtts => _mtts;

    private bool HasReservedMtts => _device.Capabilities.ReservedMtts > 0;

    /// <summary>EINVAL: the number of MPTs is not a power of two.</summary>
    [InitStage(10, Cleanup = nameof(CleanupMpts))]
    private Errno InitMpts() => Mpts.Init(_device.Capabilities.Mpts, _device.Capabilities.ReservedMrws);
    private void CleanupMpts() => Mpts.Cleanup();

    [InitStage(20, Cleanup = nameof(CleanupMtts))]
    private void InitMtts() => _mtts.Init(BitOperations.Log2((uint)_device.Capabilities.Layout[IcmResource.Mtt].Count));
    private void CleanupMtts() => _mtts.Cleanup();

    [InitStage(30, Cleanup = nameof(FreeMailbox), Transient = true)]
    private Errno AllocMailbox() => _mailbox.Alloc();
    private void FreeMailbox() => _mailbox.Free();

    /// <summary>Nothing is taken yet, so these are the first ones.</summary>
    [InitStage(40, Cleanup = nameof(FreeReservedMtts), When = nameof(HasReservedMtts))]
    private InitResult<Errno> AllocReservedMtts() => _reserved.LoadOne(_device.Capabilities.ReservedMtts, _mailbox);
    private void FreeReservedMtts() => _reserved.UnloadOne();

    partial void OnStageEvent(in StageEvent stageEvent) => _scope.Tell(stageEvent);
    partial void OnStageStarting(StageInfo stage, ref Errno error) => _scope.Ask(stage, ref error);
}
