using Mlx4.Benchmarks.Reporting;

namespace Mlx4.Tests.Benchmarks;

public sealed class ReportTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mlx4-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_goals_stand_above_what_was_measured()
    {
        Report report = new("load", "The time of a load");
        report.Paragraph("How.");
        report.Add(Goal.AtMost("ratio", 1, 1.05));

        Assert.Equal(
            """
            # The time of a load

            One run.

            ## Goals

            | goal  |  bound | measured |      |
            | ----- | -----: | -------: | ---- |
            | ratio | ≤ 1.05 |        1 | met  |

            How.

            """.ReplaceLineEndings("\n"),
            report.Page("One run."));
    }

    [Fact]
    public void A_goal_that_is_missed_has_its_reason_once_below_the_table()
    {
        Report report = new("load", "The time of a load");
        report.Add(Goal.AtMost("ratio", 2, 1).IfMissed("It waits."));
        report.Add(Goal.AtMost("other ratio", 3, 1).IfMissed("It waits."));
        report.Add(Goal.AtMost("bytes", 0, 1).IfMissed("It allocates."));
        report.Paragraph("How.");

        Assert.EndsWith(
            """
            | bytes       |   ≤ 1 |        0 | met        |

            What is missed, and why:

            - It waits.

            How.

            """.ReplaceLineEndings("\n"),
            report.Page("One run."),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Its_images_are_written_beside_it()
    {
        Report report = new("load", "The time of a load");
        report.Add(new BarChart("Time"), "plain", "All of them");

        report.Write(_folder, "One run.");

        Assert.Contains("![All of them](load-plain.svg)", File.ReadAllText(Path.Combine(_folder, "load.md")), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(_folder, "load-plain.svg")));
    }

    [Fact]
    public void The_page_of_all_goals_has_those_of_the_pages_that_are_there()
    {
        Report report = new("load", "The time of a load");
        report.Add(Goal.AtMost("ratio", 2, 1));
        report.Head("20 stages");
        report.Write(_folder, "One run.");

        GoalPage.Write(_folder, ["load", "card"]);

        Assert.Equal(
            """
            # Performance

            Each page says when, on what and how it was measured; here is what has become of the goals.

            ## [The time of a load](load.md)

            | goal  | bound | measured |            |
            | ----- | ----: | -------: | ---------- |
            | ratio |   ≤ 1 |        2 | **missed** |

            """.ReplaceLineEndings("\n"),
            File.ReadAllText(Path.Combine(_folder, "README.md")));
    }
}
