using System.Numerics;
using Mlx4.Runtime;
using Mlx4.Sample.Driver.Capabilities;
using Mlx4.Sample.Driver.Commands;

namespace Mlx4.Sample.Driver.Resources;

/// <summary>
/// The numbers of queue pairs (<c>mlx4_init_qp_table</c>). At the bottom lie the firmware's, those for high rates and the special ones; at
/// the top those that are found by an address: of Ethernet, of Fibre Channel, and its exchanges.
/// </summary>
internal sealed partial class QpTable(DeviceState device, StageScope scope)
{
    /// <summary>The stand-ins of a function are those for queue pair 0 of both ports, then those for queue pair 1.</summary>
    private const int SecondSpecialQp = 2;

    private int _bottom;
    private int _top;

    /// <summary>The numbers.</summary>
    public Bitmap Numbers { get; } = new();

    private DeviceCapabilities Capabilities => device.Capabilities;

    private bool IsMaster => device.Mode == FunctionMode.Master;

    /// <summary>EINVAL: there are fewer queue pairs than are reserved.</summary>
    [InitStage(10, NoCleanup = "numbers only")]
    private Errno PlanRegions()
    {
        _top = Capabilities.AddressQps;
        int bottom = Math.Max(Capabilities.FirmwareReservedQps, Capabilities.HighRateQpBase) + Capabilities.HighRateQps;
        Capabilities.SpecialQpBase = (int)BitOperations.RoundUpToPowerOf2((uint)bottom + 1);
        _bottom = Capabilities.SpecialQpBase + DeviceCapabilities.SpecialQps + (IsMaster ? DeviceCapabilities.StandIns : 0);
        return _bottom + _top <= Capabilities.Qps ? Errno.Ok : Errno.EINVAL;
    }

    /// <summary>EINVAL: the number of queue pairs is not a power of two.</summary>
    [InitStage(20, Cleanup = nameof(CleanupZones))]
    private Errno CreateZones() => Numbers.Init(Capabilities.Qps, _bottom, _top);
    private void CleanupZones() => Numbers.Cleanup();

    /// <summary>The master has stand-ins too: those of function 0.</summary>
    [InitStage(30, Cleanup = nameof(ForgetStandIns), When = nameof(IsMaster))]
    private void PlaceStandIns()
    {
        int proxies = Capabilities.ProxyQpBase(0);
        int tunnels = Capabilities.TunnelQpBase(0);
        foreach (PortCapabilities port in Capabilities.Ports)
        {
            int index = port.Number - 1;
            port.StandIns = new StandInQps(proxies + index, tunnels + index, proxies + SecondSpecialQp + index, tunnels + SecondSpecialQp + index);
        }
    }
    private void ForgetStandIns()
    {
        foreach (PortCapabilities port in Capabilities.Ports)
        {
            port.StandIns = default;
        }
    }

    [InitStage(40, Cleanup = nameof(UnconfSpecialQp))]
    private Errno ConfSpecialQp() => device.Commands.Execute(new Command(Opcode.ConfSpecialQp, (uint)Capabilities.SpecialQpBase));
    private void UnconfSpecialQp() => device.Commands.Execute(new Command(Opcode.ConfSpecialQp));

    partial void OnStageEvent(in StageEvent stageEvent) => scope.Tell(stageEvent);
    partial void OnStageStarting(StageInfo stage, ref Errno error) => scope.Ask(stage, ref error);
}
