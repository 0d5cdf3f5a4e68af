using Microsoft.CodeAnalysis;

namespace Mlx4.Generators.Parsing;

/// <summary>
/// Chooses one stage of each type to speak for it, so that a type with n stages is parsed once and not n times.
/// </summary>
internal static class StageSyntax
{
    /// <summary>Whether a declaration carries the first attribute that makes a member of the type a stage.</summary>
    /// <param name="type">The type.</param>
    /// <param name="symbol">What is declared.</param>
    /// <param name="declaration">The declaration of a method, of an accessor, of one part of a partial method, of a field or of a property.</param>
    public static bool LeadsItsType(INamedTypeSymbol type, ISymbol symbol, SyntaxNode declaration)
    {
        foreach (ISymbol member in type.GetMembers())
        {
            if (member is not IMethodSymbol && StageAttributes.AreOn(member))
            {
                return SymbolEqualityComparer.Default.Equals(member, symbol);
            }
            if (member is not IMethodSymbol)
            {
                continue;
            }
            foreach (AttributeData attribute in StageAttributes.Of(member))
            {
                return attribute.ApplicationSyntaxReference is SyntaxReference reference
                    && reference.SyntaxTree == declaration.SyntaxTree
                    && declaration.Span.Contains(reference.Span);
            }
        }
        return false;
    }
}
