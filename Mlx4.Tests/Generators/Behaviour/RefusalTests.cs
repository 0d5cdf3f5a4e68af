using Mlx4.Tests.Generators.Harness;

namespace Mlx4.Tests.Generators.Behaviour;

/// <summary>Rulings B6 to B8, C4 and E1: <c>OnStageStarting</c>.</summary>
public class RefusalTests
{
    private static string Sources(string observer) => Source.Nic($$"""
        const int Two = 2;
        public bool Never = false;
        int _index;

        [InitStage(10, Cleanup = nameof(StopA))] Errno A() => Probe.Step("A");
        void StopA() => Probe.Step("-A");
        [InitStage(20, Cleanup = nameof(StopB))] void B() => Probe.Step("B");
        void StopB() => Probe.Step("-B");
        [InitStage(30, Cleanup = nameof(StopC), ForEach = nameof(Two))] Errno C(int index) => Probe.Step("c" + index);
        void StopC(int index) => Probe.Step("-c" + index);
        [InitStage(40, NoCleanup = "test", When = nameof(Never))] Errno D() => Probe.Step("D");
        [InitStage(50, NoCleanup = "test")] InitResult<Errno> E() { Probe.Step("E"); return new InitResult<Errno>(Errno.EPERM, "inner"); }

        partial void OnStageStarting(StageInfo stage, ref Errno error)
        {
            if (error != 0) throw new ArgumentException("error comes in as success");
            error = Probe.Step($"?{stage.Name}{(stage.ForEach != null ? _index++ : "")}");
        }

        {{observer}}
        """);

    private static readonly Func<Device> Nic = Device.Factory(Sources(""));

    private static readonly Func<Device> Watched = Device.Factory(Sources(
        "partial void OnStageEvent(in StageEvent stageEvent) => Probe.Log.Add($\"<{stageEvent.Kind}>\");"));

    [Theory]
    [InlineData("", "E/inner: EPERM", "?A A ?B B ?C0 c0 ?C1 c1 ?E E -c1 -c0 -B -A")]
    [InlineData("?A=EIO", "A: EIO", "?A")]
    [InlineData("?B=EIO", "B: EIO", "?A A ?B -A")]
    [InlineData("?C0=EIO", "C: EIO", "?A A ?B B ?C0 -B -A")]
    [InlineData("?C1=EIO", "C: EIO", "?A A ?B B ?C0 c0 ?C1 -c0 -B -A")]
    [InlineData("?E=EIO", "E: EIO", "?A A ?B B ?C0 c0 ?C1 c1 ?E -c1 -c0 -B -A")]
    [InlineData("?A=throw", "?A threw", "?A")]
    [InlineData("?B=throw", "?B threw", "?A A ?B -A")]
    [InlineData("?C1=throw -c0=throw", "unwind(C): ?C1 threw, -c0 threw", "?A A ?B B ?C0 c0 ?C1 -c0 -B -A")]
    public void A_stage_that_is_refused_fails_without_running(string plan, string result, string log)
    {
        Device nic = Nic().Plan(plan);

        Assert.Equal(result, nic.TryLoad());
        Assert.Equal(log, nic.Log);
    }

    [Theory]
    [InlineData("?A=EIO", "<Starting> ?A <Failed>")]
    [InlineData("?A=throw", "<Starting> ?A <Failed>")]
    [InlineData("?B=EIO", "<Starting> ?A A <Completed> <Starting> ?B <Failed> <CleaningUp> -A <CleanedUp>")]
    public void Starting_is_told_before_it_is_asked_for(string plan, string log)
    {
        Device nic = Watched().Plan(plan);

        nic.TryLoad();
        Assert.Equal(log, nic.Log);
    }

    [Fact]
    public void There_is_a_hook_for_each_error_type_and_none_for_void_pipelines()
    {
        Device nic = Device.Of(Source.Nic("""
            public enum Code { Fine, Refused }

            [InitStage(10, NoCleanup = "test")] Errno A() => Probe.Step("A");
            [InitStage(10, NoCleanup = "test", Pipeline = "LoadCode")] Code B() { Probe.Step("B"); return Code.Fine; }
            [InitStage(10, NoCleanup = "test", Pipeline = "LoadInt")] int C() => (int)Probe.Step("C");
            [InitStage(10, NoCleanup = "test", Pipeline = "LoadMore")] Code D() { Probe.Step("D"); return Code.Fine; }
            [InitStage(10, NoCleanup = "test", Pipeline = "LoadVoid")] void E() => Probe.Step("E");

            partial void OnStageStarting(StageInfo stage, ref Code error)
            {
                Probe.Step($"{stage.Pipeline}?");
                error = Code.Refused;
            }

            partial void OnStageStarting(StageInfo stage, ref int error) => error = -5;
            """));

        Assert.Equal("ok", nic.TryLoad());
        Assert.Equal("B: Refused", nic.Try("LoadCode"));
        Assert.Equal("C: -5", nic.Try("LoadInt"));
        Assert.Equal("D: Refused", nic.Try("LoadMore"));
        Assert.Equal("", nic.Try("LoadVoid"));
        Assert.Equal("A LoadCode? LoadMore? E", nic.Log);
    }
}
