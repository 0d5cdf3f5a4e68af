using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Mlx4.CodeFixes.Editing;
using Mlx4.Generators;
using Mlx4.Generators.Parsing;

namespace Mlx4.CodeFixes;

/// <summary>
/// MLX4018: gives back, before the failing exit, what would be lost there, as the stage's own cleanup does it and the last one first. Where what is returned
/// is still to be computed, it is computed first.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ReleaseBeforeExitFix))]
public sealed class ReleaseBeforeExitFix() : StageFixProvider(DiagnosticDescriptors.LostOnFailure.Id)
{
    private protected override async Task<IReadOnlyList<Fix>> FixesAsync(Document document, Diagnostic diagnostic, CancellationToken cancellation)
    {
        diagnostic.Properties.TryGetValue("Loop", out string? loop);
        if (loop is not null || !diagnostic.Properties.TryGetValue("Release", out string? written) || written is null)
        {
            return [];
        }
        SyntaxNode root = (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false))!;
        SemanticModel model = (await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false))!;
        SourceText text = await document.GetTextAsync(cancellation).ConfigureAwait(false);
        string[] releases = [.. written.Split('\n').Reverse()];
        if (root.FindNode(diagnostic.Location.SourceSpan) is not StatementSyntax exit || !releases.All(release => CanStandAt(release, exit, model)))
        {
            return [];
        }
        IEnumerable<string> statements = releases.Select(release => release + ";");
        string newLine = Layout.NewLine(text);
        string indentation = Layout.Indentation(text, exit.SpanStart);
        DocumentEdit? edit = exit switch
        {
            // The value is computed while what it may need is still there.
            ReturnStatementSyntax { Expression: ExpressionSyntax value, Parent: BlockSyntax block } when !IsAtHand(value, model) =>
                model.GetEnclosingSymbol(exit.SpanStart, cancellation) is IMethodSymbol { IsAsync: false } method
                && StageReturn.Of(method) is { Error: ITypeSymbol error, Shape: Generators.Model.ReturnShape.Error }
                && model.LookupSymbols(exit.SpanStart, name: "error").IsEmpty && !block.DescendantTokens().Any(token => token.ValueText == "error")
                    ? DocumentEdit.Replace(document, exit.Span,
                        $"{error.ToMinimalDisplayString(model, exit.SpanStart)} error = {value};"
                        + Layout.If(text, exit, block, "error != 0", string.Join(newLine + indentation + Layout.Level(indentation), statements))
                        + (Layout.IsOnOneLine(text, block.Span) ? " " : newLine + indentation) + "return error;")
                    : null,
            ReturnStatementSyntax { Expression: ExpressionSyntax value } when !IsAtHand(value, model) => null,
            ThrowStatementSyntax { Expression: not (null or BaseObjectCreationExpressionSyntax) } => null,
            { Parent: BlockSyntax block } when !Layout.IsOnOneLine(text, block.Span) && text.ToString(TextSpan.FromBounds(text.Lines.GetLineFromPosition(exit.SpanStart).Start, exit.SpanStart)).Trim().Length == 0 =>
                DocumentEdit.Insert(document, exit.SpanStart, string.Concat(statements.Select(statement => statement + newLine + indentation))),
            { Parent: BlockSyntax } => DocumentEdit.Insert(document, exit.SpanStart, string.Concat(statements.Select(statement => statement + " "))),
            { Parent: IfStatementSyntax owner } when owner.Else is null => InBlock(document, text, owner, exit, statements),
            _ => null,
        };
        return edit is DocumentEdit release ? [new Fix("Give it back before", "release", [release])] : [];
    }

    /// <summary>Puts the only statement under an <c>if</c> into braces, after what is to be done first.</summary>
    private static DocumentEdit InBlock(Document document, SourceText text, IfStatementSyntax owner, StatementSyntax exit, IEnumerable<string> statements)
    {
        string indentation = Layout.Indentation(text, owner.SpanStart);
        string newLine = Layout.NewLine(text) + indentation;
        string inner = newLine + Layout.Level(indentation);
        bool ownLine = owner.FirstAncestorOrSelf<BlockSyntax>() is not BlockSyntax block || Layout.OpensOnOwnLine(text, block);
        string lines = string.Concat(statements.Append(exit.ToString()).Select(statement => inner + statement));
        return DocumentEdit.Replace(document, TextSpan.FromBounds(owner.CloseParenToken.Span.End, exit.Span.End), $"{(ownLine ? newLine : " ")}{{{lines}{newLine}}}");
    }

    /// <summary>Whether a value is there already: a constant or a variable.</summary>
    private static bool IsAtHand(ExpressionSyntax value, SemanticModel model) =>
        model.GetConstantValue(value).HasValue || model.GetSymbolInfo(value).Symbol is ILocalSymbol or IParameterSymbol;

    /// <summary>Whether all that a release names is known at a place, and it waits for nothing.</summary>
    private static bool CanStandAt(string release, StatementSyntax exit, SemanticModel model) =>
        SyntaxFactory.ParseStatement(release + ";") is ExpressionStatementSyntax statement
        && !statement.ContainsDiagnostics
        && statement.Expression is not AwaitExpressionSyntax
        && statement.DescendantNodes().OfType<IdentifierNameSyntax>()
            .Where(name => name.Parent is not (MemberBindingExpressionSyntax or NameColonSyntax) && !(name.Parent is MemberAccessExpressionSyntax access && access.Name == name))
            .All(name => !model.LookupSymbols(exit.SpanStart, name: name.Identifier.ValueText).IsEmpty);
}
