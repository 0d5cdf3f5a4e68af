using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mlx4.CodeFixes.Editing;

/// <summary>Finds a name for a method around an expression.</summary>
internal static class StepNames
{
    /// <summary>The name of what is called, and of what it is called on.</summary>
    public static string? Of(ExpressionSyntax? expression) => expression switch
    {
        InvocationExpressionSyntax { Expression: IdentifierNameSyntax name } => name.Identifier.ValueText,
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } => access.Name.Identifier.ValueText + Subject(access.Expression),
        AssignmentExpressionSyntax { Right: BaseObjectCreationExpressionSyntax } assignment => "Create" + Subject(assignment.Left),
        AssignmentExpressionSyntax { Right: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } } => access.Name.Identifier.ValueText,
        AssignmentExpressionSyntax assignment => "Set" + Subject(assignment.Left),
        _ => null,
    };

    private static string Subject(ExpressionSyntax expression)
    {
        string name = expression switch
        {
            IdentifierNameSyntax identifier => identifier.Identifier.ValueText,
            MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
            _ => "",
        };
        name = name.TrimStart('_');
        return name.Length == 0 ? "" : char.ToUpperInvariant(name[0]) + name.Substring(1);
    }
}
