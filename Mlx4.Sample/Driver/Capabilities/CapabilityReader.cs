using Mlx4.Runtime;
using Mlx4.Sample.Driver.Icm;
using Mlx4.Sample.Driver.Ports;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Driver.Capabilities;

/// <summary>Finds out what the card has (<c>mlx4_dev_cap</c>).</summary>
internal sealed partial class CapabilityReader(DeviceState device, StageScope scope)
{
    /// <summary>No card has more ports.</summary>
    public const int MaxPorts = 2;

    /// <summary>The UAR pages of the event queues' doorbells, four queues a page.</summary>
    private const int DoorbellUars = 128;

    /// <summary>The number of high-rate queue pairs where the firmware does not state one.</summary>
    private const int DefaultHighRateQps = 256;

    private const int LogVlans = 7;

    private readonly DevCapQuery _query = new(device, scope.Nested(nameof(DevCapQuery)));

    private DeviceCapabilities Capabilities => device.Capabilities;

    private FirmwareLimits Limits => device.Capabilities.Limits;

    private IReadOnlyList<PortCapabilities> SensePorts { get; set; } = [];

    [InitStage(10, NoCleanup = "reads only")]
    private InitResult<Errno> QueryDevCap() => _query.LoadOne();

    /// <summary>ENODEV: a page of the card is larger than one of the host, there are more than two ports, or BAR 2 is too short for the UARs.</summary>
    [InitStage(20, NoCleanup = "looks only")]
    private Errno CheckDevCap() =>
        Limits.MinPageSize <= IcmPages.PageSize && Limits.Ports <= MaxPorts && Limits.UarSize <= device.Pci.RegionSize(PciRegion.Bar2)
            ? Errno.Ok
            : Errno.ENODEV;

    /// <summary>
    /// The first UARs are not the driver's to hand out: those of the event queues' doorbells and those of the firmware. Their pages are
    /// of 4 KiB without SR-IOV, whatever the host's are.
    /// </summary>
    [InitStage(30, NoCleanup = "numbers only")]
    private void CopyCaps()
    {
        Capabilities.Ports = _query.Ports;
        Capabilities.Uars = (int)(Limits.UarSize / IcmPages.PageSize);
        Capabilities.ReservedUars = Math.Max(DoorbellUars, Limits.ReservedUars);
        Capabilities.ReservedEqs = Limits.ReservedEqs;
        Capabilities.ReservedMtts = Limits.ReservedMtts;
        Capabilities.EqeSize = device.Options.Use64ByteEntries && Capabilities.Has(DeviceFeatures.Eqe64Bytes) ? 64 : 32;
        Capabilities.CqeSize = device.Options.Use64ByteEntries && Capabilities.Has(DeviceFeatures.Cqe64Bytes) ? 64 : 32;
        foreach (PortCapabilities port in Capabilities.Ports)
        {
            port.LogMacs = Math.Min(port.LogMacs, device.Options.LowMemory ? 1 : device.Options.LogMacs);
            port.LogVlans = Math.Min(port.LogVlans, device.Options.LowMemory ? 0 : LogVlans);
        }
    }

    /// <summary>A port that can be both is what the firmware advises.</summary>
    [InitStage(40, NoCleanup = "fields only")]
    private void ChoosePortTypes()
    {
        bool anyType = Capabilities.Has(DeviceFeatures.DualPortDifferentProtocols | DeviceFeatures.Sense);
        foreach (PortCapabilities port in Capabilities.Ports)
        {
            port.Type = port.Supported != PortType.Auto ? port.Supported : port.SuggestsEthernet ? PortType.Ethernet : PortType.InfiniBand;
            port.SenseAllowed = port.Supported == PortType.Auto && anyType;
        }
        SensePorts = [.. PortSense.PortsToSense(Capabilities.Ports)];
    }

    /// <summary>A port without a cable, or whose cable cannot be told, stays what it is.</summary>
    [InitStage(50, NoCleanup = "asks only", ForEach = nameof(SensePorts))]
    private void SensePort(PortCapabilities port) => port.Type = PortSense.TypeOf(device, port, scope);

    [InitStage(60, NoCleanup = "numbers only")]
    private void ReserveQps()
    {
        bool highRate = Limits is { FlowSteering: true, HighRateQps: > 0 };
        Capabilities.HighRateQpBase = highRate && Limits.HighRateQpBase > 0 ? Limits.HighRateQpBase : Limits.ReservedQps;
        Capabilities.HighRateQps = highRate ? Limits.HighRateQps : DefaultHighRateQps;
    }

    partial void OnStageEvent(in StageEvent stageEvent) => scope.Tell(stageEvent);
    partial void OnStageStarting(StageInfo stage, ref Errno error) => scope.Ask(stage, ref error);
}
