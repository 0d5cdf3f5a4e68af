using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Hca.Functions.Configuration;

/// <summary>The first 64 bytes (type 0).</summary>
/// <remarks>Identity and BARs are those of public listings of the card.</remarks>
internal sealed class Header : ConfigurationSection
{
    public const ushort VendorId = 0x15b3;
    public const ushort DeviceId = 0x1003;
    public const ushort VirtualDeviceId = 0x1004;

    private const int Size = 0x40;
    private const int CacheLineSize = 0x0c;
    private const int Rom = 0x30;
    private const int SubsystemId = PciConfig.SubsystemVendorId + 2;
    private const ushort ParityErrorResponse = 1 << 6;
    private const ushort SystemErrorEnable = 1 << 8;
    private const ushort HasCapabilities = 1 << 4;

    /// <summary>The errors of the status register: master and target aborts, parity and system errors.</summary>
    private const ushort StatusErrors = 0xf900;

    /// <summary>64 bits, and prefetchable.</summary>
    private const byte Bar64 = 0x4;
    private const byte Bar64Prefetchable = 0xc;

    private readonly bool _virtual;

    private Header(bool isVirtual)
        : base(0, Size) => _virtual = isVirtual;

    /// <summary>The header of the physical function.</summary>
    public static Header Physical => new(isVirtual: false);

    /// <summary>
    /// The header of a virtual function. It has no ids, BARs and pin of its own, and of the command register only the bus master bit: the
    /// host knows the rest from the SR-IOV capability (SR-IOV 1.1, 3.4.1).
    /// </summary>
    public static Header Virtual => new(isVirtual: true);

    /// <summary>Whether the function answers accesses to its BARs.</summary>
    public bool MemoryEnabled => (Registers.Get16(PciConfig.Command) & PciConfig.CommandMemory) != 0;

    /// <summary>Whether the function may do DMA and send messages.</summary>
    public bool MasterEnabled => (Registers.Get16(PciConfig.Command) & PciConfig.CommandMaster) != 0;

    /// <summary>Whether the interrupt pin is off.</summary>
    public bool IntXDisabled => (Registers.Get16(PciConfig.Command) & PciConfig.CommandIntxDisable) != 0;

    /// <summary>The interrupt status bit of the status register.</summary>
    public bool InterruptStatus
    {
        set
        {
            int status = Registers.Get16(PciConfig.Status);
            Registers.Set16(PciConfig.Status, (ushort)(value ? status | PciConfig.StatusInterrupt : status & ~PciConfig.StatusInterrupt));
        }
    }

    protected override void Define()
    {
        Registers.LostWithChip(0, Size);
        Registers.Define16(PciConfig.Status, HasCapabilities);
        Registers.ClearedByOne(PciConfig.Status, StatusErrors, sizeof(ushort));
        // A network controller that is neither Ethernet nor InfiniBand only: what listings show of a VPI card.
        Registers.Define16(PciConfig.ClassCode + 1, 0x0280);
        Registers.Define16(PciConfig.SubsystemVendorId, VendorId);
        if (_virtual)
        {
            Registers.Define16(PciConfig.VendorId, ushort.MaxValue);
            Registers.Define16(PciConfig.DeviceId, ushort.MaxValue);
            Registers.Define16(PciConfig.Command, 0, PciConfig.CommandMaster);
            Registers.Define16(SubsystemId, VirtualDeviceId);
            return;
        }
        Registers.Define16(PciConfig.VendorId, VendorId);
        Registers.Define16(PciConfig.DeviceId, DeviceId);
        const ushort Command = PciConfig.CommandMemory | PciConfig.CommandMaster | PciConfig.CommandIntxDisable | ParityErrorResponse | SystemErrorEnable;
        Registers.Define16(PciConfig.Command, 0, Command);
        Registers.Define8(CacheLineSize, 0, byte.MaxValue);
        Registers.DefineBar64(PciConfig.Bar0, Bar0.Size, Bar64);
        Registers.DefineBar64(PciConfig.Bar2, Bar2.Size, Bar64Prefetchable);
        Registers.Define16(SubsystemId, 0x0050);
        // The address, and bit 0 to enable it.
        Registers.Define32(Rom, 0, ~(ExpansionRom.Size - 1) | 1);
        Registers.Define8(PciConfig.InterruptLine, 0, byte.MaxValue);
        Registers.Define8(PciConfig.InterruptPin, 1);
    }
}
