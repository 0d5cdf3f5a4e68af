using System.Buffers.Binary;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.VfioUser;

/// <summary>
/// Tells a function which of its vectors are in use. In vfio, MSI-X is on as soon as the client has set eventfds: it keeps the table, the masks
/// and the enable bit of the guest to itself. The function knows nothing of eventfds; it sends a vector when the enable bit is set
/// and the vector's table entry is not masked, so these two are written here.
/// </summary>
/// <remarks>
/// The function does not always answer: it may be in reset, or its memory may be off. Then <see cref="Apply"/> changes nothing,
/// and is to be called again after the next access.
/// </remarks>
internal sealed class MsiXTranslation(IPciFunction function)
{
    private const int EntrySize = 16;
    private const int VectorControl = 12;
    private const uint Masked = 1;

    /// <summary>The part of a capability's table and pending registers that names the BAR.</summary>
    private const uint BarMask = 7;

    private readonly bool[] _attached = new bool[function.Interrupts(PciInterrupt.MsiX).Count];
    private bool _enabled;
    private bool _stale;

    /// <summary>MSI-X is on, whether or not a vector has an eventfd yet.</summary>
    public void Enable()
    {
        _enabled = true;
        _stale = true;
    }

    /// <summary>MSI-X is off.</summary>
    public void Disable()
    {
        Array.Clear(_attached);
        _stale |= _enabled;
        _enabled = false;
    }

    /// <summary>A vector has got an eventfd, or has none any more.</summary>
    public void Set(uint vector, bool attached)
    {
        _attached[vector] = attached;
        _stale = true;
    }

    /// <summary>The function may have forgotten: a reset, or a write to its configuration space.</summary>
    public void Invalidate() => _stale |= _enabled;

    /// <summary>Writes what has changed.</summary>
    public void Apply()
    {
        if (!_stale || function.FindCapability(PciConfig.CapabilityMsiX) is not (> 0 and int capability)
            || (function.ReadConfig16(PciConfig.Command) & PciConfig.CommandMemory) == 0)
        {
            return;
        }
        uint table = function.ReadConfig32(capability + PciConfig.MsiXTable);
        for (int vector = 0; vector < _attached.Length; vector++)
        {
            SetMask((int)(table & BarMask), (table & ~BarMask) + ((uint)vector * EntrySize) + VectorControl, !_attached[vector]);
        }
        ushort control = function.ReadConfig16(capability + PciConfig.MsiXControl);
        bool isEnabled = (control & PciConfig.MsiXEnable) != 0;
        if (isEnabled != _enabled)
        {
            function.WriteConfig16(capability + PciConfig.MsiXControl, (ushort)(control ^ PciConfig.MsiXEnable));
        }
        _stale = false;
    }

    private void SetMask(int bar, uint offset, bool masked)
    {
        Span<byte> data = stackalloc byte[sizeof(uint)];
        function.Read(bar, offset, data);
        uint control = BinaryPrimitives.ReadUInt32LittleEndian(data);
        if ((control & Masked) != 0 != masked)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(data, control ^ Masked);
            function.Write(bar, offset, data);
        }
    }
}
