using Mlx4.Benchmarks.Reporting;

namespace Mlx4.Tests.Benchmarks;

public class GoalTests
{
    [Theory]
    [InlineData(1.05, true)]
    [InlineData(1.06, false)]
    [InlineData(null, null)]
    public void A_bound_from_above_is_met_up_to_itself(double? measured, bool? isMet) => Assert.Equal(isMet, Goal.AtMost("ratio", measured, 1.05).IsMet);

    [Theory]
    [InlineData(8.0, true)]
    [InlineData(7.9, false)]
    [InlineData(null, null)]
    public void A_bound_from_below_is_met_from_itself_on(double? measured, bool? isMet) => Assert.Equal(isMet, Goal.AtLeast("ratio", measured, 8).IsMet);

    [Fact]
    public void The_table_says_what_has_become_of_each()
    {
        Table table = Goal.TableOf([Goal.AtMost("load", 4.5, 5, " ms"), Goal.AtLeast("commands", 10, 20), Goal.That("it compiles", null)]);

        Assert.Equal(
            """
            | goal        |  bound |     measured |            |
            | ----------- | -----: | -----------: | ---------- |
            | load        | ≤ 5 ms |       4.5 ms | met        |
            | commands    |   ≥ 20 |           10 | **missed** |
            | it compiles |    yes | not measured | open       |

            """.ReplaceLineEndings("\n"),
            table.ToString());
    }
}
