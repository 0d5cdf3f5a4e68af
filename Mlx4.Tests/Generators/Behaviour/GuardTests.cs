using Mlx4.Runtime;
using Mlx4.Tests.Generators.Harness;

namespace Mlx4.Tests.Generators.Behaviour;

/// <summary>Promise 10, rulings B11 to B13, E7 and E8: what is refused, and when an object can be loaded again.</summary>
public class GuardTests
{
    private static readonly Func<Device> Nic = Device.Factory(Source.Nic("""
        [InitStage(10, Cleanup = nameof(StopA))] Errno A() => Probe.Step("A");
        void StopA() => Probe.Step("-A");
        [InitStage(20, Cleanup = nameof(StopB))] Errno B() => Probe.Step("B");
        void StopB() => Probe.Step("-B");
        """));

    private static readonly Func<Device> Watched = Device.Factory(Source.Nic("""
        public Action? AtEvent, AtStarting;

        [InitStage(10, Cleanup = nameof(StopA))] Errno A() => Probe.Step("A");
        void StopA() => Probe.Step("-A");

        partial void OnStageEvent(in StageEvent stageEvent) => AtEvent?.Invoke();
        partial void OnStageStarting(StageInfo stage, ref Errno error) => AtStarting?.Invoke();
        """));

    [Fact]
    public void A_second_load_changes_nothing()
    {
        Device nic = Nic();
        nic.Load();

        InvalidOperationException exception = Assert.Throws<InvalidOperationException>(() => nic.Load());

        Assert.Equal("Nic.LoadOne: already loaded. Unload it first.", exception.Message);
        Assert.Equal("A B", nic.TakeLog());
        nic.Unload();
        Assert.Equal("-B -A", nic.Log);
    }

    [Fact]
    public void An_unload_of_what_is_not_loaded_does_nothing()
    {
        Device nic = Nic();

        nic.Unload();
        nic.Load();
        nic.Unload();
        nic.Unload();

        Assert.Equal("A B -B -A", nic.Log);
    }

    [Theory]
    [InlineData("")]
    [InlineData("B=EIO")]
    [InlineData("B=throw")]
    [InlineData("B=EIO -A=throw")]
    [InlineData("B=throw -A=throw")]
    [InlineData("A=EIO")]
    [InlineData("-B=throw")]
    public void It_can_be_loaded_again_however_it_ended(string plan)
    {
        Device nic = Nic().Plan(plan);
        nic.TryLoad();
        nic.TryUnload();
        nic.TakeLog();

        Assert.Equal("ok", nic.TryLoad());
        Assert.Equal("", nic.TryUnload());
        Assert.Equal("A B -B -A", nic.Log);
    }

    [Theory]
    [InlineData("A", "LoadOne", "Nic.LoadOne: a load is under way, on another thread or in a stage of this one.")]
    [InlineData("B", "UnloadOne", "Nic.UnloadOne: a load is under way, on another thread or in a stage of this one.")]
    [InlineData("-A", "LoadOne", "Nic.LoadOne: an unload is under way, on another thread or in a cleanup of this one.")]
    [InlineData("-B", "UnloadOne", "Nic.UnloadOne: an unload is under way, on another thread or in a cleanup of this one.")]
    public void A_stage_or_cleanup_cannot_load_or_unload_its_own_object(string step, string method, string message)
    {
        Device nic = Nic();
        List<string> refused = [];
        nic.Plan(step, (Action)(() => refused.Add(Assert.Throws<InvalidOperationException>(() => nic.Call(method)).Message)));

        Assert.Equal("ok", nic.Load());
        nic.Unload();

        Assert.Equal([message], refused);
        Assert.Equal("A B -B -A", nic.Log);
    }

    [Theory]
    [InlineData("LoadOne")]
    [InlineData("UnloadOne")]
    public void A_cleanup_of_a_failed_load_cannot_either(string method)
    {
        Device nic = Nic().Plan("B", Errno.EIO);
        bool refused = false;
        nic.Plan("-A", (Action)(() => { Assert.Throws<InvalidOperationException>(() => nic.Call(method)); refused = true; }));

        Assert.Equal("B: EIO", nic.TryLoad());
        Assert.True(refused);
    }

    [Fact]
    public void What_a_stage_is_refused_with_is_its_own_exception_if_it_does_not_catch_it()
    {
        Device nic = Nic();
        nic.Plan("B", (Action)(() => nic.Load()));

        Assert.Throws<InvalidOperationException>(() => nic.Load());
        Assert.Equal("A B -A", nic.TakeLog());
        Assert.Equal("ok", nic.TryLoad());
    }

    [Theory]
    [InlineData("AtEvent", "LoadOne")]
    [InlineData("AtEvent", "UnloadOne")]
    [InlineData("AtStarting", "LoadOne")]
    [InlineData("AtStarting", "UnloadOne")]
    public void A_hook_cannot_load_or_unload(string hook, string method)
    {
        Device nic = Watched();
        int refused = 0;
        nic.Set(hook, (Action)(() => { Assert.Throws<InvalidOperationException>(() => nic.Call(method)); refused++; }));

        Assert.Equal("ok", nic.TryLoad());
        Assert.Equal("", nic.TryUnload());

        // Starting, Completed, CleaningUp, CleanedUp; one start.
        Assert.Equal(hook == "AtEvent" ? 4 : 1, refused);
        Assert.Equal("A -A", nic.Log);
    }

    [Theory]
    [InlineData("A")]
    [InlineData("-A")]
    public void Another_thread_is_refused_while_it_is_under_way(string step)
    {
        Device nic = Nic();
        using ManualResetEventSlim reached = new();
        using ManualResetEventSlim goOn = new();
        nic.Plan(step, (Action)(() => { reached.Set(); goOn.Wait(); }));
        Thread thread = new(() => { nic.Load(); nic.Unload(); });
        thread.Start();
        reached.Wait();

        Assert.Throws<InvalidOperationException>(() => nic.Load());
        Assert.Throws<InvalidOperationException>(() => nic.Unload());

        goOn.Set();
        thread.Join();
        Assert.Equal("A B -B -A", nic.Log);
    }
}
