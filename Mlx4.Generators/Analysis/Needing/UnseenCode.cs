using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Mlx4.Generators.Analysis.Paths;

namespace Mlx4.Generators.Analysis.Needing;

/// <summary>
/// Code that may assign private members of a type and whose bodies are not handed to the analyzer: nested types, and what other generators
/// have written into the type. It is looked at by name only.
/// </summary>
internal static class UnseenCode
{
    /// <summary>The names that such code assigns to.</summary>
    public static HashSet<string> AssignedNames(FlowHost host)
    {
        HashSet<string> names = [];
        // A primary constructor is declared by the type itself, and has no code of its own.
        HashSet<SyntaxNode> own = [.. host.Type.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax())];
        IEnumerable<ISymbol> unseen = host.Type.GetMembers().Where(member => member is INamedTypeSymbol
            || (member is IMethodSymbol { IsImplicitlyDeclared: false } method && host.Bodies.Operation(host.Bodies.Implementation(method, isVirtual: false)) is null));
        foreach (SyntaxNode code in unseen.SelectMany(member => member.DeclaringSyntaxReferences).Select(reference => reference.GetSyntax()).Where(code => !own.Contains(code)))
        {
            foreach (SimpleNameSyntax name in code.DescendantNodes().OfType<SimpleNameSyntax>())
            {
                if (IsAssigned(name))
                {
                    names.Add(name.Identifier.ValueText);
                }
            }
        }
        return names;
    }

    private static bool IsAssigned(ExpressionSyntax target)
    {
        SyntaxNode node = target;
        while (node.Parent is MemberAccessExpressionSyntax access && access.Name == node
            || node.Parent is ParenthesizedExpressionSyntax
            || node.Parent is PostfixUnaryExpressionSyntax suppressed && suppressed.IsKind(SyntaxKind.SuppressNullableWarningExpression)
            || node.Parent is ArgumentSyntax { Parent: TupleExpressionSyntax })
        {
            node = node.Parent is ArgumentSyntax ? node.Parent.Parent! : node.Parent!;
        }
        return node.Parent switch
        {
            AssignmentExpressionSyntax assignment => assignment.Left == node,
            ArgumentSyntax argument => !argument.RefKindKeyword.IsKind(SyntaxKind.None),
            PrefixUnaryExpressionSyntax prefix => prefix.Kind() is SyntaxKind.PreIncrementExpression or SyntaxKind.PreDecrementExpression or SyntaxKind.AddressOfExpression,
            PostfixUnaryExpressionSyntax => true,
            RefExpressionSyntax => true,
            _ => false,
        };
    }
}
