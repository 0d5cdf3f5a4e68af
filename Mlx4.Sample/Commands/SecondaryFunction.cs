using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Commands;

/// <summary>
/// A physical function that is not its card's primary one. It has registers and firmware of its own, which tell it nothing; its doorbells, its
/// comm channel and its vectors are its own as well, until it becomes the primary one's slave.
/// </summary>
/// <param name="own">The function as it is by itself.</param>
/// <param name="served">What the primary function's driver serves: one of its virtual functions, with an enable of its own.</param>
internal sealed class SecondaryFunction(IPciFunction own, IPciFunction served) : IPciFunction
{
    /// <summary>Control, table and pending bits of MSI-X lie at the same place in either function: the capability is at 0x9c.</summary>
    private const ulong MsiX = 0x9c + PciConfig.MsiXControl;

    private const ulong MsiXEnd = MsiX + sizeof(ushort) + 2 * sizeof(uint);

    private bool _isServed;

    public IHost? Host
    {
        set
        {
            own.Host = value;
            served.Host = value;
        }
    }

    public ulong RegionSize(int region) => own.RegionSize(region);

    public (uint Flags, uint Count) Interrupts(int index) => index == PciInterrupt.MsiX ? served.Interrupts(index) : own.Interrupts(index);

    public void Read(int region, ulong offset, Span<byte> data)
    {
        // A physical function's own doorbells are never read: this one has become a slave.
        _isServed |= region == PciRegion.Bar2;
        Of(region, offset).Read(region, offset, data);
    }

    public void Write(int region, ulong offset, ReadOnlySpan<byte> data)
    {
        Of(region, offset).Write(region, offset, data);
        if (region == PciRegion.Config && offset == PciConfig.Command)
        {
            // Memory and the bus are for both.
            served.Write(region, offset, data);
        }
    }

    public void Reset()
    {
        own.Reset();
        served.Reset();
    }

    private IPciFunction Of(int region, ulong offset) =>
        _isServed && (region == PciRegion.Bar2 || region == PciRegion.Config && offset is >= MsiX and < MsiXEnd) ? served : own;
}
