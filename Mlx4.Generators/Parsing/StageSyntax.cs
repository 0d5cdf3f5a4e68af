using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mlx4.Generators.Parsing;

/// <summary>
/// Chooses one stage of each type to speak for it, so that a type with n stages is parsed once and not n times.
/// </summary>
internal static class StageSyntax
{
    /// <summary>
    /// Whether no stage stands before this one in the same part of the type. It looks at names alone; an alias of the
    /// attribute can let a second one through, which <see cref="LeadsItsType"/> stops.
    /// </summary>
    public static bool MayLeadItsType(SyntaxNode node, CancellationToken cancellation)
    {
        if (node is not MethodDeclarationSyntax { Parent: TypeDeclarationSyntax type })
        {
            return false;
        }
        foreach (MemberDeclarationSyntax member in type.Members)
        {
            if (member == node)
            {
                return true;
            }
            if (member is MethodDeclarationSyntax method && method.AttributeLists.Any(list => list.Attributes.Any(IsInitStage)))
            {
                return false;
            }
        }
        return false;
    }

    /// <summary>Whether the method is the first stage among all parts of its type.</summary>
    public static bool LeadsItsType(IMethodSymbol method)
    {
        method = method.PartialDefinitionPart ?? method;
        foreach (ISymbol member in method.ContainingType.GetMembers())
        {
            if (member is IMethodSymbol candidate && StageAttributes.AreOn(candidate))
            {
                return SymbolEqualityComparer.Default.Equals(candidate, method);
            }
        }
        return false;
    }

    private static bool IsInitStage(AttributeSyntax attribute)
    {
        string name = attribute.Name switch
        {
            QualifiedNameSyntax qualified => qualified.Right.Identifier.ValueText,
            AliasQualifiedNameSyntax aliased => aliased.Name.Identifier.ValueText,
            SimpleNameSyntax simple => simple.Identifier.ValueText,
            _ => "",
        };
        return name is "InitStage" or "InitStageAttribute";
    }
}
