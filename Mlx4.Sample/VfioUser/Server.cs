using System.Net.Sockets;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.VfioUser;

/// <summary>
/// Offers a function on a socket, to one client at a time: the next one waits in the socket's queue. What a client leaves behind is
/// told and then reset, so each one finds the function as after power-on.
/// </summary>
/// <param name="function">The function.</param>
/// <param name="access">What is held while the function is used: the card's own lock.</param>
/// <param name="ledger">
/// What the client has given to the card or taken from it; <see langword="null"/> for a virtual function, whose part is told with all the
/// rest when the physical function's client goes.
/// </param>
/// <param name="output">Takes a line for each client that comes or goes.</param>
internal sealed class Server(IPciFunction function, Lock access, Ledger? ledger, TextWriter output)
{
    /// <summary>What lines begin with, to tell functions apart.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>How long a client may take to say what it speaks, so that a silent one does not keep the others waiting. Chosen.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether to end after the first client.</summary>
    public bool Once { get; init; }

    /// <summary>Serves clients until it is stopped.</summary>
    /// <param name="listener">The socket.</param>
    /// <param name="stop">Ends it, and the client that is being served.</param>
    /// <returns>Whether the last client has left nothing behind.</returns>
    public bool Run(Socket listener, CancellationToken stop)
    {
        while (Accept(listener, stop) is { } socket)
        {
            if (Serve(socket, stop) is { } isClean && (Once || stop.IsCancellationRequested))
            {
                return isClean;
            }
        }
        End("stopped");
        return true;
    }

    private Socket? Accept(Socket listener, CancellationToken stop)
    {
        try
        {
            return listener.AcceptAsync(stop).AsTask().GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        catch (SocketException exception)
        {
            // Out of descriptors, or of memory.
            WriteLine($"no more clients: {exception.Message}");
            return null;
        }
    }

    /// <summary>Serves a client.</summary>
    /// <returns>Whether it has left nothing behind; <see langword="null"/> if it was none.</returns>
    private bool? Serve(Socket socket, CancellationToken stop)
    {
        string end;
        using (Session session = new(new Connection(socket), function, access, Resetting))
        using (stop.Register(() => Shutdown(socket)))
        {
            try
            {
                if (!session.Begin(Patience))
                {
                    return null;
                }
                WriteLine("client connected");
                session.Run();
                end = "client left";
            }
            catch (DroppedException exception)
            {
                end = $"client dropped: {exception.Message}";
            }
            // Asked while the client still has its connection: what comes later is not why it went.
            end = stop.IsCancellationRequested ? "stopped" : end;
        }
        return End(end);
    }

    /// <summary>Tells how it ended and what is left, and takes that away.</summary>
    /// <returns>Whether nothing was left.</returns>
    private bool End(string how)
    {
        lock (access)
        {
            bool isClean = ledger is null or { IsEmpty: true };
            WriteLine(how);
            if (ledger is not null)
            {
                WriteLine($"ledger: {ledger}");
            }
            function.Reset();
            return isClean;
        }
    }

    /// <summary>A reset takes away what the ledger would show at the end.</summary>
    private void Resetting()
    {
        if (ledger is { IsEmpty: false })
        {
            WriteLine($"reset by the client; ledger: {ledger}");
        }
    }

    private void WriteLine(string line) => output.WriteLine(Prefix + line);

    private static void Shutdown(Socket socket)
    {
        try
        {
            socket.Shutdown(SocketShutdown.Both);
        }
        catch (SocketException)
        {
            // The client was faster.
        }
    }
}
