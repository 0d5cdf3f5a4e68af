using Mlx4.Runtime;
using Mlx4.Sample.Driver.Commands;

namespace Mlx4.Sample.Driver.Slave;

/// <summary>Introduces a slave to its master, which carries out its commands from then on (<c>mlx4_init_slave</c>).</summary>
internal sealed partial class SlaveSession(DeviceState device, PfLoading pfLoading, StageScope scope)
{
    /// <summary>The revision of the interface that this driver speaks.</summary>
    private const int Revision = 1;

    private CommandInterface Commands => device.Commands;

    /// <summary>EPROBE_DEFER: the master is still loading.</summary>
    [InitStage(10, NoCleanup = "looks only")]
    private Errno CheckPfLoading() => pfLoading.IsLoading ? Errno.EPROBE_DEFER : Errno.Ok;

    /// <summary>EIO: there is no master.</summary>
    [InitStage(20, NoCleanup = "looks only")]
    private Errno CheckOffline() => Commands.Comm.AwaitMaster() ? Errno.Ok : Errno.EIO;

    [InitStage(30, NoCleanup = "reads only")]
    private void ResetVfSupport() => Commands.Comm.ReadResetSupport();

    /// <summary>EPROBE_DEFER: the master still cleans up after a reset of the function. EIO: it does not answer.</summary>
    [InitStage(40, Cleanup = nameof(SlaveExit))]
    private Errno CommReset() => Commands.ExecuteComm(CommCommand.Reset) switch
    {
        Errno.Ok => Errno.Ok,
        Errno.ETIMEDOUT => Errno.EPROBE_DEFER,
        _ => Errno.EIO,
    };
    private void SlaveExit()
    {
        // A function that has been given up is free already.
        if (!Commands.InternalError && Commands.ExecuteComm(CommCommand.Reset) is var error and not Errno.Ok)
        {
            scope.Warn($"the master has not been told that the function is free: {error}");
        }
    }

    /// <summary>EIO: the master speaks another language.</summary>
    [InitStage(50, NoCleanup = "looks only")]
    private Errno CheckRevision() => Commands.Comm.Revision == Revision ? Errno.Ok : Errno.EIO;

    [InitStage(60, NoCleanup = "a RESET makes the master forget it")]
    private Errno Vhcr0() => SendAddress(CommCommand.Vhcr0, 48);

    [InitStage(70, NoCleanup = "a RESET makes the master forget it")]
    private Errno Vhcr1() => SendAddress(CommCommand.Vhcr1, 32);

    [InitStage(80, NoCleanup = "a RESET makes the master forget it")]
    private Errno Vhcr2() => SendAddress(CommCommand.Vhcr2, 16);

    [InitStage(90, NoCleanup = "a RESET makes the master forget it")]
    private Errno VhcrEnable() => SendAddress(CommCommand.VhcrEnable, 0);

    partial void OnStageEvent(in StageEvent stageEvent) => scope.Tell(stageEvent);
    partial void OnStageStarting(StageInfo stage, ref Errno error) => scope.Ask(stage, ref error);

    /// <summary>Sends 16 bits of the place of the vHCR. EIO: the master does not take them.</summary>
    private Errno SendAddress(CommCommand part, int shift) =>
        Commands.ExecuteComm(part, (ushort)(Commands.VhcrAddress >> shift)) == Errno.Ok ? Errno.Ok : Errno.EIO;
}
