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
                reporter.OnName(DiagnosticDescriptors.StageNotSupported, stage.Symbol, stage.DisplayName, $"no method can have {unnameable}");
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
    public bool CanBeDeclared(PipelineModel model) => new[] { Text(model.Load), Text(model.Unload), GeneratedNames.StagesOf(model.Name) }.All(name =>
        type.Name != name
        && type.TypeParameters.All(parameter => parameter.Name != name)
        && type.GetMembers(name).All(member => GeneratedMembers.Is(member) || UserMethods.IsForUs(member)));

    private static string Text(MethodModel method) => method.Name.TrimStart('@');

    /// <summary>Checks that stages belong to every pipeline that the type names.</summary>
    public static void CheckNamed(INamedTypeSymbol type, IReadOnlyCollection<string> pipelines, Reporter reporter)
    {
        foreach (AttributeData attribute in type.GetAttributes())
        {
            if (StageAttributes.Is(attribute.AttributeClass, "InitPipelineAttribute")
                && attribute.ConstructorArguments is [{ Value: string name }]
                && !pipelines.Contains(name))
            {
                string? closest = Spelling.Closest(name, pipelines);
                reporter.OnAttribute(DiagnosticDescriptors.EmptyPipeline, attribute.ApplicationSyntaxReference, type.Name, name, closest is null
                    ? $"remove the attribute, or set Pipeline = \"{name}\" on its stages"
                    : $"did you mean '{closest}'?");
            }
        }
    }

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

    /// <summary>The name of an asynchronous load or unload.</summary>
    public static string AsyncOf(string name) => name.EndsWith("Async", StringComparison.Ordinal) ? name : name + "Async";

    /// <summary>Checks that nothing of the user's stands where a generated member has to.</summary>
    /// <returns>Whether all names are free.</returns>
    public static bool Check(INamedTypeSymbol type, string pipeline, string load, string unload, Reporter reporter)
    {
        bool free = true;
        foreach (string name in new[] { load, unload }.Concat(GeneratedNames.OthersOf(pipeline)))
        {
            if (type.Name == name)
            {
                Report(type, name, "a type cannot have a member of its own name: rename it");
            }
            foreach (ISymbol member in Named(type, name))
            {
                if (!GeneratedMembers.Is(member) && !((name == load || name == unload) && UserMethods.IsForUs(member)))
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

    private static IEnumerable<ISymbol> Named(INamedTypeSymbol type, string name) =>
        type.TypeParameters.IsEmpty ? type.GetMembers(name) : type.GetMembers(name).Concat(type.TypeParameters.Where(parameter => parameter.Name == name));
}
