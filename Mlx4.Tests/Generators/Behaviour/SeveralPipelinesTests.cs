using Mlx4.Tests.Generators.Harness;

namespace Mlx4.Tests.Generators.Behaviour;

/// <summary>Several pipelines in one type: <c>InitPipeline</c>, <c>Pipeline</c>, names of unloads, rulings B11 and B28.</summary>
public class SeveralPipelinesTests
{
    private static readonly Func<Device> Nic = Device.Factory(Source.Nic("""
        [InitStage(10, Cleanup = nameof(StopA))] Errno A() => Probe.Step("A");
        void StopA() => Probe.Step("-A");
        [InitStage(10, Cleanup = nameof(StopB), Pipeline = "LoadPort")] Errno B() => Probe.Step("B");
        void StopB() => Probe.Step("-B");
        [InitStage(10, Cleanup = nameof(StopC), Pipeline = "Attach")] Errno C() => Probe.Step("C");
        void StopC() => Probe.Step("-C");
        [InitStage(10, Cleanup = nameof(StopD), Pipeline = "Open")] Errno D() => Probe.Step("D");
        void StopD() => Probe.Step("-D");

        [InitStage(20, Cleanup = nameof(Unlock), Name = "lock")]
        [InitStage(20, Cleanup = nameof(Unlock), Pipeline = "LoadPort", Transient = true)]
        Errno Lock() => Probe.Step("Lock");
        void Unlock() => Probe.Step("-Lock");
        """,
        "[InitPipeline(\"Open\", Unload = \"Close\"), InitPipeline(\"LoadPort\"), InitPipeline] public sealed partial class Nic"));

    [Theory]
    [InlineData("LoadOne", "UnloadOne", "A Lock", "-Lock -A")]
    [InlineData("LoadPort", "UnloadPort", "B Lock -Lock", "-B")]
    [InlineData("Attach", "UnloadAttach", "C", "-C")]
    [InlineData("Open", "Close", "D", "-D")]
    public void Each_has_its_own_names_and_stages(string load, string unload, string loadLog, string unloadLog)
    {
        Device nic = Nic();

        Assert.Equal("ok", nic.Try(load));
        Assert.Equal("refused", nic.Try(load));
        Assert.Equal(loadLog, nic.TakeLog());
        nic.Call(unload);
        Assert.Equal(unloadLog, nic.Log);
    }

    [Theory]
    [InlineData("LoadOne", "lock: EIO", "A Lock -A")]
    [InlineData("LoadPort", "Lock: EIO", "B Lock -B")]
    public void A_stage_may_belong_to_two(string load, string result, string log)
    {
        Device nic = Nic().Plan("Lock=EIO");

        Assert.Equal(result, nic.Try(load));
        Assert.Equal(log, nic.Log);
    }

    [Fact]
    public void They_are_loaded_and_unloaded_independently()
    {
        Device nic = Nic();
        nic.Plan("A", (Action)(() => nic.Call("LoadPort")));

        Assert.Equal("ok", nic.TryLoad());
        Assert.Equal("refused", nic.Try("LoadPort"));
        nic.Unload();
        nic.Call("UnloadPort");

        Assert.Equal("A B Lock -Lock Lock -Lock -A -B", nic.Log);
    }

    [Theory]
    [InlineData("struct")]
    [InlineData("record struct")]
    public void A_structure_may_have_several(string keyword)
    {
        Device nic = Device.Of(Source.File($$"""
            public partial {{keyword}} Nic
            {
                public Probe Probe;
                [InitStage(10, Cleanup = nameof(StopA))] Errno A() => Probe.Step("A");
                void StopA() => Probe.Step("-A");
                [InitStage(10, Cleanup = nameof(StopB), Pipeline = "LoadPort")] Errno B() => Probe.Step("B");
                void StopB() => Probe.Step("-B");
            }
            """));

        Assert.Equal("ok", nic.TryLoad());
        Assert.Equal("ok", nic.Try("LoadPort"));
        nic.Unload();
        nic.Call("UnloadPort");

        Assert.Equal("A B -A -B", nic.Log);
    }
}
