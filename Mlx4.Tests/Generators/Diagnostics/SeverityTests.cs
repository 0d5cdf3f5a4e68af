using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Mlx4.Tests.Generators.Harness;

namespace Mlx4.Tests.Generators.Diagnostics;

/// <summary>The rules obey what analyzers obey: pragmas, attributes, the project's and the editor's configuration.</summary>
public class SeverityTests
{
    private const string Missing = """
        using Mlx4.Runtime;
        public partial class Nic
        {
            [InitStage(10)]
            private Errno MapIcm() => Errno.Ok;
        }
        """;

    private static async Task<string> Build(string source, Func<CSharpCompilation, CSharpCompilation>? configure = null)
    {
        CSharpCompilation compilation = Compilations.Create([source]);
        ImmutableArray<Diagnostic> diagnostics = await Diagnostics.Build.DiagnosticsOf(configure?.Invoke(compilation) ?? compilation);
        return string.Join(' ', diagnostics.Select(diagnostic => $"{diagnostic.Severity} {diagnostic.Id}"));
    }

    private static CSharpCompilation With(CSharpCompilation compilation, ReportDiagnostic report) =>
        compilation.WithOptions(compilation.Options.WithSpecificDiagnosticOptions([KeyValuePair.Create("MLX4001", report)]));

    [Fact]
    public async Task A_rule_is_an_error_by_default() => Assert.Equal("Error MLX4001", await Build(Missing));

    [Fact]
    public async Task A_pragma_silences_it_between_its_lines() => Assert.Equal("Error MLX4001", await Build("""
        using Mlx4.Runtime;
        public partial class Nic
        {
        #pragma warning disable MLX4001 // The reset does it.
            [InitStage(10)]
            private Errno MapIcm() => Errno.Ok;
        #pragma warning restore MLX4001
            [InitStage(20)]
            private Errno StartHca() => Errno.Ok;
        }
        """));

    [Theory]
    [InlineData("", "[System.Diagnostics.CodeAnalysis.SuppressMessage(\"Mlx4.InitPipeline\", \"MLX4001\", Justification = \"The reset does it.\")]")]
    [InlineData("[System.Diagnostics.CodeAnalysis.SuppressMessage(\"Mlx4.InitPipeline\", \"MLX4001:Missing\")]", "")]
    public async Task An_attribute_silences_it_on_the_stage_or_the_type(string onType, string onStage) => Assert.Equal("", await Build($$"""
        using Mlx4.Runtime;
        {{onType}}
        public partial class Nic
        {
            {{onStage}}
            [InitStage(10)]
            private Errno MapIcm() => Errno.Ok;
        }
        """));

    [Fact]
    public async Task An_attribute_of_the_assembly_silences_it() => Assert.Equal("", await Build(Missing.Replace("public partial", """
        [assembly: System.Diagnostics.CodeAnalysis.SuppressMessage("Mlx4.InitPipeline", "MLX4001", Scope = "member", Target = "~M:Nic.MapIcm~Mlx4.Runtime.Errno")]
        public partial
        """, StringComparison.Ordinal)));

    [Fact]
    public async Task NoWarn_silences_it() => Assert.Equal("", await Build(Missing, compilation => With(compilation, ReportDiagnostic.Suppress)));

    [Theory]
    [InlineData(ReportDiagnostic.Warn, "Warning MLX4001")]
    [InlineData(ReportDiagnostic.Info, "")]
    [InlineData(ReportDiagnostic.Error, "Error MLX4001")]
    public async Task The_project_sets_its_severity(ReportDiagnostic report, string expected) =>
        Assert.Equal(expected, await Build(Missing, compilation => With(compilation, report)));

    [Theory]
    [InlineData(ReportDiagnostic.Suppress, "")]
    [InlineData(ReportDiagnostic.Warn, "Warning MLX4001")]
    public async Task An_editorconfig_sets_its_severity(ReportDiagnostic report, string expected) =>
        Assert.Equal(expected, await Build(Missing, compilation => compilation.WithOptions(compilation.Options.WithSyntaxTreeOptionsProvider(new EditorConfig(report)))));

    [Fact]
    public async Task A_silenced_stage_without_cleanup_is_a_stage_without_cleanup()
    {
        GeneratorRun run = GeneratorRun.Of(Missing);
        run.AssertCompilesWithoutWarning();
        Assert.Equal("", await Build("#pragma warning disable MLX4001\n" + Missing));
        Assert.Contains("MapIcm()", run.Text, StringComparison.Ordinal);
    }

    /// <summary>What an <c>.editorconfig</c> says of MLX4001 in all files.</summary>
    private sealed class EditorConfig(ReportDiagnostic report) : SyntaxTreeOptionsProvider
    {
        public override GeneratedKind IsGenerated(SyntaxTree tree, CancellationToken cancellationToken) => GeneratedKind.Unknown;

        public override bool TryGetDiagnosticValue(SyntaxTree tree, string diagnosticId, CancellationToken cancellationToken, out ReportDiagnostic severity)
        {
            severity = report;
            return diagnosticId == "MLX4001";
        }

        public override bool TryGetGlobalDiagnosticValue(string diagnosticId, CancellationToken cancellationToken, out ReportDiagnostic severity)
        {
            severity = default;
            return false;
        }
    }
}
