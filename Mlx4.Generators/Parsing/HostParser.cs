using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Mlx4.Generators.Model;

namespace Mlx4.Generators.Parsing;

/// <summary>Reads all pipelines of a type. Used by the generator, which wants the models, and by the analyzer, which wants what is wrong.</summary>
internal static class HostParser
{
    /// <summary>Reads all pipelines of a type.</summary>
    /// <param name="type">The type.</param>
    /// <param name="compilation">The compilation that the type belongs to.</param>
    /// <param name="report">Takes what is wrong, if anybody wants to know.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>A model for each pipeline that can be written, by name.</returns>
    public static ImmutableArray<PipelineModel> Parse(
        INamedTypeSymbol type, Compilation compilation, Action<Diagnostic>? report, CancellationToken cancellation)
    {
        Dictionary<string, List<Stage>> pipelines = StagesByPipeline(type, cancellation);
        Reporter reporter = new(report);
        PipelineNames.CheckNamed(type, pipelines.Keys, reporter);
        if (pipelines.Count == 0)
        {
            return ImmutableArray<PipelineModel>.Empty;
        }

        ISymbol first = pipelines.Values.SelectMany(stages => stages).Select(stage => stage.Symbol).First();
        if (!IsReopenable(type, first, reporter))
        {
            return ImmutableArray<PipelineModel>.Empty;
        }
        string? noHost = WhyNoHost(type);
        if (noHost is not null)
        {
            reporter.OnName(DiagnosticDescriptors.StageNotSupported, first, first.Name, noHost);
            if (!CanDeclareIn(type))
            {
                return ImmutableArray<PipelineModel>.Empty;
            }
        }

        HostModel host = ModelOf(type);
        HookDeclarations hooks = new(type, reporter);
        bool broken = noHost is not null || hooks.AreInConflict;
        ImmutableArray<PipelineModel>.Builder models = ImmutableArray.CreateBuilder<PipelineModel>(pipelines.Count);
        PipelineNames names = new(type, reporter);
        foreach (KeyValuePair<string, List<Stage>> pipeline in pipelines.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (!names.AreValid(pipeline.Key, pipeline.Value))
            {
                continue;
            }
            PipelineModel model = new PipelineParser(type, compilation, reporter, pipeline.Key, pipeline.Value, NoTypes, cancellation).Parse(host, hooks);
            if (names.CanBeDeclared(model))
            {
                models.Add(broken ? model with { Broken = true } : model);
                host = host with { LayoutIsStated = true }; // In this file.
            }
        }
        return models.ToImmutable();
    }

    /// <summary>What a stage has to know of the pipelines of a type to nest them; nothing of those that cannot be written.</summary>
    /// <param name="type">The type.</param>
    /// <param name="compilation">The compilation that it belongs to.</param>
    /// <param name="visiting">The types whose pipelines are being read already.</param>
    /// <param name="cancellation">Stops it.</param>
    public static IEnumerable<PipelineSignature> Signatures(
        INamedTypeSymbol type, Compilation compilation, ImmutableHashSet<ISymbol> visiting, CancellationToken cancellation)
    {
        foreach (PipelineParser parser in Parsers(type, compilation, visiting, cancellation))
        {
            yield return parser.ParseSignature();
        }
    }

    /// <summary>What reads the pipelines of a type, by name, without a word of what is wrong; nothing if the type cannot have any.</summary>
    private static IEnumerable<PipelineParser> Parsers(
        INamedTypeSymbol type, Compilation compilation, ImmutableHashSet<ISymbol> visiting, CancellationToken cancellation)
    {
        Reporter nobody = new(null);
        Dictionary<string, List<Stage>> pipelines = StagesByPipeline(type, cancellation);
        ISymbol? first = pipelines.Values.SelectMany(stages => stages).Select(stage => stage.Symbol).FirstOrDefault();
        if (first is null || !IsReopenable(type, first, nobody) || WhyNoHost(type) is not null)
        {
            yield break;
        }
        PipelineNames names = new(type, nobody);
        foreach (KeyValuePair<string, List<Stage>> pipeline in pipelines.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (names.AreValid(pipeline.Key, pipeline.Value))
            {
                yield return new PipelineParser(type, compilation, nobody, pipeline.Key, pipeline.Value, visiting, cancellation);
            }
        }
    }

    /// <summary>The pipelines of a type with their symbols, by name; those in error are left out.</summary>
    /// <param name="type">The type.</param>
    /// <param name="compilation">The compilation that it belongs to.</param>
    /// <param name="cancellation">Stops it.</param>
    public static ImmutableArray<BoundPipeline> Bind(INamedTypeSymbol type, Compilation compilation, CancellationToken cancellation)
    {
        ImmutableArray<BoundPipeline>.Builder bound = ImmutableArray.CreateBuilder<BoundPipeline>();
        foreach (PipelineParser parser in Parsers(type, compilation, NoTypes, cancellation))
        {
            if (parser.Bind() is BoundPipeline pipeline)
            {
                bound.Add(pipeline);
            }
        }
        return bound.ToImmutable();
    }

    /// <summary>Whether a type has stages.</summary>
    public static bool HasStages(INamedTypeSymbol type) => type.GetMembers().Any(StageAttributes.AreOn);

    private static readonly ImmutableHashSet<ISymbol> NoTypes = ImmutableHashSet.Create<ISymbol>(SymbolEqualityComparer.Default);

    /// <summary>Enough for the pipelines of most types.</summary>
    private const int UsualStages = 16;

    /// <summary>The stages that a type declares, by the name of the load.</summary>
    private static Dictionary<string, List<Stage>> StagesByPipeline(INamedTypeSymbol type, CancellationToken cancellation)
    {
        Dictionary<string, List<Stage>> pipelines = new(StringComparer.Ordinal);
        StageReader reader = new();
        foreach (ISymbol member in type.GetMembers())
        {
            cancellation.ThrowIfCancellationRequested();
            if (member is not (IMethodSymbol { MethodKind: not (MethodKind.Constructor or MethodKind.StaticConstructor) }
                or IFieldSymbol { IsImplicitlyDeclared: false } or IPropertySymbol { IsIndexer: false }))
            {
                continue;
            }
            foreach (StageArguments arguments in reader.Read(member))
            {
                if (!pipelines.TryGetValue(arguments.Pipeline, out List<Stage>? stages))
                {
                    pipelines.Add(arguments.Pipeline, stages = new List<Stage>(UsualStages));
                }
                stages.Add(new Stage(member, arguments));
            }
        }
        return pipelines;
    }

    private static bool IsReopenable(INamedTypeSymbol type, ISymbol stage, Reporter reporter)
    {
        bool reopenable = true;
        for (INamedTypeSymbol? each = type; each is not null; each = each.ContainingType)
        {
            if (!each.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax() is TypeDeclarationSyntax declaration
                && declaration.Modifiers.Any(modifier => modifier.ValueText == "partial")))
            {
                reporter.OnName(DiagnosticDescriptors.TypeNotPartial, each, each.Name, stage.Name);
                reopenable = false;
            }
        }
        return reopenable;
    }

    /// <summary>Whether a load that only throws can stand in a type that cannot have a real one, so that its callers compile.</summary>
    private static bool CanDeclareIn(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? each = type; each is not null; each = each.ContainingType)
        {
            if (each.IsFileLocal)
            {
                return false;
            }
        }
        return type.TypeKind is TypeKind.Class or TypeKind.Struct;
    }

    private static string? WhyNoHost(INamedTypeSymbol type)
    {
        if (type.TypeKind is not (TypeKind.Class or TypeKind.Struct))
        {
            return $"'{type.Name}' is neither a class nor a structure";
        }
        if (type.IsStatic)
        {
            return $"'{type.Name}' is a static class, and what has been loaded is remembered in an instance: remove static";
        }
        if (type.IsRefLikeType || type.IsReadOnly)
        {
            return $"'{type.Name}' is a {(type.IsReadOnly ? "readonly" : "ref")} structure, which cannot remember what has been loaded: use a class";
        }
        for (INamedTypeSymbol? each = type; each is not null; each = each.ContainingType)
        {
            if (each.IsFileLocal)
            {
                return $"'{each.Name}' is local to its file, and the load is written into another one: remove the modifier file";
            }
        }
        return StatedLayout(type) is int layout && layout != AutoLayout
            ? $"'{type.Name}' states a {(layout == 0 ? "sequential" : "explicit")} layout, and the load adds fields to it: use LayoutKind.Auto or a class"
            : null;
    }

    /// <summary>The value of <c>LayoutKind.Auto</c>.</summary>
    private const int AutoLayout = 3;

    private static int? StatedLayout(INamedTypeSymbol type)
    {
        AttributeData? layout = type.TypeKind == TypeKind.Struct
            ? type.GetAttributes().FirstOrDefault(attribute => attribute.AttributeClass?.ToDisplayString() == WellKnownNames.StructLayoutAttribute)
            : null;
        return layout?.ConstructorArguments is [{ Value: not null } kind] ? Convert.ToInt32(kind.Value, System.Globalization.CultureInfo.InvariantCulture) : null;
    }

    private static HostModel ModelOf(INamedTypeSymbol type)
    {
        Stack<TypeDeclaration> declarations = new();
        for (INamedTypeSymbol? each = type; each is not null; each = each.ContainingType)
        {
            declarations.Push(new TypeDeclaration(
                Keywords(each),
                Names.Escape(each.Name),
                each.TypeParameters.IsEmpty ? "" : $"<{string.Join(", ", each.TypeParameters.Select(parameter => Names.Escape(parameter.Name)))}>"));
        }
        return new HostModel(
            type.ContainingNamespace.ToDisplayString(Names.NamespaceFormat),
            declarations.ToEquatableArray(),
            type.TypeKind == TypeKind.Struct,
            type.IsRecord,
            StatedLayout(type) is not null);
    }

    private static string Keywords(INamedTypeSymbol type) => (type.TypeKind, type.IsRecord) switch
    {
        (TypeKind.Interface, _) => "interface",
        (TypeKind.Struct, true) => "record struct",
        (TypeKind.Struct, false) => "struct",
        (_, true) => "record",
        _ => "class",
    };
}
