using System.Runtime.InteropServices;
using Mlx4.Sample.Hca;
using Mlx4.Sample.VfioUser;

namespace Mlx4.Sample.Commands;

/// <summary>Offers a card on a socket until SIGINT or SIGTERM.</summary>
internal static class ServeCommand
{
    /// <summary>The name of a log that is no file.</summary>
    private const string Output = "-";

    public static int Run(ServeSettings settings, TextWriter output, TextWriter errors)
    {
        if (!OperatingSystem.IsLinux())
        {
            errors.WriteLine("serve runs on Linux only: it passes memory and interrupts of the guest as descriptors of Linux.");
            return ExitCode.Usage;
        }
        TextWriter shared = TextWriter.Synchronized(output);
        string? problem = null;
        using CommandLog? log = settings.Log is null or Output ? null : CommandLog.Open(settings.Log, shared.WriteLine, out problem);
        using CardServer? server = problem is null ? CardServer.Listen(settings.Socket, settings.VirtualFunctions, out problem) : null;
        if (server is null)
        {
            errors.WriteLine(problem);
            return ExitCode.Usage;
        }
        using CancellationTokenSource stop = new();
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        shared.WriteLine($"listening on {settings.Socket}");
        ConnectX3 card = CreateCard(settings);
        card.CommandObserver = log is not null ? log.Write : settings.Log is null ? null : command => shared.WriteLine(command);
        bool isClean = server.Run(card, settings.Once, shared, stop.Token);
        return isClean || !settings.Once || stop.IsCancellationRequested ? ExitCode.Success : ExitCode.Failure;

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.Cancel();
        }
    }

    private static ConnectX3 CreateCard(ServeSettings settings)
    {
        ConnectX3 card = new(settings.Card, TimeProvider.System);
        foreach (CommandFault fault in settings.Faults)
        {
            fault.AddTo(card.Faults);
        }
        foreach (int kind in settings.LostInterrupts)
        {
            card.Faults.LoseInterrupts(kind);
        }
        if (settings.InternalErrorAfter is { } commands)
        {
            card.Faults.InternalError(commands);
        }
        return card;
    }
}
