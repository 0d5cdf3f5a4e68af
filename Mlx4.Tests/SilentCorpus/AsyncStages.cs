// Asynchronous stages.

using System;
using System.IO;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Mlx4.Runtime;

// Shape: connected asynchronously, given back on failure
internal sealed partial class AsyncClient
{
    private TcpClient? _client;

    [InitStage(10, Cleanup = nameof(CloseAsync))]
    private async Task<Errno> ConnectAsync(string host, int port, CancellationToken cancellationToken)
    {
        TcpClient client = new();
        try
        {
            await client.ConnectAsync(host, port, cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException)
        {
            client.Dispose();
            return Errno.ECONNREFUSED;
        }

        _client = client;
        return Errno.Ok;
    }

    private async ValueTask CloseAsync()
    {
        if (_client is { } client)
        {
            await client.GetStream().FlushAsync().ConfigureAwait(false);
            client.Dispose();
        }

        _client = null;
    }
}

// Shape: await using in a stage
internal sealed partial class AsyncReader
{
    private string? _firstLine;

    [InitStage(10, NoCleanup = "only reads")]
    private async ValueTask<Errno> ReadHeaderAsync(string path)
    {
        await using FileStream stream = new(path, FileMode.Open, FileAccess.Read);
        using StreamReader reader = new(stream);
        string? line = await reader.ReadLineAsync().ConfigureAwait(false);
        if (line is null)
        {
            return Errno.ENODATA;
        }

        _firstLine = line;
        return Errno.Ok;
    }

    public string? FirstLine => _firstLine;
}

// Shape: a semaphore held over an await
internal sealed partial class AsyncGate : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private int _value;

    [InitStage(10, NoCleanup = "the gate is open again")]
    private async Task<Errno> UpdateAsync(Func<Task<int>> read, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            int value = await read().ConfigureAwait(false);
            if (value < 0)
            {
                return Errno.EIO;
            }

            _value = value;
            return Errno.Ok;
        }
        finally
        {
            _gate.Release();
        }
    }

    public int Value => _value;

    public void Dispose() => _gate.Dispose();
}

// Shape: a loop in the background that the cleanup ends and awaits
internal sealed partial class AsyncPump
{
    private CancellationTokenSource? _stop;
    private Task _pump = Task.CompletedTask;
    private Channel<int>? _channel;

    [InitStage(10, Cleanup = nameof(CompleteChannel))]
    private void CreateChannel() => _channel = Channel.CreateUnbounded<int>();

    private void CompleteChannel() => _channel?.Writer.TryComplete();

    [InitStage(20, Cleanup = nameof(StopPumpAsync))]
    private void StartPump()
    {
        _stop = new CancellationTokenSource();
        _pump = PumpAsync(_channel!.Reader, _stop.Token);
    }

    private async Task StopPumpAsync()
    {
        CancellationTokenSource stop = _stop!;
        await stop.CancelAsync().ConfigureAwait(false);
        await _pump.ConfigureAwait(false);
        stop.Dispose();
        _stop = null;
    }

    private static async Task PumpAsync(ChannelReader<int> reader, CancellationToken cancellationToken)
    {
        try
        {
            while (await reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
            {
                while (reader.TryRead(out int item))
                {
                    _ = item;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }
}

// Shape: a periodic timer and its task
internal sealed partial class AsyncHeartbeat
{
    private PeriodicTimer? _timer;
    private Task? _beats;
    private int _count;

    [InitStage(10, Cleanup = nameof(StopAsync))]
    private void Start(TimeSpan period)
    {
        _timer = new PeriodicTimer(period);
        _beats = BeatAsync(_timer);
    }

    private async ValueTask StopAsync()
    {
        _timer?.Dispose();
        if (_beats is not null)
        {
            await _beats.ConfigureAwait(false);
        }
    }

    private async Task BeatAsync(PeriodicTimer timer)
    {
        while (await timer.WaitForNextTickAsync().ConfigureAwait(false))
        {
            _count++;
        }
    }

    public int Count => _count;
}
