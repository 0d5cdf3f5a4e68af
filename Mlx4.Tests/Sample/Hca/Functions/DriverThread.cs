namespace Mlx4.Tests.Sample.Hca.Functions;

/// <summary>A thread that does one thing after the other, and can tell what it is doing.</summary>
internal sealed class DriverThread
{
    /// <summary>Far more than any run takes: a thread that needs it waits for something that never comes.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly string _name;
    private readonly Thread _thread;
    private int _done;
    private volatile string _doing = "not started";
    private Exception? _thrown;

    /// <summary>Makes a thread.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="times">How often it acts.</param>
    /// <param name="act">What it does; it says first what that is.</param>
    public DriverThread(string name, int times, Action<Action<string>> act)
    {
        _name = name;
        _thread = new Thread(() =>
        {
            try
            {
                for (; _done < times; _done++)
                {
                    act(what => _doing = what);
                }
                _doing = "done";
            }
            catch (Exception thrown)
            {
                _thrown = thrown;
            }
        })
        {
            IsBackground = true,
        };
    }

    /// <summary>Runs all of them at once, until each is done or one is stuck.</summary>
    public static void RunAll(IReadOnlyList<DriverThread> threads)
    {
        foreach (DriverThread thread in threads)
        {
            thread._thread.Start();
        }
        foreach (DriverThread thread in threads)
        {
            Assert.True(thread._thread.Join(Patience), $"{thread._name} is stuck.\n{string.Join('\n', threads)}");
        }
        Assert.All(threads, thread => Assert.True(thread._thrown is null, $"{thread}\n{thread._thrown}"));
    }

    public override string ToString() => $"{_name}: {_doing}, action {_done}, {_thread.ThreadState}";
}
