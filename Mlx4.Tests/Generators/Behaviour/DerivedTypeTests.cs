using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Mlx4.Tests.Generators.Harness;

namespace Mlx4.Tests.Generators.Behaviour;

/// <summary>Base types with pipelines; ruling C11.</summary>
public class DerivedTypeTests
{
    [Fact]
    public void Both_pipelines_work_each_for_itself()
    {
        Device nic = Device.Of(Source.File("""
            public partial class Port
            {
                public Probe Probe = null!;
                [InitStage(10, Cleanup = nameof(StopPort))] protected Errno StartPort() => Probe.Step("Port");
                protected void StopPort() => Probe.Step("-Port");
            }

            public partial class Nic : Port
            {
                [InitStage(10, Cleanup = nameof(UnloadPort))] InitResult<Errno> LoadPort() => base.LoadOne();
                void UnloadPort() => base.UnloadOne();
                [InitStage(20, Cleanup = nameof(StopNic))] Errno StartNic() => Probe.Step("Nic");
                void StopNic() => Probe.Step("-Nic");
                [InitStage(30, NoCleanup = "test")] Errno Last() => Probe.Step("Last");
            }
            """)).Plan("Last=EIO Port=ok,EIO");

        Assert.Equal("Last: EIO", nic.TryLoad());
        Assert.Equal("Port Nic Last -Nic -Port", nic.TakeLog());
        Assert.Equal("LoadPort/StartPort: EIO", nic.TryLoad());
        Assert.Equal("ok", nic.TryLoad());
        nic.TakeLog();
        nic.Unload();
        Assert.Equal("-Nic -Port", nic.Log);
    }

    [Theory]
    [InlineData("the same signature", "void A(int a) { }", "void B(int a) { }")]
    [InlineData("another signature", "void A(int a) { }", "void B(string a) { }")]
    [InlineData("more parameters", "void A() { }", "void B(string a) { }")]
    [InlineData("the same signature with in", "void A(in int a) { }", "void B(in int a) { }")]
    [InlineData("in and not in", "void A(in int a) { }", "void B(int a) { }")]
    [InlineData("another return type", "Errno A() => 0;", "void B() { }")]
    [InlineData("a base that hides its own load", "void A(Secret a) { } private enum Secret { }", "void B() { }")]
    [InlineData("parameters of a cleanup", "void A() { }", "void B() { }", "void StopA(int x) { }", "void StopB() { }")]
    [InlineData("the same parameters of a cleanup", "void A() { }", "void B(int x) { }", "void StopA(int x) { }", "void StopB(int x) { }")]
    [InlineData("generic parameters", "void A(List<int> a) { }", "void B(List<int> a) { }")]
    [InlineData("nullability alone", "void A(string a) { }", "void B(string? a) { }")]
    public void New_is_said_where_something_is_hidden_and_nowhere_else(string what, string baseStage, string stage, string baseCleanup = "void StopA() { }", string cleanup = "void StopB() { }")
    {
        Assert.NotNull(what);
        GeneratorRun.Of(Source.File($$"""
            public partial class Port { [InitStage(10, Cleanup = nameof(StopA))] {{baseStage}} {{baseCleanup}} }
            public partial class Middle : Port { }
            public partial class Nic : Middle { [InitStage(10, Cleanup = nameof(StopB))] {{stage}} {{cleanup}} }
            """)).AssertCompilesWithoutWarning();
    }

    [Theory]
    [InlineData("public void LoadOne() { }")]
    [InlineData("public void LoadOne(int x) { }")]
    [InlineData("public virtual void UnloadOne() { }")]
    [InlineData("protected int LoadOneStages;")]
    [InlineData("public int LoadOne;")]
    [InlineData("public class UnloadOne { }")]
    [InlineData("private void LoadOne() { }")]
    [InlineData("public void LoadOne<T>() { }")]
    public void Written_members_of_a_base_type_are_hidden(string member)
    {
        GeneratorRun.Of(Source.File($$"""
            public partial class Port { {{member}} }
            public partial class Nic : Port { [InitStage(10, NoCleanup = "test")] void B() { } }
            """)).AssertCompilesWithoutWarning();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Generated_members_of_a_base_type_in_another_assembly_are_hidden(bool isCompiled)
    {
        CSharpCompilation library = (CSharpCompilation)GeneratorRun.Of(Compilations.Create(
            [Source.File("public partial class Port { [InitStage(10, Cleanup = nameof(Stop))] Errno Start(int speed) => 0; void Stop() { } }")])).AssertCompilesWithoutWarning().Output;
        using MemoryStream image = new();
        Assert.True(library.Emit(image).Success);
        image.Position = 0;
        MetadataReference reference = isCompiled ? MetadataReference.CreateFromStream(image) : library.ToMetadataReference();

        GeneratorRun.Of(Compilations.Create(
            [
                Source.File("public partial class Nic : Port { [InitStage(10, Cleanup = nameof(StopNic))] Errno StartNic(int speed) => 0; void StopNic() { } }"),
                Source.File("public partial class Card { [InitStage(10)] private readonly Port _port = new(); }"),
            ],
            references: Compilations.References.Add(reference)).WithAssemblyName("Application")).AssertCompilesWithoutWarning();
    }

    [Theory]
    [InlineData("protected", "", "protected")]
    [InlineData("protected internal", "", "protected internal")]
    [InlineData("private protected", "", "private protected")]
    [InlineData("protected", "sealed ", "private")]
    [InlineData("protected internal", "sealed ", "internal")]
    [InlineData("private protected", "sealed ", "private")]
    public void A_type_nested_in_the_base_type_lets_the_load_be_as_accessible_as_itself(string accessibility, string modifier, string expected)
    {
        GeneratorRun run = GeneratorRun.Of(Source.File($$"""
            public class Middle : Port<int> { }
            public class Port<T> { {{accessibility}} enum Mode { Slow } }
            public {{modifier}}partial class Nic : Middle { [InitStage(10, NoCleanup = "test")] Errno A(Mode mode) => 0; }
            """)).AssertCompilesWithoutWarning();

        Assert.Contains($"    {expected} global::Mlx4.Runtime.InitResult<global::Mlx4.Runtime.Errno> LoadOne(", run.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_load_for_derived_types_of_one_assembly_is_hidden_by_theirs()
    {
        GeneratorRun.Of(Source.File("""
            public class Base { private protected enum Mode { Slow } }
            public partial class Port : Base { [InitStage(10, NoCleanup = "test")] Errno A(Mode mode) => 0; }
            public partial class Nic : Port { [InitStage(10, NoCleanup = "test")] Errno B(Mode mode) => 0; }
            """)).AssertCompilesWithoutWarning();
    }

    [Theory]
    [InlineData("in int x", "in int x")]
    [InlineData("in int x", "int x")]
    [InlineData("int x", "in int x")]
    [InlineData("string? x", "string x")]
    public void Written_methods_of_a_base_type_are_hidden_by_those_of_their_signature(string written, string parameter)
    {
        GeneratorRun.Of(Source.File($$"""
            public partial class Port { public void LoadOne({{written}}) { } }
            public partial class Nic : Port { [InitStage(10, NoCleanup = "test")] void B({{parameter}}) { } }
            """)).AssertCompilesWithoutWarning();
    }

    [Fact]
    public void A_derived_type_inside_its_base_type_hides_private_members_too()
    {
        GeneratorRun.Of(Source.File("""
            public partial class Port
            {
                [InitStage(10, Cleanup = nameof(StopA))] Errno A() => 0;
                void StopA() { }
                public partial class Nic : Port
                {
                    [InitStage(10, Cleanup = nameof(StopB), Transient = true)] Errno B() => 0;
                    void StopB() { }
                }
            }
            """)).AssertCompilesWithoutWarning();
    }

    [Fact]
    public void A_stage_of_the_base_is_not_one_of_the_derived_type()
    {
        Device nic = Device.Of(Source.File("""
            public partial class Port
            {
                public Probe Probe = null!;
                [InitStage(10, NoCleanup = "test")] protected virtual Errno StartPort() => Probe.Step("Port");
            }

            public partial class Nic : Port
            {
                protected override Errno StartPort() => Probe.Step("Override");
                [InitStage(20, NoCleanup = "test")] Errno StartNic() => Probe.Step("Nic");
            }
            """));

        Assert.Equal("ok", nic.TryLoad());
        Assert.Equal("Nic", nic.Log);
    }
}
