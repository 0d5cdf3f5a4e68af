using Mlx4.Tests.Generators.Harness;

namespace Mlx4.Tests.Generators.Behaviour;

/// <summary>Promises 1 and 2: ascending order, exact reverse order, each cleanup once, and not that of the stage that failed.</summary>
public class OrderTests
{
    // Declared in another order than they run in.
    private static readonly Func<Device> Nic = Device.Factory(Source.Nic("""
        [InitStage(30, Cleanup = nameof(StopC))] Errno C() => Probe.Step("C");
        void StopC() => Probe.Step("-C");

        [InitStage(-10, Cleanup = nameof(StopA))] Errno A() => Probe.Step("A");
        void StopA() => Probe.Step("-A");

        [InitStage(40, NoCleanup = "nothing is kept")] Errno D() => Probe.Step("D");

        [InitStage(20, Cleanup = nameof(StopB))] Errno B() => Probe.Step("B");
        void StopB() => Probe.Step("-B");
        """));

    [Theory]
    [InlineData("", "ok", "A B C D")]
    [InlineData("A=EPERM", "A: EPERM", "A")]
    [InlineData("B=EBUSY", "B: EBUSY", "A B -A")]
    [InlineData("C=EIO", "C: EIO", "A B C -B -A")]
    [InlineData("D=ENOMEM", "D: ENOMEM", "A B C D -C -B -A")]
    [InlineData("A=throw", "A threw", "A")]
    [InlineData("B=throw", "B threw", "A B -A")]
    [InlineData("C=throw", "C threw", "A B C -B -A")]
    [InlineData("D=throw", "D threw", "A B C D -C -B -A")]
    public void A_failure_undoes_what_completed_in_reverse(string plan, string result, string log)
    {
        Device nic = Nic().Plan(plan);

        Assert.Equal(result, nic.TryLoad());
        Assert.Equal(log, nic.Log);
    }

    [Fact]
    public void The_unload_is_the_ladder_from_the_top()
    {
        Device nic = Nic();
        nic.Load();
        nic.TakeLog();

        nic.Unload();

        Assert.Equal("-C -B -A", nic.Log);
    }

    [Fact]
    public void The_extreme_orders_are_orders()
    {
        Device nic = Device.Of(Source.Nic("""
            [InitStage(int.MaxValue, NoCleanup = "test")] Errno Last() => Probe.Step("Last");
            [InitStage(0, NoCleanup = "test")] Errno Middle() => Probe.Step("Middle");
            [InitStage(int.MinValue, NoCleanup = "test")] Errno First() => Probe.Step("First");
            """));

        Assert.Equal("ok", nic.Load());
        Assert.Equal("First Middle Last", nic.Log);
    }

    [Fact]
    public void One_cleanup_may_undo_two_stages_each_in_its_place()
    {
        Device nic = Device.Of(Source.Nic("""
            [InitStage(10, Cleanup = nameof(Free))] Errno AllocRx() => Probe.Step("AllocRx");
            [InitStage(20, Cleanup = nameof(Stop))] Errno Start() => Probe.Step("Start");
            [InitStage(30, Cleanup = nameof(Free))] Errno AllocTx() => Probe.Step("AllocTx");
            void Free() => Probe.Step("-Alloc");
            void Stop() => Probe.Step("-Start");
            """));

        nic.Load();
        nic.Unload();

        Assert.Equal("AllocRx Start AllocTx -Alloc -Start -Alloc", nic.Log);
    }

    [Fact]
    public void A_single_stage_without_cleanup_is_a_pipeline()
    {
        Device nic = Device.Of(Source.Nic("""
            [InitStage(10, NoCleanup = "test")] Errno Probe1() => Probe.Step("Probe1");
            """)).Plan("Probe1=EIO,ok");

        Assert.Equal("Probe1: EIO", nic.TryLoad());
        Assert.Equal("ok", nic.TryLoad());
        Assert.Equal("refused", nic.TryLoad());
        nic.Unload();
        Assert.Equal("ok", nic.TryLoad());
    }
}
