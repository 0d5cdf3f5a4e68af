using System.Net.Sockets;
using System.Runtime.Versioning;
using Mlx4.Sample.Hca;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.VfioUser;

/// <summary>
/// Offers a card: the physical function on the socket of a path, and virtual functions on sockets beside it, <c>PATH.1</c> and so on. Each
/// function has a thread of its own; the card's lock is what they share.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class CardServer : IDisposable
{
    private const ushort NoId = ushort.MaxValue;

    private readonly List<Socket> _listeners = [];

    /// <summary>Listens on all sockets.</summary>
    /// <param name="path">The path of the physical function's socket.</param>
    /// <param name="virtualFunctions">How many virtual functions to offer.</param>
    /// <param name="problem">Why it is not possible, and the way out.</param>
    /// <returns>The server, or <see langword="null"/> if there is a problem.</returns>
    public static CardServer? Listen(string path, int virtualFunctions, out string? problem)
    {
        CardServer server = new();
        problem = null;
        for (int number = 0; number <= virtualFunctions; number++)
        {
            if (!server.Add(number == 0 ? path : $"{path}.{number}", out problem))
            {
                server.Dispose();
                return null;
            }
        }
        return server;
    }

    /// <summary>Serves clients until it is stopped.</summary>
    /// <param name="card">The card.</param>
    /// <param name="once">Whether to end after the physical function's first client.</param>
    /// <param name="output">Takes a line for each client that comes or goes.</param>
    /// <param name="stop">Ends it, and the clients that are being served.</param>
    /// <returns>Whether the last client of the physical function has left nothing behind.</returns>
    public bool Run(ConnectX3 card, bool once, TextWriter output, CancellationToken stop)
    {
        if (_listeners.Count == 1)
        {
            return new Server(card.PhysicalFunction, card.Lock, card.Ledger, output) { Once = once }.Run(_listeners[0], stop);
        }
        IReadOnlyList<byte[]> layouts = StartupLayouts.Of(card.Options);
        using CancellationTokenSource stopVirtual = CancellationTokenSource.CreateLinkedTokenSource(stop);
        List<Thread> threads = [];
        for (int number = 1; number < _listeners.Count; number++)
        {
            Socket listener = _listeners[number];
            // As a host shows it, since the emulator looks at the bit that enables memory; but without ids, or the guest's kernel would take it for
            // a function of its own and not for one of the physical function's.
            AssignedFunction function = new(card.VirtualFunctions[number - 1], NoId, NoId);
            Server server = new(new StartupView(function, layouts[number]), card.Lock, ledger: null, output)
            {
                Prefix = $"VF {number}: ",
            };
            Thread thread = new(() => server.Run(listener, stopVirtual.Token)) { Name = $"VF {number}" };
            thread.Start();
            threads.Add(thread);
        }
        bool isClean = new Server(new StartupView(card.PhysicalFunction, layouts[0]), card.Lock, card.Ledger, output) { Once = once }
            .Run(_listeners[0], stop);
        stopVirtual.Cancel();
        threads.ForEach(thread => thread.Join());
        return isClean;
    }

    public void Dispose() => _listeners.ForEach(listener => listener.Dispose());

    private bool Add(string path, out string? problem)
    {
#pragma warning disable CA2000 // It is disposed with the others.
        Socket? listener = SocketFile.Listen(path, out problem);
#pragma warning restore CA2000
        if (listener is not null)
        {
            _listeners.Add(listener);
        }
        return listener is not null;
    }
}
