using Mlx4.Runtime;
using Mlx4.Tests.Generators.Harness;

namespace Mlx4.Tests.Generators.Behaviour;

/// <summary>Promises 7 and 8, rulings B13 to B15 and C8: what stages and cleanups throw.</summary>
public class UnwindExceptionTests
{
    private static readonly Func<Device> Nic = Device.Factory(Source.Nic("""
        [InitStage(10, Cleanup = nameof(StopA))] Errno A() => Probe.Step("A");
        void StopA() => Probe.Step("-A");
        [InitStage(20, Cleanup = nameof(StopB), Name = "bee")] Errno B() => Probe.Step("B");
        void StopB() => Probe.Step("-B");
        [InitStage(30, Cleanup = nameof(StopC))] void C() => Probe.Step("C");
        void StopC() => Probe.Step("-C");
        [InitStage(40, NoCleanup = "test")] Errno D() => Probe.Step("D");
        """));

    [Theory]
    [InlineData("B=EBUSY -A=throw", "unwind(bee, EBUSY): -A threw", "A B -A")]
    [InlineData("B=throw -A=throw", "unwind(bee): B threw, -A threw", "A B -A")]
    [InlineData("C=throw -A=throw", "unwind(C): C threw, -A threw", "A B C -B -A")]
    [InlineData("C=throw -B=throw", "unwind(C): C threw, -B threw", "A B C -B -A")]
    [InlineData("C=throw -B=throw -A=throw", "unwind(C): C threw, -B threw, -A threw", "A B C -B -A")]
    [InlineData("D=EIO -C=throw", "unwind(D, EIO): -C threw", "A B C D -C -B -A")]
    [InlineData("D=EIO -C=throw -B=throw -A=throw", "unwind(D, EIO): -C threw, -B threw, -A threw", "A B C D -C -B -A")]
    [InlineData("D=throw -C=throw -B=throw -A=throw", "unwind(D): D threw, -C threw, -B threw, -A threw", "A B C D -C -B -A")]
    public void A_cleanup_that_throws_does_not_stop_the_ladder(string plan, string result, string log)
    {
        Device nic = Nic().Plan(plan);

        Assert.Equal(result, nic.TryLoad());
        Assert.Equal(log, nic.TakeLog());

        // Not loaded, and nothing is left of it.
        Assert.Equal("", nic.TryUnload());
        Assert.Equal("", nic.Log);
        Assert.Equal("ok", nic.TryLoad());
    }

    [Theory]
    [InlineData("-C=throw", "unwind(-): -C threw")]
    [InlineData("-B=throw", "unwind(-): -B threw")]
    [InlineData("-A=throw", "unwind(-): -A threw")]
    [InlineData("-C=throw -B=throw -A=throw", "unwind(-): -C threw, -B threw, -A threw")]
    public void An_unload_goes_on_and_the_object_is_not_loaded_then(string plan, string result)
    {
        Device nic = Nic();
        nic.Load();
        nic.TakeLog();

        Assert.Equal(result, nic.Plan(plan).TryUnload());
        Assert.Equal("-C -B -A", nic.TakeLog());
        Assert.Equal("", nic.TryUnload());
        Assert.Equal("ok", nic.TryLoad());
        Assert.Equal("A B C D", nic.Log);
    }

    [Fact]
    public void The_exception_of_a_stage_leaves_as_the_same_object_with_its_stack_trace()
    {
        IOException thrown = new("C");
        Device nic = Nic().Plan("C", thrown);

        IOException caught = Assert.Throws<IOException>(() => nic.Load());

        Assert.Same(thrown, caught);
        Assert.Contains("Probe.Step", caught.StackTrace, StringComparison.Ordinal);
        Assert.Contains("Nic.C()", caught.StackTrace, StringComparison.Ordinal);
        Assert.Contains("Nic.LoadOne()", caught.StackTrace, StringComparison.Ordinal);
    }

    [Fact]
    public void The_inner_exceptions_are_the_ones_that_were_thrown()
    {
        IOException stage = new("D");
        IOException cleanup = new("-B");
        Device nic = Nic().Plan("D", stage).Plan("-B", cleanup);

        UnwindException unwind = Assert.Throws<UnwindException>(() => nic.Load());

        Assert.Collection(unwind.InnerExceptions, first => Assert.Same(stage, first), second => Assert.Same(cleanup, second));
        Assert.Same(stage, unwind.InnerException);
        Assert.Null(unwind.Error);
        Assert.Equal("D", unwind.Stage);
        Assert.Contains("Nic.StopB()", cleanup.StackTrace, StringComparison.Ordinal);
    }

    [Fact]
    public void The_error_of_the_stage_is_boxed_in_its_own_type()
    {
        Device nic = Nic().Plan("D=ETIMEDOUT -A=throw");

        UnwindException unwind = Assert.Throws<UnwindException>(() => nic.Load());

        Assert.Equal(Errno.ETIMEDOUT, Assert.IsType<Errno>(unwind.Error));
    }

    [Fact]
    public void What_a_nested_pipeline_could_not_unwind_is_kept_whole()
    {
        Device nic = Device.Of(Source.File("""
            public sealed partial class Nic
            {
                public Probe Probe = null!;
                private readonly Hca _hca = new Hca();

                [InitStage(10, Cleanup = nameof(StopA))] Errno A() => Probe.Step("A");
                void StopA() => Probe.Step("-A");
                [InitStage(20, Cleanup = nameof(StopHca))] InitResult<Errno> SetupHca() { _hca.Probe = Probe; return _hca.LoadOne(); }
                void StopHca() => _hca.UnloadOne();
            }

            public sealed partial class Hca
            {
                public Probe Probe = null!;
                [InitStage(10, Cleanup = nameof(StopX))] Errno X() => Probe.Step("X");
                void StopX() => Probe.Step("-X");
                [InitStage(20, NoCleanup = "test")] Errno Y() => Probe.Step("Y");
            }
            """)).Plan("Y=EIO -X=throw -A=throw");

        UnwindException unwind = Assert.Throws<UnwindException>(() => nic.Load());

        Assert.Equal("A X Y -X -A", nic.Log);
        Assert.Equal("SetupHca", unwind.Stage);
        Assert.Null(unwind.Error);
        Assert.Collection(
            unwind.InnerExceptions,
            nested => Assert.Equal("Y", Assert.IsType<UnwindException>(nested).Stage),
            cleanup => Assert.Equal("-A threw", cleanup.Message));
    }
}
