using Mlx4.Sample.Pci;

namespace Mlx4.Tests.Sample.Pci;

public class SimulatedTimeTests
{
    private readonly SimulatedTime _time = new();
    private readonly List<(string Name, int Seconds)> _fired = [];

    [Fact]
    public void Sleeping_moves_the_clock_on_at_once()
    {
        long start = _time.GetTimestamp();
        DateTimeOffset now = _time.GetUtcNow();

        _time.Sleep(TimeSpan.FromHours(1));

        Assert.Equal(TimeSpan.FromHours(1), _time.GetElapsedTime(start));
        Assert.Equal(now.AddHours(1), _time.GetUtcNow());
    }

    [Fact]
    public void Timers_fire_in_the_order_of_their_times_each_at_its_own()
    {
        using ITimer late = Timer("late", due: 7);
        using ITimer periodic = Timer("periodic", due: 2, period: 3);

        _time.Sleep(TimeSpan.FromSeconds(9));

        Assert.Equal([("periodic", 2), ("periodic", 5), ("late", 7), ("periodic", 8)], _fired);
        Assert.Equal(TimeSpan.FromSeconds(9), _time.Elapsed);
    }

    [Fact]
    public void A_timer_that_was_disposed_does_not_fire()
    {
        Timer("gone", due: 1).Dispose();

        _time.Sleep(TimeSpan.FromSeconds(2));

        Assert.Empty(_fired);
    }

    [Fact]
    public void A_timer_may_sleep()
    {
        using ITimer timer = _time.CreateTimer(_ => _time.Sleep(TimeSpan.FromSeconds(10)), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);

        _time.Sleep(TimeSpan.FromSeconds(2));

        Assert.Equal(TimeSpan.FromSeconds(11), _time.Elapsed);
    }

    [Fact]
    public void Waiting_looks_once_a_millisecond_until_the_time_is_over()
    {
        int looks = 0;

        Assert.False(_time.WaitUntil(() => ++looks < 0, TimeSpan.FromMilliseconds(5)));
        Assert.Equal(6, looks);
        Assert.True(_time.WaitUntil(() => ++looks == 8, TimeSpan.FromMilliseconds(5)));
        Assert.Equal(TimeSpan.FromMilliseconds(6), _time.Elapsed);
    }

    [Fact]
    public void By_the_systems_clock_a_sleep_takes_its_time()
    {
        long start = TimeProvider.System.GetTimestamp();

        TimeProvider.System.Sleep(TimeSpan.FromMilliseconds(20));

        Assert.True(TimeProvider.System.GetElapsedTime(start) >= TimeSpan.FromMilliseconds(15));
    }

    private ITimer Timer(string name, int due, int period = 0) => _time.CreateTimer(
        _ => _fired.Add((name, (int)_time.Elapsed.TotalSeconds)),
        null,
        TimeSpan.FromSeconds(due),
        period == 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(period));
}
