using Mlx4.Runtime;
using Mlx4.Sample.Driver.Capabilities;
using Mlx4.Sample.Driver.Commands;
using Mlx4.Sample.Driver.Icm;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Driver.Adapter;

/// <summary>Brings the adapter itself up: its capabilities, its memory, INIT_HCA (<c>mlx4_init_hca</c>).</summary>
internal sealed partial class HcaStart
{
    private const int ClockSize = 8;

    private readonly DeviceState _device;
    private readonly StageScope _scope;
    private readonly Mailbox _mailbox;
    private readonly Steering _steering;
    private MmioRegion _clock = MmioRegion.Unmapped;

    public HcaStart(DeviceState device, StageScope scope)
    {
        _device = device;
        _scope = scope;
        _mailbox = new Mailbox(device.Commands);
        _steering = new Steering(device);
        Icm = new IcmSpace(device, scope.Nested(nameof(IcmSpace)));
        AdapterQuery = new AdapterQuery(device, scope.Nested(nameof(AdapterQuery)));
    }

    private DeviceCapabilities Capabilities => _device.Capabilities;

    private FirmwareLimits Limits => _device.Capabilities.Limits;

    private IReadOnlyList<PortCapabilities> Ports => _device.Capabilities.Ports;

    private bool SharesEqs => Limits.SystemEqs > 0;

    private bool OffersTimestamps => Limits.Timestamps;

    private bool HasCoreClock => Capabilities.CoreClock > 0;

    private bool OffersHighRate => Limits is { FlowSteering: true, HighRateQps: > 0 };

    [InitStage(10, NoCleanup = "reads only")]
    private InitResult<Errno> ReadDevCap() => new CapabilityReader(_device, _scope.Nested(nameof(CapabilityReader))).LoadOne();

    [InitStage(20, NoCleanup = "fields only")]
    private void ChooseSteeringMode() => _steering.Choose();

    [InitStage(30, Cleanup = nameof(FreeMailbox), Transient = true)]
    private Errno AllocMailbox() => _mailbox.Alloc();
    private void FreeMailbox() => _mailbox.Free();

    /// <summary>The identity is for people; a card that does not state it works.</summary>
    [InitStage(40, NoCleanup = "reads only", Optional = true, ForEach = nameof(Ports))]
    private Errno GetPhysPortId(PortCapabilities port)
    {
        const byte Query = 2;
        Errno error = _mailbox.Query(Opcode.ModStatCfg, (uint)port.Number << 8, Query);
        port.PhysicalId = error == Errno.Ok ? (ulong)_mailbox.Read32(0x14) << 32 | _mailbox.Read32(0x1c) : 0;
        return error;
    }

    /// <summary>ENOMEM: ICM is too small for the profile.</summary>
    [InitStage(50, NoCleanup = "numbers only")]
    private Errno MakeProfile() => IcmPlanner.Plan(_device) ? Errno.Ok : Errno.ENOMEM;

    /// <summary>The card's context memory.</summary>
    [InitStage(60, Name = "InitIcm")]
    public IcmSpace Icm { get; }

    [InitStage(70, Cleanup = nameof(CloseHca))]
    private Errno InitHca()
    {
        HcaParameters.Write(_device, _mailbox);
        return _mailbox.Send(Opcode.InitHca);
    }
    private void CloseHca() => _device.Commands.Execute(new Command(Opcode.CloseHca));

    /// <summary>How many of the card's event queues are this function's, and which UARs are not: at least those of the doorbells.</summary>
    [InitStage(80, NoCleanup = "reads only", When = nameof(SharesEqs))]
    private Errno QueryFunc()
    {
        Errno error = _mailbox.Query(Opcode.QueryFunc);
        if (error == Errno.Ok)
        {
            Capabilities.ReservedEqs = _mailbox.Read16(0x04);
            Capabilities.Eqs = _mailbox.Read16(0x06);
            Capabilities.ReservedUars = Math.Max(Capabilities.ReservedUars, _mailbox.Bits8(0x0b, 0, 4));
        }
        return error;
    }

    /// <summary>Without a clock there are no timestamps, and that is all.</summary>
    [InitStage(90, NoCleanup = "reads only", Optional = true, When = nameof(OffersTimestamps))]
    private Errno QueryCoreClock()
    {
        Errno error = _mailbox.Query(Opcode.QueryHca);
        Capabilities.CoreClock = error == Errno.Ok ? _mailbox.Read16(0x0c) : 0;
        return error;
    }

    [InitStage(100, Cleanup = nameof(UnmapInternalClock), Optional = true, When = nameof(HasCoreClock))]
    private Errno MapInternalClock() =>
        _device.Pci.MapRegion(_device.Firmware.Clock.Bar, _device.Firmware.Clock.Offset, ClockSize, "clock", out _clock);
    private void UnmapInternalClock() => _device.Pci.UnmapRegion(_clock);

    /// <summary>Says whether the ports steer at a high rate; for the log only.</summary>
    [InitStage(110, NoCleanup = "reads only", Optional = true, When = nameof(OffersHighRate), ForEach = nameof(Ports))]
    private Errno ValidateOptimizedSteering(PortCapabilities port)
    {
        const int Optimized = 5;
        Errno error = _mailbox.Query(Opcode.QueryPort, (uint)port.Number);
        if (error == Errno.Ok && !_mailbox.Bit8(0x00, Optimized) && Capabilities.SteeringMode == SteeringMode.DeviceManaged)
        {
            _scope.Warn($"port {port.Number} does not steer at a high rate");
        }
        return error;
    }

    [InitStage(120)]
    private AdapterQuery AdapterQuery { get; }

    partial void OnStageEvent(in StageEvent stageEvent) => _scope.Tell(stageEvent);
    partial void OnStageStarting(StageInfo stage, ref Errno error) => _scope.Ask(stage, ref error);
}
