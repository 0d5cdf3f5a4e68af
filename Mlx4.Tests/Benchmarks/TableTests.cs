using Mlx4.Benchmarks.Reporting;

namespace Mlx4.Tests.Benchmarks;

public class TableTests
{
    [Fact]
    public void A_table_is_padded_and_figures_stand_on_the_right()
    {
        Table table = new(("contender", Align.Left), ("ns", Align.Right));
        table.Add("goto", "9.5");
        table.Add("Stack<Action>", "1,024");

        Assert.Equal(
            """
            | contender     |    ns |
            | ------------- | ----: |
            | goto          |   9.5 |
            | Stack<Action> | 1,024 |

            """.ReplaceLineEndings("\n"),
            table.ToString());
    }

    [Fact]
    public void A_bar_in_a_cell_does_not_end_it()
    {
        Table table = new(("pattern", Align.Left));
        table.Add("a|b");

        Assert.Contains("| a\\|b    |", table.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_has_a_cell_for_each_column()
    {
        Table table = new(("a", Align.Left), ("b", Align.Left));

        ArgumentException exception = Assert.Throws<ArgumentException>(() => table.Add("only one"));

        Assert.StartsWith("The table has 2 columns, the row 1 cells.", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(0.01234, "0.0123")]
    [InlineData(1.0499, "1.05")]
    [InlineData(12.34, "12.3")]
    [InlineData(1234.4, "1,234")]
    public void A_figure_has_as_many_digits_as_mean_something(double value, string text) => Assert.Equal(text, Figures.Short(value));
}
