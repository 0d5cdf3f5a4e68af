namespace Mlx4.Sample.Pci;

/// <summary>Memory that a function can reach: zeroed, contiguous on the bus, aligned to its size rounded up to a power of two.</summary>
/// <param name="memory">The memory that it is a part of; <see langword="null"/> for no bytes.</param>
/// <param name="busAddress">Where it begins.</param>
/// <param name="length">The length in bytes.</param>
internal sealed class DmaBuffer(DmaMemory? memory, ulong busAddress, int length)
{
    /// <summary>What stands where nothing is allocated: no bytes.</summary>
    public static readonly DmaBuffer None = new(null, 0, 0);

    private Memory<byte>? _bytes;
    private bool _freed;

    public ulong BusAddress { get; } = busAddress;

    /// <summary>The length in bytes.</summary>
    public int Length { get; } = length;

    /// <summary>The bytes. Nothing backs them until somebody looks: of the pages that a card is given for its contexts, few are ever touched.</summary>
    /// <exception cref="InvalidOperationException">The buffer has been freed.</exception>
    public Span<byte> Span => _freed
        ? throw new InvalidOperationException($"The DMA buffer at 0x{BusAddress:x} is used after it was freed.")
        : (_bytes ??= memory?.Back(BusAddress, Length) ?? default).Span;

    /// <summary>Makes every later use an error. What was there is gone: the next buffer at its place begins zeroed.</summary>
    public void Invalidate()
    {
        _bytes?.Span.Clear();
        _freed = true;
        _bytes = null;
    }
}
