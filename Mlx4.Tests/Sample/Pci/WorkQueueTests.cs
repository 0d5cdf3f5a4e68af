using Mlx4.Sample.Pci;

namespace Mlx4.Tests.Sample.Pci;

public sealed class WorkQueueTests : IDisposable
{
    private readonly SimulatedTime _time = new();
    private readonly List<string> _log = [];
    private readonly WorkQueue _queue;

    public WorkQueueTests() => _queue = new WorkQueue(_time, "queue");

    public void Dispose() => _queue.Dispose();

    [Fact]
    public void Work_is_done_in_order_on_a_thread_of_its_own()
    {
        int thread = Environment.CurrentManagedThreadId;
        foreach (int item in Enumerable.Range(1, 3))
        {
            Assert.True(_queue.Queue(() => Log($"{item} here: {Environment.CurrentManagedThreadId == thread}")));
        }
        _queue.Flush();
        Assert.Equal(["1 here: False", "2 here: False", "3 here: False"], _log);
    }

    [Fact]
    public void Work_may_queue_more_work()
    {
        _queue.Queue(() => _queue.Queue(() => Log("second")));
        _queue.Flush();
        _queue.Flush();
        Assert.Equal(["second"], _log);
    }

    [Fact]
    public void The_clock_stands_still_while_work_is_done()
    {
        _queue.Queue(() =>
        {
            Thread.Sleep(20);
            Log($"worked until {_time.Elapsed.TotalSeconds}");
        });
        Assert.True(_time.WaitUntil(() => _log.Count > 0, TimeSpan.FromSeconds(1)));
        Assert.Equal(["worked until 0"], _log);
    }

    [Fact]
    public void Two_that_sleep_wake_up_in_the_order_of_their_times()
    {
        using SimulatedTime.Membership membership = _time.Join();
        _queue.Queue(() =>
        {
            Log("work");
            _time.Sleep(TimeSpan.FromSeconds(2));
            Log("work after 2");
            _time.Sleep(TimeSpan.FromSeconds(2));
            Log("work after 4");
        });
        _time.Sleep(TimeSpan.FromSeconds(1));
        Log("main after 1");
        _time.Sleep(TimeSpan.FromSeconds(2));
        Log("main after 3");
        _queue.Flush();
        Assert.Equal(["work", "main after 1", "work after 2", "main after 3", "work after 4"], _log);
    }

    [Fact]
    public void A_queue_that_ends_does_what_it_has_and_takes_nothing_more()
    {
        Func<bool> queueMore;
        using (var queue = new WorkQueue(_time, "ending"))
        {
            queue.Queue(() => _time.Sleep(TimeSpan.FromSeconds(5)));
            queue.Queue(() => Log("last"));
            queueMore = () => queue.Queue(() => Log("too late"));
        }
        Assert.False(queueMore());
        Assert.Equal(["last"], _log);
        Assert.Equal(5, _time.Elapsed.TotalSeconds, tolerance: 0.1);
    }

    [Fact]
    public void What_work_throws_is_told_to_the_one_that_waits_for_it()
    {
        _queue.Queue(() => throw new InvalidOperationException("broken"));
        AggregateException exception = Assert.Throws<AggregateException>(_queue.Flush);
        Assert.Equal("broken", exception.InnerException?.Message);
        _queue.Flush();
    }

    [Fact]
    public void Work_that_waits_for_itself_is_told_so()
    {
        _queue.Queue(_queue.Flush);
        AggregateException exception = Assert.Throws<AggregateException>(_queue.Flush);
        Assert.Equal("Work on queue waits for itself.", exception.InnerException?.Message);
    }

    [Fact]
    public void The_one_that_holds_a_gate_may_sleep_while_another_waits_for_it()
    {
        using SimulatedTime.Membership membership = _time.Join();
        var gate = new Gate(_time, "door");
        using (gate.Enter())
        {
            _queue.Queue(() =>
            {
                using (gate.Enter())
                {
                    Log($"in at {_time.Elapsed.TotalSeconds:0}");
                }
            });
            _time.Sleep(TimeSpan.FromSeconds(60));
            using (gate.Enter())
            {
                Log("in twice");
            }
        }
        _queue.Flush();
        Assert.Equal(["in twice", "in at 60"], _log);
    }

    [Fact]
    public void Two_that_wait_for_each_other_are_told_so_after_an_hour()
    {
        using SimulatedTime.Membership membership = _time.Join();
        var left = new Gate(_time, "the left door");
        var right = new Gate(_time, "the right door");
        bool inside = false;
        using Gate.Pass pass = left.Enter();
        _queue.Queue(() =>
        {
            using (right.Enter())
            {
                inside = true;
                using Gate.Pass never = left.Enter();
            }
        });
        Assert.True(_time.WaitUntil(() => inside, TimeSpan.FromSeconds(1)));
        using Gate.Pass second = right.Enter();
        AggregateException exception = Assert.Throws<AggregateException>(_queue.Flush);
        Assert.StartsWith("queue waits for the left door, which ", exception.InnerException?.Message, StringComparison.Ordinal);
        Assert.Equal(1, _time.Elapsed.TotalHours, tolerance: 0.001);
    }

    private void Log(string line)
    {
        lock (_log)
        {
            _log.Add(line);
        }
    }
}
