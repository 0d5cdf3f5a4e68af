using Mlx4.Runtime;
using Mlx4.Tests.Generators.Harness;

namespace Mlx4.Tests.Generators.Behaviour;

/// <summary>Promise 5, rulings B2 to B6: restarts.</summary>
public class RestartTests
{
    private static readonly Func<Device> Nic = Device.Factory(Source.Nic("""
        public string[] Vectors = { "v0", "v1" };

        [InitStage(10, Cleanup = nameof(StopA))] Errno A() => Probe.Step("A");
        void StopA() => Probe.Step("-A");
        [InitStage(20, Cleanup = nameof(StopB), When = nameof(UsesB))] Errno B() => Probe.Step("B");
        void StopB() => Probe.Step("-B");
        bool UsesB() { Probe.Step("?"); return SkipB-- != 0; }
        public int SkipB = -1;
        [InitStage(30, Cleanup = nameof(StopC), ForEach = nameof(Vectors))] Errno C(string vector) => Probe.Step(vector);
        void StopC(string vector) => Probe.Step("-" + vector);
        [InitStage(40, Cleanup = nameof(StopD), RestartOn = Errno.EBUSY, RestartFrom = nameof(B))] Errno D() => Probe.Step("D");
        void StopD() => Probe.Step("-D");
        [InitStage(50, NoCleanup = "test", RestartOn = Errno.EAGAIN, RestartFrom = nameof(D), MaxRestarts = 2)] Errno E() => Probe.Step("E");
        """));

    [Theory]
    [InlineData("D=EBUSY", "ok", "A ? B v0 v1 D -v1 -v0 -B ? B v0 v1 D E")]
    [InlineData("D=EBUSY,EBUSY", "D: EBUSY", "A ? B v0 v1 D -v1 -v0 -B ? B v0 v1 D -v1 -v0 -B -A")]
    [InlineData("D=EBUSY,EIO", "D: EIO", "A ? B v0 v1 D -v1 -v0 -B ? B v0 v1 D -v1 -v0 -B -A")]
    [InlineData("D=EIO", "D: EIO", "A ? B v0 v1 D -v1 -v0 -B -A")]
    [InlineData("D=throw", "D threw", "A ? B v0 v1 D -v1 -v0 -B -A")]
    [InlineData("E=EAGAIN", "ok", "A ? B v0 v1 D E -D D E")]
    [InlineData("E=EAGAIN,EAGAIN", "ok", "A ? B v0 v1 D E -D D E -D D E")]
    [InlineData("E=EAGAIN,EAGAIN,EAGAIN", "E: EAGAIN", "A ? B v0 v1 D E -D D E -D D E -D -v1 -v0 -B -A")]
    [InlineData("E=EBUSY", "E: EBUSY", "A ? B v0 v1 D E -D -v1 -v0 -B -A")]
    [InlineData("E=EAGAIN,EAGAIN,EAGAIN D=EBUSY", "E: EAGAIN", "A ? B v0 v1 D -v1 -v0 -B ? B v0 v1 D E -D D E -D D E -D -v1 -v0 -B -A")]
    [InlineData("E=EAGAIN D=ok,EBUSY", "ok", "A ? B v0 v1 D E -D D -v1 -v0 -B ? B v0 v1 D E")]
    [InlineData("E=EAGAIN D=EBUSY,ok,EBUSY", "D: EBUSY", "A ? B v0 v1 D -v1 -v0 -B ? B v0 v1 D E -D D -v1 -v0 -B -A")]
    [InlineData("D=EBUSY B=ok,EIO", "B: EIO", "A ? B v0 v1 D -v1 -v0 -B ? B -A")]
    [InlineData("D=EBUSY v1=ok,EIO", "C: EIO", "A ? B v0 v1 D -v1 -v0 -B ? B v0 v1 -v0 -B -A")]
    [InlineData("D=EBUSY ?=ok,throw", "? threw", "A ? B v0 v1 D -v1 -v0 -B ? -A")]
    [InlineData("D=EBUSY -v1=throw", "unwind(D, EBUSY): -v1 threw", "A ? B v0 v1 D -v1 -v0 -B -A")]
    [InlineData("D=EBUSY -B=throw -A=throw", "unwind(D, EBUSY): -B threw, -A threw", "A ? B v0 v1 D -v1 -v0 -B -A")]
    [InlineData("E=EAGAIN -D=throw", "unwind(E, EAGAIN): -D threw", "A ? B v0 v1 D E -D -v1 -v0 -B -A")]
    public void The_load_goes_back_and_on_from_there(string plan, string result, string log)
    {
        Device nic = Nic().Plan(plan);

        Assert.Equal(result, nic.TryLoad());
        Assert.Equal(log, nic.Log);
    }

    [Theory]
    [InlineData(1, "A ? v0 v1 D -v1 -v0 ? B v0 v1 D E", "-D -v1 -v0 -B -A")]
    [InlineData(2, "A ? B v0 v1 D -v1 -v0 -B ? v0 v1 D E", "-D -v1 -v0 -A")]
    public void Conditions_are_read_anew(int skipped, string load, string unload)
    {
        Device nic = Nic().Set("SkipB", skipped - 1).Plan("D=EBUSY");

        Assert.Equal("ok", nic.TryLoad());
        Assert.Equal(load, nic.TakeLog());
        nic.Unload();
        Assert.Equal(unload, nic.Log);
    }

    [Fact]
    public void Counts_are_read_anew()
    {
        Device nic = Nic();
        nic.Plan("D", Errno.EBUSY).Plan("-v0", (Action)(() => nic.Set("Vectors", new[] { "w0" })));

        Assert.Equal("ok", nic.TryLoad());
        nic.Unload();
        Assert.Equal("A ? B v0 v1 D -v1 -v0 -B ? B w0 D E -D -w0 -B -A", nic.Log);
    }

    [Fact]
    public void Every_load_has_its_own_restarts()
    {
        Device nic = Nic().Plan("D=EBUSY,EBUSY,EBUSY,ok");

        Assert.Equal("D: EBUSY", nic.TryLoad());
        Assert.Equal("ok", nic.TryLoad());
    }

    [Theory]
    [InlineData("Reset=EAGAIN", "ok", "A Reset Reset B")]
    [InlineData("Reset=EAGAIN,EAGAIN", "ok", "A Reset Reset Reset B")]
    [InlineData("Reset=EAGAIN,EAGAIN,EAGAIN", "Reset: EAGAIN", "A Reset Reset Reset -A")]
    [InlineData("Reset=EAGAIN,EIO -A=throw", "unwind(Reset, EIO): -A threw", "A Reset Reset -A")]
    [InlineData("Reset=EAGAIN B=EIO", "B: EIO", "A Reset Reset B -Reset -A")]
    public void A_stage_may_be_tried_again(string plan, string result, string log)
    {
        Device nic = Device.Of(Source.Nic("""
            [InitStage(10, Cleanup = nameof(StopA))] Errno A() => Probe.Step("A");
            void StopA() => Probe.Step("-A");
            [InitStage(20, Cleanup = nameof(StopReset), RestartOn = Errno.EAGAIN, RestartFrom = nameof(Reset), MaxRestarts = 2)] Errno Reset() => Probe.Step("Reset");
            void StopReset() => Probe.Step("-Reset");
            [InitStage(30, NoCleanup = "test")] Errno B() => Probe.Step("B");
            """)).Plan(plan);

        Assert.Equal(result, nic.TryLoad());
        Assert.Equal(log, nic.Log);
    }

    [Theory]
    [InlineData("Cleanup = nameof(Free)", "q0=EAGAIN", "ok", "A q0 q0 q1 B")]
    [InlineData("Cleanup = nameof(Free)", "q1=EAGAIN", "ok", "A q0 q1 -q0 q0 q1 B")]
    [InlineData("Cleanup = nameof(Free)", "q1=EAGAIN,EAGAIN", "Alloc: EAGAIN", "A q0 q1 -q0 q0 q1 -q0 -A")]
    [InlineData("Cleanup = nameof(Free)", "q1=EAGAIN -q0=throw", "unwind(Alloc, EAGAIN): -q0 threw", "A q0 q1 -q0 -A")]
    [InlineData("Cleanup = nameof(Free)", "q1=EAGAIN B=EIO", "B: EIO", "A q0 q1 -q0 q0 q1 B -q1 -q0 -A")]
    [InlineData("NoCleanup = \"test\"", "q1=EAGAIN", "ok", "A q0 q1 q0 q1 B")]
    public void A_loop_that_restarts_from_itself_begins_at_its_first_item(string cleanup, string plan, string result, string log)
    {
        Device nic = Device.Of(Source.Nic($$"""
            const int Two = 2;

            [InitStage(10, Cleanup = nameof(StopA))] Errno A() => Probe.Step("A");
            void StopA() => Probe.Step("-A");
            [InitStage(20, {{cleanup}}, ForEach = nameof(Two), RestartOn = Errno.EAGAIN, RestartFrom = nameof(Alloc))] Errno Alloc(int queue) => Probe.Step("q" + queue);
            void Free(int queue) => Probe.Step("-q" + queue);
            [InitStage(30, NoCleanup = "test")] Errno B() => Probe.Step("B");
            """)).Plan(plan);

        Assert.Equal(result, nic.TryLoad());
        Assert.Equal(log, nic.Log);
    }

    [Fact]
    public void Transients_in_the_range_are_undone_in_their_place_and_run_again()
    {
        Device nic = Device.Of(Source.Nic("""
            [InitStage(10, Cleanup = nameof(StopA), Transient = true)] Errno A() => Probe.Step("A");
            void StopA() => Probe.Step("-A");
            [InitStage(20, Cleanup = nameof(StopB))] Errno B() => Probe.Step("B");
            void StopB() => Probe.Step("-B");
            [InitStage(30, Cleanup = nameof(StopC), Transient = true)] Errno C() => Probe.Step("C");
            void StopC() => Probe.Step("-C");
            [InitStage(40, NoCleanup = "test", RestartOn = Errno.EBUSY, RestartFrom = nameof(B))] Errno D() => Probe.Step("D");
            """)).Plan("D=EBUSY");

        Assert.Equal("ok", nic.TryLoad());
        Assert.Equal("A B C D -C -B B C D -C -A", nic.TakeLog());
        nic.Unload();
        Assert.Equal("-B", nic.Log);
    }

    [Fact]
    public void A_pipeline_without_cleanups_restarts()
    {
        Device nic = Device.Of(Source.Nic("""
            [InitStage(10, NoCleanup = "test")] Errno A() => Probe.Step("A");
            [InitStage(20, NoCleanup = "test")] Errno B() => Probe.Step("B");
            [InitStage(30, NoCleanup = "test", RestartOn = Errno.EBUSY, RestartFrom = nameof(B))] Errno C() => Probe.Step("C");
            """)).Plan("C=EBUSY,EBUSY");

        Assert.Equal("C: EBUSY", nic.TryLoad());
        Assert.Equal("A B C B C", nic.Log);
    }

    [Theory]
    [InlineData(0, "A: EBUSY", "A refused, A refused")]
    [InlineData(1, "ok", "A refused, A")]
    public void An_error_that_the_hook_sets_restarts_like_one_that_the_stage_returns(int good, string result, string log)
    {
        Device nic = Device.Of(Source.Nic("""
            public int Good;
            int _calls;

            [InitStage(10, NoCleanup = "test", RestartOn = Errno.EBUSY, RestartFrom = nameof(A))] Errno A() => Probe.Step("A");

            partial void OnStageStarting(StageInfo stage, ref Errno error)
            {
                if (_calls++ < 2 - Good)
                {
                    Probe.Step("A refused,");
                    error = Errno.EBUSY;
                }
            }
            """)).Set("Good", good);

        Assert.Equal(result, nic.TryLoad());
        Assert.Equal(log, nic.Log.TrimEnd(','));
    }

    [Fact]
    public void An_observer_that_throws_at_a_restart_ends_the_load()
    {
        Device nic = Device.Of(Source.Nic("""
            [InitStage(10, Cleanup = nameof(StopA))] Errno A() => Probe.Step("A");
            void StopA() => Probe.Step("-A");
            [InitStage(20, NoCleanup = "test", RestartOn = Errno.EBUSY, RestartFrom = nameof(B))] Errno B() => Probe.Step("B");

            partial void OnStageEvent(in StageEvent stageEvent)
            {
                if (stageEvent.Kind == StageEventKind.Restarting) Probe.Step("event");
            }
            """)).Plan("B=EBUSY event=throw");

        Assert.Equal("unwind(B, EBUSY): event threw", nic.TryLoad());
        Assert.Equal("A B event -A", nic.Log);
        Assert.Equal("ok", nic.TryLoad());
    }
}
