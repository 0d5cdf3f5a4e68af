using Mlx4.Tests.Generators.Harness;

namespace Mlx4.Tests.Generators.Behaviour;

/// <summary>Promise 6, rulings B1 and C13: what is held for the load alone.</summary>
public class TransientTests
{
    private static readonly Func<Device> Nic = Device.Factory(Source.Nic("""
        const int Two = 2;
        public bool UsesD = true;

        [InitStage(10, Cleanup = nameof(StopA))] Errno A() => Probe.Step("A");
        void StopA() => Probe.Step("-A");
        [InitStage(20, Cleanup = nameof(Unlock), Transient = true)] Errno Lock() => Probe.Step("Lock");
        void Unlock() => Probe.Step("-Lock");
        [InitStage(30, Cleanup = nameof(StopB))] Errno B() => Probe.Step("B");
        void StopB() => Probe.Step("-B");
        [InitStage(40, Cleanup = nameof(Unmap), ForEach = nameof(Two), Transient = true)] Errno Map(int page) => Probe.Step("m" + page);
        void Unmap(int page) => Probe.Step("-m" + page);
        [InitStage(50, Cleanup = nameof(StopD), When = nameof(UsesD), Transient = true)] Errno D() => Probe.Step("D");
        void StopD() => Probe.Step("-D");
        """));

    [Theory]
    [InlineData("", "ok", "A Lock B m0 m1 D -D -m1 -m0 -Lock", "-B -A")]
    [InlineData("A=EIO", "A: EIO", "A", "")]
    [InlineData("Lock=EIO", "Lock: EIO", "A Lock -A", "")]
    [InlineData("B=EIO", "B: EIO", "A Lock B -Lock -A", "")]
    [InlineData("m0=EIO", "Map: EIO", "A Lock B m0 -B -Lock -A", "")]
    [InlineData("m1=EIO", "Map: EIO", "A Lock B m0 m1 -m0 -B -Lock -A", "")]
    [InlineData("D=EIO", "D: EIO", "A Lock B m0 m1 D -m1 -m0 -B -Lock -A", "")]
    [InlineData("Lock=throw", "Lock threw", "A Lock -A", "")]
    [InlineData("B=throw", "B threw", "A Lock B -Lock -A", "")]
    [InlineData("D=throw", "D threw", "A Lock B m0 m1 D -m1 -m0 -B -Lock -A", "")]
    [InlineData("D=EIO -m1=throw -Lock=throw", "unwind(D, EIO): -m1 threw, -Lock threw", "A Lock B m0 m1 D -m1 -m0 -B -Lock -A", "")]
    [InlineData("-D=throw", "unwind(-): -D threw", "A Lock B m0 m1 D -D -m1 -m0 -Lock -B -A", "")]
    [InlineData("-m1=throw", "unwind(-): -m1 threw", "A Lock B m0 m1 D -D -m1 -m0 -Lock -B -A", "")]
    [InlineData("-Lock=throw", "unwind(-): -Lock threw", "A Lock B m0 m1 D -D -m1 -m0 -Lock -B -A", "")]
    [InlineData("-D=throw -m0=throw -Lock=throw -B=throw -A=throw", "unwind(-): -D threw, -m0 threw, -Lock threw, -B threw, -A threw", "A Lock B m0 m1 D -D -m1 -m0 -Lock -B -A", "")]
    public void A_transient_stage_is_undone_when_the_load_ends(string plan, string result, string load, string unload)
    {
        Device nic = Nic().Plan(plan);

        Assert.Equal(result, nic.TryLoad());
        Assert.Equal(load, nic.TakeLog());
        nic.Unload();
        Assert.Equal(unload, nic.Log);
    }

    [Fact]
    public void One_that_was_skipped_is_not()
    {
        Device nic = Nic().Set("UsesD", false);

        Assert.Equal("ok", nic.TryLoad());
        Assert.Equal("A Lock B m0 m1 -m1 -m0 -Lock", nic.Log);
    }

    [Fact]
    public void It_is_still_being_loaded_while_transients_are_undone()
    {
        Device nic = Nic();
        List<string> refused = [];
        nic.Plan("-Lock", (Action)(() => refused.Add(nic.TryUnload() + nic.TryLoad())));

        Assert.Equal("ok", nic.TryLoad());
        Assert.Equal(["refusedrefused"], refused);
    }

    [Fact]
    public void A_pipeline_may_be_transient_all_through()
    {
        Device nic = Device.Of(Source.Nic("""
            [InitStage(10, Cleanup = nameof(StopA), Transient = true)] void A() => Probe.Step("A");
            void StopA() => Probe.Step("-A");
            """));

        nic.Load();
        Assert.Equal("A -A", nic.TakeLog());
        Assert.Equal("refused", nic.TryLoad());
        nic.Unload();
        Assert.Equal("", nic.Log);
    }
}
