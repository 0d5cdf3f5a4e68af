using System.Buffers.Binary;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Hca.Functions;

/// <summary>
/// The configuration space of the physical function. Each byte has a mask of the bits that a write can change; all others are
/// read-only, so that a driver may write the whole header back after a reset.
/// </summary>
/// <remarks>
/// Identity and layout are those of public listings of the card: vendor, device, class, BARs, the capabilities and their
/// places. The power states' and link's details follow the PCI specifications.
/// </remarks>
internal sealed class ConfigurationSpace
{
    public const int Size = 0x1000;

    private const int PowerManagement = 0x40;
    private const int PowerControl = PowerManagement + 4;
    private const int Express = 0x60;
    private const int MsiXCapability = 0x9c;
    private const int VendorCapability = 0xc0;
    private const int DeviceControl = Express + PciConfig.ExpressDeviceControl;
    private const ushort InitiateFunctionReset = 1 << 15;
    private const ushort StatusInterrupt = 1 << 3;

    private readonly byte[] _value = new byte[Size];
    private readonly byte[] _writable = new byte[Size];
    private readonly bool _msiX;

    public ConfigurationSpace(ConnectX3Options options)
    {
        _msiX = options.MsiX;
        Header();
        PowerManagementCapability();
        ExpressCapability();
        if (_msiX)
        {
            MsiXCapabilityRegisters();
        }
        _value[VendorCapability] = PciConfig.CapabilityVendor;
        _value[VendorCapability + 2] = 0x18;
        Reset(keepMsiX: false);
    }

    /// <summary>Whether the function answers accesses to its BARs.</summary>
    public bool MemoryEnabled => (_value[PciConfig.Command] & PciConfig.CommandMemory) != 0 && (_value[PowerControl] & 3) == 0;

    /// <summary>Whether the function may do DMA and send messages.</summary>
    public bool MasterEnabled => (_value[PciConfig.Command] & PciConfig.CommandMaster) != 0 && (_value[PowerControl] & 3) == 0;

    /// <summary>Whether the interrupt pin is off.</summary>
    public bool IntXDisabled => (_value[PciConfig.Command + 1] & (PciConfig.CommandIntxDisable >> 8)) != 0;

    /// <summary>The message control of the MSI-X capability, 0 if there is none.</summary>
    public ushort MsiXControl => _msiX ? Get16(MsiXCapability + PciConfig.MsiXControl) : (ushort)0;

    /// <summary>The interrupt status bit of the status register.</summary>
    public bool InterruptStatus
    {
        set => _value[PciConfig.Status] = (byte)(value ? _value[PciConfig.Status] | StatusInterrupt : _value[PciConfig.Status] & ~StatusInterrupt);
    }

    public void Read(int offset, Span<byte> data) => _value.AsSpan(offset, data.Length).CopyTo(data);

    /// <summary>Writes what is writable.</summary>
    /// <returns>Whether the write asks for a reset of the function.</returns>
    public bool Write(int offset, ReadOnlySpan<byte> data)
    {
        for (int i = 0; i < data.Length; i++)
        {
            byte mask = _writable[offset + i];
            _value[offset + i] = (byte)((_value[offset + i] & ~mask) | (data[i] & mask));
        }
        int resetByte = DeviceControl + 1 - offset;
        return resetByte >= 0 && resetByte < data.Length && (data[resetByte] & (InitiateFunctionReset >> 8)) != 0;
    }

    /// <summary>Puts what the host has written back to what it is after a reset.</summary>
    /// <param name="keepMsiX">
    /// Whether the MSI-X control survives. It does over the reset register: the driver restores the header and the express
    /// capability's controls only, and goes on using its vectors.
    /// </param>
    public void Reset(bool keepMsiX)
    {
        ushort control = MsiXControl;
        for (int i = 0; i < Size; i++)
        {
            _value[i] &= (byte)~_writable[i];
        }
        // Relaxed ordering, no snoop, read requests of 512 bytes: what the specification says for a reset.
        Put16(DeviceControl, 0x2810);
        Put16(Express + 0x30, 0x0003);
        if (keepMsiX && _msiX)
        {
            Put16(MsiXCapability + PciConfig.MsiXControl, control);
        }
        InterruptStatus = false;
    }

    private void Header()
    {
        Put16(PciConfig.VendorId, 0x15b3);
        Put16(PciConfig.DeviceId, 0x1003);
        Writable16(PciConfig.Command, PciConfig.CommandMemory | PciConfig.CommandMaster | PciConfig.CommandIntxDisable | 0x0140);
        Put16(PciConfig.Status, 1 << 4);
        _value[PciConfig.ClassCode + 1] = 0x80;
        _value[PciConfig.ClassCode + 2] = 0x02;
        _writable[0x0c] = 0xff;
        Bar(PciConfig.Bar0, Bar0.Size, 0x4);
        Bar(PciConfig.Bar2, Bar2.Size, 0xc);
        Put16(PciConfig.SubsystemVendorId, 0x15b3);
        // The subsystem's device id is chosen.
        Put16(PciConfig.SubsystemVendorId + 2, 0x0050);
        _value[PciConfig.CapabilityPointer] = PowerManagement;
        _writable[PciConfig.InterruptLine] = 0xff;
        _value[PciConfig.InterruptPin] = 1;
    }

    /// <summary>A 64-bit BAR: its writable bits are those of its size and above, so that all ones written read back as the size.</summary>
    private void Bar(int offset, uint size, byte type)
    {
        _value[offset] = type;
        BinaryPrimitives.WriteUInt64LittleEndian(_writable.AsSpan(offset), ~((ulong)size - 1));
    }

    private void PowerManagementCapability()
    {
        _value[PowerManagement] = PciConfig.CapabilityPowerManagement;
        _value[PowerManagement + 1] = (byte)(_msiX ? MsiXCapability : Express);
        Put16(PowerManagement + 2, 0x0003);
        // No reset on the way from D3hot to D0; D0 and D3hot can be chosen.
        Put16(PowerControl, 1 << 3);
        Writable16(PowerControl, 0x0003);
    }

    private void ExpressCapability()
    {
        _value[Express] = PciConfig.CapabilityExpress;
        _value[Express + 1] = VendorCapability;
        Put16(Express + 0x02, 0x0002);
        // Payloads of 512 bytes, role-based errors, function-level reset.
        Put32(Express + 0x04, 0x1000_8002);
        Writable16(DeviceControl, 0x7fff);
        // Link: 8 GT/s, 8 lanes, L0s, port 8; the slot's clock.
        Put32(Express + 0x0c, 0x0800_0483);
        Writable16(Express + PciConfig.ExpressLinkControl, 0x01fb);
        Put16(Express + 0x12, 0x1083);
        Put32(Express + 0x24, 0x0000_001f);
        Writable16(Express + 0x28, 0x001f);
        // The speeds up to 8 GT/s, the last one also the target.
        Put32(Express + 0x2c, 0x0000_000e);
        Writable16(Express + 0x30, 0x000f);
    }

    private void MsiXCapabilityRegisters()
    {
        _value[MsiXCapability] = PciConfig.CapabilityMsiX;
        _value[MsiXCapability + 1] = Express;
        Put16(MsiXCapability + PciConfig.MsiXControl, MsiX.Vectors - 1);
        Writable16(MsiXCapability + PciConfig.MsiXControl, PciConfig.MsiXEnable | PciConfig.MsiXMaskAll);
        // Both in BAR 0: the low three bits are 0.
        Put32(MsiXCapability + PciConfig.MsiXTable, Bar0.MsiXTable);
        Put32(MsiXCapability + PciConfig.MsiXPending, Bar0.MsiXPending);
    }

    private ushort Get16(int offset) => BinaryPrimitives.ReadUInt16LittleEndian(_value.AsSpan(offset));

    private void Put16(int offset, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(_value.AsSpan(offset), value);

    private void Put32(int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(_value.AsSpan(offset), value);

    private void Writable16(int offset, ushort mask) => BinaryPrimitives.WriteUInt16LittleEndian(_writable.AsSpan(offset), mask);
}
