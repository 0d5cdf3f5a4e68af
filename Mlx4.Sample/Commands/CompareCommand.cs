using Mlx4.Sample.Comparison;

namespace Mlx4.Sample.Commands;

/// <summary>Loads and unloads the driver, and compares the firmware commands that it gives with those that Linux has given.</summary>
internal static class CompareCommand
{
    public static int Run(CompareSettings settings, TextWriter output, TextWriter errors)
    {
        IReadOnlyList<ComparableCommand> linux;
        ExplainedDifferences explained;
        try
        {
            linux = Conversation.OfLog(File.ReadLines(settings.Log));
            string part = settings.VirtualFunctions == 0 ? ExplainedDifferences.OneFunction : ExplainedDifferences.SeveralFunctions;
            explained = settings.Explained is null ? new ExplainedDifferences([]) : ExplainedDifferences.Read(File.ReadLines(settings.Explained), part);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or FormatException)
        {
            errors.WriteLine($"compare {settings.Log}: {exception.Message} Give a log that serve has written, and a page with a table of differences.");
            return ExitCode.Usage;
        }
        IReadOnlyList<ComparableCommand> here = TerminalProgress.Run(errors, "commands", progress =>
            Conversation.OfDriver(settings.Card, settings.Memory, settings.Cpus, settings.VirtualFunctions, count => progress(count, Math.Max(count, linux.Count))));
        IReadOnlyList<string> differences = Difference.Between(linux, here);
        IReadOnlyList<string> unexplained = explained.Unexplained(differences);
        IReadOnlyList<string> outdated = explained.Outdated(differences);
        foreach (string difference in unexplained)
        {
            output.WriteLine(difference);
        }
        foreach (string row in outdated)
        {
            output.WriteLine($"explained, and not there: {row}");
        }
        output.WriteLine(
            $"{linux.Count} commands of Linux, {here.Count} here: {differences.Count} differences, "
            + (unexplained.Count == 0 ? "all explained" : $"{unexplained.Count} not explained"));
        return unexplained.Count + outdated.Count == 0 ? ExitCode.Success : ExitCode.Failure;
    }
}
