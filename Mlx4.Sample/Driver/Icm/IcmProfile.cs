using System.Numerics;

namespace Mlx4.Sample.Driver.Icm;

/// <summary>How many of everything there are to be (<c>struct mlx4_profile</c>).</summary>
internal sealed record IcmProfile
{
    public int Qps { get; init; } = 1 << 18;
    public int RdmarcPerQp { get; init; } = 1 << 4;
    public int Srqs { get; init; } = 1 << 16;
    public int Cqs { get; init; } = 1 << 16;
    public int McgEntries { get; init; } = 1 << 13;
    public int Mpts { get; init; } = 1 << 19;
    public int Mtts { get; init; } = 1 << 20;

    /// <summary>The profile for a machine with little memory to spare.</summary>
    public static IcmProfile LowMemory { get; } = new()
    {
        Qps = 1 << 17,
        Srqs = 1 << 6,
        Cqs = 1 << 8,
        McgEntries = 1 << 8,
        Mpts = 1 << 9,
        Mtts = 1 << 7,
    };

    /// <summary>The number of MTTs, raised so that all memory of the host can be registered twice over.</summary>
    public int MttsFor(ulong memorySize)
    {
        ulong pages = memorySize / IcmPages.PageSize;
        return (int)BitOperations.RoundUpToPowerOf2(Math.Max((uint)Mtts, (uint)Math.Min(1UL << 30, 2 * pages)));
    }
}
