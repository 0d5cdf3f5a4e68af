using Mlx4.Runtime;

namespace Mlx4.Tests.Generators.Interpreter;

/// <summary>
/// What the user's members of a pipeline's type do, which <see cref="PipelineSource"/> writes in C#: the stages, cleanups, conditions
/// and loops of one object. When they are called is not known here.
/// </summary>
internal abstract class StageBodies : PipelineHost
{
    private readonly Dictionary<Stage, bool> _fields;
    private readonly Dictionary<Stage, int> _lengths;
    private readonly Dictionary<Stage, ReferenceObject[]> _nested;
    private bool _isFlipped;

    protected StageBodies(Pipeline pipeline, Probe probe, string name)
        : base(probe, name)
    {
        Pipeline = pipeline;
        _fields = pipeline.Stages.Where(stage => stage.When is not null).ToDictionary(stage => stage, stage => stage.When!.Holds);
        _lengths = pipeline.Stages.Where(stage => stage.ForEach is not null).ToDictionary(stage => stage, stage => stage.ForEach!.Items);
        _nested = pipeline.Stages.Where(stage => stage.Nested is not null).ToDictionary(stage => stage, stage => stage.ForEach is null
            ? [new ReferenceObject(stage.Nested!, probe, $"{name}/{stage.Method}")]
            : Enumerable.Range(0, stage.ForEach.Items).Select(item => new ReferenceObject(stage.Nested!, probe, $"{name}/{stage.Method}[{item}]")).ToArray());
    }

    protected Pipeline Pipeline { get; }

    public override void Flip()
    {
        _isFlipped = !_isFlipped;
        foreach (Stage stage in _fields.Keys)
        {
            _fields[stage] = !_fields[stage];
        }
        foreach (Stage stage in _lengths.Keys)
        {
            _lengths[stage] = _isFlipped ? stage.ForEach!.FlippedItems : stage.ForEach!.Items;
        }
    }

    protected bool IsWanted(Stage stage, bool flag) => stage.When?.Kind switch
    {
        null => true,
        ConditionKind.Field => _fields[stage],
        ConditionKind.Parameter => flag,
        _ => Holds($"C{stage.Number}", stage.When.Holds),
    };

    protected int CountItems(Stage stage) => stage.ForEach?.Kind switch
    {
        null => 1,
        LoopKind.Nested => stage.ForEach.Items,
        LoopKind.CountField or LoopKind.Array => _lengths[stage],
        _ => Count($"N{stage.Number}", stage.ForEach.Items),
    };

    /// <summary>Calls the stage's method.</summary>
    /// <returns>The error, and the part of the stage that failed.</returns>
    protected InitResult<long> Run(Stage stage, int item, CancellationToken token)
    {
        ReadItem(stage, item);
        CancellationToken? handedOn = stage.TakesToken ? token : null;
        if (stage.Returns == Returns.Nothing)
        {
            VoidWork(Label("S", stage, item), handedOn);
        }
        else if (Work(Label("S", stage, item), handedOn) is not 0 and long error)
        {
            return new InitResult<long>(error, stage.Part);
        }
        if (stage.Nested is null)
        {
            return default;
        }
        InitResult<long> result = Nested(stage, item).LoadOne(Probe.Flag, handedOn ?? CancellationToken.None);
        return stage.Returns == Returns.Result ? result : new InitResult<long>(result.Error);
    }

    /// <summary>Calls the stage's cleanup.</summary>
    protected void Clean(Stage stage, int item)
    {
        ReadItem(stage, item);
        Undo(Label("U", stage, item), stage.Cleanup!.TakesToken ? CancellationToken.None : null); // C6
        if (stage.Nested is not null)
        {
            Nested(stage, item).UnloadOne();
        }
    }

    /// <summary>An item is read for each call anew: B17.</summary>
    private void ReadItem(Stage stage, int item)
    {
        if (stage.ForEach is { Kind: LoopKind.List })
        {
            Item($"N{stage.Number}", item);
        }
        else if (stage.ForEach is { Kind: LoopKind.Array })
        {
            _ = (new string[_lengths[stage]])[item]; // Throws as the array does, if it has become too short.
        }
    }

    private ReferenceObject Nested(Stage stage, int item) => _nested[stage][stage.ForEach is null ? 0 : item];

    private static string Label(string kind, Stage stage, int item) => $"{kind}{stage.Number}{(stage.ForEach is null ? "" : $"[{item}]")}";
}
