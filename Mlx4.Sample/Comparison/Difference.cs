namespace Mlx4.Sample.Comparison;

/// <summary>Where two conversations differ.</summary>
internal static class Difference
{
    /// <summary>
    /// Matches the commands of two conversations by their subjects, as many as can be in their order and then the others, and names what is
    /// left: <c>- SUBJECT</c> is Linux's alone, <c>+ SUBJECT</c> is the driver's alone, <c>SUBJECT, elsewhere</c> comes at another place, and
    /// <c>SUBJECT, FIELD: VALUE, here VALUE</c> is said otherwise.
    /// </summary>
    public static IReadOnlyList<string> Between(IReadOnlyList<ComparableCommand> linux, IReadOnlyList<ComparableCommand> here)
    {
        int[][] longest = LongestMatches(linux, here);
        List<string> differences = [];
        List<ComparableCommand> missing = [];
        List<ComparableCommand> added = [];
        int i = 0;
        int j = 0;
        while (i < linux.Count || j < here.Count)
        {
            if (i < linux.Count && j < here.Count && linux[i].Subject == here[j].Subject)
            {
                differences.AddRange(OfFields(linux[i++], here[j++]));
            }
            else if (j == here.Count || (i < linux.Count && longest[i + 1][j] >= longest[i][j + 1]))
            {
                missing.Add(linux[i++]);
            }
            else
            {
                added.Add(here[j++]);
            }
        }
        foreach (ComparableCommand command in missing)
        {
            int place = added.FindIndex(other => other.Subject == command.Subject);
            if (place < 0)
            {
                differences.Add($"- {command.Subject}");
                continue;
            }
            differences.Add($"{command.Subject}, elsewhere");
            differences.AddRange(OfFields(command, added[place]));
            added.RemoveAt(place);
        }
        return [.. differences, .. added.Select(command => $"+ {command.Subject}")];
    }

    private static IEnumerable<string> OfFields(ComparableCommand linux, ComparableCommand here) =>
        from field in linux.Fields.Concat(here.Fields).Select(field => field.Name).Distinct()
        where linux[field] != here[field]
        select $"{linux.Subject}, {field}: {linux[field]}, here {here[field]}";

    /// <summary>How many commands can be matched from a place in either conversation on: the longest common subsequence.</summary>
    private static int[][] LongestMatches(IReadOnlyList<ComparableCommand> linux, IReadOnlyList<ComparableCommand> here)
    {
        int[][] longest = [.. Enumerable.Range(0, linux.Count + 1).Select(_ => new int[here.Count + 1])];
        for (int i = linux.Count - 1; i >= 0; i--)
        {
            for (int j = here.Count - 1; j >= 0; j--)
            {
                longest[i][j] = linux[i].Subject == here[j].Subject
                    ? longest[i + 1][j + 1] + 1
                    : Math.Max(longest[i + 1][j], longest[i][j + 1]);
            }
        }
        return longest;
    }
}
