namespace Mlx4.Sample.Hca.Functions;

/// <summary>
/// What the error buffer says after an internal error: where the firmware was, and its registers, in words that only the vendor can
/// read. The values are chosen, but for the first: that it is not 0 is how a driver knows.
/// </summary>
internal static class ErrorBuffer
{
    private static readonly uint[] Dump =
    [
        0x0032_8f6f, 0x0000_0000, 0x2007_0000, 0x0000_0000, 0x0032_8f3c, 0x0014_c2d8, 0x0000_0040, 0x0000_0000,
        0x0000_0000, 0x0010_0c1a, 0x0000_0000, 0x0000_0000, 0x0000_0000, 0x0000_0001, 0x0000_0000, 0x0000_0000,
    ];

    /// <summary>The size of the buffer in words.</summary>
    public static uint Words => (uint)Dump.Length;

    public static uint Read(Faults faults, uint word) => faults.HasInternalError ? Dump[word] : 0;
}
