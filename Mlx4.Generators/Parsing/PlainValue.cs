using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mlx4.Generators.Parsing;

/// <summary>Values that their text tells without the compiler: literals, and <c>nameof</c> as long as nothing else has that name.</summary>
internal static class PlainValue
{
    /// <summary>A string, an <see cref="int"/> or a <see cref="bool"/>; <see langword="null"/> for everything else, also for <c>null</c>.</summary>
    public static object? Of(ExpressionSyntax expression) => expression.Kind() switch
    {
        SyntaxKind.StringLiteralExpression or SyntaxKind.TrueLiteralExpression or SyntaxKind.FalseLiteralExpression => ((LiteralExpressionSyntax)expression).Token.Value,
        SyntaxKind.NumericLiteralExpression => ((LiteralExpressionSyntax)expression).Token.Value as int?,
        SyntaxKind.UnaryMinusExpression => ((PrefixUnaryExpressionSyntax)expression).Operand is LiteralExpressionSyntax { Token.Value: int number } ? -number : null,
        _ => IsNameOf(expression) ? Named(((InvocationExpressionSyntax)expression).ArgumentList.Arguments[0].Expression) : null,
    };

    /// <summary>Whether an expression looks like a <c>nameof</c>.</summary>
    public static bool IsNameOf(ExpressionSyntax expression) => expression is InvocationExpressionSyntax
    {
        Expression: IdentifierNameSyntax { Identifier.Text: "nameof" },
        ArgumentList.Arguments: [{ NameColon: null, RefKindKeyword.RawKind: 0 }],
    };

    /// <summary>What <c>nameof</c> makes of a name: the last part, whether or not there is such a thing.</summary>
    private static string? Named(ExpressionSyntax expression) => expression switch
    {
        IdentifierNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax { RawKind: (int)SyntaxKind.SimpleMemberAccessExpression, Name: IdentifierNameSyntax name } access =>
            Named(access.Expression) is null ? null : name.Identifier.ValueText,
        _ => null,
    };
}
