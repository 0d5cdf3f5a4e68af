using Mlx4.Sample.Hca;

namespace Mlx4.Sample.Commands;

/// <summary>Which card to offer, where, and what is to go wrong in it.</summary>
internal sealed record ServeSettings
{
    /// <summary>The path of the socket.</summary>
    public required string Socket { get; init; }

    /// <summary>The card.</summary>
    public ConnectX3Options Card { get; init; } = new();

    /// <summary>How many virtual functions are offered, each on a socket of its own.</summary>
    public int VirtualFunctions { get; init; }

    /// <summary>Whether to end after the first client.</summary>
    public bool Once { get; init; }

    /// <summary>The firmware commands that fail or hang.</summary>
    public IReadOnlyList<CommandFault> Faults { get; init; } = [];

    /// <summary>The kinds of interrupts that get lost (see <see cref="Pci.PciInterrupt"/>).</summary>
    public IReadOnlyList<int> LostInterrupts { get; init; } = [];

    /// <summary>After how many firmware commands the card gives itself up; <see langword="null"/> if it does not.</summary>
    public int? InternalErrorAfter { get; init; }

    /// <summary>The file for a line a firmware command, <c>-</c> for the output, or <see langword="null"/>.</summary>
    public string? Log { get; init; }
}
