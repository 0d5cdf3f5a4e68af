using Mlx4.Sample.Pci;

namespace Mlx4.Sample.VfioUser;

/// <summary>
/// A function of a card with virtual functions, as QEMU is to see it while it builds its machine; its reset at the end of that shows the
/// function itself.
/// </summary>
/// <remarks>
/// QEMU reads the whole configuration space once and takes the layout over for good. If it finds extended capabilities, it hides SR-IOV and ARI
/// from the guest; if it finds none, it passes every access above 0x100 on, and the guest sees what there is. And a virtual function
/// that is not there yet would have no layout to take over.
/// </remarks>
/// <param name="function">The function.</param>
/// <param name="configuration">Its configuration space as if it were there.</param>
internal sealed class StartupView(IPciFunction function, byte[] configuration) : IPciFunction
{
    private const int ExtendedCapabilities = 0x100;

    private readonly byte[] _configuration = WithoutExtendedCapabilities(configuration);
    private bool _isStarted;

    public IHost? Host
    {
        set
        {
            _isStarted = false;
            function.Host = value;
        }
    }

    public ulong RegionSize(int region) => function.RegionSize(region);

    public (uint Flags, uint Count) Interrupts(int index) => function.Interrupts(index);

    public void Read(int region, ulong offset, Span<byte> data)
    {
        if (!_isStarted && region == PciRegion.Config && offset < (ulong)_configuration.Length && (ulong)data.Length <= (ulong)_configuration.Length - offset)
        {
            _configuration.AsSpan((int)offset, data.Length).CopyTo(data);
        }
        else
        {
            function.Read(region, offset, data);
        }
    }

    public void Write(int region, ulong offset, ReadOnlySpan<byte> data) => function.Write(region, offset, data);

    public void Reset()
    {
        _isStarted = true;
        function.Reset();
    }

    private static byte[] WithoutExtendedCapabilities(byte[] configuration)
    {
        byte[] copy = [.. configuration];
        copy.AsSpan(ExtendedCapabilities, sizeof(uint)).Clear();
        return copy;
    }
}
