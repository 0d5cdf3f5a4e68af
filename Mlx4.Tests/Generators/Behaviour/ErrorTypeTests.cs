using System.Globalization;
using Mlx4.Tests.Generators.Harness;

namespace Mlx4.Tests.Generators.Behaviour;

/// <summary>Error types other than <c>Errno</c>; ruling B30.</summary>
public class ErrorTypeTests
{
    private static string Returning(string type, string declaration = "") => Source.Nic($$"""
        {{declaration}}
        public long Status;

        [InitStage(10, Cleanup = nameof(StopA))] {{type}} A() { Probe.Step("A"); return default; }
        void StopA() => Probe.Step("-A");
        [InitStage(20, NoCleanup = "test")] {{type}} B() { Probe.Step("B"); return ({{type}})Status; }
        partial void OnStageEvent(in StageEvent stageEvent) { if (stageEvent.Error != null) Probe.Log.Add(stageEvent.Error); }
        """);

    [Theory]
    [InlineData("int", "", 0L, "ok", "A B")]
    [InlineData("int", "", -5L, "B: -5", "A B -5 -A")]
    [InlineData("Code", "public enum Code : byte { Fine, Bad = 200 }", 200L, "B: Bad", "A B Bad -A")]
    [InlineData("Code", "public enum Code : sbyte { Fine, Bad = -1 }", -1L, "B: Bad", "A B Bad -A")]
    [InlineData("Code", "public enum Code : long { Fine, Bad = 1L << 32 }", 1L << 32, "B: Bad", "A B Bad -A")]
    [InlineData("Code", "public enum Code : long { Fine, Bad = long.MinValue }", long.MinValue, "B: Bad", "A B Bad -A")]
    [InlineData("Code", "public enum Code : ulong { Fine, Bad = ulong.MaxValue }", -1L, "B: Bad", "A B Bad -A")]
    [InlineData("Code", "public enum Code { Bad = 1 }", 0L, "ok", "A B")]
    [InlineData("Code", "public enum Code { Bad = 1 }", 7L, "B: 7", "A B 7 -A")]
    [InlineData("Code", "[Flags] public enum Code { None, Link = 1, Power = 2 }", 3L, "B: Link, Power", "A B Link, Power -A")]
    public void Zero_is_success_and_everything_else_is_the_error_unchanged(string type, string declaration, long status, string result, string log)
    {
        Device nic = Device.Of(Returning(type, declaration)).Set("Status", status);

        Assert.Equal(result, nic.Load());
        Assert.Equal(log, nic.Log);
    }

    [Fact]
    public void An_int_is_told_alike_in_all_cultures()
    {
        Device nic = Device.Of(Returning("int")).Set("Status", -5L);
        CultureInfo current = CultureInfo.CurrentCulture;
        try
        {
            // The tests run without cultural data, so what other cultures do to numbers is set by hand.
            CultureInfo culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            culture.NumberFormat.NegativeSign = "~";
            CultureInfo.CurrentCulture = culture;
            nic.Load();
        }
        finally
        {
            CultureInfo.CurrentCulture = current;
        }

        Assert.Equal("A B -5 -A", nic.Log);
    }

    [Theory]
    [InlineData("int", "", "-11", -11L)]
    [InlineData("Code", "public enum Code : sbyte { Fine, Again = -11 }", "Code.Again", -11L)]
    [InlineData("Code", "public enum Code : long { Fine, Again = 1L << 40 }", "Code.Again", 1L << 40)]
    [InlineData("Code", "public enum Code : long { Fine }", "(Code)(-3)", -3L)]
    public void Any_error_can_restart(string type, string declaration, string restartOn, long status)
    {
        Device nic = Device.Of(Source.Nic($$"""
            {{declaration}}

            [InitStage(10, NoCleanup = "test", RestartOn = {{restartOn}}, RestartFrom = nameof(A))] {{type}} A()
            {
                Probe.Step("A");
                return Probe.Log.Count == 1 ? ({{type}})({{status}}L) : default;
            }
            """));

        Assert.Equal("ok", nic.Load());
        Assert.Equal("A A", nic.Log);
    }

    [Fact]
    public void A_pipeline_of_void_stages_returns_nothing()
    {
        Device nic = Device.Of(Source.Nic("""
            [InitStage(10, Cleanup = nameof(StopA))] void A() => Probe.Step("A");
            void StopA() => Probe.Step("-A");
            [InitStage(20, Cleanup = nameof(StopB))] void B() => Probe.Step("B");
            void StopB() => Probe.Step("-B");
            [InitStage(30, NoCleanup = "test")] void C() => Probe.Step("C");
            """)).Plan("C=throw,throw -A=ok,throw");

        Assert.Equal(typeof(void), nic.Instance.GetType().GetMethod("LoadOne")!.ReturnType);
        Assert.Equal("C threw", nic.TryLoad());
        Assert.Equal("A B C -B -A", nic.TakeLog());
        Assert.Equal("unwind(C): C threw, -A threw", nic.TryLoad());
        Assert.Equal("A B C -B -A", nic.TakeLog());
        Assert.Equal("", nic.TryLoad());
        Assert.Equal("refused", nic.TryLoad());
        nic.Unload();
        Assert.Equal("A B C -B -A", nic.Log);
    }

    [Theory]
    [InlineData("A=throw", "A threw", "A")]
    [InlineData("B=throw", "B threw", "A B")]
    public void A_pipeline_of_void_stages_without_cleanups_is_a_pipeline(string plan, string result, string log)
    {
        Device nic = Device.Of(Source.Nic("""
            [InitStage(10, NoCleanup = "test")] void A() => Probe.Step("A");
            [InitStage(20, NoCleanup = "test")] void B() => Probe.Step("B");
            """)).Plan(plan);

        Assert.Equal(result, nic.TryLoad());
        Assert.Equal(log, nic.Log);
        Assert.Equal("", nic.TryLoad());
    }

    [Fact]
    public void Void_stages_and_stages_with_errors_mix()
    {
        Device nic = Device.Of(Source.Nic("""
            [InitStage(10, Cleanup = nameof(StopA))] void A() => Probe.Step("A");
            void StopA() => Probe.Step("-A");
            [InitStage(20, NoCleanup = "test")] Errno B() => Probe.Step("B");
            [InitStage(30, NoCleanup = "test")] void C() => Probe.Step("C");
            """)).Plan("B=EIO,ok C=throw");

        Assert.Equal("B: EIO", nic.TryLoad());
        Assert.Equal("C threw", nic.TryLoad());
        Assert.Equal("A B -A A B C -A", nic.Log);
    }
}
