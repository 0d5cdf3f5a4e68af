using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Mlx4.Tests.Telemetry;

namespace Mlx4.Tests.Hosting;

#pragma warning disable CA2000 // Plants are disposed by the container, and a host that runs disposes itself.

/// <summary>Asynchronous pipelines in a real host: cancellation, timeouts, and stops that come too early.</summary>
public sealed class AsyncHostTests
{
    private static readonly Task Never = Task.Delay(Timeout.Infinite);
    private static readonly string[] Unwound = ["open", "close", "dispose"];

    [Fact]
    public async Task A_pipeline_is_unloaded_before_the_container_disposes_its_object()
    {
        AsyncPlant plant = new();
        using (IHost host = Build(plant))
        {
            await host.StartAsync();
        }

        Assert.Equal(["open", "start", "stop", "close", "dispose"], plant.Log);
    }

    [Fact]
    public async Task A_start_that_times_out_unwinds()
    {
        AsyncPlant plant = new() { StartGate = Never };
        using (IHost host = Build(plant, options => options.StartupTimeout = TimeSpan.FromSeconds(1)))
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => host.StartAsync());
        }

        Assert.Equal(Unwound, plant.Log);
    }

    [Fact]
    public async Task A_program_that_is_asked_to_stop_while_it_starts_unwinds()
    {
        AsyncPlant plant = new() { StartGate = Never };
        IHost host = Build(plant);

        Task run = host.RunAsync();
        await plant.Starting;
        host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);

        Assert.Equal(Unwound, plant.Log);
    }

    [Fact]
    public async Task A_stop_that_comes_while_the_load_runs_cancels_it_and_waits_for_its_end()
    {
        AsyncPlant plant = new() { StartGate = Never };
        using IHost host = Build(plant);

        Task start = host.StartAsync();
        await plant.Starting;
        await host.StopAsync();

        Assert.Equal(["open", "close"], plant.Log);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => start);
    }

    [Fact]
    public async Task A_start_that_is_cancelled_before_it_begins_loads_nothing()
    {
        AsyncPlant plant = new();
        using CancellationTokenSource source = new();
        using IHost host = Build(plant);
        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => host.StartAsync(source.Token));

        Assert.Empty(plant.Log);
    }

    [Fact]
    public async Task Cleanups_run_to_their_end_when_the_time_to_shut_down_is_over_and_that_is_logged()
    {
        TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        AsyncPlant plant = new() { CloseGate = gate.Task };
        LineLogger logger = new() { Lowest = LogLevel.Warning };
        using IHost host = Build(plant, options => options.ShutdownTimeout = TimeSpan.FromMilliseconds(50), logger, gate.SetResult);
        await host.StartAsync();

        await host.StopAsync();

        Assert.Equal(["open", "start", "stop", "close"], plant.Log);
        Assert.Equal(["Warning 1: The time to shut down is over while AsyncPlant is unloaded; its cleanups run to their end"], logger.Lines);
    }

    [Fact]
    public async Task Pipelines_that_start_concurrently_load_at_once()
    {
        TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        AsyncPlant first = new() { StartGate = gate.Task };
        AsyncPlant second = new() { StartGate = gate.Task };
        using IHost host = HostTests.Build(
            services =>
            {
                services.AddInitPipeline((AsyncPlant _, CancellationToken token) => first.LoadOneAsync(token), _ => first.UnloadOneAsync());
                services.AddInitPipeline((AsyncPlant _, CancellationToken token) => second.LoadOneAsync(token), _ => second.UnloadOneAsync());
            },
            options => options.ServicesStartConcurrently = true);

        Task start = host.StartAsync();
        await Task.WhenAll(first.Starting, second.Starting);
        gate.SetResult();
        await start;
        await host.StopAsync();

        Assert.Equal(["open", "start", "stop", "close"], first.Log);
        Assert.Equal(["open", "start", "stop", "close"], second.Log);
    }

    private static IHost Build(AsyncPlant plant, Action<HostOptions>? configure = null, LineLogger? logger = null, Action? onWarning = null) => HostTests.Build(
        services =>
        {
            // Made by the container, which so disposes it.
            services.AddSingleton(_ => plant);
            services.AddSingleton<ILogger<AsyncPlant>>(new Notifier(logger ?? new LineLogger { Lowest = LogLevel.None }, onWarning));
            services.AddInitPipeline((AsyncPlant pipeline, CancellationToken token) => pipeline.LoadOneAsync(token), pipeline => pipeline.UnloadOneAsync());
        },
        configure);

    /// <summary>A logger that also tells the test that something was logged.</summary>
    private sealed class Notifier(LineLogger lines, Action? onMessage) : ILogger<AsyncPlant>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => lines.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => lines.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lines.Log(logLevel, eventId, state, exception, formatter);
            onMessage?.Invoke();
        }
    }
}
