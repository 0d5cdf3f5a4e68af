using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace Mlx4.Tests.Generators.Interpreter;

/// <summary>A random type with random plans, which its seed says.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Host">The type.</param>
/// <param name="Plans">The plans.</param>
internal sealed record RandomCase(int Seed, Host Host, IReadOnlyList<Plan> Plans)
{
    /// <summary>How many plans a type is run with.</summary>
    private const int PlanCount = 20;

    private static readonly Gen<(Host Host, Plan[] Plans)> Any =
        from host in RandomHost.Any
        from plans in Gen.ArrayOf(RandomPlan.For(host), PlanCount)
        select (host, plans);

    private static readonly Lazy<IReadOnlyList<RandomCase>> Short = new(() => [.. Enumerable.Range(1, 400).Select(Of)]);

    /// <summary>The cases of a short run, the same each time.</summary>
    public static IReadOnlyList<RandomCase> Default => Short.Value;

    /// <summary>
    /// The cases to run: those of a short run, or as many as the environment variable <c>MLX4_PIPELINES</c> says, from the seed
    /// <c>MLX4_SEED</c> on. With one of them and the seed of a difference, that is repeated.
    /// </summary>
    public static IEnumerable<RandomCase> Stated() =>
        Setting("MLX4_PIPELINES") is int count ? Enumerable.Range(Setting("MLX4_SEED") ?? 1, count).Select(Of) : Default;

    private static RandomCase Of(int seed)
    {
        (Host host, Plan[] plans) = Any.Draw((ulong)seed);
        return new RandomCase(seed, host, plans);
    }

    private static int? Setting(string name) =>
        Environment.GetEnvironmentVariable(name) is string text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
