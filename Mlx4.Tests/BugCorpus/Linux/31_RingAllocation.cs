// 31. net: ftgmac100: rings that were allocated are lost when a later one cannot be
// Source: c0fd0fe745f5 (CVE-2026-31737), ftgmac100_alloc_rings in drivers/net/ethernet/faraday/ftgmac100.c
// Class: B
//
// Opening the device allocates two arrays and two descriptor rings. Each failure returns at once; what the lines above have allocated
// stays.

using Mlx4.Runtime;

internal sealed class DmaRing(nint address, int length)
{
    public nint Address { get; } = address;
    public int Length { get; } = length;
}

internal interface ICoherentMemory
{
    DmaRing? Alloc(int bytes);
    void Free(DmaRing ring);
}

internal sealed partial class FaradayMac(ICoherentMemory dma)
{
    private const int DescriptorSize = 16;
    private DmaRing? _rxRing;
    private DmaRing? _txRing;

    [InitStage(10, NoCleanup = "only compares numbers")]
    private Errno CheckRingSizes(int rxEntries, int txEntries) =>
        int.IsPow2(rxEntries) && int.IsPow2(txEntries) ? Errno.Ok : Errno.EINVAL;

    [InitStage(20, Cleanup = nameof(FreeRings))]
    private Errno AllocRings(int rxEntries, int txEntries)
    {
        _rxRing = dma.Alloc(rxEntries * DescriptorSize);
        if (_rxRing is null)
        {
            return Errno.ENOMEM;
        }

        _txRing = dma.Alloc(txEntries * DescriptorSize);
        if (_txRing is null)
        {
            return Errno.ENOMEM; // MLX4018 '_rxRing'
        }

        return Errno.Ok;
    }

    private void FreeRings()
    {
        dma.Free(_txRing!);
        dma.Free(_rxRing!);
    }
}
