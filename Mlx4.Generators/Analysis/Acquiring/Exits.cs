using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Mlx4.Generators.Analysis.Paths;

namespace Mlx4.Generators.Analysis.Acquiring;

/// <summary>Where paths end, as places in the source.</summary>
internal static class Exits
{
    /// <summary>The statement or expression by which a path ends; null at a closing brace.</summary>
    public static SyntaxNode? SyntaxOf(ExecutedPath path) => path.Operation is null ? null : SyntaxOf(path.Operation);

    /// <summary>The return or throw that an expression belongs to; the expression itself, if there is none.</summary>
    public static SyntaxNode SyntaxOf(IOperation operation)
    {
        foreach (SyntaxNode node in operation.Syntax.AncestorsAndSelf())
        {
            switch (node)
            {
                case ReturnStatementSyntax or ThrowStatementSyntax or ThrowExpressionSyntax:
                    return node;
                case ArrowExpressionClauseSyntax arrow:
                    return arrow.Expression;
                case StatementSyntax or AnonymousFunctionExpressionSyntax or MemberDeclarationSyntax:
                    return operation.Syntax;
                default:
                    break;
            }
        }
        return operation.Syntax;
    }
}
