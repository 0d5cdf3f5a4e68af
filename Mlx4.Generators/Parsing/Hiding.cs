using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Mlx4.Generators.Model;

namespace Mlx4.Generators.Parsing;

/// <summary>
/// Finds what generated members hide and have to say <c>new</c> for: members that base types have, and those that the generator writes
/// into base types of the same compilation, which are not there yet. A method hides methods of its own signature only.
/// </summary>
internal sealed class Hiding(INamedTypeSymbol type, Compilation compilation, CancellationToken cancellation)
{
    /// <summary>Whether a method of these parameters hides an inherited member.</summary>
    public bool ByMethod(string name, IEnumerable<ParameterModel> parameters)
    {
        string[] signature = [.. parameters.Select(Signature)];
        return BaseTypes().Any(each =>
            each.GetMembers(name).Any(member => IsVisible(member, each) && (member is not IMethodSymbol method || (method.Arity == 0 && Signatures(method).SequenceEqual(signature))))
            || GeneratedInto(each).SelectMany(model => new[] { model.Load, model.Unload }).Any(generated =>
                generated.Name == name
                && (IsNestedIn(each) || generated.Confinement != "private")
                && generated.Parameters.Select(Signature).SequenceEqual(signature)));
    }

    /// <summary>Whether the table of the stages hides an inherited member.</summary>
    public bool ByTable(string pipeline)
    {
        string name = GeneratedNames.StagesOf(pipeline);
        return BaseTypes().Any(each => each.GetMembers(name).Any(member => IsVisible(member, each)) || GeneratedInto(each).Any(model => model.Name == pipeline));
    }

    /// <summary>Whether the type stands inside a base type that has pipelines, so that it sees, and hides, even what is private there.</summary>
    public bool OfPrivate() => BaseTypes().Any(each => IsNestedIn(each) && !GeneratedInto(each).IsEmpty);

    private IEnumerable<INamedTypeSymbol> BaseTypes() => type.SelfAndBases().Skip(1);

    /// <summary>What the generator writes into a type of this compilation; of other assemblies it is there to be seen.</summary>
    private ImmutableArray<PipelineModel> GeneratedInto(INamedTypeSymbol each) => each.IsDeclaredIn(compilation)
        ? HostParser.Parse(each, compilation, report: null, cancellation)
        : ImmutableArray<PipelineModel>.Empty;

    /// <summary>Whether a member of a base type is accessible, and there for the generator too: in this compilation it does not see its own.</summary>
    private bool IsVisible(ISymbol member, INamedTypeSymbol baseType) =>
        compilation.IsSymbolAccessibleWithin(member, type) && !(baseType.IsDeclaredIn(compilation) && GeneratedMembers.Is(member));

    private bool IsNestedIn(INamedTypeSymbol baseType)
    {
        INamedTypeSymbol? container = type.ContainingType;
        while (container is not null && !SymbolEqualityComparer.Default.Equals(container.OriginalDefinition, baseType.OriginalDefinition))
        {
            container = container.ContainingType;
        }
        return container is not null;
    }

    /// <summary>What tells overloads apart: types without nullability, and whether they are passed by reference.</summary>
    private static string Signature(ParameterModel parameter) => (parameter.Modifier == "in " ? "ref " : "") + parameter.Type.Replace("?", "");

    private static IEnumerable<string> Signatures(IMethodSymbol method) => method.Parameters.Select(parameter =>
        (parameter.RefKind == RefKind.None ? "" : "ref ") + parameter.Type.ToDisplayString(Names.TypeFormat).Replace("?", ""));
}
