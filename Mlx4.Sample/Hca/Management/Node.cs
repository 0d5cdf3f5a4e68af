using System.Text;

namespace Mlx4.Sample.Hca.Management;

/// <summary>The card as a node of an InfiniBand subnet.</summary>
internal sealed class Node(ConnectX3Options options)
{
    /// <summary>The size of a node description in bytes (InfiniBand architecture, 14.2.5.2).</summary>
    public const int DescriptionSize = 0x40;

    /// <summary>What the firmware calls itself until the host names the node. From public listings of cards of this kind.</summary>
    private const string DefaultDescription = "MT25408 ConnectX Mellanox Technologies";

    private readonly byte[] _description = Default();

    public ulong Guid => options.NodeGuid;

    /// <summary>The GUID of the system that the node belongs to: three above the node's, as in public listings.</summary>
    public ulong SystemImageGuid => options.NodeGuid + 3;

    public ReadOnlySpan<byte> Description => _description;

    /// <summary>Names the node.</summary>
    public void Describe(ReadOnlySpan<byte> description) => description[..DescriptionSize].CopyTo(_description);

    public void Reset() => Describe(Default());

    private static byte[] Default()
    {
        byte[] bytes = new byte[DescriptionSize];
        Encoding.ASCII.GetBytes(DefaultDescription, bytes);
        return bytes;
    }
}
