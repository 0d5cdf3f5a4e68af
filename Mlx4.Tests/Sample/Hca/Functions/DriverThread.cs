namespace Mlx4.Tests.Sample.Hca.Functions;

/// <summary>A thread that does one thing after the other, and can tell what it is doing.</summary>
/// <param name="name">Its name.</param>
/// <param name="times">How often it acts.</param>
/// <param name="act">What it does; it says first what that is.</param>
internal sealed class DriverThread(string name, int times, Action<Action<string>> act)
{
    /// <summary>Far more than any run takes: a thread that needs it waits for something that never comes.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private int _done;
    private volatile string _doing = "has not begun";

    /// <summary>Runs all of them at once, until each is done or one is stuck.</summary>
    public static void RunAll(IReadOnlyList<DriverThread> threads)
    {
        Task[] tasks = [.. threads.Select(static thread => thread.Start())];
        bool ended = Task.WhenAll(tasks).ContinueWith(static _ => { }, TaskScheduler.Default).Wait(Patience);
        string report = string.Join('\n', threads.Zip(tasks, static (thread, task) => $"{thread}: {task.Status} {task.Exception}"));
        Assert.True(ended, $"Somebody waits for what never comes.\n{report}");
        Assert.True(Array.TrueForAll(tasks, static task => task.IsCompletedSuccessfully), report);
    }

    public override string ToString() => $"{name}, action {_done}, {_doing}";

    private Task Start() => Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void Run()
    {
        for (; _done < times; _done++)
        {
            act(what => _doing = what);
        }
    }
}
