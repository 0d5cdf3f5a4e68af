using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mlx4.Generators.Analysis.Acquiring;

/// <summary>Tells what stands in a loop of its method.</summary>
internal static class Loops
{
    /// <summary>Whether a statement is a loop.</summary>
    public static bool IsLoop(SyntaxNode node) => node is ForStatementSyntax or CommonForEachStatementSyntax or WhileStatementSyntax or DoStatementSyntax;

    /// <summary>Whether a node stands in a loop.</summary>
    public static bool IsInLoop(SyntaxNode node) => Around(node).Any(IsLoop);

    /// <summary>Whether a node stands in a loop that another does not stand in.</summary>
    public static bool IsInLoopWithout(SyntaxNode node, SyntaxNode other) =>
        Around(node).Any(each => IsLoop(each) && !(each.SyntaxTree == other.SyntaxTree && each.Span.Contains(other.Span)));

    /// <summary>What a node stands in, up to its method.</summary>
    private static System.Collections.Generic.IEnumerable<SyntaxNode> Around(SyntaxNode node) =>
        node.Ancestors().TakeWhile(each => each is not (MemberDeclarationSyntax or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax));
}
