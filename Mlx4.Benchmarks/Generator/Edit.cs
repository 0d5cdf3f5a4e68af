namespace Mlx4.Benchmarks.Generator;

/// <summary>What happens between two runs of a driver.</summary>
internal enum Edit
{
    /// <summary>There was no run before.</summary>
    Cold,

    /// <summary>Nothing: the same compilation again.</summary>
    Nothing,

    /// <summary>A file that has no annotated member.</summary>
    Unrelated,

    /// <summary>The body of an annotated member, or of another one where they have none.</summary>
    Body,

    /// <summary>What one annotated member says.</summary>
    Member,
}
