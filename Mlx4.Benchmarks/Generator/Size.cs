namespace Mlx4.Benchmarks.Generator;

/// <summary>How much there is to generate for.</summary>
/// <param name="Types">The number of types.</param>
/// <param name="Members">The number of annotated members of each.</param>
internal sealed record Size(int Types, int Members)
{
    public int All => Types * Members;

    public string Name => FormattableString.Invariant($"{Types:#,0} {(Types == 1 ? "type" : "types")} with {Members:#,0} members");
}
