using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Mlx4.Generators.Model;

namespace Mlx4.Generators.Parsing;

/// <summary>The names of a pipeline's generated members, and whether they are free.</summary>
internal sealed class PipelineNames(INamedTypeSymbol type, Reporter reporter)
{
    /// <summary>The names of loads and unloads so far, with their pipelines.</summary>
    private readonly Dictionary<string, string> _owners = new(StringComparer.Ordinal);

    /// <summary>Checks that a pipeline's load and unload have names that a method can have, and that no other pipeline's have.</summary>
    /// <returns>Whether they have.</returns>
    public bool AreValid(string load, IEnumerable<Stage> stages)
    {
        string unload = UnloadOf(type, load);
        string? unnameable = !SyntaxFacts.IsValidIdentifier(load) ? $"the name of its pipeline, '{load}'"
            : !SyntaxFacts.IsValidIdentifier(unload) ? $"the name of its pipeline's unload, '{unload}'"
            : null;
        if (unnameable is not null)
        {
            foreach (Stage stage in stages)
            {
                reporter.OnName(DiagnosticDescriptors.StageNotSupported, stage.Method, stage.DisplayName, $"no method can have {unnameable}");
            }
            return false;
        }
        foreach (string name in new[] { load, unload })
        {
            if (_owners.TryGetValue(name, out string? owner))
            {
                string reason = owner == load ? "it is the name of the unload too" : $"'{owner}' and '{load}' would both have it";
                reporter.OnName(DiagnosticDescriptors.MemberConflict, type, name, type.Name, $"{reason}: state another one (InitPipeline, Unload)");
                return false;
            }
            _owners.Add(name, load);
        }
        return true;
    }

    /// <summary>Whether the members that others see can be declared beside what the user has declared.</summary>
    public bool CanBeDeclared(string load) => new[] { load, UnloadOf(type, load), GeneratedNames.StagesOf(load) }.All(name =>
        type.Name != name
        && type.TypeParameters.All(parameter => parameter.Name != name)
        && type.GetMembers(name).All(GeneratedMembers.Is));

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
                Report(type, name, "a type cannot have a member of its own name: rename it");
            }
            foreach (ISymbol member in type.GetMembers(name).Concat(type.TypeParameters.Where(parameter => parameter.Name == name)))
            {
                if (!GeneratedMembers.Is(member))
                {
                    Report(member, name, "rename it, or give the pipeline another name (InitPipeline, Pipeline)");
                }
            }
        }
        return free;

        void Report(ISymbol symbol, string name, string wayOut)
        {
            reporter.OnName(DiagnosticDescriptors.MemberConflict, symbol, name, type.Name, wayOut);
            free = false;
        }
    }

    /// <summary>Which generated members hide inherited ones, the generated ones of base types included.</summary>
    public static HidingModel Hiding(INamedTypeSymbol type, string load, string unload)
    {
        bool hidesLoad = false;
        bool hidesUnload = false;
        bool hidesStages = false;
        for (INamedTypeSymbol? each = type.BaseType; each is not null; each = each.BaseType)
        {
            bool hasPipeline = LoadsOf(each).Contains(load);
            hidesLoad |= hasPipeline || each.GetMembers(load).Any(IsInherited);
            hidesStages |= hasPipeline || each.GetMembers(GeneratedNames.StagesOf(load)).Any(IsInherited);
            hidesUnload |= LoadsOf(each).Any(inherited => UnloadOf(each, inherited) == unload) || each.GetMembers(unload).Any(IsInherited);
        }
        return new HidingModel(hidesLoad, hidesUnload, hidesStages);
    }

    private static bool IsInherited(ISymbol member) => member.DeclaredAccessibility != Accessibility.Private && !GeneratedMembers.Is(member);

    /// <summary>The loads that the generator writes into a type of this compilation.</summary>
    private static IEnumerable<string> LoadsOf(INamedTypeSymbol type) => type.DeclaringSyntaxReferences.IsEmpty
        ? []
        : type.GetMembers().OfType<IMethodSymbol>().SelectMany(StageAttributes.Of).Select(attribute => new StageArguments(attribute).Pipeline);
}
