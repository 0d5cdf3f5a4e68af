// Services that start and stop.

using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Mlx4.Runtime;

internal enum StartError
{
    None,
    PortInUse,
    NoPermission,
    NotConfigured,
}

// Shape: a web server
internal sealed partial class StatusPage
{
    private readonly HttpListener _listener = new();
    private CancellationTokenSource? _stop;
    private Task? _loop;

    [InitStage(10, Cleanup = nameof(RemovePrefix))]
    private StartError AddPrefix(string prefix)
    {
        if (!prefix.EndsWith('/'))
        {
            return StartError.NotConfigured;
        }

        _listener.Prefixes.Add(prefix);
        return StartError.None;
    }

    private void RemovePrefix() => _listener.Prefixes.Clear();

    [InitStage(20, Cleanup = nameof(StopListening))]
    private StartError StartListening()
    {
        try
        {
            _listener.Start();
            return StartError.None;
        }
        catch (HttpListenerException exception)
        {
            return exception.ErrorCode == 5 ? StartError.NoPermission : StartError.PortInUse;
        }
    }

    private void StopListening() => _listener.Stop();

    [InitStage(30, Cleanup = nameof(StopServingAsync))]
    private void StartServing()
    {
        _stop = new CancellationTokenSource();
        _loop = ServeAsync(_stop.Token);
    }

    private async Task StopServingAsync()
    {
        _stop!.Cancel();
        await Task.WhenAny(_loop!, Task.Delay(1000)).ConfigureAwait(false);
        _stop.Dispose();
        _stop = null;
    }

    private async Task ServeAsync(CancellationToken token)
    {
        while (!token.IsCancellationRequested)
        {
            HttpListenerContext context = await _listener.GetContextAsync().ConfigureAwait(false);
            context.Response.StatusCode = 200;
            context.Response.Close();
        }
    }
}

// Shape: a hosted service whose start is a load
internal interface IHosted
{
    Task StartAsync(CancellationToken cancellationToken);
    Task StopAsync(CancellationToken cancellationToken);
}

internal sealed partial class ExporterService(Uri target) : IHosted, IAsyncDisposable
{
    private HttpClient? _client;
    private Timer? _push;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        InitResult<StartError> result = await LoadOneAsync(cancellationToken).ConfigureAwait(false);
        if (result.Failed)
        {
            throw new InvalidOperationException($"{result.Stage} failed: {result.Error}");
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken) => await UnloadOneAsync().ConfigureAwait(false);

    public async ValueTask DisposeAsync() => await UnloadOneAsync().ConfigureAwait(false);

    [InitStage(10, Cleanup = nameof(DisposeClient))]
    private void CreateClient() => _client = new HttpClient { BaseAddress = target, Timeout = TimeSpan.FromSeconds(2) };

    private void DisposeClient()
    {
        _client?.Dispose();
        _client = null;
    }

    [InitStage(20, NoCleanup = "only asks")]
    private async Task<StartError> PingAsync(CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await _client!.GetAsync("ping", cancellationToken).ConfigureAwait(false);
        return response.IsSuccessStatusCode ? StartError.None : StartError.NoPermission;
    }

    [InitStage(30, Cleanup = nameof(StopPushingAsync))]
    private void StartPushing() => _push = new Timer(_ => _client!.CancelPendingRequests(), null, 10_000, 10_000);

    private async ValueTask StopPushingAsync()
    {
        if (_push is not null)
        {
            await _push.DisposeAsync().ConfigureAwait(false);
            _push = null;
        }
    }
}

// Shape: a TCP server that owns its sessions
internal sealed partial class EchoServer(int port)
{
    private readonly ConcurrentDictionary<int, TcpClient> _sessions = new();
    private TcpListener? _listener;
    private Thread? _acceptor;

    [InitStage(10, Cleanup = nameof(StopListening))]
    private StartError StartListening()
    {
        TcpListener listener = new(IPAddress.Loopback, port);
        try
        {
            listener.Start();
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            listener.Dispose();
            return StartError.PortInUse;
        }

        _listener = listener;
        return StartError.None;
    }

    private void StopListening()
    {
        _listener?.Stop();
        _listener = null;
    }

    [InitStage(20, Cleanup = nameof(StopAccepting))]
    private void StartAccepting()
    {
        _acceptor = new Thread(Accept) { IsBackground = true };
        _acceptor.Start();
    }

    private void StopAccepting()
    {
        foreach (KeyValuePair<int, TcpClient> session in _sessions)
        {
            if (_sessions.TryRemove(session))
            {
                session.Value.Dispose();
            }
        }

        _listener?.Stop();
        _acceptor?.Join();
    }

    private void Accept()
    {
        for (int id = 0; _listener is { } listener; id++)
        {
            try
            {
                _sessions[id] = listener.AcceptTcpClient();
            }
            catch (SocketException)
            {
                return;
            }
        }
    }
}

// Shape: settings, defaults, and a service without any resource
internal sealed partial class Options
{
    private readonly Dictionary<string, string> _values = [];

    [InitStage(10, NoCleanup = "only memory")]
    private StartError Load(string path)
    {
        if (!File.Exists(path))
        {
            return StartError.NotConfigured;
        }

        foreach (string line in File.ReadLines(path))
        {
            int equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
            {
                _values[line[..equals]] = line[(equals + 1)..];
            }
        }

        return StartError.None;
    }

    [InitStage(20, NoCleanup = "only memory")]
    private StartError Check() => _values.TryGetValue("port", out string? port) && int.TryParse(port, out _) ? StartError.None : StartError.NotConfigured;
}
