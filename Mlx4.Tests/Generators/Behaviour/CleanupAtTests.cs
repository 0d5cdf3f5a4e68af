using Mlx4.Tests.Generators.Harness;

namespace Mlx4.Tests.Generators.Behaviour;

/// <summary>Promise 14, rulings B32 to B34: cleanups that stand elsewhere.</summary>
public class CleanupAtTests
{
    private static readonly Func<Device> Nic = Device.Factory(Source.Nic("""
        const int Two = 2;
        public bool UsesB = true, UsesE = true;

        [InitStage(10, Cleanup = nameof(StopA))] Errno A() => Probe.Step("A");
        void StopA() => Probe.Step("-A");
        [InitStage(20, Cleanup = nameof(StopB), When = nameof(UsesB))] Errno B() => Probe.Step("B");
        void StopB() => Probe.Step("-B");
        [InitStage(30, NoCleanup = "test")] Errno C() => Probe.Step("C");
        [InitStage(40, Cleanup = nameof(StopD))] Errno D() => Probe.Step("D");
        void StopD() => Probe.Step("-D");
        [InitStage(50, Cleanup = nameof(StopE), CleanupAt = nameof(B), When = nameof(UsesE))] Errno E() => Probe.Step("E");
        void StopE() => Probe.Step("-E");
        [InitStage(60, Cleanup = nameof(StopF), CleanupAt = nameof(B), ForEach = nameof(Two))] Errno F(int i) => Probe.Step("f" + i);
        void StopF(int i) => Probe.Step("-f" + i);
        [InitStage(70, Cleanup = nameof(StopG), CleanupAt = nameof(E))] Errno G() => Probe.Step("G");
        void StopG() => Probe.Step("-G");
        [InitStage(80, Cleanup = nameof(StopH), CleanupAt = nameof(C))] Errno H() => Probe.Step("H");
        void StopH() => Probe.Step("-H");
        [InitStage(90, Cleanup = nameof(StopI))] Errno I() => Probe.Step("I");
        void StopI() => Probe.Step("-I");
        """));

    [Theory]
    [InlineData("A=EIO", "A: EIO", "A")]
    [InlineData("B=EIO", "B: EIO", "A B -A")]
    [InlineData("C=EIO", "C: EIO", "A B C -B -A")]
    [InlineData("D=EIO", "D: EIO", "A B C D -B -A")]
    [InlineData("E=EIO", "E: EIO", "A B C D E -D -B -A")]
    [InlineData("f0=EIO", "F: EIO", "A B C D E f0 -D -E -B -A")]
    [InlineData("f1=EIO", "F: EIO", "A B C D E f0 f1 -D -f0 -E -B -A")]
    [InlineData("G=EIO", "G: EIO", "A B C D E f0 f1 G -D -f1 -f0 -E -B -A")]
    [InlineData("H=EIO", "H: EIO", "A B C D E f0 f1 G H -D -f1 -f0 -G -E -B -A")]
    [InlineData("I=EIO", "I: EIO", "A B C D E f0 f1 G H I -D -H -f1 -f0 -G -E -B -A")]
    [InlineData("I=throw", "I threw", "A B C D E f0 f1 G H I -D -H -f1 -f0 -G -E -B -A")]
    [InlineData("f1=throw", "f1 threw", "A B C D E f0 f1 -D -f0 -E -B -A")]
    [InlineData("I=EIO -D=throw -H=throw -f1=throw -G=throw -E=throw -B=throw", "unwind(I, EIO): -D threw, -H threw, -f1 threw, -G threw, -E threw, -B threw", "A B C D E f0 f1 G H I -D -H -f1 -f0 -G -E -B -A")]
    public void The_cleanup_stands_just_before_that_of_the_stage_it_names(string plan, string result, string log)
    {
        Device nic = Nic().Plan(plan);

        Assert.Equal(result, nic.TryLoad());
        Assert.Equal(log, nic.Log);
    }

    [Theory]
    [InlineData(true, true, "-I -D -H -f1 -f0 -G -E -B -A")]
    [InlineData(false, true, "-I -D -H -f1 -f0 -G -E -A")]
    [InlineData(true, false, "-I -D -H -f1 -f0 -G -B -A")]
    [InlineData(false, false, "-I -D -H -f1 -f0 -G -A")]
    public void The_place_is_there_whether_its_stage_ran_or_not(bool usesB, bool usesE, string log)
    {
        Device nic = Nic().Set("UsesB", usesB).Set("UsesE", usesE);
        Assert.Equal("ok", nic.TryLoad());
        nic.TakeLog();

        nic.Unload();

        Assert.Equal(log, nic.Log);
    }

    [Theory]
    [InlineData("E=EBUSY", "ok", "A B C D E -D C D E")]
    [InlineData("E=EBUSY,EBUSY", "E: EBUSY", "A B C D E -D C D E -D -B -A")]
    [InlineData("E=EIO", "E: EIO", "A B C D E -D -B -A")]
    public void A_range_that_holds_both_restarts(string plan, string result, string log)
    {
        Device nic = Device.Of(Source.Nic("""
            [InitStage(10, Cleanup = nameof(StopA))] Errno A() => Probe.Step("A");
            void StopA() => Probe.Step("-A");
            [InitStage(20, Cleanup = nameof(StopB))] Errno B() => Probe.Step("B");
            void StopB() => Probe.Step("-B");
            [InitStage(30, NoCleanup = "test")] Errno C() => Probe.Step("C");
            [InitStage(40, Cleanup = nameof(StopD), CleanupAt = nameof(C))] Errno D() => Probe.Step("D");
            void StopD() => Probe.Step("-D");
            [InitStage(50, NoCleanup = "test", RestartOn = Errno.EBUSY, RestartFrom = nameof(C))] Errno E() => Probe.Step("E");
            """)).Plan(plan);

        Assert.Equal(result, nic.TryLoad());
        Assert.Equal(log, nic.Log);
    }
}
