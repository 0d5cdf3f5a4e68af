using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Mlx4.Generators.Model;

namespace Mlx4.Generators.Parsing;

/// <summary>Whether generated members hide inherited ones, the generated ones of base types included, and have to say <c>new</c>.</summary>
internal sealed class Hiding(INamedTypeSymbol type, Compilation compilation, CancellationToken cancellation)
{
    /// <summary>Whether a method of these parameters hides an inherited member.</summary>
    public bool ByMethod(string name, IEnumerable<ParameterModel> parameters)
    {
        string[] types = [.. parameters.Select(parameter => WithoutNullability(parameter.Type))];
        return BaseTypes().Any(each =>
            each.GetMembers(name).Any(member => IsInherited(member) && (member is not IMethodSymbol method || Types(method).SequenceEqual(types)))
            || GeneratedInto(each).Any(model => new[] { model.Load, model.Unload }.Any(generated =>
                generated.Name == name && generated.Parameters.Select(parameter => WithoutNullability(parameter.Type)).SequenceEqual(types))));
    }

    /// <summary>Whether the table of the stages hides an inherited member.</summary>
    public bool ByTable(string pipeline)
    {
        string name = GeneratedNames.StagesOf(pipeline);
        return BaseTypes().Any(each => each.GetMembers(name).Any(IsInherited) || GeneratedInto(each).Any(model => model.Name == pipeline));
    }

    private IEnumerable<INamedTypeSymbol> BaseTypes()
    {
        for (INamedTypeSymbol? each = type.BaseType; each is not null; each = each.BaseType)
        {
            yield return each;
        }
    }

    /// <summary>What the generator writes into a type of this compilation; of other assemblies it is there to be seen.</summary>
    private ImmutableArray<PipelineModel> GeneratedInto(INamedTypeSymbol each) => each.DeclaringSyntaxReferences.IsEmpty
        ? ImmutableArray<PipelineModel>.Empty
        : HostParser.Parse(each.OriginalDefinition, compilation, report: null, cancellation);

    private static bool IsInherited(ISymbol member) => member.DeclaredAccessibility != Accessibility.Private && !GeneratedMembers.Is(member);

    private static IEnumerable<string> Types(IMethodSymbol method) =>
        method.Parameters.Select(parameter => WithoutNullability(parameter.Type.ToDisplayString(Names.TypeFormat)));

    private static string WithoutNullability(string type) => type.Replace("?", "");
}
