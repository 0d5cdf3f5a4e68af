using Mlx4.Sample.Hca;

namespace Mlx4.Sample.Commands;

/// <summary>What to compare.</summary>
internal sealed record CompareSettings
{
    /// <summary>The log of the commands that Linux has given.</summary>
    public required string Log { get; init; }

    /// <summary>The page that explains differences; <see langword="null"/>: none is explained.</summary>
    public string? Explained { get; init; }

    /// <summary>The card that Linux had.</summary>
    public required ConnectX3Options Card { get; init; }

    /// <summary>The number of virtual functions that Linux enabled, and loaded on.</summary>
    public int VirtualFunctions { get; init; }

    /// <summary>The size of the memory of the machine that Linux ran on, in bytes.</summary>
    public required ulong Memory { get; init; }

    /// <summary>The number of its CPUs.</summary>
    public required int Cpus { get; init; }
}
