namespace Mlx4.Sample.Pci;

/// <summary>Offsets and bits of the configuration space that both sides use (PCI Local Bus 3.0, PCI Express 2.0; little-endian).</summary>
internal static class PciConfig
{
    /// <summary>The size of the header in bytes.</summary>
    public const int HeaderSize = 0x40;

    public const int VendorId = 0x00;
    public const int DeviceId = 0x02;
    public const int Command = 0x04;
    public const int Status = 0x06;
    public const int Revision = 0x08;
    public const int ClassCode = 0x09;
    public const int HeaderType = 0x0e;
    public const int Bar0 = 0x10;
    public const int Bar2 = 0x18;
    public const int SubsystemVendorId = 0x2c;
    public const int CapabilityPointer = 0x34;
    public const int InterruptLine = 0x3c;
    public const int InterruptPin = 0x3d;

    /// <summary>Command register: the function answers to memory accesses.</summary>
    public const ushort CommandMemory = 1 << 1;

    /// <summary>Command register: the function may do DMA and raise message-signalled interrupts.</summary>
    public const ushort CommandMaster = 1 << 2;

    /// <summary>Command register: the interrupt pin is off.</summary>
    public const ushort CommandIntxDisable = 1 << 10;

    /// <summary>Status register: the interrupt pin would be asserted if it is not off.</summary>
    public const ushort StatusInterrupt = 1 << 3;

    public const byte CapabilityPowerManagement = 0x01;
    public const byte CapabilityVendor = 0x09;
    public const byte CapabilityVpd = 0x03;
    public const byte CapabilityExpress = 0x10;
    public const byte CapabilityMsiX = 0x11;

    public const ushort CapabilityErrorReporting = 0x01;
    public const ushort CapabilitySerialNumber = 0x03;
    public const ushort CapabilityAri = 0x0e;
    public const ushort CapabilitySriov = 0x10;
    public const ushort CapabilitySecondaryExpress = 0x19;

    /// <summary>Message control of the MSI-X capability, from its start: bits 10:0 table size - 1, 14 all masked, 15 enable.</summary>
    public const int MsiXControl = 2;
    public const int MsiXTable = 4;
    public const int MsiXPending = 8;
    public const ushort MsiXEnable = 1 << 15;
    public const ushort MsiXMaskAll = 1 << 14;

    /// <summary>Device control and link control, from the start of the PCI Express capability.</summary>
    public const int ExpressDeviceControl = 0x08;
    public const int ExpressLinkControl = 0x10;

    /// <summary>Control, the most functions, their number and their device id, from the start of the SR-IOV capability.</summary>
    public const int SriovControl = 0x08;
    public const int SriovTotal = 0x0e;
    public const int SriovNumber = 0x10;
    public const int SriovDeviceId = 0x1a;

    /// <summary>SR-IOV control: the virtual functions are there, and their BARs answer.</summary>
    public const ushort SriovEnable = 1 << 0;
    public const ushort SriovMemoryEnable = 1 << 3;
}
