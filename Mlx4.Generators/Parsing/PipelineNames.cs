using System;
using System.Linq;
using Microsoft.CodeAnalysis;
using Mlx4.Generators.Model;

namespace Mlx4.Generators.Parsing;

/// <summary>The names of a pipeline's generated members, and whether they are free.</summary>
internal static class PipelineNames
{
    /// <summary>The name of the unload: stated in an <c>[InitPipeline]</c>, or made from the load's.</summary>
    public static string UnloadOf(INamedTypeSymbol type, string load)
    {
        foreach (AttributeData attribute in type.GetAttributes())
        {
            if (StageAttributes.Is(attribute.AttributeClass, "InitPipelineAttribute")
                && attribute.ConstructorArguments is [{ Value: string name }]
                && name == load
                && attribute.NamedArguments.FirstOrDefault(argument => argument.Key == "Unload").Value.Value is string { Length: > 0 } stated)
            {
                return stated;
            }
        }
        return load.StartsWith("Load", StringComparison.Ordinal) ? "Unload" + load.Substring("Load".Length) : "Unload" + load;
    }

    /// <summary>Checks that nothing of the user's stands where a generated member has to.</summary>
    /// <returns>Whether all names are free.</returns>
    public static bool Check(INamedTypeSymbol type, string load, string unload, Reporter reporter)
    {
        bool free = true;
        foreach (string name in new[] { load, unload }.Concat(GeneratedNames.OthersOf(load)))
        {
            if (type.Name == name)
            {
                reporter.OnName(DiagnosticDescriptors.MemberConflict, type, name, type.ContainingSymbol.Name, "a type cannot have a member of its own name: rename it");
                free = false;
            }
            foreach (ISymbol member in type.GetMembers(name).Concat(type.TypeParameters.Where(parameter => parameter.Name == name)))
            {
                reporter.OnName(DiagnosticDescriptors.MemberConflict, member, name, type.Name, "rename it, or give the pipeline another name with InitPipeline and Pipeline");
                free = false;
            }
        }
        return free;
    }
}
