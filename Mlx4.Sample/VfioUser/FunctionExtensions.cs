using Mlx4.Sample.Pci;

namespace Mlx4.Sample.VfioUser;

/// <summary>A function by numbers that a client names.</summary>
internal static class FunctionExtensions
{
    /// <summary>The number of vectors of an interrupt kind, 0 for one that is none.</summary>
    public static uint Vectors(this IPciFunction function, uint kind) =>
        kind is PciInterrupt.IntX or PciInterrupt.MsiX ? function.Interrupts((int)kind).Count : 0;

    /// <summary>
    /// Reads any number of bytes, as a host bridge does it: by accesses of 8, 4, 2 or 1 bytes, each aligned to its size. A single such
    /// access stays one.
    /// </summary>
    public static void ReadAny(this IPciFunction function, int region, ulong offset, Span<byte> data)
    {
        while (data.Length > 0)
        {
            int size = NextAccess(offset, data.Length);
            function.Read(region, offset, data[..size]);
            data = data[size..];
            offset += (uint)size;
        }
    }

    /// <summary>Writes any number of bytes, in the same way.</summary>
    public static void WriteAny(this IPciFunction function, int region, ulong offset, ReadOnlySpan<byte> data)
    {
        while (data.Length > 0)
        {
            int size = NextAccess(offset, data.Length);
            function.Write(region, offset, data[..size]);
            data = data[size..];
            offset += (uint)size;
        }
    }

    private static int NextAccess(ulong offset, int left)
    {
        int size = sizeof(ulong);
        while (size > left || offset % (uint)size != 0)
        {
            size >>= 1;
        }
        return size;
    }
}
