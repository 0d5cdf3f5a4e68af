using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Mlx4.Generators.Model;

namespace Mlx4.Generators.Parsing;

/// <summary>
/// Finds what generated members hide: members that base types have, and those that the generator writes into base types of the
/// same compilation, which are not there yet. A method hides methods of its own signature only.
/// </summary>
internal sealed class HiddenMembers(INamedTypeSymbol type, Compilation compilation, CancellationToken cancellation)
{
    /// <summary>Which members of a pipeline need the modifier <c>new</c>.</summary>
    public HidingModel Of(string load, string unload, PipelineSignature signature)
    {
        bool hidesLoad = false;
        bool hidesUnload = false;
        bool hidesStages = false;
        bool hidesPrivate = false;
        for (INamedTypeSymbol? each = type.BaseType; each is not null; each = each.BaseType)
        {
            hidesLoad |= IsWritten(each, load, signature.Load);
            hidesUnload |= IsWritten(each, unload, signature.Unload);
            hidesStages |= each.GetMembers(GeneratedNames.StagesOf(load)).Any(IsAccessible);
            if (!SymbolEqualityComparer.Default.Equals(each.ContainingAssembly, type.ContainingAssembly))
            {
                continue;
            }
            foreach (KeyValuePair<string, List<Stage>> pipeline in HostParser.StagesByPipeline(each, cancellation))
            {
                PipelineParser parser = new(each, compilation, new Reporter(null), pipeline.Key, pipeline.Value, cancellation);
                PipelineSignature inherited = parser.ParseSignature();
                bool isNested = IsNestedIn(each);
                bool isVisible = isNested || inherited.Accessibility != "private";
                hidesLoad |= isVisible && pipeline.Key == load && inherited.Load.IsSameAs(signature.Load);
                hidesUnload |= isVisible && parser.Unload == unload && inherited.Unload.IsSameAs(signature.Unload);
                hidesStages |= pipeline.Key == load;
                hidesPrivate |= isNested;
            }
        }
        return new HidingModel(hidesLoad, hidesUnload, hidesStages, hidesPrivate);
    }

    private bool IsWritten(INamedTypeSymbol each, string name, ParameterUnion parameters) => each.GetMembers(name).Any(member =>
        IsAccessible(member) && (member is not IMethodSymbol method || (method.Arity == 0 && parameters.IsSameAs(method.Parameters))));

    private bool IsAccessible(ISymbol member) => compilation.IsSymbolAccessibleWithin(member, type);

    /// <summary>Whether the type stands inside a base type, so that it sees even what is private there.</summary>
    private bool IsNestedIn(INamedTypeSymbol baseType)
    {
        INamedTypeSymbol? container = type.ContainingType;
        while (container is not null && !SymbolEqualityComparer.Default.Equals(container.OriginalDefinition, baseType.OriginalDefinition))
        {
            container = container.ContainingType;
        }
        return container is not null;
    }
}
