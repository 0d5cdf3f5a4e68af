using System.Net;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Mlx4.Runtime;
using Mlx4.Telemetry;

namespace HostedStartup;

/// <summary>Counts its visitors: whoever connects is told the number, which a database remembers.</summary>
internal sealed partial class VisitorService(VisitorOptions options, ILogger<VisitorService> logger)
{
    private readonly PipelineTelemetry _telemetry = new(nameof(VisitorService), logger);
    private SqliteConnection? _database;
    private TcpListener? _listener;
    private CancellationTokenSource? _stopping;
    private Task? _serving;

    /// <summary>What the service holds, for people.</summary>
    public string Held
    {
        get
        {
            string[] held = [.. new[] { (_database as object, "a database"), (_listener, "a listener"), (_serving, "a loop") }
                .Where(resource => resource.Item1 is not null).Select(resource => resource.Item2)];
            return held.Length == 0 ? "nothing" : string.Join(", ", held);
        }
    }

    public ValueTask<InitResult<StartError>> LoadAsync(CancellationToken cancellationToken) =>
        _telemetry.LoadAsync(() => LoadOneAsync(cancellationToken));

    public ValueTask UnloadAsync() => _telemetry.UnloadAsync(UnloadOneAsync);

    // Private, so that nobody loads past the telemetry.
    private partial ValueTask<InitResult<StartError>> LoadOneAsync(CancellationToken cancellationToken);

    private partial ValueTask UnloadOneAsync();

    [InitStage(10, Cleanup = nameof(CloseDatabase))]
    private StartError OpenDatabase()
    {
        SqliteConnection database = new(new SqliteConnectionStringBuilder { DataSource = options.Database, Pooling = false }.ToString());
        try
        {
            database.Open();
        }
        catch (SqliteException exception)
        {
            LogNoDatabase(exception, options.Database);
            database.Dispose();
            return StartError.NoDatabase;
        }
        _database = database;
        return StartError.None;
    }

    private void CloseDatabase()
    {
        _database?.Dispose();
        _database = null;
    }

    [InitStage(20, NoCleanup = "the table is there to stay")]
    private StartError CreateTable()
    {
        using SqliteCommand command = _database!.CreateCommand();
        command.CommandText = "CREATE TABLE IF NOT EXISTS visitors (number INTEGER PRIMARY KEY, at TEXT NOT NULL)";
        try
        {
            command.ExecuteNonQuery();
            return StartError.None;
        }
        catch (SqliteException exception)
        {
            // A file that is no database is only found out here.
            LogNoDatabase(exception, options.Database);
            return StartError.NoDatabase;
        }
    }

    [InitStage(30, Cleanup = nameof(StopListening))]
    private StartError Listen()
    {
        TcpListener listener = new(IPAddress.Loopback, 0);
        try
        {
            listener.Start();
        }
        catch (SocketException exception)
        {
            LogNoPort(exception);
            listener.Dispose();
            return StartError.NoPort;
        }
        _listener = listener;
        LogListening(listener.LocalEndpoint);
        return StartError.None;
    }

    private void StopListening()
    {
        _listener?.Dispose();
        _listener = null;
    }

    [InitStage(40, Cleanup = nameof(StopServingAsync))]
    private void Serve()
    {
        CancellationTokenSource stopping = new();
        _serving = ServeAsync(_listener!, _database!, stopping.Token);
        _stopping = stopping;
    }

    private async Task StopServingAsync()
    {
        await _stopping!.CancelAsync();
        await _serving!;
        _stopping.Dispose();
        _serving = null;
    }

    private async Task ServeAsync(TcpListener listener, SqliteConnection database, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                using TcpClient client = await listener.AcceptTcpClientAsync(stopping);
                await using StreamWriter answer = new(client.GetStream());
                await answer.WriteLineAsync($"You are visitor {await CountAsync(database, stopping)}.");
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is IOException or SocketException or SqliteException)
            {
                LogLost(exception);
            }
        }
    }

    private static async Task<long> CountAsync(SqliteConnection database, CancellationToken cancellationToken)
    {
        await using SqliteCommand command = database.CreateCommand();
        command.CommandText = "INSERT INTO visitors (at) VALUES (datetime()) RETURNING number";
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    partial void OnStageStarting(StageInfo stage, ref StartError error)
    {
        if (stage.Name == options.FailingStage)
        {
            error = StartError.FailedOnPurpose;
        }
    }

    partial void OnStageEvent(in StageEvent stageEvent) => _telemetry.OnStageEvent(in stageEvent);

    [LoggerMessage(LogLevel.Information, "Listening on {EndPoint}")]
    private partial void LogListening(EndPoint endPoint);

    [LoggerMessage(LogLevel.Error, "The database {Database} cannot be opened")]
    private partial void LogNoDatabase(Exception exception, string database);

    [LoggerMessage(LogLevel.Error, "No port to listen on")]
    private partial void LogNoPort(Exception exception);

    [LoggerMessage(LogLevel.Warning, "A visitor was lost")]
    private partial void LogLost(Exception exception);
}
