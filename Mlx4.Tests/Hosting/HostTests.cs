using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Mlx4.Hosting;
using Mlx4.Runtime;
using Mlx4.Tests.Telemetry;

namespace Mlx4.Tests.Hosting;

/// <summary>Pipelines in a real host.</summary>
public sealed class HostTests
{
    private static readonly string[] LoadedAndUnloaded = ["A.open", "A.start", "A.stop", "A.close"];

    private readonly List<string> _log = [];

    [Fact]
    public async Task A_pipeline_is_loaded_when_the_host_starts_and_unloaded_once_when_it_stops()
    {
        using IHost host = Build(services => Add(services, new Plant { Log = _log }));

        await host.StartAsync();
        Assert.Equal(["A.open", "A.start"], _log);
        await host.StopAsync();
        await host.StopAsync();

        Assert.Equal(LoadedAndUnloaded, _log);
    }

    [Fact]
    public async Task A_host_that_is_only_disposed_unloads_too()
    {
        using (IHost host = Build(services => Add(services, new Plant { Log = _log })))
        {
            await host.StartAsync();
        }

        Assert.Equal(LoadedAndUnloaded, _log);
    }

    [Fact]
    public async Task A_failed_start_names_pipeline_stage_and_error_and_leaves_nothing()
    {
        using IHost host = Build(services => Add(services, new Plant { Log = _log, OfStart = Errno.EBUSY }));

        PipelineLoadException exception = await Assert.ThrowsAsync<PipelineLoadException>(() => host.StartAsync());
        await host.StopAsync();

        Assert.Equal("Plant failed to load at stage Start: EBUSY. What had been loaded is undone.", exception.Message);
        Assert.Equal(("Plant", "Start", (object)Errno.EBUSY), (exception.Pipeline, exception.Stage, exception.Error!));
        Assert.Equal(["A.open", "A.start", "A.close"], _log);
    }

    [Fact]
    public async Task What_a_stage_throws_leaves_the_start_unchanged()
    {
        IOException thrown = new("no start");
        using IHost host = Build(services => Add(services, new Plant { Log = _log, StartThrows = thrown }));

        Assert.Same(thrown, await Assert.ThrowsAsync<IOException>(() => host.StartAsync()));

        Assert.Equal(["A.open", "A.start", "A.close"], _log);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task When_a_second_pipeline_fails_the_first_is_unloaded_once(bool isConcurrent, bool isStopped)
    {
        using (IHost host = Build(
            services =>
            {
                Add(services, new Plant { Log = _log });
                Add(services, new OtherPlant { Log = _log, Name = "B", OfStart = Errno.EIO });
            },
            options => options.ServicesStartConcurrently = isConcurrent))
        {
            Assert.Equal("OtherPlant", (await Assert.ThrowsAsync<PipelineLoadException>(() => host.StartAsync())).Pipeline);
            if (isStopped)
            {
                await host.StopAsync();
            }
        }

        Assert.Equal(["A.open", "A.start", "B.open", "B.start", "B.close", "A.stop", "A.close"], _log);
    }

    [Fact]
    public async Task Run_ends_with_the_exception_and_unloads_what_had_started()
    {
        using IHost host = Build(services =>
        {
            Add(services, new Plant { Log = _log });
            Add(services, new OtherPlant { Log = _log, Name = "B", OfStart = Errno.EIO });
        });

        await Assert.ThrowsAsync<PipelineLoadException>(() => host.RunAsync());

        Assert.Equal(["A.stop", "A.close"], _log.TakeLast(2));
    }

    [Fact]
    public async Task Several_pipelines_are_unloaded_in_the_reverse_order_and_one_type_may_have_two()
    {
        Plant plant = new() { Log = _log };
        using IHost host = Build(services =>
        {
            Add(services, plant);
            services.AddInitPipeline((Plant _) => _log.Add("second"), _ => _log.Add("second undone"));
        });

        await host.StartAsync();
        await host.StopAsync();

        Assert.Equal(["A.open", "A.start", "second", "second undone", "A.stop", "A.close"], _log);
    }

    [Fact]
    public async Task Cleanups_that_throw_at_stop_leave_it_as_an_UnwindException_and_all_have_run()
    {
        IOException thrown = new("no close");
        using IHost host = Build(services => Add(services, new Plant { Log = _log, CloseThrows = thrown }));
        await host.StartAsync();

        UnwindException exception = await Assert.ThrowsAsync<UnwindException>(() => host.StopAsync());

        Assert.Same(thrown, Assert.Single(exception.InnerExceptions));
        Assert.Equal(LoadedAndUnloaded, _log);
    }

    [Fact]
    public async Task Cleanups_that_throw_in_a_disposal_are_logged_and_do_not_hide_why_the_host_did_not_start()
    {
        LineLogger logger = new() { Lowest = LogLevel.Error };
        using IHost host = Build(services =>
        {
            services.AddSingleton<ILogger<Plant>>(new Logger(logger));
            Add(services, new Plant { Log = _log, CloseThrows = new IOException("no close") });
            Add(services, new OtherPlant { Log = _log, Name = "B", OfStart = Errno.EIO });
        });

        await Assert.ThrowsAsync<PipelineLoadException>(() => host.RunAsync());

        Assert.Equal(["Error 2: Cleanups of Plant threw while the host was disposed (UnwindException)"], logger.Lines);
    }

    [Theory]
    [InlineData(LoadPhase.Starting, UnloadPhase.Stopped, "A.open A.start Start Stop A.stop A.close")]
    [InlineData(LoadPhase.Start, UnloadPhase.Stop, "Start A.open A.start A.stop A.close Stop")]
    [InlineData(LoadPhase.Started, UnloadPhase.Stopping, "Start A.open A.start A.stop A.close Stop")]
    public async Task It_is_loaded_and_unloaded_in_the_phase_that_is_stated(LoadPhase loadIn, UnloadPhase unloadIn, string order)
    {
        using IHost host = Build(services =>
        {
            services.AddSingleton<IHostedService>(new Recorder("", _log));
            services.AddSingleton(new Plant { Log = _log });
            services.AddInitPipeline((Plant plant) => plant.LoadOne(), plant => plant.UnloadOne(), loadIn, unloadIn);
        });

        await host.StartAsync();
        await host.StopAsync();

        Assert.Equal(order, string.Join(' ', _log.Where(line => line is "Start" or "Stop" || line.StartsWith("A.", StringComparison.Ordinal))));
    }

    internal static IHost Build(Action<IServiceCollection> add, Action<HostOptions>? configure = null)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        add(builder.Services);
        builder.Services.Configure(configure ?? (_ => { }));
        return builder.Build();
    }

    private static void Add<T>(IServiceCollection services, T plant)
        where T : Plant
    {
        services.AddSingleton(plant);
        services.AddInitPipeline((T pipeline) => pipeline.LoadOne(), pipeline => pipeline.UnloadOne());
    }

    private sealed class Logger(ILogger inner) : ILogger<Plant>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => inner.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            inner.Log(logLevel, eventId, state, exception, formatter);
    }
}
