namespace Mlx4.Sample.Commands;

/// <summary>What to load, and what is to go wrong.</summary>
internal sealed record LoadSettings
{
    /// <summary>The default of <see cref="Depth"/>: down to the firmware commands, without the single tables and chunks of ICM.</summary>
    public const int DefaultDepth = 2;

    /// <summary>How deep pipelines are nested at most.</summary>
    public const int DeepestPipeline = 7;

    /// <summary>The number of ports, 1 or 2.</summary>
    public int Ports { get; init; } = 2;

    /// <summary>Whether the card has MSI-X.</summary>
    public bool MsiX { get; init; } = true;

    /// <summary>The steps to refuse.</summary>
    public IReadOnlyList<StepFault> Faults { get; init; } = [];

    /// <summary>Whether to print events as JSON.</summary>
    public bool Json { get; init; }

    /// <summary>How many levels of nested pipelines are shown.</summary>
    public int Depth { get; init; } = DefaultDepth;
}
