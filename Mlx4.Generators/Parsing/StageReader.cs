using System;
using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mlx4.Generators.Parsing;

/// <summary>
/// Reads what the members of a type say of stages. To bind an attribute costs the compiler more than all else that the parser asks of
/// it, and most attributes are plain: so it binds the first of each name in each part of the type, and those that are not plain. The
/// others have the same names in the same scope, and are read from their text.
/// </summary>
internal sealed class StageReader
{
    private static readonly List<StageArguments> None = [];

    /// <summary>The part of the type that the rest is known of. Members come part by part.</summary>
    private SyntaxNode? _part;

    /// <summary>The names of attributes, as they are written, and whether they are those of stages.</summary>
    private readonly Dictionary<string, bool> _names = new(StringComparer.Ordinal);

    /// <summary>Whether <c>nameof</c> has been seen to be the operator.</summary>
    private bool _knowsNameOf;

    /// <summary>What the attributes of a member say, one for each that declares a stage.</summary>
    public List<StageArguments> Read(ISymbol member)
    {
        SyntaxList<AttributeListSyntax>? written = AttributeText.Of(member);
        if (written is { Count: 0 })
        {
            return None;
        }
        // A generic method's type parameters are in the scope of its attributes.
        if (written is not SyntaxList<AttributeListSyntax> lists || lists[0].Parent is MethodDeclarationSyntax { TypeParameterList: not null })
        {
            return Bind(member, learns: false);
        }
        Enter(lists[0].FirstAncestorOrSelf<TypeDeclarationSyntax>());
        return ReadText(lists) ?? Bind(member, learns: true);
    }

    private void Enter(SyntaxNode? part)
    {
        if (part != _part)
        {
            _part = part;
            _names.Clear();
            _knowsNameOf = false;
        }
    }

    /// <summary>What the text says, <see langword="null"/> if it takes the compiler to tell.</summary>
    private List<StageArguments>? ReadText(SyntaxList<AttributeListSyntax> lists)
    {
        List<StageArguments> stages = new(1);
        foreach (AttributeListSyntax list in lists)
        {
            foreach (AttributeSyntax attribute in list.Attributes)
            {
                if (list.Target is not null || !_names.TryGetValue(NameOf(attribute), out bool isStage))
                {
                    return null;
                }
                if (!isStage)
                {
                    continue;
                }
                if (StageArguments.FromText(attribute) is not StageArguments arguments || (UsesNameOf(attribute) && !_knowsNameOf))
                {
                    return null;
                }
                stages.Add(arguments);
            }
        }
        return stages;
    }

    /// <summary>What the compiler says, and what follows for others: a name means a stage's attribute once the text was seen to say the same.</summary>
    private List<StageArguments> Bind(ISymbol member, bool learns)
    {
        List<StageArguments> stages = new(1);
        foreach (AttributeData attribute in member.GetAttributes())
        {
            AttributeSyntax? syntax = learns ? attribute.ApplicationSyntaxReference?.GetSyntax() as AttributeSyntax : null;
            if (!StageAttributes.Is(attribute))
            {
                if (syntax is not null)
                {
                    _names[NameOf(syntax)] = false;
                }
                continue;
            }
            StageArguments arguments = new(attribute);
            stages.Add(arguments);
            if (syntax is not null && StageArguments.FromText(syntax) is StageArguments text && text with { Attribute = arguments.Attribute } == arguments)
            {
                _names[NameOf(syntax)] = true;
                _knowsNameOf |= UsesNameOf(syntax);
            }
        }
        return stages;
    }

    private static string NameOf(AttributeSyntax attribute) => attribute.Name is IdentifierNameSyntax simple ? simple.Identifier.Text : attribute.Name.ToString();

    private static bool UsesNameOf(AttributeSyntax attribute)
    {
        foreach (AttributeArgumentSyntax argument in attribute.ArgumentList!.Arguments)
        {
            if (PlainValue.IsNameOf(argument.Expression))
            {
                return true;
            }
        }
        return false;
    }
}
