namespace Mlx4.Sample.Reports;

/// <summary>The file of a report. It is opened before anything runs, so that nothing runs in vain.</summary>
internal sealed class ReportFile : IDisposable
{
    private readonly StreamWriter _file;
    private readonly string _name;

    private ReportFile(string name)
    {
        _name = name;
        _file = new StreamWriter(name);
    }

    /// <summary>Opens it.</summary>
    /// <param name="name">Its name; <see langword="null"/>: no report is asked for.</param>
    /// <param name="problem">Why it cannot be written, and the way out.</param>
    /// <returns>The file; <see langword="null"/> if none is asked for, or if there is a problem.</returns>
    public static ReportFile? Open(string? name, out string? problem)
    {
        problem = null;
        if (name is null)
        {
            return null;
        }
        try
        {
            return new ReportFile(name);
        }
        catch (Exception exception) when (IsOfFile(exception))
        {
            problem = Problem(name, exception);
            return null;
        }
    }

    /// <summary>Writes the report.</summary>
    /// <returns>Why that was not possible, <see langword="null"/> if it was.</returns>
    public string? Write(string report)
    {
        try
        {
            _file.Write(report);
            _file.Flush();
            return null;
        }
        catch (Exception exception) when (IsOfFile(exception))
        {
            return Problem(_name, exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static bool IsOfFile(Exception exception) => exception is IOException or UnauthorizedAccessException or ArgumentException;

    private static string Problem(string name, Exception exception) => $"--report {name}: {exception.Message} Give a file that can be written.";
}
