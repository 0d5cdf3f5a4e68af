using System.Collections.Generic;
using System.Collections.Immutable;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Mlx4.CodeFixes.Editing;

namespace Mlx4.CodeFixes;

/// <summary>A provider whose fixes are edits of text, for one report or for all.</summary>
public abstract class StageFixProvider : CodeFixProvider
{
    private protected StageFixProvider(params string[] rules) => FixableDiagnosticIds = ImmutableArray.Create(rules);

    /// <inheritdoc/>
    public sealed override ImmutableArray<string> FixableDiagnosticIds { get; }

    /// <inheritdoc/>
    public sealed override FixAllProvider GetFixAllProvider() => new AllOfOneKind(FixesAsync);

    /// <inheritdoc/>
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            foreach (Fix fix in await FixesAsync(context.Document, diagnostic, context.CancellationToken).ConfigureAwait(false))
            {
                SolutionEdits edits = new();
                edits.TryAdd(fix);
                Solution solution = context.Document.Project.Solution;
                context.RegisterCodeFix(CodeAction.Create(fix.Title, cancellation => edits.ApplyAsync(solution, cancellation), fix.Key), diagnostic);
            }
        }
    }

    /// <summary>What can be done about a report; nothing where nothing would help.</summary>
    private protected abstract Task<IReadOnlyList<Fix>> FixesAsync(Document document, Diagnostic diagnostic, CancellationToken cancellation);
}
