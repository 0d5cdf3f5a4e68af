using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Mlx4.Generators.Model;

namespace Mlx4.Generators.Parsing;

/// <summary>Finds what a stage's <c>ForEach</c> names, how many items it has and of what type.</summary>
internal sealed class LoopBinder(INamedTypeSymbol type, Compilation compilation, MemberLookup members, Reporter reporter)
{
    /// <summary>Binds the loop of a stage, if it has one.</summary>
    /// <returns>Whether what is stated can be generated.</returns>
    public bool Bind(Stage stage)
    {
        if (stage.Method is null || stage.Arguments.ForEach is not string name)
        {
            return true;
        }
        ISymbol? source = members.Value(name);
        if (source is not null && (Unfinished.Is(source) || (stage.Method.Parameters is [IParameterSymbol item, ..] && Unfinished.Is(item.Type))))
        {
            return false;
        }
        string? closest = null;
        string? problem = source is null ? ExplainMissing(name, out closest) : Bind(stage, stage.Method, source);
        if (problem is not null)
        {
            reporter.OnArgument(DiagnosticDescriptors.LoopNotFound, stage.Arguments.Attribute, nameof(StageArguments.ForEach), new Remedy(closest), stage.DisplayName, problem);
        }
        return problem is null;
    }

    /// <summary>Fills in the stage's loop.</summary>
    /// <returns>What is wrong, if anything.</returns>
    private string? Bind(Stage stage, IMethodSymbol method, ISymbol source)
    {
        ITypeSymbol sourceType = source is IFieldSymbol field ? field.Type : ((IPropertySymbol)source).Type;
        if (!members.IsReadable(source))
        {
            return $"'{source.Name}' cannot be read";
        }
        if (ItemTypeOf(sourceType) is not ITypeSymbol item)
        {
            return $"'{source.Name}' is of type '{sourceType.ToDisplayString()}', which is neither an int nor has an int Count or Length and an indexer by int";
        }
        if (method.Parameters is not [IParameterSymbol first, ..])
        {
            return $"its first parameter has to be the item, '{item.ToDisplayString()}'";
        }
        if (!compilation.ClassifyCommonConversion(item, first.Type).IsImplicit)
        {
            return $"its first parameter is '{first.Type.ToDisplayString()}', and the items of '{source.Name}' are '{item.ToDisplayString()}'";
        }
        stage.ItemType = item;
        stage.ForEach = LoopOver(source, sourceType);
        return null;
    }

    /// <summary>The loop over a field or property, of whose type <see cref="ItemTypeOf"/> knows the items.</summary>
    public LoopModel LoopOver(ISymbol source, ITypeSymbol type)
    {
        ITypeSymbol item = ItemTypeOf(type)!;
        return new LoopModel(
            new MemberModel(Names.Escape(source.Name), MemberKind.FieldOrProperty, source.IsStatic),
            CountMember(type),
            SourceMayBeNull: type.NullableAnnotation == NullableAnnotation.Annotated,
            ItemMayBeNull: item.NullableAnnotation == NullableAnnotation.Annotated && item.IsReferenceType);
    }

    /// <summary>The type of the items of something that can be looped over, <see langword="null"/> if it cannot.</summary>
    public ITypeSymbol? ItemTypeOf(ITypeSymbol source) => source switch
    {
        { SpecialType: SpecialType.System_Int32 } => source,
        IArrayTypeSymbol array => array.Rank == 1 ? array.ElementType : null,
        _ when CountMember(source) is null => null,
        _ => SelfBasesAndInterfaces(source)
            .SelectMany(each => each.GetMembers())
            .OfType<IPropertySymbol>()
            .FirstOrDefault(property => property is { IsIndexer: true, GetMethod: not null, Parameters: [{ Type.SpecialType: SpecialType.System_Int32 }] }
                && compilation.IsSymbolAccessibleWithin(property, type))?.Type,
    };

    private string ExplainMissing(string name, out string? closest)
    {
        closest = null;
        if (members.Exists(name))
        {
            return $"'{name}' is not a field or a property";
        }
        closest = members.Closest(name, member => member switch
        {
            IFieldSymbol { IsImplicitlyDeclared: false } field => ItemTypeOf(field.Type) is not null,
            IPropertySymbol { IsIndexer: false } property => ItemTypeOf(property.Type) is not null,
            _ => false,
        });
        return closest is null
            ? $"'{type.Name}' has no accessible field or property '{name}' to loop over"
            : $"'{type.Name}' has no accessible field or property '{name}' to loop over: did you mean '{closest}'?";
    }

    /// <summary>What says the number of items; nothing for a count itself.</summary>
    private string? CountMember(ITypeSymbol source) =>
        IsCount(source, "Count") ? "Count"
        : IsCount(source, "Length") ? "Length"
        : null;

    /// <summary>Whether the nearest member of the name is an int; it hides those of base types.</summary>
    private bool IsCount(ITypeSymbol source, string name) => SelfBasesAndInterfaces(source)
        .SelectMany(each => each.GetMembers(name))
        .FirstOrDefault(member => compilation.IsSymbolAccessibleWithin(member, type)) switch
    {
        IPropertySymbol { IsStatic: false, GetMethod: not null } property => property.Type.SpecialType == SpecialType.System_Int32,
        IFieldSymbol { IsStatic: false } field => field.Type.SpecialType == SpecialType.System_Int32,
        _ => false,
    };

    /// <summary>Where member access on a value finds members: its type, the bases, and for interfaces and type parameters what they inherit.</summary>
    private static IEnumerable<ITypeSymbol> SelfBasesAndInterfaces(ITypeSymbol source)
    {
        if (source is ITypeParameterSymbol parameter)
        {
            return parameter.ConstraintTypes.SelectMany(SelfBasesAndInterfaces);
        }
        List<ITypeSymbol> types = [];
        for (ITypeSymbol? each = source; each is not null; each = each.BaseType)
        {
            types.Add(each);
        }
        if (source.TypeKind == TypeKind.Interface)
        {
            types.AddRange(source.AllInterfaces);
        }
        return types;
    }
}
