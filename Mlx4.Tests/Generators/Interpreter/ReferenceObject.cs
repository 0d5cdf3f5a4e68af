using Mlx4.Runtime;

namespace Mlx4.Tests.Generators.Interpreter;

/// <summary>
/// The interpreter's object: what the user's members do, which <see cref="HostSource"/> writes in C#, with a
/// <see cref="ReferencePipeline"/> for each pipeline, which knows when they are called.
/// </summary>
internal sealed class ReferenceObject : PipelineObject
{
    private readonly Host _host;
    private readonly Dictionary<int, bool> _fields;
    private readonly Dictionary<int, int> _lengths;
    private readonly Dictionary<int, ReferenceObject[]> _nested;
    private readonly ReferencePipeline[] _pipelines;
    private bool _isFlipped;

    public ReferenceObject(Host host, Probe probe, string name)
        : base(probe, name)
    {
        _host = host;
        _fields = host.Stages.Where(stage => stage.When is not null).ToDictionary(stage => stage.Number, stage => stage.When!.Holds);
        _lengths = host.Stages.Where(stage => stage.ForEach is not null).ToDictionary(stage => stage.Number, stage => stage.ForEach!.Items);
        _nested = host.Stages.Where(stage => stage.Nested is not null).ToDictionary(stage => stage.Number, stage => stage.ForEach is null
            ? [new ReferenceObject(stage.Nested!.Host, probe, $"{name}/{stage.Method}")]
            : Enumerable.Range(0, stage.ForEach.Items).Select(item => new ReferenceObject(stage.Nested!.Host, probe, $"{name}/{stage.Method}[{item}]")).ToArray());
        _pipelines = [.. host.Pipelines.Select(pipeline => new ReferencePipeline(pipeline, this))];
    }

    public bool Observes => _host.Observes;

    public bool Refuses => _host.Refuses;

    public override int PipelineCount => _pipelines.Length;

    public override ValueTask<string> Load(int pipeline, Arguments arguments)
    {
        ErrorType? error = _host.Pipelines[pipeline].Error;
        InitResult<long> result = _pipelines[pipeline].Load(arguments);
        return new ValueTask<string>(error is null ? "done" : result.Succeeded ? "ok" : $"{result.Stage}: {error.Text(result.Error)}");
    }

    public override ValueTask Unload(int pipeline, Arguments arguments)
    {
        _pipelines[pipeline].Unload(arguments);
        return default;
    }

    public override void Flip()
    {
        _isFlipped = !_isFlipped;
        foreach (Stage stage in _host.Stages)
        {
            if (stage.When is not null)
            {
                _fields[stage.Number] = stage.When.Holds != _isFlipped;
            }
            if (stage.ForEach is not null)
            {
                _lengths[stage.Number] = _isFlipped ? stage.ForEach.FlippedItems : stage.ForEach.Items;
            }
        }
    }

    public bool IsWanted(Stage stage, Arguments arguments) => stage.When?.Kind switch
    {
        null => true,
        ConditionKind.Field => _fields[stage.Number],
        ConditionKind.Parameter => arguments.Flag,
        _ => Holds($"C{stage.Number}", stage.When.Holds),
    };

    public int CountItems(Stage stage) => stage.ForEach?.Kind switch
    {
        null => 1,
        LoopKind.Nested => stage.ForEach.Items,
        LoopKind.CountField or LoopKind.Array => _lengths[stage.Number],
        _ => Count($"N{stage.Number}", stage.ForEach.Items),
    };

    /// <summary>Calls the stage's method, or loads what the stage's field or property holds.</summary>
    /// <returns>The error, and the part of the stage that failed.</returns>
    public InitResult<long> Run(Pipeline pipeline, Stage stage, int item, Arguments arguments)
    {
        if (stage.IsMember)
        {
            return Nested(stage, item).Load(arguments);
        }
        ReadItem(stage, item);
        string detail = Detail(arguments, pipeline.ParametersOf(stage), stage.TakesToken);
        if (stage.Returns == Returns.Nothing)
        {
            VoidWork(Label("S", stage, item), detail);
        }
        else if (Work(Label("S", stage, item), detail) is not 0 and long error)
        {
            return new InitResult<long>(error, stage.Part);
        }
        if (stage.Nested is null)
        {
            return default;
        }
        InitResult<long> result = Nested(stage, item).Load(stage.TakesToken ? arguments : arguments with { Token = CancellationToken.None });
        return stage.Returns == Returns.Result ? result : new InitResult<long>(result.Error);
    }

    /// <summary>Calls the stage's cleanup, or unloads what the stage's field or property holds.</summary>
    public void Clean(Stage stage, int item, Arguments arguments)
    {
        if (!stage.IsMember)
        {
            ReadItem(stage, item);
            Undo(Label("U", stage, item), Detail(arguments with { Token = CancellationToken.None }, stage.CleanupParameters, stage.Cleanup!.TakesToken)); // C6
        }
        if (stage.Nested is not null)
        {
            Nested(stage, item).Unload(arguments);
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
            _ = (new string[_lengths[stage.Number]])[item]; // Throws as the array does, if it has become too short.
        }
    }

    private ReferencePipeline Nested(Stage stage, int item) => _nested[stage.Number][stage.ForEach is null ? 0 : item]._pipelines[stage.Nested!.Index];

    private string Detail(Arguments arguments, IEnumerable<Parameter> parameters, bool takesToken)
    {
        HashSet<Parameter> taken = [.. parameters];
        return Detail(
            taken.Contains(Parameter.Flag) ? arguments.Flag : null,
            taken.Contains(Parameter.Tag) ? arguments.Tag : null,
            taken.Contains(Parameter.Size) ? arguments.Size : null,
            takesToken ? arguments.Token : null);
    }

    private static string Label(string kind, Stage stage, int item) => $"{kind}{stage.Number}{(stage.ForEach is null ? "" : $"[{item}]")}";
}
