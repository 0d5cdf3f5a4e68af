using System.Diagnostics;
using System.Runtime.InteropServices;
using Mlx4.Sample;

namespace Mlx4.Tests.Sample.Commands;

/// <summary>The program as a process of its own, which signals can be sent to.</summary>
internal sealed partial class SampleProcess : IDisposable
{
    public const int Interrupt = 2;
    public const int Terminate = 15;

    /// <summary>Longer than anything here takes on a busy machine.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly List<string> _lines = [];

    public SampleProcess(params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", [Path.ChangeExtension(typeof(Program).Assembly.Location, "dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process = Process.Start(start)!;
    }

    /// <summary>Reads the output up to a line that contains a text. What prints much more waits then, until the rest is read.</summary>
    public void WaitFor(string text) => Assert.True(Read(_process.StandardOutput, text), $"'{text}' was never printed:\n{string.Join('\n', _lines)}");

    /// <summary>Reads the errors up to such a line.</summary>
    public void WaitForError(string text) => Assert.True(Read(_process.StandardError, text), $"'{text}' was never told.");

    public void Send(int signal) => Assert.Equal(0, Kill(_process.Id, signal));

    /// <summary>Waits for its end.</summary>
    public ProgramRun End()
    {
        Task<string> errors = _process.StandardError.ReadToEndAsync();
        string output = string.Join('\n', [.. _lines, _process.StandardOutput.ReadToEnd()]);
        Assert.True(_process.WaitForExit(Patience));
        return new ProgramRun(_process.ExitCode, output, errors.GetAwaiter().GetResult());
    }

    private bool Read(StreamReader reader, string text)
    {
        while (reader.ReadLine() is { } line)
        {
            if (reader == _process.StandardOutput)
            {
                _lines.Add(line);
            }
            if (line.Contains(text, StringComparison.Ordinal))
            {
                return true;
            }
        }
        return false;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }
        _process.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int Kill(int process, int signal);
}
