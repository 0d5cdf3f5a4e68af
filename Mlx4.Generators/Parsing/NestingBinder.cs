using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Mlx4.Generators.Model;

namespace Mlx4.Generators.Parsing;

/// <summary>
/// Binds a stage that is a field or property whose type has a pipeline of its own, or a collection of such: the stage is the load of
/// that pipeline, its cleanup is the unload.
/// </summary>
/// <param name="host">The type with the stage.</param>
/// <param name="compilation">The compilation.</param>
/// <param name="loops">Tells what is a collection.</param>
/// <param name="visiting">The other types whose pipelines are being read: none of them can be nested in itself.</param>
/// <param name="cancellation">Stops it.</param>
internal sealed class NestingBinder(
    INamedTypeSymbol host, Compilation compilation, LoopBinder loops, ImmutableHashSet<ISymbol> visiting, CancellationToken cancellation)
{
    /// <summary>The same with the host, once a stage asks.</summary>
    private ImmutableHashSet<ISymbol> Visiting => _visiting ??= visiting.Add(host.OriginalDefinition);

    private ImmutableHashSet<ISymbol>? _visiting;

    /// <summary>Whether a stage would load a pipeline that is being read already.</summary>
    public bool IsCircular { get; private set; }

    /// <summary>Binds a stage of a pipeline.</summary>
    /// <returns>What is wrong, if anything.</returns>
    public string? Bind(Stage stage, string pipeline)
    {
        ITypeSymbol type = stage.Symbol is IFieldSymbol field ? field.Type : ((IPropertySymbol)stage.Symbol).Type;
        MemberModel member = new(Names.Escape(stage.Symbol.Name), MemberKind.FieldOrProperty, stage.Symbol.IsStatic);
        ITypeSymbol? item = HasPipelines(type) ? null : loops.ItemTypeOf(type);
        ITypeSymbol owner = item ?? type;
        if (stage.Symbol is IPropertySymbol { GetMethod: null })
        {
            return "it cannot be read";
        }
        if (owner is not INamedTypeSymbol named || !HasPipelines(named))
        {
            return $"'{type.ToDisplayString()}' has no pipeline of its own: a field or property is a stage if its type has stages, or if it is a collection of such";
        }
        if (Visiting.Contains(named.OriginalDefinition))
        {
            IsCircular = true;
            return Circular(named);
        }
        // The elements of an array are variables, wherever the array comes from.
        if (named.IsValueType && !(item is null ? stage.Symbol is IFieldSymbol { IsReadOnly: false } : type is IArrayTypeSymbol))
        {
            return $"'{named.Name}' is a structure, and what would be loaded here is a copy of it: use a class, or a field that is not readonly";
        }
        if (stage.Arguments.ForEach is not null)
        {
            return "it is not a method that takes an item: remove ForEach, a collection is looped over as it is";
        }

        ImmutableArray<PipelineSignature> found = Signatures(named);
        PipelineSignature? nested = found.FirstOrDefault(candidate => candidate.Name == pipeline) ?? (found.Length == 1 ? found[0] : null);
        if (nested is null)
        {
            return found.IsEmpty
                ? $"the pipeline of '{named.Name}' is in error itself"
                : $"'{named.Name}' has several pipelines and none is called '{pipeline}': call one of them from a method, and make that the stage";
        }
        if (nested.IsCircular)
        {
            IsCircular = true;
            return Circular(named);
        }
        if (nested.Confinement is string confinement)
        {
            return $"'{nested.Load}' of '{named.Name}' is {confinement}";
        }

        stage.ItemType = item;
        stage.ForEach = item is null ? null : loops.LoopOver(stage.Symbol, type);
        stage.Returns = nested.Returns;
        MemberModel receiver = member with { MayBeNull = type.NullableAnnotation == NullableAnnotation.Annotated };
        stage.Run = Call(nested.Load, nested.LoadParameters, nested.TokenIsLast);
        stage.Cleanup = Call(nested.Unload, nested.UnloadParameters, tokenIsLast: false);
        return null;

        Callee Call(string name, ImmutableArray<IParameterSymbol> parameters, bool tokenIsLast) => new(
            name, $"{stage.Symbol.Name}.{name}", IsStatic: false, nested.Returns.IsAwaited, receiver, parameters, tokenIsLast, stage.Symbol);
    }

    private static string Circular(INamedTypeSymbol type) => $"the pipeline of '{type.Name}' would load itself again: a pipeline cannot be nested in itself";

    private static bool HasPipelines(ITypeSymbol type) => type is INamedTypeSymbol named
        && named.SelfAndBases().Any(each => each.GetMembers().Any(member => StageAttributes.AreOn(member) || IsTable(member)));

    /// <summary>The pipelines of a type, its own before inherited ones of the same name.</summary>
    private ImmutableArray<PipelineSignature> Signatures(INamedTypeSymbol type)
    {
        ImmutableArray<PipelineSignature>.Builder signatures = ImmutableArray.CreateBuilder<PipelineSignature>();
        foreach (INamedTypeSymbol each in type.SelfAndBases())
        {
            IEnumerable<PipelineSignature> own = each.IsDeclaredIn(compilation)
                ? HostParser.Signatures(each, compilation, Visiting, cancellation)
                : Compiled(each);
            foreach (PipelineSignature signature in own.Where(signature => !signatures.Any(nearer => nearer.Name == signature.Name)))
            {
                signatures.Add(signature);
            }
        }
        return signatures.ToImmutable();
    }

    /// <summary>The pipelines of a type of another assembly, told by the tables of their stages.</summary>
    private IEnumerable<PipelineSignature> Compiled(INamedTypeSymbol type)
    {
        foreach (ISymbol table in type.GetMembers().Where(IsTable))
        {
            string name = table.Name.Substring(0, table.Name.Length - GeneratedNames.StagesOf("").Length);
            string unload = PipelineNames.UnloadOf(type, name);
            IMethodSymbol? load = Method(name) ?? Method(PipelineNames.AsyncOf(name));
            IMethodSymbol? undo = Method(unload) ?? Method(PipelineNames.AsyncOf(unload));
            if (load is not null && undo is not null && StageReturn.Of(load) is StageReturn returns)
            {
                yield return new PipelineSignature(
                    name, load.Name, load.Parameters, TokenIsLast: false, undo.Name, undo.Parameters, returns, compilation.IsSymbolAccessibleWithin(load, host, type) ? null : "not accessible", IsCircular: false);
            }
        }

        IMethodSymbol? Method(string name) => type.GetMembers(name).OfType<IMethodSymbol>().FirstOrDefault(GeneratedMembers.Is);
    }

    private static bool IsTable(ISymbol member) =>
        member is IPropertySymbol { IsStatic: true } && member.Name.EndsWith(GeneratedNames.StagesOf(""), System.StringComparison.Ordinal) && GeneratedMembers.Is(member);
}
