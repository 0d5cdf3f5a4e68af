namespace Mlx4.Sample.Pci;

/// <summary>What a function may do to its host.</summary>
internal interface IHost
{
    /// <summary>
    /// The host's memory at a bus address. The span is valid until the function returns to its caller: mappings come and go.
    /// </summary>
    /// <param name="busAddress">The bus address of the first byte.</param>
    /// <param name="length">The number of bytes. All of them must lie in one mapping.</param>
    /// <param name="memory">The bytes, empty if they are not mapped.</param>
    /// <returns>Whether the whole range is mapped.</returns>
    bool Dma(ulong busAddress, int length, out Span<byte> memory);

    /// <summary>Whether the host's memory is mapped at a bus address, for who does not want the bytes. A host that makes its memory as it is used makes none.</summary>
    /// <param name="busAddress">The bus address of the first byte.</param>
    /// <param name="length">The number of bytes. All of them must lie in one mapping.</param>
    bool IsMapped(ulong busAddress, int length) => Dma(busAddress, length, out _);

    /// <summary>Raises an interrupt. It is delivered after the access in progress has returned.</summary>
    /// <param name="index">The kind of the interrupt (see <see cref="PciInterrupt"/>).</param>
    /// <param name="vector">The vector within that kind.</param>
    /// <returns>Whether anybody is there to take it.</returns>
    bool Interrupt(int index, int vector);
}
