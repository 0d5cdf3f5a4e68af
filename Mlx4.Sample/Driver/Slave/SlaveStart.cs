using Mlx4.Runtime;
using Mlx4.Sample.Driver.Adapter;

namespace Mlx4.Sample.Driver.Slave;

/// <summary>Brings a slave up on an adapter that its master has brought up (<c>mlx4_init_hca</c> of a slave).</summary>
internal sealed partial class SlaveStart
{
    private readonly StageScope _scope;

    public SlaveStart(DeviceState device, PfLoading pfLoading, StageScope scope)
    {
        _scope = scope;
        SlaveSession = new SlaveSession(device, pfLoading, scope.Nested(nameof(SlaveSession)));
        SlaveCapabilities = new SlaveCapabilities(device, scope.Nested(nameof(SlaveCapabilities)));
        AdapterQuery = new AdapterQuery(device, scope.Nested(nameof(AdapterQuery)));
    }

    [InitStage(10, Name = "InitSlave")]
    private SlaveSession SlaveSession { get; }

    [InitStage(20, Name = "SlaveCap")]
    private SlaveCapabilities SlaveCapabilities { get; }

    [InitStage(30)]
    private AdapterQuery AdapterQuery { get; }

    partial void OnStageEvent(in StageEvent stageEvent) => _scope.Tell(stageEvent);
    partial void OnStageStarting(StageInfo stage, ref Errno error) => _scope.Ask(stage, ref error);
}
