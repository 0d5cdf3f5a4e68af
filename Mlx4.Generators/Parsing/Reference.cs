using Microsoft.CodeAnalysis;

namespace Mlx4.Generators.Parsing;

/// <summary>How generated documentation refers to a member, so that a reader gets from there to its declaration.</summary>
internal static class Reference
{
    /// <summary>
    /// The member's name, if nothing else in the type or its base types has it. The compiler would warn of the name of several, or of one that is not the type's own:
    /// for those it is the documentation id, which the compiler takes as it stands.
    /// </summary>
    /// <param name="member">The member.</param>
    /// <param name="type">The type that the documentation is written into.</param>
    public static string To(ISymbol member, INamedTypeSymbol type) =>
        SymbolEqualityComparer.Default.Equals(member.ContainingType, type) && IsAlone(member.Name, type)
            ? Names.Escape(member.Name)
            : member.OriginalDefinition.GetDocumentationCommentId() ?? "";

    private static bool IsAlone(string name, INamedTypeSymbol type)
    {
        int members = 0;
        for (INamedTypeSymbol? each = type; each is not null; each = each.BaseType)
        {
            members += each.GetMembers(name).Length;
        }
        return members == 1;
    }
}
