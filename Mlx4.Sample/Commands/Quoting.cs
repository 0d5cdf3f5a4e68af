namespace Mlx4.Sample.Commands;

/// <summary>Command lines as a shell takes them.</summary>
internal static class Quoting
{
    /// <summary>A line of arguments, in quotation marks where a shell would see something else in them.</summary>
    public static string Join(IEnumerable<string> arguments) => string.Join(' ', arguments.Select(static argument =>
        argument.Length > 0 && argument.All(static character => char.IsAsciiLetterOrDigit(character) || "-_=.,/:@%+".Contains(character, StringComparison.Ordinal))
            ? argument
            : $"'{argument.Replace("'", "'\\''", StringComparison.Ordinal)}'"));
}
