using Mlx4.Tests.Generators.Harness;

namespace Mlx4.Tests.Generators.Behaviour;

/// <summary>The types that can have a pipeline, and rulings C1, C3, C10 and C11.</summary>
public class HostTests
{
    private const string Body = """
        public Probe Probe;
        public bool Enabled { get; set; }
        [InitStage(10, Cleanup = nameof(StopA), When = nameof(Enabled))] private Errno A() => Probe.Step("A");
        private void StopA() => Probe.Step("-A");
        [InitStage(20, Cleanup = nameof(StopB))] private Errno B() => Probe.Step("B");
        private void StopB() => Probe.Step("-B");
        [InitStage(30, NoCleanup = "test")] private Errno C() => Probe.Step("C");
        """;

    [Theory]
    [InlineData("Nic", "public partial class Nic {*}")]
    [InlineData("Nic", "internal sealed partial class Nic {*}")]
    [InlineData("Nic", "partial class Nic {*} partial class Nic { }")]
    [InlineData("Nic", "public partial record Nic {*}")]
    [InlineData("Nic", "public sealed partial record class Nic(int X = 1) { public Nic() : this(1) { } *}")]
    [InlineData("Nic", "public partial struct Nic {*}")]
    [InlineData("Nic", "[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)] public partial struct Nic {*}")]
    [InlineData("Nic", "public partial record struct Nic {*}")]
    [InlineData("Nic", "public partial record struct Nic(int X, string Y) {*}")]
    [InlineData("Nic`1", "public partial class Nic<T> where T : class {*}")]
    [InlineData("Nic`2", "public partial struct Nic<TKey, TValue> {*}")]
    [InlineData("Net.Drivers.Nic", "namespace Net.Drivers { public partial class Nic {*} }")]
    [InlineData("Net.Drivers.Nic", "namespace Net { namespace Drivers { public partial class Nic {*} } }")]
    [InlineData("class.event.Nic", "namespace @class.@event { public partial class Nic {*} }")]
    [InlineData("class", "public partial class @class {*}")]
    [InlineData("Outer+Nic", "public partial class Outer { private partial class Nic {*} }")]
    [InlineData("Outer+Inner+Nic", "public static partial class Outer { internal partial struct Inner { public partial record Nic {*} } }")]
    [InlineData("IOuter+Nic", "public partial interface IOuter { public partial class Nic {*} }")]
    [InlineData("Outer`1+Nic", "public partial class Outer<T> where T : notnull { public partial class Nic {*} }")]
    [InlineData("Outer`1+Nic`1", "public partial record Outer<T> { public partial class Nic<U> where U : class, T {*} }")]
    [InlineData("System.Nic", "namespace System { public partial class Nic {*} }")]
    [InlineData("Mlx4.Runtime.Nic", "namespace Mlx4.Runtime { public partial class Nic {*} }")]
    [InlineData("Application.System.Nic", "namespace Application.System { public partial class Nic {*} }")]
    public void Any_class_or_structure_can_have_a_pipeline(string type, string declaration)
    {
        bool isStruct = declaration.Contains("struct Nic", StringComparison.Ordinal) && !declaration.Contains("Nic(", StringComparison.Ordinal);
        string body = isStruct ? Body : Body.Replace("public Probe Probe;", "public Probe Probe = null!;", StringComparison.Ordinal);
        Device nic = Device.Types(Source.File(declaration.Replace("*", body, StringComparison.Ordinal)))(type).Plan("C=EIO");

        Assert.Equal("C: EIO", nic.TryLoad());
        Assert.Equal("B C -B", nic.TakeLog());
        Assert.Equal("ok", nic.Set("Enabled", true).TryLoad());
        Assert.Equal("refused", nic.TryLoad());
        nic.Unload();
        Assert.Equal("A B C -B -A", nic.Log);
    }

    [Fact]
    public void A_type_may_be_spread_over_files()
    {
        Device nic = Device.Of(
            Source.File("public partial class Nic { [InitStage(20, Cleanup = nameof(StopB))] Errno B() => Probe.Step(\"B\"); void StopA() => Probe.Step(\"-A\"); }"),
            Source.File("public partial class Nic { public Probe Probe = null!; }"),
            Source.File("sealed partial class Nic { [InitStage(10, Cleanup = nameof(StopA))] Errno A() => Probe.Step(\"A\"); void StopB() => Probe.Step(\"-B\"); }"));

        Assert.Equal("ok", nic.TryLoad());
        nic.Unload();
        Assert.Equal("A B -B -A", nic.Log);
    }

    [Fact]
    public void Stages_and_cleanups_may_have_any_accessibility_and_be_static_partial_or_virtual()
    {
        Device nic = Device.Of(Source.Nic("""
            [ThreadStatic] private static List<string>? _log;

            [InitStage(10, NoCleanup = "test")] private void Begin() => _log = Probe.Log;
            [InitStage(20, Cleanup = nameof(StopA))] private static Errno A() { _log!.Add("A"); return Errno.Ok; }
            protected static void StopA() => _log!.Add("-A");
            [InitStage(30, Cleanup = nameof(StopB))] public virtual Errno B() => Probe.Step("B");
            internal static void StopB() => _log!.Add("-B");
            [InitStage(40, Cleanup = nameof(StopC))] private partial Errno C();
            private partial Errno C() => Probe.Step("C");
            protected virtual void StopC() => Probe.Step("-C");
            [InitStage(50, Cleanup = nameof(StopD))] protected internal Errno D() => Probe.Step("D");
            private protected void StopD() => Probe.Step("-D");
            [InitStage(60, NoCleanup = "test")] public static unsafe Errno E() => Errno.EIO;
            """.Replace("unsafe ", "", StringComparison.Ordinal), "public partial class Nic"));

        Assert.Equal("E: EIO", nic.TryLoad());
        Assert.Equal("A B C D -D -C -B -A", nic.Log);
    }

    [Theory]
    [InlineData("record")]
    [InlineData("record struct")]
    [InlineData("struct")]
    public void Whether_it_is_loaded_does_not_make_records_and_structures_differ(string keyword)
    {
        Device nic = Device.Of(Source.File($$"""
            public partial {{keyword}} Nic
            {
                public Probe Probe;
                public Nic() { Probe = null!; }
                [InitStage(10, Cleanup = nameof(StopA))] Errno A() => Errno.Ok;
                void StopA() { }
                [InitStage(20, Cleanup = nameof(StopB), ForEach = nameof(Two))] void B(int port) { }
                void StopB(int port) { }
                const int Two = 2;
                public bool EqualsOther()
                {
                    Nic other = this with { };
                    bool before = Equals(other) && GetHashCode() == other.GetHashCode();
                    LoadOne();
                    return before && Equals(other) && GetHashCode() == other.GetHashCode() && !ToString()!.Contains("State");
                }
            }
            """));

        Assert.Equal(true, nic.Call("EqualsOther"));
    }

    [Theory]
    [InlineData("public partial class Nic", "internal enum Code { Fine }", "A() => 0", "internal")]
    [InlineData("internal partial class Nic", "internal enum Code { Fine }", "A() => 0", "public")]
    [InlineData("public partial class Nic", "public enum Code { Fine } internal sealed class Dev { }", "A(Dev dev) => 0", "internal")]
    [InlineData("public partial class Nic", "public enum Code { Fine } internal sealed class Dev { }", "A(List<Dev[]> dev) => 0", "internal")]
    [InlineData("public partial class Nic", "public enum Code { Fine } public class Dev { internal class Port { } }", "A(Dev.Port dev) => 0", "internal")]
    [InlineData("public partial class Nic", "public enum Code { Fine }", "A(Mode mode) => 0", "private", "private enum Mode { }")]
    [InlineData("public partial class Nic", "public enum Code { Fine }", "A(Mode mode) => 0", "protected", "protected enum Mode { }")]
    [InlineData("public partial class Nic", "public enum Code { Fine } internal sealed class Dev { }", "A(Mode mode, Dev dev) => 0", "private protected", "protected enum Mode { }")]
    [InlineData("public partial class Nic", "public enum Code { Fine } internal sealed class Dev { }", "A(Mode mode, Dev dev) => 0", "internal", "protected internal enum Mode { }")]
    [InlineData("public partial class Nic", "public enum Code { Fine }", "A(Mode mode) => 0", "protected internal", "protected internal enum Mode { }")]
    [InlineData("public partial class Nic", "public enum Code { Fine }", "A(Mode mode) => 0", "private protected", "private protected enum Mode { }")]
    [InlineData("public partial class Nic", "public enum Code { Fine }", "A(Mode mode, Kind kind) => 0", "protected", "protected enum Mode { } protected internal enum Kind { }")]
    [InlineData("public partial class Nic", "public enum Code { Fine }", "A(Kind kind, Mode mode) => 0", "protected", "protected enum Mode { } protected internal enum Kind { }")]
    [InlineData("public partial class Nic", "public enum Code { Fine } internal sealed class Dev { }", "A(Dev dev, Mode mode) => 0", "internal", "protected internal enum Mode { }")]
    [InlineData("public partial class Nic", "public enum Code { Fine } internal sealed class Dev { }", "A(Dev dev, Mode mode) => 0", "private protected", "protected enum Mode { }")]
    [InlineData("public partial class Nic", "public enum Code { Fine }", "A(Mode mode, Kind kind) => 0", "private", "private enum Mode { } protected enum Kind { }")]
    [InlineData("public partial class Nic", "public enum Code { Fine }", "A(Kind kind, Mode mode) => 0", "private", "private enum Mode { } protected enum Kind { }")]
    [InlineData("public partial class Outer { private enum Mode { } private partial class Nic", "} public enum Code { Fine }", "A(Mode mode) => 0", "public")]
    [InlineData("public partial class Outer { private enum Mode { } public partial class Nic", "} public enum Code { Fine }", "A(Mode mode) => 0", "private")]
    [InlineData("public partial class Outer { protected enum Mode { } internal partial class Nic", "} public enum Code { Fine }", "A(Mode mode) => 0", "private")]
    [InlineData("public partial class Outer { private enum Mode { } private static partial class Middle { public partial class Nic", "} } public enum Code { Fine }", "A(Mode mode) => 0", "public")]
    [InlineData("internal partial class Outer { public partial class Nic", "} internal sealed class Dev { } public enum Code { Fine }", "A(Dev dev) => 0", "public")]
    [InlineData("public partial class Outer { private partial class Nic", "} internal sealed class Dev { } public enum Code { Fine }", "A(Dev dev) => 0", "public")]
    [InlineData("public partial class Outer { private protected partial class Nic", "} internal sealed class Dev { } public enum Code { Fine }", "A(Dev dev) => 0", "public")]
    [InlineData("public partial class Outer { protected partial class Nic", "} internal sealed class Dev { } public enum Code { Fine }", "A(Dev dev) => 0", "internal")]
    [InlineData("public partial class Nic<T>", "public enum Code { Fine }", "A(T t, dynamic d, (int X, string Y) p, int? i, Func<T> f) => 0", "public")]
    public void The_load_is_as_accessible_as_its_signature_allows(string host, string types, string stage, string accessibility, string member = "")
    {
        GeneratorRun run = GeneratorRun.Of(Source.File($$"""
            {{host}} { {{member}} [InitStage(10, NoCleanup = "test")] Code {{stage}}; }
            {{types}}
            """)).AssertCompilesWithoutWarning();

        Assert.Contains($"    {accessibility} global::Mlx4.Runtime.InitResult<global::Code> LoadOne(", run.Text, StringComparison.Ordinal);
        Assert.Contains("    public void UnloadOne()", run.Text, StringComparison.Ordinal);
    }
}
