using Microsoft.Extensions.Logging;
using Mlx4.Telemetry;

namespace Mlx4.Tests.Telemetry;

/// <summary>The log messages of loads.</summary>
[Collection(nameof(Listeners))]
public sealed class LogTests
{
    private readonly LineLogger _log = new();

    [Fact]
    public void At_the_usual_level_a_load_is_two_lines()
    {
        _log.Lowest = LogLevel.Information;

        Assert.True(new Rig(Telemetry()).Load().Succeeded);

        Assert.Collection(
            _log.Lines,
            line => Assert.Equal("Information 1: Loading Rig.LoadOne", line),
            line => Assert.Matches(@"^Information 2: Rig\.LoadOne is loaded, after \d+\.\d{3} s$", line));
    }

    [Fact]
    public void A_failure_is_a_warning_of_the_stage_and_an_error_of_the_load()
    {
        _log.Lowest = LogLevel.Warning;

        Assert.True(new Rig(Telemetry(), "OpenPort b").Load().Failed);

        Assert.Equal(["Warning 14: OpenPort[1] of Rig.LoadOne failed: EIO", "Error 3: Rig.LoadOne failed to load at stage OpenPort: EIO"], _log.Lines);
    }

    [Fact]
    public void Everything_is_told_to_who_wants_everything()
    {
        _log.Lowest = LogLevel.Debug;
        Rig rig = new(Telemetry(), "ReadSettings") { BusyLocks = 3, PowerOffThrows = new IOException("no off") };

        Assert.Throws<Mlx4.Runtime.UnwindException>(() => rig.Load());

        Assert.Equal(
            [
                "Information 1: Loading Rig.LoadOne",
                "Debug 11: Starting Power of Rig.LoadOne",
                "Debug 12: Power of Rig.LoadOne has completed",
                "Debug 11: Starting ReadSettings of Rig.LoadOne",
                "Information 16: ReadSettings of Rig.LoadOne, which is optional, failed: EIO",
                "Debug 13: ReadClock of Rig.LoadOne is skipped",
            ],
            _log.Lines.Take(6));
        Assert.Equal(2, _log.Lines.Count(line => line == "Warning 17: Rig.LoadOne goes back to OpenPort after Lock: EAGAIN"));
        Assert.Equal(
            [
                "Debug 18: Cleaning up OpenPort[0] of Rig.LoadOne",
                "Debug 19: OpenPort[0] of Rig.LoadOne is cleaned up",
                "Debug 18: Cleaning up Power of Rig.LoadOne",
                "Error 20: The cleanup of Power of Rig.LoadOne threw; the cleanups below it still run (IOException)",
                "Error 4: Rig.LoadOne failed to load at stage Lock (UnwindException)",
            ],
            _log.Lines.TakeLast(5));
    }

    [Fact]
    public void A_stage_that_throws_is_named_and_the_exception_stands_at_the_load()
    {
        _log.Lowest = LogLevel.Warning;

        Assert.Throws<IOException>(() => new Rig(Telemetry()) { LockThrows = new IOException("no lock") }.Load());

        Assert.Equal(["Warning 15: Lock of Rig.LoadOne threw: no lock", "Error 4: Rig.LoadOne failed to load at stage Lock (IOException)"], _log.Lines);
    }

    [Fact]
    public async Task A_cancelled_load_is_no_error()
    {
        _log.Lowest = LogLevel.Warning;
        using CancellationTokenSource source = new();
        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await new AsyncRig(Telemetry()).LoadAsync(source.Token));

        Assert.Equal(["Warning 5: The load of Rig.LoadOne was cancelled"], _log.Lines);
    }

    private PipelineTelemetry Telemetry() => new(nameof(Rig), _log);
}
