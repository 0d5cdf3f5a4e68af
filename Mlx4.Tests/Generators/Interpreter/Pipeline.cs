using System.Collections.Immutable;

namespace Mlx4.Tests.Generators.Interpreter;

/// <summary>How the user declares a load or unload that the generator implements.</summary>
/// <param name="Accessibility">Its accessibility.</param>
/// <param name="IsReversed">Whether the parameters are in reverse order, the token included.</param>
internal sealed record Declaration(string Accessibility, bool IsReversed);

/// <summary>What a pipeline is called.</summary>
/// <param name="Load">Its load, and the pipeline itself.</param>
/// <param name="Unload">Its unload.</param>
internal sealed record PipelineName(string Load, string Unload)
{
    public static PipelineName One { get; } = new("LoadOne", "UnloadOne");

    public static ImmutableArray<PipelineName> All { get; } = [One, new("LoadPort", "UnloadPort"), new("Attach", "UnloadAttach"), new("Open", "Close")];

    /// <summary>Whether the unload's name is not the one that follows from the load's.</summary>
    public bool IsStated => Load == "Open";
}

/// <summary>A pipeline of a type.</summary>
/// <param name="Error">The error type; none if no stage returns any.</param>
/// <param name="Stages">The stages in order.</param>
internal sealed record Pipeline(ErrorType? Error, ImmutableArray<Stage> Stages)
{
    public PipelineName Name { get; init; } = PipelineName.One;

    /// <summary>The user's declaration of the load.</summary>
    public Declaration? Load { get; init; }

    /// <summary>The user's declaration of the unload.</summary>
    public Declaration? Unload { get; init; }

    /// <summary>Whether its load is asynchronous.</summary>
    public bool IsAsync => Stages.Any(stage => stage.Form != Form.Plain || stage.Cleanup is { Form: not Form.Plain });

    /// <summary>The parameters of the load in order, but for the token: those of the stages, then those of the cleanups.</summary>
    public IEnumerable<Parameter> LoadParameters => Order(Load, Stages.SelectMany(ParametersOf)
        .Concat(Stages.SelectMany(stage => stage.CleanupParameters))
        .Concat(Load is not null && Stages.Any(stage => stage.When is { Kind: ConditionKind.Parameter }) ? [Parameter.Flag] : []));

    /// <summary>The parameters of the unload in order: those of the cleanups that it runs.</summary>
    public IEnumerable<Parameter> UnloadParameters => Order(Unload, Stages.Where(stage => !stage.IsTransient).SelectMany(stage => stage.CleanupParameters));

    /// <summary>How many pipelines are nested in each other, this one included.</summary>
    public int Depth => 1 + Stages.Max(stage => stage.Nested?.Pipeline.Depth ?? 0);

    /// <summary>The parameters that a stage adds to the load's. One for a condition is only there if the user's own declaration has none.</summary>
    public IEnumerable<Parameter> ParametersOf(Stage stage) =>
        (Load is null && !stage.IsMember && stage.When is { Kind: ConditionKind.Parameter } ? new[] { Parameter.Flag } : [])
        .Union(stage.Takes).Union(stage.Nested?.Pipeline.LoadParameters ?? []);

    private static IEnumerable<Parameter> Order(Declaration? declaration, IEnumerable<Parameter> parameters) =>
        declaration is { IsReversed: true } ? parameters.Distinct().Reverse() : parameters.Distinct();
}
