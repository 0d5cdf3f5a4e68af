using System.Text;

namespace Mlx4.Benchmarks.Reporting;

/// <summary>What one benchmark has found: a page in Markdown, images beside it, and the goals that it was held against.</summary>
/// <param name="name">The name of the page's file, and what those of its images begin with.</param>
/// <param name="title">The head of the page.</param>
internal sealed class Report(string name, string title)
{
    /// <summary>Stands above the table of the goals.</summary>
    public const string GoalHead = "## Goals";

    private readonly StringBuilder _body = new();
    private readonly List<(string File, BarChart Chart)> _charts = [];
    private readonly List<Goal> _goals = [];

    public void Head(string text) => _body.Append("## ").Append(text).Append("\n\n");

    public void Paragraph(string text) => _body.Append(text).Append("\n\n");

    public void Add(Table table) => _body.Append(table).Append('\n');

    /// <summary>Adds an image.</summary>
    /// <param name="chart">The image.</param>
    /// <param name="of">What it shows, for its file's name.</param>
    /// <param name="description">What it shows, for who can't see it.</param>
    public void Add(BarChart chart, string of, string description)
    {
        string file = $"{name}-{of}.svg";
        _charts.Add((file, chart));
        _body.Append($"![{description}]({file})\n\n");
    }

    public void Add(Goal goal) => _goals.Add(goal);

    /// <summary>The page.</summary>
    /// <param name="circumstances">When and on what it was measured.</param>
    public string Page(string circumstances)
    {
        StringBuilder page = new();
        page.Append($"# {title}\n\n{circumstances}\n\n");
        if (_goals.Count > 0)
        {
            page.Append(GoalHead).Append("\n\n").Append(Goal.TableOf(_goals)).Append('\n');
            string[] reasons = [.. Goal.ReasonsOf(_goals)];
            if (reasons.Length > 0)
            {
                page.Append("What is missed, and why:\n\n- ").AppendJoin("\n- ", reasons).Append("\n\n");
            }
        }
        return page.Append(_body).ToString().TrimEnd('\n') + "\n";
    }

    /// <summary>Writes the page and its images into a folder.</summary>
    public void Write(string folder, string circumstances)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, $"{name}.md"), Page(circumstances));
        foreach ((string file, BarChart chart) in _charts)
        {
            File.WriteAllText(Path.Combine(folder, file), chart.ToString());
        }
    }
}
