using Mlx4.Runtime;

namespace Mlx4.Sample.Driver.Slave;

/// <summary>The comm channel of a slave (<c>mlx4_multi_func_init</c> of one): mapped, and its toggles in step.</summary>
internal sealed partial class SlaveChannel(DeviceState device, StageScope scope)
{
    private CommChannel Comm => device.Commands.Comm;

    [InitStage(10, Cleanup = nameof(UnmapCommPage))]
    private Errno MapCommPage() => device.Commands.OpenComm();
    private void UnmapCommPage() => device.Commands.CloseComm();

    /// <summary>EIO: the channel cannot be reached, and the function is being removed.</summary>
    [InitStage(20, NoCleanup = "the next driver takes the toggles over as they are left")]
    private Errno SyncToggles() => Comm.SyncToggles();

    partial void OnStageEvent(in StageEvent stageEvent) => scope.Tell(stageEvent);
    partial void OnStageStarting(StageInfo stage, ref Errno error) => scope.Ask(stage, ref error);
}
