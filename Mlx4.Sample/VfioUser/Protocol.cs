namespace Mlx4.Sample.VfioUser;

/// <summary>The bounds of the protocol as this server speaks it (vfio-user 0.1).</summary>
internal static class Protocol
{
    public const ushort Major = 0;
    public const ushort Minor = 1;

    /// <summary>The most descriptors that a message can bring. QEMU sends, and accepts as an answer, no more than 16.</summary>
    public const int MaxDescriptors = 16;

    /// <summary>The most bytes that a message can read or write. QEMU reads an expansion ROM at once, and takes no more than this itself.</summary>
    public const int MaxTransfer = 1 << 20;

    /// <summary>The most mappings at a time. Chosen: far above what guests need, and far below what Linux lets a process have (65530).</summary>
    public const int MaxMappings = 4096;

    /// <summary>The smallest page in bytes; mappings consist of such.</summary>
    public const int PageSize = 4096;

    /// <summary>What a read or a write has before its data.</summary>
    public const int TransferHeader = 16;

    /// <summary>The longest body of a message.</summary>
    public const int MaxBody = TransferHeader + MaxTransfer;

    /// <summary>The regions that vfio numbers: six BARs, ROM, configuration space, VGA.</summary>
    public const int Regions = 9;

    /// <summary>The interrupt kinds that vfio numbers: pin, MSI, MSI-X, error, request.</summary>
    public const int InterruptKinds = 5;
}
