namespace Mlx4.Tests.Generators.Diagnostics;

/// <summary>Declarations that are unusual and right: nobody says anything of them, and what is generated compiles without a warning.</summary>
public class OddDeclarationsTests
{
    [Fact]
    public Task Both_parts_of_a_partial_method_may_carry_the_attribute() => Build.Accepts(Build.Nic("""
        [InitStage(10, NoCleanup = "a query")]
        private partial Errno Query();
        [InitStage(10, NoCleanup = "a query", Pipeline = "LoadVf")]
        private partial Errno Query() => Errno.Ok;
        """, "_ = nic.LoadOne(); _ = nic.LoadVf();"));

    [Fact]
    public Task An_attribute_of_the_same_name_may_stand_before_the_first_stage() => Build.Accepts(
        Build.Nic("""
            [Other.InitStage]
            private void Prepare() { }
            [InitStage(10, NoCleanup = "a query")]
            private Errno Query() => Errno.Ok;
            """),
        "namespace Other { public sealed class InitStageAttribute : System.Attribute { } }");

    [Fact]
    public Task Names_may_be_keywords() => Build.Accepts("""
        using Mlx4.Runtime;
        namespace @namespace
        {
            public partial class @class<@in>
            {
                public bool @if;
                public int[] @for { get; } = new int[2];

                [InitStage(10, Cleanup = nameof(@try), When = nameof(@if), ForEach = nameof(@for))]
                private Errno @goto(int @int, string @event, in @in @params) => Errno.Ok;
                private void @try(int @int, string @event) { }
            }
        }
        """);

    [Theory]
    [InlineData("error")]
    [InlineData("at")]
    [InlineData("thrown")]
    [InlineData("i")]
    [InlineData("count")]
    [InlineData("exception")]
    [InlineData("nested")]
    [InlineData("inner")]
    [InlineData("MapIcm")]
    [InlineData("UnmapIcm")]
    [InlineData("value")]
    [InlineData("_")]
    public Task A_parameter_may_have_any_name(string name) => Build.Accepts(Build.Nic($$"""
        private Nic? _nested;
        private int Tables => 2;
        [InitStage(10, Cleanup = nameof(Forget))]
        private InitResult<Errno> Nest(string {{name}}) => _nested?.LoadOne({{name}}) ?? default;
        private void Forget(string {{name}}) => _nested = null;
        [InitStage(20, Cleanup = nameof(UnmapIcm), ForEach = nameof(Tables), RestartOn = Errno.EBUSY, RestartFrom = nameof(Nest))]
        private Errno MapIcm(int table, string {{name}}) => Errno.Ok;
        private void UnmapIcm(int table, string {{name}}) { }
        [InitStage(30, Cleanup = nameof(Unlock), Transient = true)]
        private Errno Lock() => Errno.Ok;
        private void Unlock(string {{name}}) { }
        """, "_ = nic.LoadOne(\"\"); nic.UnloadOne(\"\");"));

    [Theory]
    [InlineData("int value = -5")]
    [InlineData("string value = \"a\\\"\\\\\\n{0}\"")]
    [InlineData("string? value = null")]
    [InlineData("char value = '\\''")]
    [InlineData("decimal value = 1.5m")]
    [InlineData("double value = double.NaN")]
    [InlineData("long value = long.MinValue")]
    [InlineData("byte value = 255")]
    [InlineData("nint value = 5")]
    [InlineData("int? value = null")]
    [InlineData("int? value = 3")]
    [InlineData("DayOfWeek value = DayOfWeek.Friday")]
    [InlineData("DayOfWeek value = (DayOfWeek)77")]
    [InlineData("DayOfWeek? value = DayOfWeek.Friday")]
    [InlineData("Guid value = default")]
    [InlineData("params string[] value")]
    [InlineData("params List<string> value")]
    public Task A_last_parameter_keeps_its_default(string parameter) => Build.Accepts(Build.Nic($$"""
        [InitStage(10, NoCleanup = "a query")]
        private Errno Query(int port, {{parameter}}) => Errno.Ok;
        """, "_ = nic.LoadOne(1);"));

    [Theory]
    [InlineData("a \\\"quoted\\\" text\\r\\nof two lines */ with & < > {0}")]
    [InlineData("\\U0001F50C \\u2028 \\u0000")]
    public Task A_reason_may_be_any_text(string reason) => Build.Accepts(Build.Nic($$"""
        [InitStage(10, NoCleanup = "{{reason}}", Name = "{{reason}}")]
        private Errno Query() => Errno.Ok;
        """));

    [Fact]
    public Task A_file_may_have_no_nullable_context() => Build.Accepts("#nullable disable\n" + Build.Nic("""
        private string[] Ports => null;
        [InitStage(10, Cleanup = nameof(Close), ForEach = nameof(Ports))]
        private Errno Open(string port, object owner, string name = null) => Errno.Ok;
        private void Close(string port, object owner) { }
        """, "_ = nic.LoadOne(null); nic.UnloadOne(null);"));

    [Fact]
    public Task Types_may_be_less_accessible_than_the_host() => Build.Accepts("""
        using Mlx4.Runtime;
        public partial class Nic
        {
            private enum Fault { None, Dead }
            protected sealed class Port { }

            [InitStage(10, NoCleanup = "a query")]
            private Fault Query(Port port) => Fault.None;
            private void Run() { _ = LoadOne(new Port()); UnloadOne(); }
        }
        """);

    [Fact]
    public Task A_type_may_have_members_called_like_namespaces() => Build.Accepts(Build.Nic("""
        private static class Mlx4Runtime { }
        public int Mlx4;
        public sealed class System { }
        [InitStage(10, Cleanup = nameof(Close))]
        private Errno Open() => Errno.Ok;
        private void Close() { }
        """));

    [Fact]
    public Task A_stage_may_be_obsolete() => Build.Accepts(Build.Nic("""
        [Obsolete("the firmware does it")]
        [InitStage(10, Cleanup = nameof(Close))]
        private Errno Open() => Errno.Ok;
        [Obsolete("the firmware does it")]
        private void Close() { }
        """));

    [Fact]
    public Task Records_and_structures_may_have_stages() => Build.Accepts("""
        using Mlx4.Runtime;
        public abstract partial record Device(string Name)
        {
            [InitStage(10, Cleanup = nameof(Close))]
            private protected Errno Open() => Errno.Ok;
            protected abstract void Close();
        }
        public partial record struct Port(int Number)
        {
            [InitStage(10, Cleanup = nameof(Close))]
            private static Errno Open() => Errno.Ok;
            private static void Close() { }
        }
        public partial struct Table<T> where T : unmanaged
        {
            public T Value;
            [InitStage(10, Cleanup = nameof(Close))]
            private Errno Open(T value) { Value = value; return Errno.Ok; }
            private void Close() => Value = default;
        }
        """);

    [Fact]
    public Task Types_that_differ_inside_in_nullability_alone_make_no_warning() => Build.Accepts(Build.Nic("""
        [InitStage(10, NoCleanup = "a query")]
        private Errno Query(List<string> names) => Errno.Ok;
        [InitStage(20, NoCleanup = "a query")]
        private Errno QueryAgain(IReadOnlyList<string?> aliases, List<string> names) => Errno.Ok;
        """, "_ = nic.LoadOne(new List<string>(), new List<string?>());"));
}
