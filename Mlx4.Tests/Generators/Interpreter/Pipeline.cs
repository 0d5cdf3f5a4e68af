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

    /// <summary>An array of objects with the stage's nested pipeline.</summary>
    Nested,
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

/// <summary>A stage's cleanup.</summary>
/// <param name="Form">How the method ends.</param>
/// <param name="Yields">Whether an asynchronous one gives up its thread first.</param>
/// <param name="TakesToken">Whether it has a parameter for a token.</param>
/// <param name="Transient">Whether it runs when the load ends.</param>
/// <param name="At">The number of the stage before whose cleanup it runs.</param>
internal sealed record Cleanup(Form Form = Form.Plain, bool Yields = false, bool TakesToken = false, bool Transient = false, int? At = null);

/// <summary>A stage.</summary>
/// <param name="Number">Its number in the pipeline, by which it is named and ordered; numbers may be missing.</param>
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

    /// <summary>Whether the stage has a parameter for the token, which it hands on to its nested pipeline.</summary>
    public bool TakesToken { get; init; }

    public Condition? When { get; init; }

    public Loop? ForEach { get; init; }

    public Cleanup? Cleanup { get; init; } = new();

    public Restart? Restart { get; init; }

    /// <summary>The pipeline of the object that the stage loads and its cleanup unloads.</summary>
    public Pipeline? Nested { get; init; }

    public string Method => $"S{Number}";

    public string Name => DisplayName ?? Method;

    public bool IsTransient => Cleanup is { Transient: true };
}

/// <summary>The stages of a type, and the hooks that it implements.</summary>
/// <param name="Error">The error type; none if no stage returns any.</param>
/// <param name="Stages">The stages in order.</param>
/// <param name="Observes">Whether it implements <c>OnStageEvent</c>.</param>
/// <param name="Refuses">Whether it implements <c>OnStageStarting</c>.</param>
internal sealed record Pipeline(ErrorType? Error, ImmutableArray<Stage> Stages, bool Observes = false, bool Refuses = false)
{
    /// <summary>Whether its load is asynchronous.</summary>
    public bool IsAsync => Stages.Any(stage => stage.Form != Form.Plain || stage.Cleanup is { Form: not Form.Plain });

    /// <summary>Whether its load takes the parameter that conditions look at.</summary>
    public bool TakesFlag => Stages.Any(stage => stage.When is { Kind: ConditionKind.Parameter });

    /// <summary>The pipeline and all within it.</summary>
    public IEnumerable<Pipeline> SelfAndNested() =>
        Stages.Where(stage => stage.Nested is not null).SelectMany(stage => stage.Nested!.SelfAndNested()).Prepend(this);

    /// <summary>How many pipelines are nested in each other, this one included.</summary>
    public int Depth => 1 + Stages.Max(stage => stage.Nested?.Depth ?? 0);
}
