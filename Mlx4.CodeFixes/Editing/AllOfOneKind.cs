using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Mlx4.CodeFixes.Editing;

/// <summary>"Fix all": the fixes of one kind for every report in the scope, made in one go.</summary>
/// <param name="fixesOf">The fixes for one report.</param>
internal sealed class AllOfOneKind(Func<Document, Diagnostic, CancellationToken, Task<IReadOnlyList<Fix>>> fixesOf) : FixAllProvider
{
    /// <inheritdoc/>
    public override async Task<CodeAction?> GetFixAsync(FixAllContext fixAllContext)
    {
        SolutionEdits edits = new();
        string? title = null;
        foreach (Diagnostic diagnostic in InOrder(await DiagnosticsAsync(fixAllContext).ConfigureAwait(false)))
        {
            if (fixAllContext.Solution.GetDocument(diagnostic.Location.SourceTree) is not Document document)
            {
                continue;
            }
            foreach (Fix fix in await fixesOf(document, diagnostic, fixAllContext.CancellationToken).ConfigureAwait(false))
            {
                if (fix.Key == fixAllContext.CodeActionEquivalenceKey && edits.TryAdd(fix))
                {
                    title ??= fix.Title;
                }
            }
        }
        return title is null
            ? null
            : CodeAction.Create(title, cancellation => edits.ApplyAsync(fixAllContext.Solution, cancellation), fixAllContext.CodeActionEquivalenceKey);
    }

    private static async Task<IEnumerable<Diagnostic>> DiagnosticsAsync(FixAllContext context)
    {
        switch (context.Scope)
        {
            case FixAllScope.Document:
                return await context.GetDocumentDiagnosticsAsync(context.Document!).ConfigureAwait(false);
            case FixAllScope.Project:
                return await context.GetAllDiagnosticsAsync(context.Project).ConfigureAwait(false);
            default:
                List<Diagnostic> all = [];
                foreach (Project project in context.Solution.Projects.Where(project => project.Language == LanguageNames.CSharp))
                {
                    ImmutableArray<Diagnostic> diagnostics = await context.GetAllDiagnosticsAsync(project).ConfigureAwait(false);
                    all.AddRange(diagnostics);
                }
                return all;
        }
    }

    private static IEnumerable<Diagnostic> InOrder(IEnumerable<Diagnostic> diagnostics) => diagnostics
        .Where(diagnostic => diagnostic.Location.IsInSource)
        .OrderBy(diagnostic => diagnostic.Location.SourceTree!.FilePath, StringComparer.Ordinal)
        .ThenBy(diagnostic => diagnostic.Location.SourceSpan.Start);
}
