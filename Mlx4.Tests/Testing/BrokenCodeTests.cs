using Mlx4.Testing;
using Mlx4.Tests.Generators.Interpreter;

namespace Mlx4.Tests.Testing;

/// <summary>The kit finds mistakes in generated code: of each kind many, in the code of random types.</summary>
public class BrokenCodeTests
{
    private const int Types = 70;

    private static readonly string[] Kinds =
    [
        "a cleanup is left out",
        "a cleanup runs twice",
        "a cleanup is told of and not called",
        "a cleanup is called twice and told of once",
        "two cleanups are swapped",
        "a second load is not refused",
        "another exception leaves",
        "a failed load leaves the object loading",
        "a failure is returned as a success",
        "the result names another stage",
        "a failed stage is passed over",
        "the last item of a loop is not counted",
        "the token is not looked at",
        "what was undone is not forgotten",
    ];

    [Fact]
    public async Task Every_mistake_is_reported()
    {
        Host[] types = [.. RandomCase.Default.Select(random => IntactCodeTests.Watched(random.Host)).Where(IntactCodeTests.GivesBackAll).Take(Types)];
        Dictionary<string, int> made = Kinds.ToDictionary(kind => kind, _ => 0);
        Breakage?[] broken = new Breakage?[types.Length];
        using KitHosts hosts = new(types, Break);
        List<string> missed = [];

        for (int index = 0; index < types.Length; index++)
        {
            if (broken[index] is { } breakage)
            {
                FaultReport report = await hosts.FaultsOf(index).RunAsync();
                if (report.Violations.Count == 0)
                {
                    missed.Add($"{breakage.Name} in type {index}: {report}");
                }
            }
        }
        Assert.Empty(missed);
        Assert.All(made, kind => Assert.True(kind.Value >= 2, $"{kind.Key}: {kind.Value}"));

        // Each type has the mistake that was made least so far.
        string Break(int index, string text)
        {
            broken[index] = Breakage.Of(types[index], text).Where(each => each.Text != text).OrderBy(each => made[each.Name]).FirstOrDefault();
            if (broken[index] is not { } breakage)
            {
                return text;
            }
            made[breakage.Name]++;
            return breakage.Text;
        }
    }
}
