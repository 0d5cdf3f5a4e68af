using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mlx4.Generators.Parsing;

/// <summary>
/// Chooses one stage of each type to speak for it, so that a type with n stages is parsed once and not n times.
/// </summary>
internal static class StageSyntax
{
    /// <summary>Whether a declaration carries the first attribute that makes a member of the type a stage.</summary>
    /// <param name="type">The type.</param>
    /// <param name="declaration">The declaration of a method, of an accessor, of one part of a partial method, of a field or of a property.</param>
    /// <param name="model">The meaning of its file.</param>
    /// <param name="cancellation">Stops it.</param>
    public static bool LeadsItsType(INamedTypeSymbol type, SyntaxNode declaration, SemanticModel model, CancellationToken cancellation)
    {
        MemberDeclarationSyntax? member = declaration.FirstAncestorOrSelf<MemberDeclarationSyntax>();
        if (member?.Parent is not TypeDeclarationSyntax part)
        {
            return false;
        }
        // The members before it are few in all types but odd ones: the walk ends at the first stage.
        foreach (MemberDeclarationSyntax earlier in part.Members.TakeWhile(candidate => candidate != member))
        {
            if (Declared(earlier).Any(IsStage))
            {
                return false;
            }
        }
        return Declared(member).FirstOrDefault(IsStage) == declaration && (type.DeclaringSyntaxReferences.Length == 1 || IsFirstOfAllParts(type, declaration));

        bool IsStage(SyntaxNode node) => model.GetDeclaredSymbol(node, cancellation) is ISymbol symbol && StageAttributes.AreOn(symbol);
    }

    /// <summary>What a member declares that can carry attributes.</summary>
    private static IEnumerable<SyntaxNode> Declared(MemberDeclarationSyntax member) => member switch
    {
        BaseFieldDeclarationSyntax field => field.AttributeLists.Count == 0 ? [] : field.Declaration.Variables,
        BasePropertyDeclarationSyntax property => new SyntaxNode[] { property }.Concat(property.AccessorList?.Accessors ?? []),
        _ => member.AttributeLists.Count == 0 ? [] : [member],
    };

    /// <summary>Whether the first stage of the type, whose parts are in the order of the compilation, is this one.</summary>
    private static bool IsFirstOfAllParts(INamedTypeSymbol type, SyntaxNode declaration)
    {
        foreach (ISymbol member in type.GetMembers())
        {
            foreach (AttributeData attribute in StageAttributes.Of(member))
            {
                return attribute.ApplicationSyntaxReference is SyntaxReference reference
                    && reference.SyntaxTree == declaration.SyntaxTree
                    && declaration.FirstAncestorOrSelf<MemberDeclarationSyntax>()!.Span.Contains(reference.Span);
            }
        }
        return false;
    }
}
