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
    /// <summary>How many members of a type are looked at for an earlier stage, so that a large type takes no time for each pair of its members.</summary>
    private const int MostEarlier = 256;

    /// <summary>
    /// Whether a declaration may speak for its type, as far as its file alone can tell: no if its attributes have names that all are on
    /// earlier methods of the same part of the type, where they mean the same. The compiler then need not look at it for our sake.
    /// </summary>
    public static bool MayLead(SyntaxNode declaration)
    {
        if (declaration.FirstAncestorOrSelf<MemberDeclarationSyntax>() is not { Parent: TypeDeclarationSyntax part } member)
        {
            return false;
        }
        foreach (AttributeListSyntax list in declaration is AccessorDeclarationSyntax accessor ? accessor.AttributeLists : member.AttributeLists)
        {
            foreach (AttributeSyntax attribute in list.Attributes)
            {
                if (!IsOnEarlierMethod(part, member, attribute.Name))
                {
                    return true;
                }
            }
        }
        return false;
    }

    /// <summary>Whether an earlier method has an attribute of the same text. Only of a method is it sure that it has a symbol which the attribute is on.</summary>
    private static bool IsOnEarlierMethod(TypeDeclarationSyntax part, MemberDeclarationSyntax member, NameSyntax name)
    {
        int looked = 0;
        foreach (MemberDeclarationSyntax earlier in part.Members)
        {
            if (earlier == member || ++looked > MostEarlier)
            {
                return false;
            }
            if (earlier is not MethodDeclarationSyntax { Identifier.IsMissing: false })
            {
                continue;
            }
            foreach (AttributeListSyntax list in earlier.AttributeLists)
            {
                foreach (AttributeSyntax attribute in list.Attributes)
                {
                    // [return: InitStage] makes no stage of a method.
                    if (list.Target is null && IsSameText(attribute.Name, name))
                    {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private static bool IsSameText(NameSyntax one, NameSyntax other) => (one, other) switch
    {
        (IdentifierNameSyntax mine, IdentifierNameSyntax theirs) => mine.Identifier.Text == theirs.Identifier.Text,
        _ => one.ToString() == other.ToString(),
    };

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
            if (Declared(earlier).Any(node => IsStage(node, earlier)))
            {
                return false;
            }
        }
        return Declared(member).FirstOrDefault(node => IsStage(node, member)) == declaration && (type.DeclaringSyntaxReferences.Length == 1 || IsFirstOfAllParts(type, declaration));

        // The parts of a partial method share their attributes: it is a stage where they are written.
        bool IsStage(SyntaxNode node, MemberDeclarationSyntax within) =>
            model.GetDeclaredSymbol(node, cancellation) is ISymbol symbol && StageAttributes.Of(symbol).Any(attribute => IsWrittenOn(attribute, within));
    }

    private static bool IsWrittenOn(AttributeData attribute, MemberDeclarationSyntax member) =>
        attribute.ApplicationSyntaxReference is SyntaxReference reference && reference.SyntaxTree == member.SyntaxTree && member.Span.Contains(reference.Span);

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
                return IsWrittenOn(attribute, declaration.FirstAncestorOrSelf<MemberDeclarationSyntax>()!);
            }
        }
        return false;
    }
}
