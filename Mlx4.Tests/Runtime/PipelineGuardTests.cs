using Mlx4.Runtime.CompilerServices;

namespace Mlx4.Tests.Runtime;

public class PipelineGuardTests
{
    [Fact]
    public void A_load_begins_only_when_nothing_is_loaded_or_under_way()
    {
        PipelineGuard guard = default;
        guard.EnterLoad("Nic.LoadOne");
        Assert.Contains("a load is under way", Message(() => guard.EnterLoad("Nic.LoadOne")), StringComparison.Ordinal);
        guard.LeaveLoaded();
        Assert.Equal("Nic.LoadOne: already loaded. Unload it first.", Message(() => guard.EnterLoad("Nic.LoadOne")));
        Assert.True(guard.EnterUnload("Nic.UnloadOne"));
        Assert.Contains("an unload is under way", Message(() => guard.EnterLoad("Nic.LoadOne")), StringComparison.Ordinal);
        guard.LeaveUnloaded();
        guard.EnterLoad("Nic.LoadOne");
    }

    [Fact]
    public void An_unload_has_nothing_to_do_unless_loaded()
    {
        PipelineGuard guard = default;
        Assert.False(guard.EnterUnload("Nic.UnloadOne"));
        guard.EnterLoad("Nic.LoadOne");
        Assert.Contains("Nic.UnloadOne: a load", Message(() => guard.EnterUnload("Nic.UnloadOne")), StringComparison.Ordinal);
        guard.LeaveUnloaded();
        Assert.False(guard.EnterUnload("Nic.UnloadOne"));
        guard.EnterLoad("Nic.LoadOne");
        guard.LeaveLoaded();
        Assert.True(guard.EnterUnload("Nic.UnloadOne"));
        Assert.Contains("Nic.UnloadOne: an unload", Message(() => guard.EnterUnload("Nic.UnloadOne")), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_many_threads_one_gets_in()
    {
        PipelineGuard[] guard = new PipelineGuard[1];
        int entered = 0;
        Parallel.For(0, 64, _ =>
        {
            try
            {
                guard[0].EnterLoad("Nic.LoadOne");
                Interlocked.Increment(ref entered);
            }
            catch (InvalidOperationException)
            {
                // Refused, as all but one of them.
            }
        });
        Assert.Equal(1, entered);
    }

    [Fact]
    public void All_guards_are_equal()
    {
        PipelineGuard loaded = default;
        loaded.EnterLoad("Nic.LoadOne");

        Assert.True(loaded.Equals(default(PipelineGuard)) && loaded.Equals((object)default(PipelineGuard)));
        Assert.Equal(default(PipelineGuard).GetHashCode(), loaded.GetHashCode());
    }

    private static string Message(Action action) => Assert.Throws<InvalidOperationException>(action).Message;
}
