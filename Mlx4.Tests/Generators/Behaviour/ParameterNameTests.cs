using Mlx4.Tests.Generators.Harness;

namespace Mlx4.Tests.Generators.Behaviour;

/// <summary>Names of parameters and members that are keywords, or that generated code uses itself.</summary>
public class ParameterNameTests
{
    private static readonly string[] Names =
    [
        "at", "stage", "item", "error", "nested", "inner", "thrown", "exception", "i", "count", "downTo", "kind", "observers", "when", "other", "obj", "at_",
        "dRestarts", "Guard", "value", "field", "record", "StageEventKind", "System", "Mlx4", "größe", "@class", "@in", "@default", "@when", "@await",
    ];

    /// <summary>Members that are there anyhow: only a parameter can have their names.</summary>
    private static readonly string[] Members =
        ["LoadOneStages", "LoadOneState", "_loadOneState", "UnwindLoadOne", "EndLoadOne", "TellLoadOne", "OnStageEvent", "OnStageStarting", "Items", "A", "StopA"];

    [Theory]
    [InlineData("")]
    [InlineData("partial void OnStageEvent(in StageEvent stageEvent) { } partial void OnStageStarting(StageInfo stage, ref Errno error) { }")]
    public void A_parameter_may_have_any_name(string hooks)
    {
        // Every kind of stage, so that every local of generated code is there.
        string[] names = [.. Names, .. Members];
        Func<string, Device> types = Device.Types([.. names.Select((name, index) => Source.Nic($$"""
            public string[] Items = { "i0", "i1" };
            private readonly Inner _inner = new Inner();

            [InitStage(10, Cleanup = nameof(StopA))] Errno A(string {{name}}) => Probe.Step("A" + {{name}});
            void StopA(string {{name}}) => Probe.Step("-A" + {{name}});

            [InitStage(20, Cleanup = nameof(StopB), ForEach = nameof(Items))] Errno B(string x, string {{name}}) => Probe.Step(x + {{name}});
            void StopB(string x, string {{name}}) => Probe.Step("-" + x + {{name}});

            [InitStage(30, Cleanup = nameof(StopC), Transient = true)] InitResult<Errno> C() { _inner.Probe = Probe; return _inner.LoadOne(); }
            void StopC() => _inner.UnloadOne();

            [InitStage(40, NoCleanup = "test", RestartOn = Errno.EBUSY, RestartFrom = nameof(B))] Errno D(string {{name}}) => Probe.Step("D" + {{name}});

            {{hooks}}
            """, $"public sealed partial class Nic{index}")),
            Source.Nic("""
            [InitStage(10, Cleanup = nameof(StopX))] Errno X() => Probe.Step("X");
            void StopX() => Probe.Step("-X");
            """, "public sealed partial class Inner")]);

        for (int i = 0; i < names.Length; i++)
        {
            Device nic = types($"Nic{i}").Plan("D7=EBUSY,EIO -i07=throw,ok");
            Assert.Equal("unwind(D, EBUSY): -i07 threw", nic.TryLoad("7"));
            Assert.Equal("A7 i07 i17 X D7 -X -i17 -i07 -A7", nic.TakeLog());
            Assert.Equal("D: EIO", nic.TryLoad("7"));
            nic.TakeLog();
            Assert.Equal("ok", nic.TryLoad("7"));
            nic.Unload("7");
            Assert.Equal("A7 i07 i17 X D7 -X -i17 -i07 -A7", nic.Log);
        }
    }

    [Fact]
    public void A_member_may_have_the_name_of_a_local()
    {
        Func<string, Device> types = Device.Types([.. Names.Select((name, index) => Source.Nic($$"""
            private static readonly int Two = 2;

            [InitStage(10, Cleanup = nameof(Stop), ForEach = nameof(Two))] Errno {{name}}(int x) => Probe.Step("x" + x);
            void Stop(int x) => Probe.Step("-x" + x);
            [InitStage(20, Cleanup = nameof({{name}}), RestartOn = Errno.EBUSY, RestartFrom = nameof({{name}}), Name = "D")] Errno d(int at) => Probe.Step("D");
            void {{name}}() => Probe.Step("-D");
            [InitStage(30, NoCleanup = "test")] static void End() { }
            """, $"public sealed partial class Nic{index}"))]);

        for (int i = 0; i < Names.Length; i++)
        {
            Device nic = types($"Nic{i}").Plan("D=EBUSY");
            Assert.Equal("ok", nic.TryLoad(1));
            nic.Unload();
            Assert.Equal("x0 x1 D -x1 -x0 x0 x1 D -D -x1 -x0", nic.Log);
        }
    }

    [Fact]
    public void Two_stages_may_differ_in_case_only()
    {
        Device nic = Device.Of(Source.Nic("""
            public bool Enabled = true;

            [InitStage(10, Cleanup = nameof(StopUp), When = nameof(Enabled), RestartOn = Errno.EBUSY, RestartFrom = nameof(Reset))] Errno Reset() => Probe.Step("Reset");
            [InitStage(20, Cleanup = nameof(StopLow), When = nameof(Enabled), RestartOn = Errno.EBUSY, RestartFrom = nameof(reset))] Errno reset() => Probe.Step("reset");
            void StopUp() => Probe.Step("-Reset");
            void StopLow() => Probe.Step("-reset");
            """)).Plan("Reset=EBUSY reset=EBUSY");

        Assert.Equal("ok", nic.TryLoad());
        nic.Unload();
        Assert.Equal("Reset Reset reset reset -reset -Reset", nic.Log);
    }

    [Fact]
    public void Stages_may_be_overloads_if_they_have_names()
    {
        Device nic = Device.Of(Source.Nic("""
            public bool Enabled = true;

            [InitStage(10, Cleanup = nameof(Stop), When = nameof(Enabled), Name = "Map(a)")] Errno Map(int a) => Probe.Step("Map" + a);
            [InitStage(20, Cleanup = nameof(Stop), When = nameof(Enabled), Name = "Map(b)")] Errno Map(string b) => Probe.Step("Map" + b);
            [InitStage(30, Cleanup = nameof(Stop), When = nameof(Enabled))] Errno Map_2() => Probe.Step("Map_2");
            void Stop() => Probe.Step("-");
            """)).Plan("Map_2=EIO");

        Assert.Equal("Map_2: EIO", nic.TryLoad(1, "x"));
        Assert.Equal("Map1 Mapx Map_2 - -", nic.Log);
    }
}
