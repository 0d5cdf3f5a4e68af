using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Mlx4.Generators;
using Mlx4.Tests.Generators.Diagnostics;
using Mlx4.Tests.Generators.Harness;

namespace Mlx4.Tests.CodeFixes;

/// <summary>A project as an editor has it open: documents, the generator and the analyzers.</summary>
internal sealed class Editor : IDisposable
{
    private readonly AdhocWorkspace _workspace = new();

    private Editor(string[] sources, bool isProgram)
    {
        Solution solution = _workspace.CurrentSolution.AddProject(ProjectInfo.Create(
            ProjectId.CreateNewId(),
            VersionStamp.Default,
            "Test",
            "Test",
            LanguageNames.CSharp,
            compilationOptions: new CSharpCompilationOptions(
                isProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable),
            parseOptions: new CSharpParseOptions(LanguageVersion.Latest, DocumentationMode.Diagnose),
            metadataReferences: Compilations.References,
            analyzerReferences: [new Package()]));
        ProjectId project = Assert.Single(solution.ProjectIds);
        for (int i = 0; i < sources.Length; i++)
        {
            solution = solution.AddDocument(DocumentId.CreateNewId(project), $"Test{i}.cs", sources[i], filePath: $"Test{i}.cs");
        }
        Assert.True(_workspace.TryApplyChanges(solution));
    }

    /// <summary>The project.</summary>
    public Project Project => Assert.Single(_workspace.CurrentSolution.Projects);

    /// <summary>Opens sources as a library.</summary>
    public static Editor Open(params string[] sources) => new(sources, isProgram: false);

    /// <summary>Opens a source with top-level statements.</summary>
    public static Editor OpenProgram(string source) => new([source], isProgram: true);

    /// <summary>What the compiler and the analyzers have to say of a project, by place; nothing of missing documentation.</summary>
    public static async Task<ImmutableArray<Diagnostic>> DiagnosticsOf(Project project)
    {
        Compilation? compilation = await project.GetCompilationAsync();
        ImmutableArray<Diagnostic> all = await compilation!.WithAnalyzers(Build.Analyzers).GetAllDiagnosticsAsync();
        return
        [
            .. all.Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning && diagnostic.Id is not ("CS1591" or "CS0169" or "CS0414" or "CS0649"))
                .OrderBy(diagnostic => diagnostic.Location.SourceTree?.FilePath, StringComparer.Ordinal)
                .ThenBy(diagnostic => diagnostic.Location.SourceSpan.Start),
        ];
    }

    /// <summary>The texts of a project's documents.</summary>
    public static async Task<string[]> TextsOf(Project project)
    {
        List<string> texts = [];
        foreach (Document document in project.Documents)
        {
            texts.Add((await document.GetTextAsync()).ToString());
        }
        return [.. texts];
    }

    /// <summary>Fails unless a project has these texts, and nothing is wrong with it but the rules named, and that a cleanup that was created throws.</summary>
    public static async Task Expect(Project project, string[] texts, string[] left)
    {
        string[] became = await TextsOf(project);
        Assert.True(texts.SequenceEqual(became), $"It became:\n{string.Join("\n\n", became)}");
        Diagnostic[] diagnostics = [.. (await DiagnosticsOf(project)).Where(diagnostic => diagnostic.Id != "MLX4021")];
        Assert.True(
            string.Join(' ', diagnostics.Select(diagnostic => diagnostic.Id)) == string.Join(' ', left),
            $"{string.Join('\n', diagnostics)}\n{string.Join("\n\n", await TextsOf(project))}");
    }

    /// <inheritdoc/>
    public void Dispose() => _workspace.Dispose();

    /// <summary>What a project gets by referring to the package.</summary>
    private sealed class Package : AnalyzerReference
    {
        private static readonly ImmutableArray<ISourceGenerator> Generators = [new InitPipelineGenerator().AsSourceGenerator()];

        public override string FullPath => "Mlx4.Generators.dll";

        public override object Id => FullPath;

        public override ImmutableArray<DiagnosticAnalyzer> GetAnalyzers(string language) => Build.Analyzers;

        public override ImmutableArray<DiagnosticAnalyzer> GetAnalyzersForAllLanguages() => Build.Analyzers;

        public override ImmutableArray<ISourceGenerator> GetGenerators(string language) => Generators;

        public override ImmutableArray<ISourceGenerator> GetGeneratorsForAllLanguages() => Generators;
    }
}
