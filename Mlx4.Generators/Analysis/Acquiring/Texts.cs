using System;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mlx4.Generators.Analysis.Acquiring;

/// <summary>Pieces of what the user wrote, for messages.</summary>
internal static class Texts
{
    /// <summary>An expression on one line.</summary>
    public static string Of(SyntaxNode node) => string.Join(" ", node.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>What a call is made on, as it is written.</summary>
    public static string Receiver(IOperation call) => call.Syntax is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } ? Of(access.Expression)
        : Conditional(call.Syntax) is ConditionalAccessExpressionSyntax conditional ? Of(conditional.Expression)
        : Called(call);

    /// <summary>A call without its arguments, as it is written.</summary>
    public static string Called(IOperation call) => call.Syntax switch
    {
        InvocationExpressionSyntax { Expression: MemberBindingExpressionSyntax binding } when Conditional(call.Syntax) is ConditionalAccessExpressionSyntax conditional =>
            Of(conditional.Expression) + "." + binding.Name,
        InvocationExpressionSyntax invocation => Of(invocation.Expression),
        _ => Of(call.Syntax),
    };

    /// <summary>A call with what it is made on, if that is asked first whether it is there.</summary>
    public static SyntaxNode Whole(SyntaxNode call) => (SyntaxNode?)Conditional(call) ?? call;

    private static ConditionalAccessExpressionSyntax? Conditional(SyntaxNode call) =>
        call.FirstAncestorOrSelf<ConditionalAccessExpressionSyntax>(conditional => conditional.WhenNotNull.Span.Contains(call.Span));
}
