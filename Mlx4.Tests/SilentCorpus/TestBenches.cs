// Test benches: processes, folders, the environment.

using System;
using System.Diagnostics;
using System.IO;
using Mlx4.Runtime;

// Shape: a folder that is made and deleted
internal sealed partial class ScratchFolder
{
    private DirectoryInfo? _folder;

    [InitStage(10, Cleanup = nameof(Delete))]
    private void Create() => _folder = Directory.CreateTempSubdirectory("bench");

    private void Delete()
    {
        if (_folder is { Exists: true })
        {
            _folder.Delete(recursive: true);
        }

        _folder = null;
    }
}

// Shape: a process that is started and killed
internal sealed partial class ServerUnderTest
{
    private Process? _process;

    [InitStage(10, Cleanup = nameof(Kill))]
    private Errno Start(string path, string arguments)
    {
        Process? process = Process.Start(new ProcessStartInfo(path, arguments) { RedirectStandardOutput = true });
        if (process is null)
        {
            return Errno.ENOENT;
        }

        if (process.WaitForExit(100))
        {
            process.Dispose();
            return Errno.ECHILD;
        }

        _process = process;
        return Errno.Ok;
    }

    private void Kill()
    {
        Process process = _process!;
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }

        process.Dispose();
        _process = null;
    }

    [InitStage(20, NoCleanup = "only reads")]
    private Errno AwaitReady() => _process!.StandardOutput.ReadLine() == "ready" ? Errno.Ok : Errno.EPROTO;
}

// Shape: a variable that is set and put back
internal sealed partial class EnvironmentVariable(string name)
{
    private string? _before;

    [InitStage(10, Cleanup = nameof(Restore))]
    private Errno Set(string? value)
    {
        if (string.IsNullOrEmpty(name))
        {
            return Errno.EINVAL;
        }

        _before = Environment.GetEnvironmentVariable(name);
        Environment.SetEnvironmentVariable(name, value);
        return Errno.Ok;
    }

    private void Restore() => Environment.SetEnvironmentVariable(name, _before);
}

// Shape: the console is redirected
internal sealed partial class CapturedConsole
{
    private TextWriter? _console;
    private StringWriter? _captured;

    [InitStage(10, Cleanup = nameof(Release))]
    private void Capture()
    {
        _console = Console.Out;
        _captured = new StringWriter();
        Console.SetOut(_captured);
    }

    private void Release()
    {
        Console.SetOut(_console!);
        _captured?.Dispose();
        _captured = null;
    }

    public string Text => _captured?.ToString() ?? "";
}

// Shape: a bench of several parts, loaded in a using
internal sealed partial class Bench : IDisposable
{
    [InitStage(10)]
    private readonly ScratchFolder _folder = new();

    [InitStage(20, Name = "server")]
    private readonly ServerUnderTest _server = new();

    private readonly Stopwatch _watch = new();

    [InitStage(30, Cleanup = nameof(StopWatch))]
    private void StartWatch() => _watch.Start();

    private void StopWatch() => _watch.Stop();

    public static bool Run(string path)
    {
        using Bench bench = new();
        return bench.LoadOne(path, arguments: "--bench").Succeeded;
    }

    public void Dispose() => UnloadOne();
}
