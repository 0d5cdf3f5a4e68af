using System.Text;

namespace Mlx4.Benchmarks.Reporting;

/// <summary>The page of all goals: what the pages in a folder say of theirs, whenever each of them was measured.</summary>
internal static class GoalPage
{
    private const string FileName = "README.md";

    /// <summary>Writes the page into the folder of the others.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="pages">The names of the pages' files, in their order; those that are not there are left out.</param>
    public static void Write(string folder, IEnumerable<string> pages)
    {
        StringBuilder text = new();
        text.Append("# Performance\n\nEach page says when, on what and how it was measured; here is what has become of the goals.\n");
        foreach (string page in pages.Select(name => $"{name}.md").Where(page => File.Exists(Path.Combine(folder, page))))
        {
            string[] lines = File.ReadAllLines(Path.Combine(folder, page));
            text.Append($"\n## [{lines[0].TrimStart('#', ' ')}]({page})\n\n");
            foreach (string line in lines.SkipWhile(line => line != Report.GoalHead).Skip(2).TakeWhile(line => line.StartsWith('|')))
            {
                text.Append(line).Append('\n');
            }
        }
        File.WriteAllText(Path.Combine(folder, FileName), text.ToString());
    }
}
