using System.Net.Sockets;
using System.Runtime.Versioning;
using Mlx4.Sample.Hca;
using Mlx4.Sample.Pci;
using Mlx4.Sample.VfioUser;

namespace Mlx4.Tests.Sample.VfioUser;

/// <summary>A server on a thread of its own, with a socket in a folder of its own.</summary>
[SupportedOSPlatform("linux")]
internal sealed class ServerRun : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mlx4-").FullName;
    private readonly CancellationTokenSource _stop = new();
    private readonly StringWriter _output = new() { NewLine = "\n" };
    private readonly Socket _listener;
    private readonly Thread _thread;
    private Exception? _thrown;
    private bool _isClean;

    /// <summary>Serves a card.</summary>
    public ServerRun(ConnectX3 card, TimeSpan? patience = null, bool once = false)
        : this(card.PhysicalFunction, card.Lock, card.Ledger, patience, once)
    {
    }

    /// <summary>Serves a function.</summary>
    public ServerRun(IPciFunction function, Lock access, Ledger ledger, TimeSpan? patience = null, bool once = false)
    {
        _listener = SocketFile.Listen(Path, out string? problem) ?? throw new InvalidOperationException(problem);
        Server server = new(function, access, ledger, TextWriter.Synchronized(_output)) { Patience = patience ?? Timeout.InfiniteTimeSpan, Once = once };
        _thread = new Thread(() =>
        {
            try
            {
                _isClean = server.Run(_listener, _stop.Token);
            }
#pragma warning disable CA1031 // Whatever leaves is wrong.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                _thrown = exception;
            }
        });
        _thread.Start();
    }

    public string Path => System.IO.Path.Combine(_folder, "card.sock");

    /// <summary>A client that has said nothing yet.</summary>
    public VfioUserClient Connect() => new(Path);

    /// <summary>A client that has agreed on the version.</summary>
    public VfioUserClient Begin()
    {
        VfioUserClient client = new(Path);
        client.Negotiate();
        return client;
    }

    /// <summary>Stops the server.</summary>
    /// <returns>The lines that it has printed.</returns>
    public string[] Stop()
    {
        _stop.Cancel();
        return Join().Lines;
    }

    /// <summary>Waits until the server ends by itself.</summary>
    /// <returns>The lines that it has printed, and whether the last client has left nothing behind.</returns>
    public (string[] Lines, bool IsClean) Join()
    {
        _thread.Join();
        _listener.Dispose();
        Assert.Null(_thrown);
        return (_output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries), _isClean);
    }

    public void Dispose()
    {
        _stop.Cancel();
        _thread.Join();
        _listener.Dispose();
        _stop.Dispose();
        _output.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
