using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Mlx4.CodeFixes.Ladder;

/// <summary>Finds the comments of what is taken apart, so that none is lost.</summary>
internal static class Comments
{
    /// <summary>The comments at statements and in them, but for those that are written out with a statement or an expression.</summary>
    public static IEnumerable<string> Of(IEnumerable<StatementSyntax> statements, IEnumerable<SyntaxNode> kept)
    {
        TextSpan[] spans = [.. kept.Select(node => node is StatementSyntax ? node.FullSpan : node.Span)];
        return statements.Select(WithLabels).SelectMany(In).Where(comment => !spans.Any(span => span.Contains(comment.Span))).Select(comment => comment.ToString());
    }

    /// <summary>The comments of a body that belong to none of some statements.</summary>
    public static IEnumerable<string> LeftIn(BlockSyntax body, IEnumerable<StatementSyntax> statements)
    {
        TextSpan[] spans = [.. statements.Select(statement => WithLabels(statement).FullSpan)];
        return In(body).Where(comment => body.Span.Contains(comment.Span) && !spans.Any(span => span.Contains(comment.Span))).Select(comment => comment.ToString());
    }

    private static IEnumerable<SyntaxTrivia> In(SyntaxNode node) => node.DescendantTrivia()
        .Where(trivia => trivia.Kind() is SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia);

    private static StatementSyntax WithLabels(StatementSyntax statement)
    {
        while (statement.Parent is LabeledStatementSyntax labeled)
        {
            statement = labeled;
        }
        return statement;
    }
}
