using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Hca.Functions.Configuration;

/// <summary>PCI Express, version 2, of an endpoint. Values are those of public listings, and what the specification says of a reset.</summary>
internal sealed class ExpressCapability : Capability
{
    private const int Capabilities = 0x02;
    private const int DeviceCapabilities = 0x04;
    private const int DeviceStatus = 0x0a;
    private const int LinkCapabilities = 0x0c;
    private const int LinkStatus = 0x12;
    private const int DeviceCapabilities2 = 0x24;
    private const int DeviceControl2 = 0x28;
    private const int LinkCapabilities2 = 0x2c;
    private const int LinkControl2 = 0x30;
    private const int LinkStatus2 = 0x32;

    private const ushort InitiateFunctionReset = 1 << 15;
    private const uint HasFunctionReset = 1u << 28;
    private const uint RoleBasedErrors = 1u << 15;
    private const uint Payload512 = 2;

    /// <summary>Errors that were seen: correctable, non-fatal, fatal, unsupported request.</summary>
    private const ushort DetectedErrors = 0x000f;
    private const ushort CorrectableError = 1 << 0;
    private const ushort UnsupportedRequest = 1 << 3;

    /// <summary>Completion time-outs in all four ranges, which can be turned off.</summary>
    private const uint CompletionTimeouts = 0x1f;

    private readonly bool _virtual;

    private ExpressCapability(int offset, bool isVirtual)
        : base(offset, 0x3c, PciConfig.CapabilityExpress) => _virtual = isVirtual;

    public static ExpressCapability Physical(int offset) => new(offset, isVirtual: false);

    /// <summary>A virtual function has the device's and link's capabilities, of the controls only the reset, and no state of the link.</summary>
    public static ExpressCapability Virtual(int offset) => new(offset, isVirtual: true);

    /// <summary>Notes that the host has asked for what the function does not answer.</summary>
    public void NoteUnsupportedRequest() =>
        Registers.Set16(DeviceStatus, (ushort)(Registers.Get16(DeviceStatus) | CorrectableError | UnsupportedRequest));

    public override bool Written(int at, int count)
    {
        ushort control = Registers.Get16(PciConfig.ExpressDeviceControl);
        Registers.Set16(PciConfig.ExpressDeviceControl, (ushort)(control & ~InitiateFunctionReset));
        return (control & InitiateFunctionReset) != 0;
    }

    protected override void Define()
    {
        Registers.Define16(Capabilities, 2);
        Registers.Define32(DeviceCapabilities2, CompletionTimeouts);
        if (_virtual)
        {
            Registers.Define32(DeviceCapabilities, HasFunctionReset | Payload512);
            Registers.Define16(PciConfig.ExpressDeviceControl, 0, InitiateFunctionReset);
            // 8 GT/s, 8 lanes.
            Registers.Define32(LinkCapabilities, 0x83);
            return;
        }
        Registers.LostWithChip(PciConfig.ExpressDeviceControl, sizeof(ushort));
        Registers.LostWithChip(PciConfig.ExpressLinkControl, sizeof(ushort));
        // Any latency will do for L1, below 64 ns for L0s.
        Registers.Define32(DeviceCapabilities, HasFunctionReset | RoleBasedErrors | (7 << 9) | Payload512);
        // After a reset: relaxed ordering, no snoop, read requests of 512 bytes.
        Registers.Define16(PciConfig.ExpressDeviceControl, 0x2810, ushort.MaxValue);
        Registers.ClearedByOne(DeviceStatus, DetectedErrors, sizeof(ushort));
        // 8 GT/s, 8 lanes, L0s with any exit latency, no dependence of active-state power management on it, port 8.
        Registers.Define32(LinkCapabilities, 0x0843_f483);
        Registers.Define16(PciConfig.ExpressLinkControl, 0, 0x01fb & ~(1 << 5) & ~(1 << 4));
        // At full speed and width, by the slot's clock.
        Registers.Define16(LinkStatus, 0x1083);
        Registers.Define16(DeviceControl2, 0, 0x001f);
        // 2.5, 5 and 8 GT/s, the last one also the target; equalised in all phases.
        Registers.Define32(LinkCapabilities2, 0x0000_000e);
        Registers.Define16(LinkControl2, 0x0003, 0x000f);
        Registers.Define16(LinkStatus2, 0x001e);
    }
}
