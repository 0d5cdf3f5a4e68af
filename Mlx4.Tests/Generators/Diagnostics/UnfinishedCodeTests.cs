using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Mlx4.Tests.Generators.Harness;

namespace Mlx4.Tests.Generators.Diagnostics;

/// <summary>Code as it is while it is typed: the compiler says what is missing; the analyzer neither fails nor joins in.</summary>
public class UnfinishedCodeTests
{
    private static async Task AssertIds(string expected, GeneratorRun run)
    {
        ImmutableArray<Diagnostic> diagnostics = await Build.DiagnosticsOf(run);
        Assert.Equal(expected, string.Join(' ', diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(diagnostic => diagnostic.Id).Distinct()));
        Assert.DoesNotContain(diagnostics, diagnostic => diagnostic.Location.SourceTree?.FilePath.EndsWith(".g.cs", StringComparison.Ordinal) ?? true);
    }

    [Theory]
    [InlineData("[InitStage] private Errno A() => Errno.Ok; [InitStage] private Errno B() => Errno.Ok;", "CS7036")]
    [InlineData("[InitStage(\"ten\", NoCleanup = \"a query\")] private Errno A() => Errno.Ok; [InitStage(\"x\", NoCleanup = \"a query\")] private Errno B() => Errno.Ok;", "CS1503")]
    [InlineData("[InitStage(10, NoCleanup = 5)] private Errno A() => Errno.Ok;", "CS0029")]
    [InlineData("[InitStage(10, Cleanup = )] private Errno A() => Errno.Ok;", "CS1525")]
    [InlineData("[InitStage(10, Cleanup = new[] { \"B\" })] private Errno A() => Errno.Ok; private void B() { }", "CS0029")]
    [InlineData("[InitStage(10, NoCleanup = \"a query\", RestartOn = Errno.)] private Errno A() => Errno.Ok;", "CS1001")]
    [InlineData("[InitStage(10, NoCleanup = \"a query\", RestartOn = Errno.EBUSI, RestartFrom = nameof(A))] private Errno A() => Errno.Ok;", "CS0117")]
    [InlineData("[InitStage(10, NoCleanup = \"a query\")] private Errn A() => default;", "CS0246")]
    [InlineData("[InitStage(10, NoCleanup = \"a query\")] private InitResult<Errn> A() => default;", "CS0246")]
    [InlineData("[InitStage(10, NoCleanup = \"a query\", RestartOn = Errno.EBUSY, RestartFrom = nameof(A))] private Errn A() => default;", "CS0246")]
    [InlineData("[InitStage(10, NoCleanup = \"a query\")] private Errno A(Port port) => default; [InitStage(20, NoCleanup = \"a query\")] private Errno B(int port) => default;", "CS0246")]
    [InlineData("[InitStage(10, NoCleanup = \"a query\", ForEach = nameof(Ports))] private Errno A(int port) => default; private Missing[] Ports => null!;", "CS0246")]
    [InlineData("[InitStage(10, NoCleanup = \"a query\", When = nameof(Is))] private Errno A() => default; private Missing Is => null!;", "CS0246")]
    [InlineData("[InitStage(10, Cleanup = nameof(B))] private Errno A() => default; private Missing B() => null!;", "CS0246")]
    [InlineData("[InitStage(10, NoCleanup = \"a query\")] public Nic() { }", "CS0592")]
    [InlineData("[InitStage(10, NoCleanup = \"a query\")]", "CS1519")]
    public async Task Members(string member, string ids)
    {
        GeneratorRun run = GeneratorRun.Of($$"""
            using Mlx4.Runtime;
            public partial class Nic
            {
                {{member}}
            }
            """);

        await AssertIds(ids, run);
        Assert.All(run.Sources, source => Assert.Contains(Build.Refusal, source.SourceText.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public Task A_property_that_the_attribute_has_not() => AssertIds("CS0246", GeneratorRun.Of("""
        using Mlx4.Runtime;
        public partial class Nic
        {
            [InitStage(10, NoCleanup = "a query", Foo = 1)]
            private Errno A() => Errno.Ok;
        }
        """));

    [Fact]
    public Task The_load_takes_the_parameters_of_a_stage_whose_type_is_missing() => AssertIds("CS0246", GeneratorRun.Of("""
        using Mlx4.Runtime;
        public partial class Nic
        {
            [InitStage(10, NoCleanup = "a query")]
            private Errn A(int port) => default;
            public void Run() => LoadOne(1);
        }
        """));

    [Theory]
    [InlineData("using Mlx4.Runtime; public partial class Nic { [InitStage(10, NoCleanup = \"a query\")] private Errno A(")]
    [InlineData("using Mlx4.Runtime; public partial class { [InitStage(10)] private Errno A() => default; }")]
    [InlineData("using Mlx4.Runtime; [InitStage(10)] public partial class Nic { }")]
    [InlineData("using Mlx4.Runtime; public partial class Nic { [InitStage(10, Cleanup = nameof())] private Errno () => default; }")]
    [InlineData("using Mlx4.Runtime; public partial class Nic : Nic { [InitStage(10, Cleanup = \"B\", When = \"C\", ForEach = \"D\")] private Errno A() => default; }")]
    [InlineData("using Mlx4.Runtime; [InitStage(10)] void A() { }")]
    [InlineData("using Mlx4.Runtime; public partial class Nic { [InitStage(10, NoCleanup = \"a\")] Errno A(int a, int a) => default; [InitStage(10, NoCleanup = \"a\")] Errno A(int a, int a) => default; }")]
    [InlineData("using Mlx4.Runtime; [InitPipeline(Unload = )] public partial class Nic { [InitStage(10, Pipeline = )] Errno A() => default; }")]
    [InlineData("using Mlx4.Runtime; public partial class Nic { class Nic { [InitStage(1, NoCleanup = \"x\")] void A() { } } partial struct Nic { } }")]
    public async Task The_analyzer_lives_through(string source)
    {
        ImmutableArray<Diagnostic> diagnostics = await Build.DiagnosticsOf(Compilations.Create([source]));
        Assert.NotEmpty(diagnostics);
        Assert.DoesNotContain(diagnostics, diagnostic => diagnostic.Id is "AD0001" or "CS8785" or "CS8784");
    }

    [Fact]
    public async Task A_compilation_without_the_attribute_is_left_alone()
    {
        ImmutableArray<Diagnostic> diagnostics = await Build.DiagnosticsOf(Compilations.Create(
            ["public class Nic { [InitStage(10)] public int A() => 0; }"],
            references: Compilations.References.Where(reference => reference.Display?.EndsWith("Mlx4.Runtime.dll", StringComparison.Ordinal) == false)));
        Assert.All(diagnostics, diagnostic => Assert.Equal("CS0246", diagnostic.Id));
    }

    [Fact]
    public Task Generated_code_is_left_alone() => AssertIds("", GeneratorRun.Of("""
        // <auto-generated/>
        #nullable enable
        using Mlx4.Runtime;
        public partial class Nic
        {
            [InitStage(10)]
            private Errno A() => Errno.Ok;
        }
        """));

    [Theory]
    [InlineData("nameof(UnmapIcn)")]
    [InlineData("nameof(Nic.UnmapIcn)")]
    public Task A_misspelt_nameof_is_a_misspelt_name(string name) => AssertIds(name.Contains('.', StringComparison.Ordinal) ? "MLX4002 CS0117" : "MLX4002 CS0103", GeneratorRun.Of($$"""
        using Mlx4.Runtime;
        public partial class Nic
        {
            [InitStage(10, Cleanup = {{name}})]
            private Errno MapIcm() => Errno.Ok;
            private void UnmapIcm() { }
        }
        """));
}
