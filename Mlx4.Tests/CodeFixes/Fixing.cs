using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Mlx4.Tests.CodeFixes;

/// <summary>Applies a code fix as an editor does, and compares whole files. What comes out has to compile, and the report has to be gone.</summary>
/// <typeparam name="TProvider">The provider of the fix.</typeparam>
internal static class Fixing<TProvider>
    where TProvider : CodeFixProvider, new()
{
    /// <summary>Fails unless the fix of the first report, of this title, makes one file of another.</summary>
    /// <param name="title">The title.</param>
    /// <param name="before">The file.</param>
    /// <param name="after">The file that it becomes.</param>
    /// <param name="left">The rules that still have something to say.</param>
    public static Task Makes(string title, string before, string after, params string[] left) => Makes(title, [before], [after], left);

    /// <summary>Fails unless the fix of the first report, of this title, makes some files of others.</summary>
    public static async Task Makes(string title, string[] before, string[] after, params string[] left)
    {
        using Editor editor = Editor.Open(before);
        (Diagnostic _, List<CodeAction> actions) = (await Offers(editor.Project))[0];
        await Editor.Expect(await Apply(Assert.Single(actions, action => action.Title == title), editor.Project), after, left);
    }

    /// <summary>Fails unless "fix all" of the kind that has this title on the first report makes some files of others.</summary>
    public static async Task MakesOfAll(string title, string[] before, string[] after, params string[] left)
    {
        using Editor editor = Editor.Open(before);
        (Diagnostic diagnostic, List<CodeAction> actions) = (await Offers(editor.Project))[0];
        TProvider provider = new();
        FixAllContext context = new(
            editor.Project.GetDocument(diagnostic.Location.SourceTree)!,
            provider,
            FixAllScope.Solution,
            Assert.Single(actions, action => action.Title == title).EquivalenceKey!,
            provider.FixableDiagnosticIds,
            new Reports(),
            CancellationToken.None);
        CodeAction? action = await provider.GetFixAllProvider()!.GetFixAsync(context);
        await Editor.Expect(await Apply(action!, editor.Project), after, left);
    }

    /// <summary>Fails unless the editor offers these fixes, for the reports of a file in their order.</summary>
    public static async Task Offers(string source, params string[] titles)
    {
        using Editor editor = Editor.Open(source);
        List<(Diagnostic Diagnostic, List<CodeAction> Actions)> offers = await Offers(editor.Project);
        Assert.NotEmpty(offers);
        Assert.Equal(titles, offers.SelectMany(offer => offer.Actions).Select(action => action.Title));
    }

    /// <summary>Fails if the editor offers a fix for a project, whether a report is there or not, or if it is no program.</summary>
    public static async Task OffersNothing(string[] sources)
    {
        using Editor editor = Editor.Open(sources);
        Assert.DoesNotContain(await Editor.DiagnosticsOf(editor.Project), diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        Assert.Empty((await Offers(editor.Project)).SelectMany(offer => offer.Actions));
    }

    private static async Task<List<(Diagnostic Diagnostic, List<CodeAction> Actions)>> Offers(Project project)
    {
        List<(Diagnostic Diagnostic, List<CodeAction> Actions)> offers = [];
        TProvider provider = new();
        foreach (Diagnostic diagnostic in (await Editor.DiagnosticsOf(project)).Where(diagnostic => provider.FixableDiagnosticIds.Contains(diagnostic.Id)))
        {
            List<CodeAction> actions = [];
            await provider.RegisterCodeFixesAsync(new CodeFixContext(
                project.GetDocument(diagnostic.Location.SourceTree)!, diagnostic, (action, _) => actions.Add(action), CancellationToken.None));
            offers.Add((diagnostic, actions));
        }
        return offers;
    }

    private static async Task<Project> Apply(CodeAction action, Project project)
    {
        ImmutableArray<CodeActionOperation> operations = await action.GetOperationsAsync(CancellationToken.None);
        return Assert.IsType<ApplyChangesOperation>(Assert.Single(operations)).ChangedSolution.GetProject(project.Id)!;
    }

    /// <summary>Gives "fix all" the reports that there are.</summary>
    private sealed class Reports : FixAllContext.DiagnosticProvider
    {
        public override async Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) => await Editor.DiagnosticsOf(project);

        public override async Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) =>
            (await Editor.DiagnosticsOf(document.Project)).Where(diagnostic => diagnostic.Location.SourceTree?.FilePath == document.FilePath);

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            Task.FromResult(Enumerable.Empty<Diagnostic>());
    }
}
