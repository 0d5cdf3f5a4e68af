namespace Mlx4.Sample.Driver.Icm;

/// <summary>A table's place in ICM.</summary>
/// <param name="Start">Its ICM address.</param>
/// <param name="EntrySize">The size of an entry in bytes.</param>
/// <param name="Count">The number of entries, a power of two.</param>
internal readonly record struct IcmRegion(ulong Start, int EntrySize, int Count)
{
    /// <summary>The logarithm of the number of entries, as INIT_HCA wants it.</summary>
    public byte LogCount => (byte)int.Log2(Count);
}
