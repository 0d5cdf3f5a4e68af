using Mlx4.Runtime;
using Mlx4.Sample.Driver.Commands;

namespace Mlx4.Sample.Driver.Adapter;

/// <summary>Lets the firmware check management packets as strictly as it can (<c>mlx4_config_mad_demux</c>).</summary>
internal sealed partial class MadDemux(DeviceState device, StageScope scope)
{
    private const uint SubnetManagement = 1;
    private const byte QueryRestrictions = 2;
    private const byte Configure = 0;

    private readonly Mailbox _mailbox = new(device.Commands);

    [InitStage(10, Cleanup = nameof(FreeMailbox), Transient = true)]
    private Errno AllocMailbox() => _mailbox.Alloc();
    private void FreeMailbox() => _mailbox.Free();

    [InitStage(20, NoCleanup = "reads only")]
    private Errno QueryMadDemux()
    {
        Errno error = _mailbox.Query(Opcode.MadDemux, SubnetManagement, QueryRestrictions);
        device.Capabilities.SecureHost = error == Errno.Ok
            && _mailbox.Read32(0x10) != 0 && _mailbox.Read32(0x20) != 0 && _mailbox.Read32(0x40) != 0 && _mailbox.Read32(0x70) != 0;
        return error;
    }

    /// <summary>Sends back what the query has said: everything that can be checked is to be.</summary>
    [InitStage(30, NoCleanup = "a setting of the firmware, which ends with the HCA")]
    private Errno ConfigureMadDemux() => _mailbox.Send(Opcode.MadDemux, SubnetManagement, Configure);

    partial void OnStageEvent(in StageEvent stageEvent) => scope.Tell(stageEvent);
    partial void OnStageStarting(StageInfo stage, ref Errno error) => scope.Ask(stage, ref error);
}
