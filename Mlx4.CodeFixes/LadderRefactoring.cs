using System.Collections.Generic;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeRefactorings;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Mlx4.CodeFixes.Editing;
using Mlx4.CodeFixes.Ladder;

namespace Mlx4.CodeFixes;

/// <summary>Turns a hand-written ladder into stages: labels and <c>goto</c>, failures that undo what was done before, nested <c>try</c> blocks, or flags.</summary>
[ExportCodeRefactoringProvider(LanguageNames.CSharp, Name = nameof(LadderRefactoring))]
public sealed class LadderRefactoring : CodeRefactoringProvider
{
    /// <inheritdoc/>
    public override async Task ComputeRefactoringsAsync(CodeRefactoringContext context)
    {
        SyntaxNode? root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        SemanticModel? model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        if (root?.FindNode(context.Span).FirstAncestorOrSelf<MethodDeclarationSyntax>() is not MethodDeclarationSyntax method
            || HandWrittenLadder.Read(method, model!, context.CancellationToken) is not HandWrittenLadder ladder)
        {
            return;
        }
        SourceText text = await context.Document.GetTextAsync(context.CancellationToken).ConfigureAwait(false);
        if (new LadderWriter(context.Document, ladder, model!, text).Write() is not IReadOnlyList<DocumentEdit> written)
        {
            return;
        }
        SolutionEdits edits = new();
        if (edits.TryAdd(new Fix("Turn the ladder into stages", "stages", written)))
        {
            Solution solution = context.Document.Project.Solution;
            context.RegisterRefactoring(CodeAction.Create("Turn the ladder into stages", cancellation => edits.ApplyAsync(solution, cancellation), "stages"));
        }
    }
}
