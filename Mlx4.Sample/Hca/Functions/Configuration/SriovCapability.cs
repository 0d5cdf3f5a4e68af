using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Hca.Functions.Configuration;

/// <summary>
/// Single-root I/O virtualisation: how many virtual functions there can be, how many there are, and where their BARs lie (SR-IOV 1.1,
/// 3.3). Offset, stride, device id, BAR and page sizes are those of public listings.
/// </summary>
/// <param name="offset">Where it begins.</param>
/// <param name="total">The number of virtual functions that there can be.</param>
/// <param name="faults">What is to go wrong.</param>
internal sealed class SriovCapability(int offset, ushort total, Faults faults) : Capability(offset, 0x40, PciConfig.CapabilitySriov)
{
    private const int Initial = 0x0c;
    private const int Total = 0x0e;
    private const int FirstOffset = 0x14;
    private const int Stride = 0x16;
    private const int DeviceId = 0x1a;
    private const int SupportedPageSizes = 0x1c;
    private const int SystemPageSize = 0x20;
    private const int Bar2 = 0x2c;

    private const ushort AriHierarchy = 1 << 4;

    /// <summary>4 KiB to 4 MiB; 4 KiB after a reset.</summary>
    private const uint PageSizes = 0x7ff;
    private const uint SmallestPage = 1;

    private const byte Bar64Prefetchable = 0xc;

    private bool _enabled;
    private ushort _number;
    private uint _pageSize;
    private ushort _ari;

    /// <summary>How many virtual functions are there, 0 while they are not enabled.</summary>
    public int Enabled => _enabled ? _number : 0;

    /// <summary>Whether the BARs of virtual functions answer.</summary>
    public bool MemoryEnabled => (Registers.Get16(PciConfig.SriovControl) & PciConfig.SriovMemoryEnable) != 0;

    /// <summary>
    /// While virtual functions are there, their number, the page size and the hierarchy stay as they are. To enable more than there can be, or
    /// more than <see cref="Faults.VirtualFunctionLimit"/>, enables none.
    /// </summary>
    public override bool Written(int at, int count)
    {
        ushort control = Registers.Get16(PciConfig.SriovControl);
        if (_enabled)
        {
            control = (ushort)((control & ~AriHierarchy) | _ari);
            Registers.Set16(PciConfig.SriovNumber, _number);
            Registers.Set32(SystemPageSize, _pageSize);
        }
        _number = Registers.Get16(PciConfig.SriovNumber);
        _pageSize = Registers.Get32(SystemPageSize);
        _ari = (ushort)(control & AriHierarchy);
        if (_number > Math.Min(total, faults.VirtualFunctionLimit))
        {
            control &= unchecked((ushort)~PciConfig.SriovEnable);
        }
        Registers.Set16(PciConfig.SriovControl, control);
        _enabled = (control & PciConfig.SriovEnable) != 0;
        return false;
    }

    public override void Forget() => _enabled = false;

    protected override void Define()
    {
        Registers.Define16(PciConfig.SriovControl, 0, PciConfig.SriovEnable | PciConfig.SriovMemoryEnable | AriHierarchy);
        Registers.Define16(Initial, total);
        Registers.Define16(Total, total);
        Registers.Define16(PciConfig.SriovNumber, 0, ushort.MaxValue);
        Registers.Define16(FirstOffset, 1);
        Registers.Define16(Stride, 1);
        Registers.Define16(DeviceId, Header.VirtualDeviceId);
        Registers.Define32(SupportedPageSizes, PageSizes);
        Registers.Define32(SystemPageSize, SmallestPage, PageSizes);
        Registers.DefineBar64(Bar2, Functions.Bar2.Size, Bar64Prefetchable);
    }
}
