using Mlx4.Runtime;
using Mlx4.Sample.Driver.Commands;

namespace Mlx4.Sample.Driver.Capabilities;

/// <summary>Asks the firmware what it offers, and what each port is (<c>mlx4_QUERY_DEV_CAP</c>).</summary>
internal sealed partial class DevCapQuery(DeviceState device, StageScope scope)
{
    private readonly Mailbox _mailbox = new(device.Commands);
    private PortCapabilities[] _ports = [];

    /// <summary>The ports, port 1 first. Of more than the driver can use, the others are left out.</summary>
    public IReadOnlyList<PortCapabilities> Ports => _ports;

    private FirmwareLimits Limits => device.Capabilities.Limits;

    private int PortCount => Math.Min(Limits.Ports, CapabilityReader.MaxPorts);

    private bool IsMultiFunction => device.IsMultiFunction;

    [InitStage(10, Cleanup = nameof(FreeMailbox), Transient = true)]
    private Errno AllocMailbox() => _mailbox.Alloc();
    private void FreeMailbox() => _mailbox.Free();

    [InitStage(20, NoCleanup = "reads only")]
    private Errno QueryLimits()
    {
        Errno error = _mailbox.Query(Opcode.QueryDevCap);
        if (error == Errno.Ok)
        {
            device.Capabilities.Limits = FirmwareLimits.Read(_mailbox);
        }
        return error;
    }

    /// <summary>What no function has that shares the card: its cables decide nothing, and it speaks one version of RoCE at a time.</summary>
    [InitStage(30, NoCleanup = "flags only", When = nameof(IsMultiFunction))]
    private void HideUnsharedFeatures() =>
        device.Capabilities.Limits = Limits with { Features = Limits.Features & ~(DeviceFeatures.Sense | DeviceFeatures.RoceVersions) };

    [InitStage(40, NoCleanup = "an empty list")]
    private void PreparePorts() => _ports = new PortCapabilities[PortCount];

    [InitStage(50, NoCleanup = "reads only", ForEach = nameof(PortCount))]
    private Errno QueryPort(int index)
    {
        Errno error = _mailbox.Query(Opcode.QueryPort, (uint)index + 1);
        if (error == Errno.Ok)
        {
            _ports[index] = PortCapabilities.Read(index + 1, _mailbox);
        }
        return error;
    }

    partial void OnStageEvent(in StageEvent stageEvent) => scope.Tell(stageEvent);
    partial void OnStageStarting(StageInfo stage, ref Errno error) => scope.Ask(stage, ref error);
}
