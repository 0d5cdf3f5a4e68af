using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mlx4.Generators.Parsing;

/// <summary>Finds where the attributes of a member are written, so that the compiler need not bind them to say that there are none.</summary>
internal static class AttributeText
{
    /// <summary>Whether a member can have attributes: it has if anything is written, and it may if that cannot be told.</summary>
    public static bool MayBeOn(ISymbol member) => Of(member) is not { Count: 0 };

    /// <summary>
    /// The attributes that are written on a member; <see langword="null"/> if that is not the one place that they come from, as for
    /// partial members, or if the member is none that a user declares.
    /// </summary>
    public static SyntaxList<AttributeListSyntax>? Of(ISymbol member) => member.DeclaringSyntaxReferences is [SyntaxReference only] ? Of(only.GetSyntax()) : null;

    private static SyntaxList<AttributeListSyntax>? Of(SyntaxNode declaration) => declaration switch
    {
        VariableDeclaratorSyntax { Parent.Parent: FieldDeclarationSyntax field } => field.AttributeLists,
        MethodDeclarationSyntax or PropertyDeclarationSyntax => Unless((MemberDeclarationSyntax)declaration),
        AccessorDeclarationSyntax { Parent.Parent: PropertyDeclarationSyntax property } accessor => Unless(property) is null ? null : accessor.AttributeLists,
        _ => null,
    };

    private static SyntaxList<AttributeListSyntax>? Unless(MemberDeclarationSyntax member) => member.Modifiers.Any(SyntaxKind.PartialKeyword) ? null : member.AttributeLists;
}
