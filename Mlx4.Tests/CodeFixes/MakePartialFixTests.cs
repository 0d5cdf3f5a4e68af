using Mlx4.CodeFixes;

namespace Mlx4.Tests.CodeFixes;

/// <summary>MLX4005: types become partial.</summary>
public class MakePartialFixTests
{
    private const string Stage = "[Mlx4.Runtime.InitStage(10, NoCleanup = \"a query\")] private void Query() { }";

    [Theory]
    [InlineData("class Nic", "partial class Nic")]
    [InlineData("public sealed class Nic", "public sealed partial class Nic")]
    [InlineData("/* a */ public /* b */ record /* c */ Nic", "/* a */ public /* b */ partial record /* c */ Nic")]
    [InlineData("internal record struct Nic", "internal partial record struct Nic")]
    [InlineData("[System.Serializable]\r\nstruct Nic", "[System.Serializable]\r\npartial struct Nic")]
    public Task A_type(string before, string after) => Fixing<MakePartialFix>.Makes("Make 'Nic' partial", $"{before} {{ {Stage} }}", $"{after} {{ {Stage} }}");

    private static string Card(string card, string hca) => $$"""
        namespace Drivers
        {
            public {{card}} Card
            {
                public partial class Slot
                {
                    sealed {{hca}} Hca { {{Stage}} }
                }
            }
        }
        """;

    [Fact]
    public Task The_types_around_it_too() => Fixing<MakePartialFix>.Makes("Make 'Card' partial", Card("class", "partial class"), Card("partial class", "partial class"));

    [Fact]
    public Task All_that_are_nested_at_once() => Fixing<MakePartialFix>.MakesOfAll("Make 'Card' partial", [Card("class", "class")], [Card("partial class", "partial class")]);

    [Fact]
    public Task All_of_them_at_once() => Fixing<MakePartialFix>.MakesOfAll("Make 'Card' partial",
        [$$"""class Card { class Hca { {{Stage}} } class Port { {{Stage}} } }""", $$"""class Nic { {{Stage}} }"""],
        [$$"""partial class Card { partial class Hca { {{Stage}} } partial class Port { {{Stage}} } }""", $$"""partial class Nic { {{Stage}} }"""]);
}
