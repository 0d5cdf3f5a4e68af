using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Mlx4.Generators.Parsing;

namespace Mlx4.CodeFixes.Editing;

/// <summary>An <c>[InitStage]</c> that can be edited, with what it means.</summary>
/// <param name="Document">The document that it stands in.</param>
/// <param name="Syntax">Its text; with arguments, or it would have no order.</param>
/// <param name="Data">Its meaning.</param>
/// <param name="Symbol">The member that carries it.</param>
internal sealed record StageAttribute(Document Document, AttributeSyntax Syntax, AttributeData Data, ISymbol Symbol)
{
    /// <summary>The member that it stands on.</summary>
    public MemberDeclarationSyntax Member => Syntax.FirstAncestorOrSelf<MemberDeclarationSyntax>()!;

    /// <summary>Its arguments as the generator reads them.</summary>
    public StageArguments Arguments { get; } = new(Data);

    /// <summary>The attributes of a member, as far as they can be edited.</summary>
    public static IEnumerable<StageAttribute> Of(ISymbol member, Solution solution, CancellationToken cancellation) =>
        from data in StageAttributes.Of(member)
        let syntax = data.ApplicationSyntaxReference?.GetSyntax(cancellation) as AttributeSyntax
        where syntax?.ArgumentList is not null
        let document = solution.GetDocument(syntax.SyntaxTree)
        where document is not null and not SourceGeneratedDocument
        select new StageAttribute(document, syntax, data, member);

    /// <summary>The attribute that a place is in.</summary>
    public static async Task<StageAttribute?> AtAsync(Document document, TextSpan span, CancellationToken cancellation)
    {
        SyntaxNode? root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        AttributeSyntax? syntax = root?.FindNode(span, getInnermostNodeForTie: true).FirstAncestorOrSelf<AttributeSyntax>();
        SemanticModel? model = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        MemberDeclarationSyntax? member = syntax?.FirstAncestorOrSelf<MemberDeclarationSyntax>();
        SyntaxNode? declaration = member is BaseFieldDeclarationSyntax field ? field.Declaration.Variables.FirstOrDefault() : member;
        return declaration is null || model?.GetDeclaredSymbol(declaration, cancellation) is not ISymbol symbol
            ? null
            : Of(symbol, document.Project.Solution, cancellation).FirstOrDefault(attribute => attribute.Syntax == syntax);
    }

    /// <summary>A named argument, <see langword="null"/> if it is not stated.</summary>
    public AttributeArgumentSyntax? Argument(string name) =>
        Syntax.ArgumentList!.Arguments.FirstOrDefault(argument => argument.NameEquals?.Name.Identifier.ValueText == name);

    /// <summary>The argument that is the order.</summary>
    public AttributeArgumentSyntax? Order => Syntax.ArgumentList!.Arguments.FirstOrDefault(argument => argument.NameEquals is null);

    /// <summary>The edit that states one more argument.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value, as text.</param>
    public DocumentEdit Add(string name, string value) =>
        DocumentEdit.Insert(Document, Syntax.ArgumentList!.Arguments.Last().Span.End, $", {name} = {value}");

    /// <summary>The edit that removes an argument, with the comma before it.</summary>
    public DocumentEdit Remove(AttributeArgumentSyntax argument)
    {
        SeparatedSyntaxList<AttributeArgumentSyntax> arguments = Syntax.ArgumentList!.Arguments;
        int previous = arguments.IndexOf(argument) - 1;
        return DocumentEdit.Replace(Document, TextSpan.FromBounds(arguments[previous].Span.End, argument.Span.End), "");
    }

    /// <summary>A value that refers to a member by <c>nameof</c>.</summary>
    public static string NameOf(string member) => $"nameof({Names.Escape(member)})";
}
