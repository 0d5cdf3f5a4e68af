namespace Mlx4.Sample.Hca.Management;

/// <summary>The status of an answer: bits 4:2 say what was wrong with the request (InfiniBand architecture, 13.4.7).</summary>
internal static class ManagementStatus
{
    public const ushort Ok = 0;
    public const ushort UnsupportedVersion = 1 << 2;
    public const ushort UnsupportedAttribute = 3 << 2;
    public const ushort InvalidField = 7 << 2;
}
