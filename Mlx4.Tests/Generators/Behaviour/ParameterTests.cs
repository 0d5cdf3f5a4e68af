using System.Reflection;
using Mlx4.Tests.Generators.Harness;

namespace Mlx4.Tests.Generators.Behaviour;

/// <summary>The parameters of the load and the unload: the union by name, rulings B21, B23, B29 and C13.</summary>
public class ParameterTests
{
    [Theory]
    [InlineData(
        "the stages' first, in stage order, then the cleanups'",
        "[InitStage(20, Cleanup = nameof(StopB))] void B(int c, int a) { } void StopB(int d) { } [InitStage(10, Cleanup = nameof(StopA))] void A(int a, int b) { } void StopA(int b, int e) { }",
        "Int32 a, Int32 b, Int32 c, Int32 e, Int32 d",
        "Int32 b, Int32 e, Int32 d")]
    [InlineData(
        "a transient cleanup adds nothing to the unload",
        "[InitStage(10, Cleanup = nameof(StopA), Transient = true)] void A() { } void StopA(int a) { } [InitStage(20, Cleanup = nameof(StopB))] void B() { } void StopB(string b) { }",
        "Int32 a, String b",
        "String b")]
    [InlineData(
        "an optional value carries over",
        "[InitStage(10, NoCleanup = \"test\")] void A(int a, string b = \"x\", Errno c = Errno.EIO, char d = '\\n', double e = -1.5, long? f = null) { }",
        "Int32 a, String b = x, Errno c = EIO, Char d = \n, Double e = -1.5, Nullable`1 f = ",
        "")]
    [InlineData(
        "but not before a parameter that has none",
        "[InitStage(10, NoCleanup = \"test\")] void A(int a = 1) { } [InitStage(20, NoCleanup = \"test\")] void B(int b, int c = 2) { }",
        "Int32 a, Int32 b, Int32 c = 2",
        "")]
    [InlineData(
        "nor if two methods name it, which may not agree",
        "[InitStage(10, NoCleanup = \"test\")] void A(int a = 1) { } [InitStage(20, NoCleanup = \"test\")] void B(int a = 2) { }",
        "Int32 a",
        "")]
    [InlineData(
        "an optional cleanup parameter is one of both",
        "[InitStage(10, Cleanup = nameof(StopA))] void A(int a) { } void StopA(bool force = true) { }",
        "Int32 a, Boolean force = True",
        "Boolean force = True")]
    [InlineData(
        "params carries over at the end, after optional ones too",
        "[InitStage(10, NoCleanup = \"test\")] void A(int a = 1, params string[] names) { }",
        "Int32 a = 1, params String[] names",
        "")]
    [InlineData(
        "elsewhere it is an array",
        "[InitStage(10, NoCleanup = \"test\")] void A(params string[] names) { } [InitStage(20, NoCleanup = \"test\")] void B(int b) { }",
        "String[] names, Int32 b",
        "")]
    [InlineData(
        "in is kept where every method says so",
        "[InitStage(10, Cleanup = nameof(StopA))] void A(in Guid a, in Guid b) { } void StopA(in Guid a, Guid b) { }",
        "in Guid& a, Guid b",
        "in Guid& a, Guid b")]
    [InlineData(
        "a token is an ordinary parameter of a synchronous pipeline",
        "[InitStage(10, NoCleanup = \"test\")] void A(System.Threading.CancellationToken token, int a) { }",
        "CancellationToken token, Int32 a",
        "")]
    public void The_parameters_are_the_union(string rule, string stages, string load, string unload)
    {
        Type nic = Device.Of(Source.Nic(stages)).Instance.GetType();

        Assert.Equal(load, Describe(nic.GetMethod("LoadOne")!));
        Assert.True(unload == Describe(nic.GetMethod("UnloadOne")!), rule);
    }

    [Fact]
    public void Every_method_is_passed_its_own()
    {
        Device nic = Device.Of(Source.Nic("""
            [InitStage(10, Cleanup = nameof(StopA))] Errno A(int x, string y) => Probe.Step($"A({x},{y})");
            void StopA(string y) => Probe.Step($"-A({y})");
            [InitStage(20, Cleanup = nameof(StopB))] Errno B(string y, in long z, params int[] rest) => Probe.Step($"B({y},{z},{rest.Length})");
            void StopB(int x, in long z) => Probe.Step($"-B({x},{z})");
            [InitStage(30, NoCleanup = "test")] static void C(int x) { }
            [InitStage(40, NoCleanup = "test")] Errno D(int x) => Probe.Step("D");
            """)).Plan("D=ok,EIO");

        Assert.Equal("ok", nic.Load(1, "y", 3L, new[] { 4, 5 }));
        nic.Unload("why", 8, 9L);
        Assert.Equal("A(1,y) B(y,3,2) D -B(8,9) -A(why)", nic.TakeLog());

        Assert.Equal("D: EIO", nic.Load(1, "y", 3L, new[] { 4, 5 }));
        Assert.Equal("A(1,y) B(y,3,2) D -B(1,3) -A(y)", nic.Log);
    }

    [Fact]
    public void A_cleanup_gets_the_token_of_a_synchronous_pipeline()
    {
        Device nic = Device.Of("using System.Threading;\n" + Source.Nic("""
            [InitStage(10, Cleanup = nameof(StopA))] void A() { }
            void StopA(CancellationToken token) => Probe.Step($"-A({token.IsCancellationRequested})");
            """));

        nic.Load(CancellationToken.None);
        nic.Unload(new CancellationToken(canceled: true));
        Assert.Equal("-A(True)", nic.Log);
    }

    [Fact]
    public void Of_two_overloads_the_stage_and_the_cleanup_are_called()
    {
        Device nic = Device.Of(Source.Nic("""
            [InitStage(10, Cleanup = nameof(StopA))] Errno A(in int x) => Probe.Step("A(in)");
            Errno A(int x) => Probe.Step("A");
            void StopA(in int x) => Probe.Step("-A(in)");
            """));

        nic.Load(1);
        nic.Unload(1);
        Assert.Equal("A(in) -A(in)", nic.Log);
    }

    [Fact]
    public void What_the_load_and_the_unload_call_has_no_defaults()
    {
        Type nic = Device.Of(Source.Nic("""
            [InitStage(10, Cleanup = nameof(StopA), Transient = true)] void A() { }
            void StopA(int a, int b = 1, params string[] c) { }
            """)).Instance.GetType();

        Assert.Equal("Int32 a, Int32 b = 1, params String[] c", Describe(nic.GetMethod("LoadOne")!));
        Assert.Equal("Int32 at, List`1 thrown, Int32 a, Int32 b, String[] c", Describe(nic.GetMethod("UnwindLoadOne", BindingFlags.Instance | BindingFlags.NonPublic)!));
        Assert.Equal("Int32 a, Int32 b, String[] c", Describe(nic.GetMethod("EndLoadOne", BindingFlags.Instance | BindingFlags.NonPublic)!));
    }

    [Fact]
    public void Of_two_nullabilities_the_stricter_one_is_taken()
    {
        Type nic = Device.Of(Source.Nic("""
            [InitStage(10, NoCleanup = "test")] void A(string? first, string second) { }
            [InitStage(20, NoCleanup = "test")] void B(string first, string? second, string? third) { }
            """)).Instance.GetType();

        NullabilityInfoContext context = new();
        Assert.Equal(
            [NullabilityState.NotNull, NullabilityState.NotNull, NullabilityState.Nullable],
            nic.GetMethod("LoadOne")!.GetParameters().Select(parameter => context.Create(parameter).WriteState));
    }

    [Theory]
    [InlineData("double", "double.NaN", double.NaN)]
    [InlineData("double", "double.PositiveInfinity", double.PositiveInfinity)]
    [InlineData("double", "double.NegativeInfinity", double.NegativeInfinity)]
    [InlineData("double", "0.1", 0.1)]
    [InlineData("float", "float.NaN", float.NaN)]
    [InlineData("float", "float.PositiveInfinity", float.PositiveInfinity)]
    [InlineData("float", "float.NegativeInfinity", float.NegativeInfinity)]
    [InlineData("float", "1e-7f", 1e-7f)]
    [InlineData("byte", "200", (byte)200)]
    [InlineData("sbyte", "-3", (sbyte)-3)]
    [InlineData("short", "-300", (short)-300)]
    [InlineData("ushort", "60000", (ushort)60000)]
    [InlineData("uint", "4000000000", 4000000000)]
    [InlineData("long", "long.MinValue", long.MinValue)]
    [InlineData("ulong", "ulong.MaxValue", ulong.MaxValue)]
    [InlineData("char", "'\\''", '\'')]
    [InlineData("string", "\"a\\\"b\\\\c\\n\"", "a\"b\\c\n")]
    [InlineData("string?", "null", null)]
    [InlineData("bool", "true", true)]
    [InlineData("int?", "5", 5)]
    [InlineData("int?", "null", null)]
    [InlineData("DayOfWeek", "DayOfWeek.Friday", (int)DayOfWeek.Friday)]
    [InlineData("DayOfWeek", "(DayOfWeek)(-77)", -77)]
    public void A_default_value_carries_over_exactly(string type, string text, object? value)
    {
        MethodInfo load = Device.Of(Source.Nic($"[InitStage(10, NoCleanup = \"test\")] private void A({type} a = {text}) {{ }}")).Instance.GetType().GetMethod("LoadOne")!;

        ParameterInfo parameter = Assert.Single(load.GetParameters());
        Assert.True(parameter.HasDefaultValue);
        Assert.Equal(value, parameter.RawDefaultValue);
    }

    [Fact]
    public void A_decimal_and_a_default_structure_carry_over()
    {
        Device nic = Device.Of(Source.Nic("""
            [InitStage(10, NoCleanup = "test")] private void A(decimal a = 1.50m, Guid b = default) => Probe.Step($"A({a.ToString(System.Globalization.CultureInfo.InvariantCulture)},{b == Guid.Empty})");
            public void Run() => LoadOne();
            """));

        nic.Call("Run");

        Assert.Equal("A(1.50,True)", nic.Log);
    }

    private static string Describe(MethodInfo method) => string.Join(", ", method.GetParameters().Select(parameter =>
        (parameter.IsIn ? "in " : parameter.IsDefined(typeof(ParamArrayAttribute), false) ? "params " : "")
        + parameter.ParameterType.Name + " " + parameter.Name
        + (parameter.HasDefaultValue ? " = " + Convert.ToString(parameter.DefaultValue is int number && parameter.ParameterType.IsEnum ? Enum.ToObject(parameter.ParameterType, number) : parameter.DefaultValue, System.Globalization.CultureInfo.InvariantCulture) : "")));
}
