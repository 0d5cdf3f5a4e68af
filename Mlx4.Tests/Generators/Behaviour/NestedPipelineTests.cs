using Mlx4.Runtime;
using Mlx4.Tests.Generators.Harness;

namespace Mlx4.Tests.Generators.Behaviour;

/// <summary>Stages that are other objects' pipelines: paths, rulings B16, B26 and E5.</summary>
public class NestedPipelineTests
{
    private static readonly Func<Device> Nic = Device.Factory(Source.File("""
        public sealed partial class Nic
        {
            public Probe Probe = null!;
            public Hca Hca = new Hca();

            [InitStage(10, Cleanup = nameof(StopA))] Errno A() { Hca.Probe = Hca.Eqs.Probe = Probe; return Probe.Step("A"); }
            void StopA() => Probe.Step("-A");
            [InitStage(20, Cleanup = nameof(StopHca), Name = "hca")] InitResult<Errno> SetupHca() => Hca.LoadOne();
            void StopHca() => Hca.UnloadOne();
            [InitStage(30, NoCleanup = "test")] Errno Z() => Probe.Step("Z");
        }

        public sealed partial class Hca
        {
            public Probe Probe = null!;
            public Eqs Eqs = new Eqs();

            [InitStage(10, Cleanup = nameof(StopB))] Errno B() => Probe.Step("B");
            void StopB() => Probe.Step("-B");
            [InitStage(20, Cleanup = nameof(StopEqs))] InitResult<Errno> SetupEqs() => Eqs.LoadOne();
            void StopEqs() => Eqs.UnloadOne();
        }

        public sealed partial class Eqs
        {
            public Probe Probe = null!;
            const int Two = 2;

            [InitStage(10, Cleanup = nameof(Free), ForEach = nameof(Two))] Errno Alloc(int eq) => Probe.Step("eq" + eq);
            void Free(int eq) => Probe.Step("-eq" + eq);
        }
        """));

    [Theory]
    [InlineData("", "ok", "A B eq0 eq1 Z")]
    [InlineData("A=EIO", "A: EIO", "A")]
    [InlineData("B=EIO", "hca/B: EIO", "A B -A")]
    [InlineData("eq0=ENOMEM", "hca/SetupEqs/Alloc: ENOMEM", "A B eq0 -B -A")]
    [InlineData("eq1=ENOMEM", "hca/SetupEqs/Alloc: ENOMEM", "A B eq0 eq1 -eq0 -B -A")]
    [InlineData("Z=EPERM", "Z: EPERM", "A B eq0 eq1 Z -eq1 -eq0 -B -A")]
    [InlineData("eq1=throw", "eq1 threw", "A B eq0 eq1 -eq0 -B -A")]
    public void The_path_leads_to_the_stage_that_failed(string plan, string result, string log)
    {
        Device nic = Nic().Plan(plan);

        Assert.Equal(result, nic.TryLoad());
        Assert.Equal(log, nic.Log);
    }

    [Fact]
    public void The_unload_goes_down_through_all()
    {
        Device nic = Nic();
        nic.Load();
        nic.TakeLog();

        nic.Unload();

        Assert.Equal("-eq1 -eq0 -B -A", nic.Log);
    }

    [Fact]
    public void A_result_that_a_stage_makes_itself_is_a_result()
    {
        Func<Device> factory = Device.Factory(Source.Nic("""
            public InitResult<Errno> Next;
            [InitStage(10, NoCleanup = "test")] InitResult<Errno> A() => Next;
            [InitStage(20, NoCleanup = "test")] Errno B() => Probe.Step("B");
            """));

        Assert.Equal(new InitResult<Errno>(Errno.EIO, "A"), factory().Set("Next", new InitResult<Errno>(Errno.EIO)).Call("LoadOne"));
        Assert.Equal(new InitResult<Errno>(Errno.EIO, "A/x"), factory().Set("Next", new InitResult<Errno>(Errno.EIO, "x")).Call("LoadOne"));
        Assert.Equal(new InitResult<Errno>(Errno.Ok), factory().Set("Next", new InitResult<Errno>(Errno.Ok, "ignored")).Call("LoadOne"));
        Assert.Equal(new InitResult<Errno>(Errno.EIO, "B"), factory().Set("Next", new InitResult<Errno>(Errno.Ok, "ignored")).Plan("B=EIO").Call("LoadOne"));
    }

    [Theory]
    [InlineData("Z=EBUSY,EIO", "Z: EIO")]
    [InlineData("Z=EBUSY Y=ok,EIO", "Y: EIO")]
    [InlineData("X=EBUSY,EIO", "Nested/X: EIO")]
    [InlineData("X=EBUSY Y=EIO", "Y: EIO")]
    [InlineData("X=EBUSY,ok Z=EIO", "Z: EIO")]
    public void A_path_does_not_outlive_a_restart(string plan, string result)
    {
        Device nic = Device.Of(Source.File("""
            public sealed partial class Nic
            {
                public Probe Probe = null!;
                readonly Inner _inner = new Inner();

                [InitStage(10, Cleanup = nameof(Stop), RestartOn = Errno.EBUSY, RestartFrom = nameof(Nested))]
                InitResult<Errno> Nested() { _inner.Probe = Probe; return _inner.LoadOne(); }
                void Stop() => _inner.UnloadOne();
                [InitStage(20, NoCleanup = "test")] Errno Y() => Probe.Step("Y");
                [InitStage(30, NoCleanup = "test", RestartOn = Errno.EBUSY, RestartFrom = nameof(Nested))] Errno Z() => Probe.Step("Z");
            }

            public sealed partial class Inner
            {
                public Probe Probe = null!;
                [InitStage(10, NoCleanup = "test")] Errno X() => Probe.Step("X");
            }
            """)).Plan(plan);

        Assert.Equal(result, nic.TryLoad());
    }
}
