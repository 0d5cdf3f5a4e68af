using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Mlx4.Tests.Hosting;

/// <summary>What the host of Microsoft.Extensions.Hosting 10.0 does by itself, as docs/hosting.md tells it.</summary>
public sealed class BareHostTests
{
    private readonly List<string> _log = [];

    [Theory]
    [InlineData(false, "A.Start B.Start")]
    [InlineData(true, "A.Start B.Start C.Start")]
    public async Task When_a_start_fails_nothing_is_stopped_and_everything_is_disposed(bool isConcurrent, string started)
    {
        await Assert.ThrowsAsync<IOException>(() => Build(isConcurrent, start: _ => throw new IOException()).RunAsync());

        Assert.Equal(started + " C.Dispose B.Dispose A.Dispose", Told("Start", "Stop", "Dispose"));
    }

    [Fact]
    public async Task A_stop_after_a_failed_start_calls_every_service_also_those_that_never_started()
    {
        using IHost host = Build(start: _ => throw new IOException());
        await Assert.ThrowsAsync<IOException>(() => host.StartAsync());

        await host.StopAsync();

        Assert.Equal("A.Start B.Start C.Stop B.Stop A.Stop", Told("Start", "Stop"));
    }

    [Fact]
    public async Task A_second_stop_calls_every_service_again()
    {
        using IHost host = Build();
        await host.StartAsync();

        await host.StopAsync();
        await host.StopAsync();

        Assert.Equal("C.Stop B.Stop A.Stop C.Stop B.Stop A.Stop", Told("Stop"));
    }

    [Fact]
    public async Task A_stop_that_takes_longer_than_the_timeout_is_waited_for_without_a_word()
    {
        using IHost host = Build(
            stop: token => WhenCancelled(token),
            configure: options => options.ShutdownTimeout = TimeSpan.FromMilliseconds(1));
        await host.StartAsync();

        await host.StopAsync();

        Assert.Equal("C.Stop B.Stop A.Stop", Told("Stop"));
    }

    [Fact]
    public async Task The_startup_timeout_cancels_the_token_and_the_start_throws()
    {
        using IHost host = Build(
            start: token => Task.Delay(Timeout.Infinite, token),
            configure: options => options.StartupTimeout = TimeSpan.FromMilliseconds(1));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => host.StartAsync());

        Assert.Equal("", Told("Stop"));
    }

    private static async Task WhenCancelled(CancellationToken token)
    {
        TaskCompletionSource cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CancellationTokenRegistration registration = token.Register(cancelled.SetResult);
        await cancelled.Task;
    }

    private IHost Build(
        bool isConcurrent = false, Func<CancellationToken, Task>? start = null, Func<CancellationToken, Task>? stop = null, Action<HostOptions>? configure = null) =>
        HostTests.Build(
            services =>
            {
                services.AddSingleton<IHostedService>(_ => new Recorder("A.", _log));
                services.AddSingleton<IHostedService>(_ => new Recorder("B.", _log, start, stop));
                services.AddSingleton<IHostedService>(_ => new Recorder("C.", _log));
            },
            options =>
            {
                options.ServicesStartConcurrently = isConcurrent;
                configure?.Invoke(options);
            });

    /// <summary>What was called, of these.</summary>
    private string Told(params string[] calls) => string.Join(' ', _log.Where(line => calls.Contains(line[2..])));
}
