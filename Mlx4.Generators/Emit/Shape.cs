using System;
using System.Collections.Generic;
using System.Linq;
using Mlx4.Generators.Model;

namespace Mlx4.Generators.Emit;

/// <summary>What follows from a model and is needed in more than one place of its text.</summary>
internal sealed class Shape
{
    private readonly HashSet<string> _parameterNames;
    private readonly HashSet<string> _locals;
    private readonly HashSet<string> _ids;
    private readonly HashSet<int> _restartedFrom;

    public Shape(PipelineModel model)
    {
        Model = model;
        Ladder = new Ladder(model.Stages);
        _parameterNames = [.. model.Parameters.Concat(model.Load.Parameters).Select(parameter => parameter.Name)];
        Ids = UniqueIds(model.Stages, out _ids);
        int[] restarting = [.. Enumerable.Range(0, Ids.Count).Where(stage => model.Stages[stage].Restart is not null)];
        _restartedFrom = [.. restarting.Select(stage => model.Stages[stage].Restart!.From)];
        _locals = restarting.Length == 0 && !_parameterNames.Overlaps(Locals) ? Locals : [.. Locals.Select(Local), .. restarting.Select(Restarts)];
        Field = Member(GeneratedNames.FieldOf(model.Name));
        StageTable = Member(GeneratedNames.StagesOf(model.Name), isStatic: true);
        HashSet<string> undoing = ArgumentsOfCleanups(model.Stages);
        LadderParameters = [.. model.Parameters.Where(parameter => undoing.Contains(parameter.Name))];
        Descriptions = Each(model.Stages, DocEmitter.Describe);
        Undoing = Each(model.Stages, DocEmitter.Undoing);
        HasTransients = model.Stages.Any(stage => stage.Transient);
        HasNested = model.Stages.Any(stage => stage.Returns == ReturnShape.Result && !stage.Optional);
        Unwinds = restarting.Any(stage => Observed || Ladder.IsRewound(stage));
    }

    public PipelineModel Model { get; }

    public Ladder Ladder { get; }

    /// <summary>A unique identifier for each stage: its method's name, with a number where overloads share one.</summary>
    public IReadOnlyList<string> Ids { get; }

    /// <summary>Each stage in words, as its comment and its documentation say them.</summary>
    public IReadOnlyList<string> Descriptions { get; }

    /// <summary>What undoes each stage, in words.</summary>
    public IReadOnlyList<string> Undoing { get; }

    /// <summary>The parameters that some cleanup takes, transient ones included.</summary>
    public IReadOnlyList<ParameterModel> LadderParameters { get; }

    public bool HasErrors => Model.ErrorType is not null;

    /// <summary>Whether an observer is told of each step.</summary>
    public bool Observed => Model.Hooks.ObservesEvents;

    /// <summary>Whether each stage is asked for beforehand.</summary>
    public bool Refused => Model.Hooks.RefusesStages;

    public bool HasTransients { get; }

    /// <summary>Whether a failure may be that of a stage of a nested pipeline.</summary>
    public bool HasNested { get; }

    /// <summary>Whether an error of a stage can end the load.</summary>
    public bool CanFail => Model.Stages.Any(stage => !stage.Optional && HasError(stage));

    /// <summary>Whether the load takes down what cleanups, and the observer of them, throw.</summary>
    public bool NeedsThrown => !Ladder.IsEmpty || Observed;

    /// <summary>Whether a restart can end in the bottom of the ladder, because a cleanup threw.</summary>
    public bool Unwinds { get; }

    /// <summary>Whether the load has to know how far it came.</summary>
    public bool TracksPosition => !Ladder.IsEmpty || (CanFail && !Observed);

    /// <summary>Whether the ladder is handed what has been thrown before it.</summary>
    public bool LadderTakesThrown => Observed || HasTransients;

    /// <summary>The local that holds the stage to name in results and events.</summary>
    public string NamedStage => Observed ? Local("stage") : Local("at");

    public string Field { get; }

    public string StageTable { get; }

    /// <summary>The load or unload with its type, for messages.</summary>
    public string DisplayNameOf(string method) => $"{Model.Host.DisplayName}.{method}";

    /// <summary>The text of the error, as events have it.</summary>
    public string ErrorText => Model.ErrorIsInt ? $"{Local("error")}.ToString({Types.CultureInfo}.InvariantCulture)" : $"{Local("error")}.ToString()";

    /// <summary>Whether some restart goes back to the stage.</summary>
    public bool IsRestartedFrom(int stage) => _restartedFrom.Contains(stage);

    /// <summary>The local that counts the restarts of a stage.</summary>
    public string Restarts(int stage)
    {
        string id = char.ToLowerInvariant(Ids[stage][0]) + Ids[stage].Substring(1);
        bool isTaken = id != Ids[stage] && _ids.Contains(id);
        return Local((isTaken ? Ids[stage] : id) + "Restarts");
    }

    /// <summary>A call of the ladder.</summary>
    /// <param name="at">Where to enter it.</param>
    /// <param name="downTo">The stage at which to stop, if it is not to go to the bottom.</param>
    /// <param name="isUnload">Whether it is called from the unload, which has not got all parameters.</param>
    public string Unwind(string at, string? downTo = null, bool isUnload = false)
    {
        List<string> arguments = [at];
        if (Ladder.HasStops)
        {
            arguments.Add(downTo ?? "-1");
        }
        if (LadderTakesThrown)
        {
            arguments.Add(isUnload ? "null" : Local("thrown"));
        }
        arguments.AddRange(LadderParameters.Select(parameter =>
            isUnload && !Model.Unload.Parameters.Any(known => known.Name == parameter.Name) ? "default!" : parameter.Name));
        return Await($"{Member(GeneratedNames.UnwindOf(Model.Name))}({string.Join(", ", arguments)})");
    }

    /// <summary>A call of what ends the transient stages.</summary>
    public string End() => Await($"{Member(GeneratedNames.EndOf(Model.Name))}({string.Join(", ", LadderParameters.Select(parameter => parameter.Name))})");

    /// <summary>Whether the load looks at a token before each stage and item.</summary>
    public bool IsCancellable => Model.Token.Length > 0;

    /// <summary>How the ladder is declared.</summary>
    public string LadderReturns => Model.IsAsync
        ? $"async global::System.Threading.Tasks.ValueTask<{Types.ExceptionList}?>"
        : $"{Types.ExceptionList}?";

    /// <summary>Tells the observer, who may throw.</summary>
    public string Tell(string kind, string stage, string? item = null, string? error = null) =>
        $"{Member(GeneratedNames.TellOf(Model.Name))}({Types.StageEventKind}.{kind}, {stage}{(item is null ? "" : ", " + item)}{(error is null ? "" : ", error: " + error)})";

    /// <summary>Tells the observer during unwinding: what he throws is taken down.</summary>
    public string TryTell(string kind, string stage, string item, string? error = null, string? exception = null) =>
        $"{Member(GeneratedNames.TryTellOf(Model.Name))}(ref {Local("thrown")}, {Types.StageEventKind}.{kind}, {stage}, {item}{(error is null ? "" : ", " + error)}{(exception is null ? "" : ", " + exception)})";

    /// <summary>A call of a method that is asynchronous if the pipeline is.</summary>
    private string Await(string call) => Model.IsAsync ? $"await {call}.ConfigureAwait(false)" : call;

    /// <summary>The name of a local, moved aside if a parameter has it.</summary>
    public string Local(string name)
    {
        while (_parameterNames.Contains(name))
        {
            name += "_";
        }
        return name;
    }

    /// <summary>The flag that says that a stage ran, where its place in the load does not say it.</summary>
    public string Flag(int stage) => $"{Field}.{Ids[stage]}Ran";

    /// <summary>The number of items of a loop stage that have completed.</summary>
    public string Count(int stage) => $"{Field}.{Ids[stage]}Count";

    /// <summary>Whether the stage has a flag.</summary>
    public bool HasFlag(int stage) =>
        Model.Stages[stage] is { Cleanup: not null, ForEach: null } model && (model.When is not null || IsFlagged(stage));

    /// <summary>Whether the ladder has to know if the stage completed: it cannot tell from how far the load came.</summary>
    public bool IsFlagged(int stage) => Model.Stages[stage] is { Cleanup: not null, ForEach: null } model && (model.Transient || model.CleanupAt >= 0 || LetsGo(stage));

    /// <summary>Whether the load goes on when the stage fails with an error, which it can.</summary>
    public bool LetsGo(int stage) => Model.Stages[stage].Optional && HasError(Model.Stages[stage]);

    /// <summary>Whether a stage has an error to be tested: one that it returns, or one that it is refused with.</summary>
    public bool HasError(StageModel stage) => stage.Returns != ReturnShape.None || Refused;

    /// <summary>Whether the stage has a count.</summary>
    public bool HasCount(int stage) => Model.Stages[stage] is { Cleanup: not null, ForEach: not null };

    /// <summary>A call of a stage or a cleanup.</summary>
    public string Call(CallModel call, string? item = null)
    {
        string text = call.Receiver is MemberModel receiver
            ? $"{item ?? Read(receiver) + (receiver.MayBeNull ? "!" : "")}.{call.Name}({Arguments(call, item: null)})"
            : $"{Member(call.Name, call.IsStatic)}({Arguments(call, item)})";
        return call.IsAwaited ? $"await {text}.ConfigureAwait(false)" : text;
    }

    private static string Arguments(CallModel call, string? item)
    {
        string arguments = item ?? "";
        foreach (ArgumentModel argument in call.Arguments)
        {
            string text = argument.IsIn ? "in " + argument.Name : argument.Name;
            arguments = arguments.Length == 0 ? text : $"{arguments}, {text}";
        }
        return arguments;
    }

    /// <summary>A condition.</summary>
    public string Read(MemberModel member) => member.Kind switch
    {
        MemberKind.Parameter => member.Name,
        MemberKind.Method => Member(member.Name, member.IsStatic) + "()",
        _ => Member(member.Name, member.IsStatic),
    };

    /// <summary>The number of items of a loop.</summary>
    public string ItemCount(LoopModel loop) =>
        loop.CountMember is null ? Read(loop.Source) : $"{Read(loop.Source)}{(loop.SourceMayBeNull ? "!" : "")}.{loop.CountMember}";

    /// <summary>An item of a loop.</summary>
    public string Item(LoopModel loop, string index) =>
        loop.CountMember is null ? index : $"{Read(loop.Source)}{(loop.SourceMayBeNull ? "!" : "")}[{index}]{(loop.ItemMayBeNull ? "!" : "")}";

    /// <summary>Parameters as they are declared.</summary>
    public static IEnumerable<string> Declare(IEnumerable<ParameterModel> parameters, bool withDefaults = true) => parameters.Select(parameter =>
        $"{(withDefaults || parameter.Modifier == "in " ? parameter.Modifier : "")}{parameter.Type} {parameter.Name}{(withDefaults ? parameter.Default : "")}");

    /// <summary>A member by its name, in full where a parameter or a local of the generated methods has the same one.</summary>
    public string Member(string name, bool isStatic = false)
    {
        if (!_parameterNames.Contains(name) && !_locals.Contains(name))
        {
            return name;
        }
        TypeDeclaration host = Model.Host.Declarations[Model.Host.Declarations.Count - 1];
        return isStatic ? $"{host.Name}{host.TypeParameters}.{name}" : $"this.{name}";
    }

    private static string[] Each(EquatableArray<StageModel> stages, Func<StageModel, string> describe)
    {
        string[] texts = new string[stages.Count];
        for (int i = 0; i < texts.Length; i++)
        {
            texts[i] = describe(stages[i]);
        }
        return texts;
    }

    /// <summary>The names of what cleanups take.</summary>
    private static HashSet<string> ArgumentsOfCleanups(EquatableArray<StageModel> stages)
    {
        HashSet<string> names = [];
        foreach (StageModel stage in stages)
        {
            if (stage.Cleanup is not null)
            {
                foreach (ArgumentModel argument in stage.Cleanup.Arguments)
                {
                    names.Add(argument.Name);
                }
            }
        }
        return names;
    }

    /// <summary>Every name that generated methods give to a local.</summary>
    private static readonly HashSet<string> Locals =
        ["at", "stage", "item", "error", "nested", "inner", "thrown", "exception", "i", "count", "downTo", "kind", "when", "cancelling", "observers"];

    private static List<string> UniqueIds(EquatableArray<StageModel> stages, out HashSet<string> taken)
    {
        taken = [];
        List<string> ids = new(stages.Count);
        foreach (StageModel stage in stages)
        {
            string name = stage.Name;
            string id = name;
            for (int number = 2; !taken.Add(id); number++)
            {
                id = $"{name}_{Text.Number(number)}";
            }
            ids.Add(id);
        }
        return ids;
    }
}
