using System.Collections.Immutable;

namespace Mlx4.Tests.Generators.Interpreter;

/// <summary>What a stage's method returns, apart from the task that it may come in.</summary>
internal enum Returns
{
    Nothing,
    Error,
    Result,
}

/// <summary>How a method ends.</summary>
internal enum Form
{
    Plain,
    Task,
    ValueTask,
}

/// <summary>What a stage's <c>When</c> names.</summary>
internal enum ConditionKind
{
    /// <summary>A field, which the act <see cref="ActKind.Flip"/> changes.</summary>
    Field,
    Property,
    Method,

    /// <summary>The parameter <c>flag</c> of the load.</summary>
    Parameter,
}

/// <summary>What a stage's <c>ForEach</c> names.</summary>
internal enum LoopKind
{
    /// <summary>An <c>int</c> field, which the act <see cref="ActKind.Flip"/> changes.</summary>
    CountField,

    /// <summary>An <c>int</c> property; the plan can change what it says.</summary>
    CountProperty,

    /// <summary>An array field, which the act <see cref="ActKind.Flip"/> replaces by one of another length.</summary>
    Array,

    /// <summary>An object with a count and an indexer, both of which can throw.</summary>
    List,

    /// <summary>The objects with the stage's nested pipeline.</summary>
    Nested,
}

/// <summary>How a stage loads an object of another type.</summary>
internal enum NestedBy
{
    /// <summary>The stage is a method, which calls the load.</summary>
    Method,

    /// <summary>The stage is the field that holds the object, or an array of them.</summary>
    Field,

    /// <summary>The stage is the property that holds the object, or a list of them.</summary>
    Property,
}

/// <summary>A stage's condition.</summary>
/// <param name="Kind">What it names.</param>
/// <param name="Holds">What a field says at first, and the others as long as the plan says nothing else.</param>
internal sealed record Condition(ConditionKind Kind, bool Holds = true);

/// <summary>A stage's loop.</summary>
/// <param name="Kind">What it goes over.</param>
/// <param name="Items">The number of items.</param>
/// <param name="FlippedItems">The number of items after a flip, for the kinds that know one.</param>
internal sealed record Loop(LoopKind Kind, int Items, int FlippedItems = 0);

/// <summary>A stage's restart.</summary>
/// <param name="On">The error.</param>
/// <param name="From">The number of the stage.</param>
/// <param name="Max">How often.</param>
internal sealed record Restart(long On, int From, int Max = 1);

/// <summary>What a stage loads and its cleanup unloads.</summary>
/// <param name="Host">The type of the object.</param>
/// <param name="Index">Which of its pipelines.</param>
/// <param name="By">How.</param>
internal sealed record Nested(Host Host, int Index = 0, NestedBy By = NestedBy.Method)
{
    public Pipeline Pipeline => Host.Pipelines[Index];
}

/// <summary>A stage's cleanup.</summary>
/// <param name="Form">How the method ends.</param>
/// <param name="Yields">Whether an asynchronous one gives up its thread first.</param>
/// <param name="TakesToken">Whether it has a parameter for a token.</param>
/// <param name="Transient">Whether it runs when the load ends.</param>
/// <param name="At">The number of the stage before whose cleanup it runs.</param>
internal sealed record Cleanup(Form Form = Form.Plain, bool Yields = false, bool TakesToken = false, bool Transient = false, int? At = null)
{
    /// <summary>The parameters that it has of its own.</summary>
    public ImmutableArray<Parameter> Takes { get; init; } = [];
}

/// <summary>A stage.</summary>
/// <param name="Number">Its number in its type, by which it is named and ordered; numbers may be missing.</param>
internal sealed record Stage(int Number)
{
    /// <summary>The display name, if it is not the method's.</summary>
    public string? DisplayName { get; init; }

    public Returns Returns { get; init; } = Returns.Error;

    /// <summary>The part of itself that a stage that makes its own <c>InitResult</c> names.</summary>
    public string? Part { get; init; }

    public Form Form { get; init; }

    /// <summary>Whether an asynchronous stage gives up its thread first.</summary>
    public bool Yields { get; init; }

    /// <summary>The parameters that it has of its own.</summary>
    public ImmutableArray<Parameter> Takes { get; init; } = [];

    /// <summary>Whether the stage has a parameter for the token, which it hands on to its nested pipeline.</summary>
    public bool TakesToken { get; init; }

    public Condition? When { get; init; }

    public Loop? ForEach { get; init; }

    public Cleanup? Cleanup { get; init; } = new();

    public Restart? Restart { get; init; }

    /// <summary>Whether its failure is let go.</summary>
    public bool Optional { get; init; }

    public Nested? Nested { get; init; }

    /// <summary>Whether the stage is a field or property, with no method of its own.</summary>
    public bool IsMember => Nested is { By: not NestedBy.Method };

    /// <summary>The name of the method, or of the field or property.</summary>
    public string Method => $"S{Number}";

    public string Name => DisplayName ?? Method;

    public bool IsTransient => Cleanup is { Transient: true };

    /// <summary>The parameters that its cleanup adds to the pipeline's.</summary>
    public IEnumerable<Parameter> CleanupParameters => Cleanup is null ? [] : Cleanup.Takes.Union(Nested?.Pipeline.UnloadParameters ?? []);
}
