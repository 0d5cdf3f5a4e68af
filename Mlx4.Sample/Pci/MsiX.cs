using System.Buffers.Binary;
using Mlx4.Runtime;

namespace Mlx4.Sample.Pci;

/// <summary>The host's side of a function's MSI-X: the control word and the table, which lies in one of the BARs (PCI 3.0, section 6.8.2).</summary>
internal sealed class MsiX(PciDevice device, IrqTable irqs)
{
    private const int EntrySize = 16;
    private const int EntryData = 8;
    private const int EntryControl = 12;
    private const uint EntryMasked = 1;

    private const ushort TableSizeMask = 0x7ff;
    private const uint TableBarMask = 7;

    /// <summary>Where a message goes: the local APIC of CPU 0; its data is the interrupt's number.</summary>
    private const uint MessageAddress = 0xfee0_0000;

    private int _control;
    private int _tableBar;
    private ulong _tableOffset;
    private int[] _irqs = [];

    /// <summary>The interrupts of the vectors, empty while MSI-X is off.</summary>
    public IReadOnlyList<int> Irqs => _irqs;

    /// <summary>
    /// Programs the table and turns MSI-X on, all vectors masked. EINVAL: there is none, or it is on. ENOSPC: too few vectors.
    /// ERANGE: fewer at most than at least.
    /// </summary>
    public Errno Enable(int minimum, int maximum)
    {
        if (maximum < minimum)
        {
            return Errno.ERANGE;
        }
        int capability = device.FindCapability(PciConfig.CapabilityMsiX);
        if (capability == 0 || _irqs.Length > 0)
        {
            return Errno.EINVAL;
        }
        _control = capability + PciConfig.MsiXControl;
        int size = (device.ReadConfig16(_control) & TableSizeMask) + 1;
        if (size < minimum)
        {
            return Errno.ENOSPC;
        }
        uint table = device.ReadConfig32(capability + PciConfig.MsiXTable);
        _tableBar = (int)(table & TableBarMask);
        _tableOffset = table & ~TableBarMask;

        int count = Math.Min(size, maximum);
        int first = irqs.Reserve(count);
        SetControl(PciConfig.MsiXEnable | PciConfig.MsiXMaskAll);
        _irqs = [.. Enumerable.Range(first, count)];
        for (int vector = 0; vector < count; vector++)
        {
            WriteEntry(vector, 0, MessageAddress);
            WriteEntry(vector, sizeof(uint), 0);
            WriteEntry(vector, EntryData, (uint)_irqs[vector]);
            WriteEntry(vector, EntryControl, EntryMasked);
        }
        device.SetIntX(false);
        SetControl(PciConfig.MsiXEnable);
        return Errno.Ok;
    }

    /// <summary>Turns MSI-X off and the pin on again. Does nothing while it is off.</summary>
    /// <exception cref="InvalidOperationException">The interrupt of a vector is still requested.</exception>
    public void Disable()
    {
        if (_irqs.Length == 0)
        {
            return;
        }
        if (_irqs.FirstOrDefault(irqs.IsRequested) is int irq and not 0)
        {
            throw new InvalidOperationException($"MSI-X is turned off while IRQ {irq} is requested.");
        }
        SetControl(0);
        device.SetIntX(true);
        _irqs = [];
    }

    /// <summary>Masks or unmasks the vector of an interrupt, if it is one.</summary>
    public void SetMask(int irq, bool masked)
    {
        int vector = Array.IndexOf(_irqs, irq);
        if (vector >= 0)
        {
            WriteEntry(vector, EntryControl, masked ? EntryMasked : 0);
        }
    }

    private void SetControl(ushort bits)
    {
        int others = device.ReadConfig16(_control) & ~(PciConfig.MsiXEnable | PciConfig.MsiXMaskAll);
        device.WriteConfig16(_control, (ushort)(others | bits));
    }

    /// <summary>Writes a word of a table entry. Unlike the card's own registers, the table is little-endian.</summary>
    private void WriteEntry(int vector, int word, uint value)
    {
        Span<byte> data = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(data, value);
        device.Write(_tableBar, _tableOffset + (ulong)(vector * EntrySize + word), data);
    }
}
