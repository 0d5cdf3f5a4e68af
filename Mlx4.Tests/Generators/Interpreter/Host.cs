using System.Collections.Immutable;

namespace Mlx4.Tests.Generators.Interpreter;

/// <summary>What a type with pipelines is.</summary>
internal enum HostKind
{
    Class,
    Record,
    Struct,
    RecordStruct,
}

/// <summary>Where and how a type is declared.</summary>
[Flags]
internal enum Placement
{
    Plain = 0,

    /// <summary>In a namespace.</summary>
    Namespace = 1,

    /// <summary>In another type.</summary>
    Nested = 2,

    /// <summary>In a generic type.</summary>
    NestedInGeneric = 4,

    /// <summary>With a type parameter of its own.</summary>
    Generic = 8,

    /// <summary>In several parts.</summary>
    Spread = 16,
}

/// <summary>A type with pipelines, and the hooks that it implements. The numbers of its stages are different in all of its pipelines.</summary>
/// <param name="Pipelines">The pipelines.</param>
/// <param name="Observes">Whether it implements <c>OnStageEvent</c>.</param>
/// <param name="Refuses">Whether it implements <c>OnStageStarting</c>, for all of its error types.</param>
internal sealed record Host(ImmutableArray<Pipeline> Pipelines, bool Observes = false, bool Refuses = false)
{
    public HostKind Kind { get; init; }

    public Placement Placement { get; init; }

    public bool IsStruct => Kind is HostKind.Struct or HostKind.RecordStruct;

    public bool IsRecord => Kind is HostKind.Record or HostKind.RecordStruct;

    /// <summary>The stages of all its pipelines.</summary>
    public IEnumerable<Stage> Stages => Pipelines.SelectMany(pipeline => pipeline.Stages);

    /// <summary>The objects that its stages load.</summary>
    public IEnumerable<Nested> Nested => Stages.Select(stage => stage.Nested).OfType<Nested>();

    /// <summary>Its error types, each once.</summary>
    public IEnumerable<ErrorType> Errors => Pipelines.Select(pipeline => pipeline.Error).OfType<ErrorType>().Distinct();

    /// <summary>Whether its parameter <c>tag</c> is of its type parameter: that has to be so in all that it nests.</summary>
    public bool HasGenericTag => Placement.HasFlag(Placement.Generic)
        && Nested.All(nested => nested.Host.HasGenericTag || !nested.Host.Pipelines.Any(pipeline => pipeline.LoadParameters.Contains(Parameter.Tag)));

    /// <summary>The type and all within it.</summary>
    public IEnumerable<Host> SelfAndNested() => Nested.SelectMany(nested => nested.Host.SelfAndNested()).Prepend(this);
}
