using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Mlx4.Generators.Emit;
using Mlx4.Generators.Model;
using Mlx4.Generators.Parsing;

namespace Mlx4.Generators.Analysis.Paths;

/// <summary>A pipeline, with the paths of its stages and cleanups.</summary>
internal sealed class FlowPipeline
{
    private readonly EquatableArray<StageModel> _models;

    /// <summary>Takes the stages as the parser bound them.</summary>
    public FlowPipeline(FlowHost host, BoundPipeline bound, MemberLookup members)
    {
        Name = bound.Name;
        Load = bound.Load;
        Unload = bound.Unload;
        _models = bound.Models;
        Stages = bound.Stages.Select((stage, index) => new FlowStage(host, this, stage, bound.Models[index], index, members)).ToImmutableArray();
    }

    public string Name { get; }

    /// <summary>The load's name as code calls it.</summary>
    public string Load { get; }

    /// <summary>The unload's name as code calls it.</summary>
    public string Unload { get; }

    /// <summary>The stages, in order.</summary>
    public ImmutableArray<FlowStage> Stages { get; }

    /// <summary>The stages with a cleanup, in the order in which they are undone.</summary>
    public ImmutableArray<FlowStage> Undone => new Ladder(_models).Rungs.Select(rung => Stages[rung]).Where(stage => stage.Cleanup is not null).ToImmutableArray();
}

/// <summary>A stage, with its paths and those of its cleanup.</summary>
internal sealed class FlowStage
{
    private readonly FlowHost _host;
    private readonly StageModel _model;

    public FlowStage(FlowHost host, FlowPipeline pipeline, Stage stage, StageModel model, int index, MemberLookup members)
    {
        _host = host;
        _model = model;
        Pipeline = pipeline;
        Declaration = stage;
        Index = index;
        When = stage.Arguments.When is string condition ? members.Value(condition) ?? members.Methods(condition).FirstOrDefault() : null;
        Source = stage.Arguments.ForEach is string source ? members.Value(source) : null;
        Item = stage.IsLoop ? ItemOf(stage, Source) : null;
    }

    public FlowPipeline Pipeline { get; }

    /// <summary>The stage as it is declared.</summary>
    public Stage Declaration { get; }

    /// <summary>Its place in the pipeline.</summary>
    public int Index { get; }

    public string Name => Declaration.DisplayName;

    /// <summary>The method; none for a member that has a pipeline of its own.</summary>
    public IMethodSymbol? Method => Declaration.Method;

    /// <summary>The method that undoes it.</summary>
    public IMethodSymbol? Cleanup => Declaration.Cleanup?.Method;

    /// <summary>The member that the condition names; none for a parameter or no condition.</summary>
    public ISymbol? When { get; }

    /// <summary>What the stage loops over.</summary>
    public ISymbol? Source { get; }

    /// <summary>The item of the loop, the same in the stage and in its cleanup.</summary>
    public Value? Item { get; }

    /// <summary>Whether it is undone when the load ends.</summary>
    public bool IsTransient => _model.Transient;

    /// <summary>Whether the load comes by a stage again when this one restarts.</summary>
    public bool Repeats(FlowStage stage) => _model.Restart is RestartModel restart && restart.From <= stage.Index && stage.Index <= Index;

    /// <summary>Whether the load, when it comes by a stage again, finds that it has not been undone.</summary>
    public bool Keeps(FlowStage stage) => _model.Restart is RestartModel restart && restart.Keeps(Index, stage.Index, stage._model.CleanupPlace);

    /// <summary>The paths of the stage.</summary>
    public Exploration Paths => Method is null ? Exploration.Empty : _host.Explore(Method, Item);

    /// <summary>The paths of its cleanup.</summary>
    public Exploration CleanupPaths => Cleanup is null ? Exploration.Empty : _host.Explore(Cleanup, Item);

    private static Value ItemOf(Stage stage, ISymbol? source) =>
        source is null || stage.ItemType?.SpecialType == SpecialType.System_Int32 && stage.ForEach?.CountMember is null
            ? ItemIndexValue.Instance
            : new HeldValue(Place.ElementOf(new HeldValue(Place.Of(source.IsStatic ? new TypeValue(source.ContainingType) : ThisValue.Instance, source)), ItemIndexValue.Instance));
}
