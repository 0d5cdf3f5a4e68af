using System.Runtime.InteropServices;

namespace Mlx4.Sample.Commands;

/// <summary>
/// SIGINT and SIGTERM, while something runs that has to be brought to an end in order. The first one asks for that end; a second one
/// ends the process as it would have without.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly TextWriter _errors;
    private readonly string _end;
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;
    private int _exitCode = ExitCode.Success;

    /// <summary>Listens from now on.</summary>
    /// <param name="errors">Is told of the signal.</param>
    /// <param name="end">How the work comes to its end.</param>
    public Interruption(TextWriter errors, string end)
    {
        (_errors, _end) = (errors, end);
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Take);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Take);
    }

    /// <summary>Whether a signal has come.</summary>
    public bool IsRequested => _stop.IsCancellationRequested;

    /// <summary>Is cancelled when a signal comes.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>What the program is to end with once a signal has come: as shells have it, 128 and the signal's number.</summary>
    public int ExitCodeOr(int otherwise) => IsRequested ? Volatile.Read(ref _exitCode) : otherwise;

    /// <inheritdoc/>
    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
        _stop.Dispose();
    }

    private void Take(PosixSignalContext context)
    {
        int exitCode = context.Signal == PosixSignal.SIGINT ? ExitCode.Interrupted : ExitCode.Terminated;
        if (Interlocked.CompareExchange(ref _exitCode, exitCode, ExitCode.Success) != ExitCode.Success)
        {
            return;
        }
        context.Cancel = true;
        _errors.WriteLine($"{context.Signal}: {_end} A second signal ends the program at once.");
        _stop.Cancel();
    }
}
