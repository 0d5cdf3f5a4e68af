namespace Mlx4.Tests.Generators.Interpreter;

/// <summary>
/// Writes the C# of a type with pipelines as its user would, the types of the pipelines within it, and for each a
/// <see cref="PipelineObject"/> that holds an object of it.
/// </summary>
internal sealed class HostSource
{
    private readonly SourceText _text;
    private readonly Host _host;
    private readonly string _name;
    private readonly Hooks _hooks;
    private readonly StageSource _stages;

    private HostSource(SourceText text, Host host, string name, Hooks hooks)
    {
        _text = text;
        _host = host;
        _name = name;
        _hooks = hooks;
        _stages = new StageSource(text, host, name);
    }

    /// <summary>The name of the class that holds an object of a type.</summary>
    public static string ObjectOf(string name) => $"{name}Object";

    /// <summary>Writes a file.</summary>
    /// <param name="host">The type.</param>
    /// <param name="name">Its name.</param>
    /// <param name="hooks">What its hooks do; by default they note and ask.</param>
    public static string Of(Host host, string name, Hooks? hooks = null)
    {
        SourceText text = new();
        text.Line("using System;");
        text.Line("using System.Collections.Generic;");
        text.Line("using System.Threading;");
        text.Line("using System.Threading.Tasks;");
        text.Line("using Mlx4.Runtime;");
        text.Line("using Mlx4.Tests.Generators.Interpreter;");
        Write(text, host, name, hooks ?? Hooks.Notes, null, null);
        return text.ToString();
    }

    /// <summary>A type as it is referred to from anywhere.</summary>
    /// <param name="host">The type.</param>
    /// <param name="name">Its name.</param>
    /// <param name="argument">The argument of its type parameter.</param>
    public static string Reference(Host host, string name, string argument) =>
        (host.Placement.HasFlag(Placement.Namespace) ? $"{name}Space." : "")
        + (host.Placement.HasFlag(Placement.NestedInGeneric) ? $"{name}Outer<int>." : host.Placement.HasFlag(Placement.Nested) ? $"{name}Outer." : "")
        + name + (host.Placement.HasFlag(Placement.Generic) ? $"<{argument}>" : "");

    private static void Write(SourceText text, Host host, string name, Hooks hooks, string? parent, Stage? stage)
    {
        HostSource source = new(text, host, name, hooks);
        text.Line("");
        source.WriteObject(parent, stage);
        text.Line("");
        if (host.Placement.HasFlag(Placement.Namespace))
        {
            text.Block($"namespace {name}Space", source.WritePlaced);
        }
        else
        {
            source.WritePlaced();
        }
        foreach (Stage nesting in host.Stages.Where(each => each.Nested is not null))
        {
            Write(text, nesting.Nested!.Host, StageSource.NestedName(name, nesting), hooks, ObjectOf(name), nesting);
        }
    }

    private void WritePlaced()
    {
        if (_host.Placement.HasFlag(Placement.NestedInGeneric))
        {
            _text.Block($"public partial class {_name}Outer<TOuter>", WriteParts);
        }
        else if (_host.Placement.HasFlag(Placement.Nested))
        {
            _text.Block($"public static partial class {_name}Outer", WriteParts);
        }
        else
        {
            WriteParts();
        }
    }

    /// <summary>The type itself. Its stages do not stand in the order of the pipeline, which does not depend on it.</summary>
    private void WriteParts()
    {
        foreach (Pipeline pipeline in _host.Pipelines.Where(pipeline => pipeline.Name.IsStated))
        {
            _text.Line($"[InitPipeline(\"{pipeline.Name.Load}\", Unload = \"{pipeline.Name.Unload}\")]");
        }
        bool isSpread = _host.Placement.HasFlag(Placement.Spread);
        _text.Block(Head, () =>
        {
            WriteConstructor();
            foreach ((int place, Pipeline pipeline) in _host.Pipelines.Index())
            {
                WriteCalls(place, pipeline);
            }
            WriteHooks();
            WriteStages(stage => !isSpread || stage.Number % 2 == 0);
        });
        if (isSpread)
        {
            _text.Line("");
            _text.Block(Head, () => WriteStages(stage => stage.Number % 2 == 1));
        }
    }

    private string Head => "public partial " + _host.Kind switch
    {
        HostKind.Class => "class",
        HostKind.Record => "record",
        HostKind.Struct => "struct",
        _ => "record struct",
    } + $" {_name}{(_host.Placement.HasFlag(Placement.Generic) ? "<T>" : "")}";

    private void WriteConstructor()
    {
        _text.Line("public PipelineObject Object;");
        _text.Block($"public {_name}({ObjectOf(_name)} holder)", () =>
        {
            _text.Line("Object = holder;");
            foreach (Stage stage in _host.Stages)
            {
                _stages.WriteInitialization(stage);
            }
        });
        _text.Line($"public void Flip() {{ {string.Concat(_host.Stages.Select(StageSource.Flipping))}}}");
    }

    /// <summary>The user's declarations of the load and unload, and what the test calls.</summary>
    private void WriteCalls(int place, Pipeline pipeline)
    {
        string? result = pipeline.Error is null ? null : $"InitResult<{pipeline.Error}>";
        Form form = pipeline.IsAsync ? Form.ValueTask : Form.Plain;
        string suffix = pipeline.IsAsync ? "Async" : "";
        if (pipeline.Load is { } load)
        {
            _text.Line($"{load.Accessibility} partial {Signatures.Returned(form, result)} {pipeline.Name.Load}{suffix}({Signatures.Declared(_host, load, pipeline.LoadParameters, pipeline.IsAsync)});");
        }
        if (pipeline.Unload is { } unload)
        {
            _text.Line($"{unload.Accessibility} partial {Signatures.Returned(form, null)} {pipeline.Name.Unload}{suffix}({Signatures.Declared(_host, unload, pipeline.UnloadParameters, false)});");
        }
        string call = Signatures.Load("", pipeline, Given, "given.Token");
        _text.Line((pipeline.IsAsync, pipeline.Error) switch
        {
            (false, null) => $"public ValueTask<string> Load{place}(Arguments given) {{ {call}; return new ValueTask<string>(\"done\"); }}",
            (false, _) => $"public ValueTask<string> Load{place}(Arguments given) => new ValueTask<string>({call}.ToString());",
            (true, null) => $"public async ValueTask<string> Load{place}(Arguments given) {{ {call}; return \"done\"; }}",
            (true, _) => $"public async ValueTask<string> Load{place}(Arguments given) => ({call}).ToString();",
        });
        string undo = Signatures.Unload("", pipeline, Given);
        _text.Line($"public ValueTask Unload{place}(Arguments given) {(pipeline.IsAsync ? $"=> {undo};" : $"{{ {undo}; return default; }}")}");

        string Given(Parameter parameter) => parameter switch
        {
            Parameter.Flag => "given.Flag",
            Parameter.Tag => _host.HasGenericTag ? "(T)(object)given.Tag" : "given.Tag",
            _ => "given.Size",
        };
    }

    private void WriteHooks()
    {
        if (_host.Observes)
        {
            _text.Line("partial void OnStageEvent(in StageEvent stageEvent) =>");
            _text.Line($"    {_hooks.Event};");
        }
        if (_host.Refuses)
        {
            foreach (ErrorType error in _host.Errors)
            {
                _text.Line($"partial void OnStageStarting(StageInfo stage, ref {error} error) => {_hooks.Starting(error)};");
            }
        }
    }

    private void WriteStages(Func<Stage, bool> isHere)
    {
        foreach (Pipeline pipeline in _host.Pipelines)
        {
            foreach (Stage stage in pipeline.Stages.Reverse().Where(isHere))
            {
                _text.Line("");
                _stages.Write(pipeline, stage);
            }
        }
    }

    /// <summary>The class that holds an object of the type: of its own, or in a member of the object that nests it.</summary>
    private void WriteObject(string? parent, Stage? stage)
    {
        string holder = ObjectOf(_name);
        string type = Reference(_host, _name, "string");
        string reference = _host.IsStruct ? "ref " : "";
        _text.Block($"public sealed class {holder} : PipelineObject", () =>
        {
            if (parent is null)
            {
                _text.Line($"private {type} _value;");
                _text.Line($"public {holder}(Probe probe, string name) : base(probe, name) => _value = new {type}(this);");
                _text.Line($"public {reference}{type} Value => {reference}_value;");
            }
            else
            {
                string member = $"_parent.Value.{StageSource.MemberOf(stage!)}{(stage!.ForEach is null ? "" : "[_item]")}";
                _text.Line($"private readonly {parent} _parent;");
                _text.Line("private readonly int _item;");
                _text.Line($"public {holder}({parent} parent, string place, int item = 0) : base(parent.Probe, parent.Name + place) {{ _parent = parent; _item = item; }}");
                _text.Line($"public {reference}{type} Value => {reference}{member};");
            }
            _text.Line($"public override int PipelineCount => {_host.Pipelines.Length};");
            _text.Line($"public override ValueTask<string> Load(int pipeline, Arguments arguments) => {Each("Load")};");
            _text.Line($"public override ValueTask Unload(int pipeline, Arguments arguments) => {Each("Unload")};");
            _text.Line("public override void Flip() => Value.Flip();");
            if (_host.IsRecord)
            {
                _text.Line($"private {type}{(_host.IsStruct ? "" : "?")} _copy;");
                _text.Line("public override void Remember() => _copy = Value with { };");
                _text.Line($"public override bool IsAsRemembered => Value.Equals(_copy) && Value.GetHashCode() == _copy{(_host.IsStruct ? "" : "!")}.GetHashCode();");
            }
        });

        string Each(string method) => string.Join(" : ", Enumerable.Range(0, _host.Pipelines.Length).Select(place =>
            $"{(place == _host.Pipelines.Length - 1 ? "" : $"pipeline == {place} ? ")}Value.{method}{place}(arguments)"));
    }
}

/// <summary>What the hooks of a type do.</summary>
/// <param name="Event">The expression that is told of <c>stageEvent</c>.</param>
/// <param name="Starting">The expression that may set <c>error</c> for <c>stage</c>.</param>
internal sealed record Hooks(string Event, Func<ErrorType, string> Starting)
{
    /// <summary>They note what they are told, and ask what is planned.</summary>
    public static Hooks Notes { get; } = new(
        "Object.Tell(stageEvent.Kind, stageEvent.Pipeline, stageEvent.Stage.Name, stageEvent.Item, stageEvent.Error, stageEvent.Exception)",
        error => $"error = ({error})Object.Ask(stage.Pipeline, stage.Name, (long)error)");
}
