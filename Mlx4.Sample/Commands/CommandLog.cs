using Mlx4.Sample.Hca.Commands;

namespace Mlx4.Sample.Commands;

/// <summary>A file with a line for each firmware command.</summary>
internal sealed class CommandLog : IDisposable
{
    private readonly StreamWriter _file;
    private readonly Action<string> _tell;
    private bool _failed;

    private CommandLog(string name, Action<string> tell)
    {
        _file = new StreamWriter(name);
        _file.AutoFlush = true;
        _tell = tell;
    }

    /// <summary>Opens a log.</summary>
    /// <param name="name">The file's name.</param>
    /// <param name="tell">Tells the user.</param>
    /// <param name="problem">Why the file cannot be written.</param>
    /// <returns>The log, or <see langword="null"/> if there is a problem.</returns>
    public static CommandLog? Open(string name, Action<string> tell, out string? problem)
    {
        try
        {
            problem = null;
            return new CommandLog(name, tell);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            problem = $"--log {name}: {exception.Message} Give a file that can be written, or - for the output.";
            return null;
        }
    }

    /// <summary>Writes a line. A full disk is no reason to take the device away from a guest: the log ends then, and nothing else.</summary>
    public void Write(ExecutedCommand command)
    {
        if (_failed)
        {
            return;
        }
        try
        {
            _file.WriteLine(command);
        }
        catch (IOException exception)
        {
            _failed = true;
            _tell($"the log ends here: {exception.Message}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
