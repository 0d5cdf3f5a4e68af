namespace Mlx4.Tests.Generators.Interpreter;

/// <summary>What random types have to be made of, so that the agreement of the interpreter with what is generated for them means something.</summary>
internal static class Shapes
{
    public static IReadOnlyList<(string Name, Func<Host, bool> Occurs)> All { get; } =
    [
        .. from returns in Enum.GetValues<Returns>()
           from form in Enum.GetValues<Form>()
           from isLoop in new[] { false, true }
           select Stage($"a stage that returns {returns} as {form}, {(isLoop ? "in a loop" : "alone")}",
               stage => !stage.IsMember && stage.Returns == returns && stage.Form == form && stage.ForEach is not null == isLoop),
        .. Enum.GetValues<Form>().Select(form => Stage($"a cleanup as {form}", stage => !stage.IsMember && stage.Cleanup?.Form == form)),
        .. Enum.GetValues<ConditionKind>().Select(kind => Stage($"a condition as {kind}", stage => stage.When?.Kind == kind)),
        .. Enum.GetValues<LoopKind>().Select(kind => Stage($"a loop as {kind}", stage => stage.ForEach?.Kind == kind)),

        Stage("a restart from the stage itself", stage => stage.Restart?.From == stage.Number),
        Stage("a restart from an earlier stage", stage => stage.Restart?.From < stage.Number),
        Stages("a restart over a transient stage", (stage, other) => other.IsTransient && stage.Restart?.From <= other.Number && other.Number < stage.Number),
        Stages("a restart over a moved cleanup", (stage, other) => other.Cleanup?.At >= stage.Restart?.From && other.Number <= stage.Number),
        Pipeline("two cleanups before one stage's", pipeline => pipeline.Stages.Where(stage => stage.Cleanup?.At is not null).GroupBy(stage => stage.Cleanup!.At).Any(group => group.Count() > 1)),
        Stages("a moved cleanup before a moved one", (stage, other) => other.Number == stage.Cleanup?.At && other.Cleanup?.At is not null),

        .. Enum.GetValues<Returns>().Select(returns => Stage($"an optional stage that returns {returns}", stage => stage.Optional && stage.Returns == returns)),
        Stage("an optional loop", stage => stage is { Optional: true, ForEach: not null }),
        Stage("an optional stage that restarts", stage => stage is { Optional: true, Restart: not null }),
        Stage("an optional stage that is transient", stage => stage is { Optional: true, IsTransient: true }),
        Stage("an optional stage whose cleanup is moved", stage => stage is { Optional: true, Cleanup.At: not null }),
        Stage("an optional field or property", stage => stage is { Optional: true, IsMember: true }),
        Pipeline("a pipeline whose errors are all let go", pipeline => pipeline.Error is not null && pipeline.Stages.All(stage => stage.Optional || stage.Returns == Returns.Nothing)),

        Pipeline("a pipeline without errors", pipeline => pipeline.Error is null),
        Pipeline("a synchronous pipeline in an asynchronous one", pipeline => pipeline.IsAsync && pipeline.Stages.Any(stage => stage.Nested is { Pipeline.IsAsync: false })),
        Pipeline("an asynchronous pipeline in another", pipeline => pipeline.Stages.Any(stage => stage.Nested is { Pipeline.IsAsync: true })),
        Pipeline("an asynchronous pipeline whose cleanups are not", pipeline => pipeline.IsAsync && pipeline.Stages.All(stage => stage.Cleanup is not { Form: not Form.Plain })),
        Pipeline("four pipelines in each other", pipeline => pipeline.Depth == 4),
        .. from accessibility in new[] { "public", "internal", "private" }
           from isReversed in new[] { false, true }
           from isAsync in new[] { false, true }
           select Pipeline($"a load declared {accessibility}, {(isReversed ? "reversed" : "in order")}, {(isAsync ? "asynchronous" : "synchronous")}", pipeline =>
               pipeline.IsAsync == isAsync && pipeline.Load?.Accessibility == accessibility && pipeline.Load.IsReversed == isReversed && pipeline.LoadParameters.Any()),
        Pipeline("an unload declared with its parameters reversed", pipeline => pipeline.Unload is { IsReversed: true } && pipeline.UnloadParameters.Count() > 1),
        Pipeline("a condition by a parameter that no stage has", pipeline => pipeline.Load is not null && pipeline.Stages.Any(stage => stage.When is { Kind: ConditionKind.Parameter })),
        Pipeline("a parameter of cleanups only", pipeline => pipeline.LoadParameters.Except(pipeline.Stages.SelectMany(pipeline.ParametersOf)).Contains(Parameter.Size)),
        Pipeline("a parameter that the unload has not", pipeline => pipeline.LoadParameters.Except(pipeline.UnloadParameters).Contains(Parameter.Tag)),

        .. Enum.GetValues<HostKind>().Select(kind => ($"a {kind}", (Func<Host, bool>)(host => host.Kind == kind))),
        .. Enum.GetValues<HostKind>().Select(kind => Nested($"a {kind} that is loaded by a method", nested => nested.By == NestedBy.Method && nested.Host.Kind == kind)),
        .. Enum.GetValues<Placement>().Where(placement => placement != Placement.Plain).Select(placement => ($"a type that is {placement}", (Func<Host, bool>)(host => host.Placement.HasFlag(placement)))),
        .. from kind in Enum.GetValues<HostKind>()
           from how in new[] { NestedBy.Field, NestedBy.Property }
           from isLoop in new[] { false, true }
           where how == NestedBy.Field || kind is HostKind.Class or HostKind.Record
           select Stage($"a {kind} in a {how}, {(isLoop ? "in a collection" : "alone")}", stage => stage.Nested is { } nested && nested.By == how && nested.Host.Kind == kind && stage.ForEach is not null == isLoop),
        ("a structure in a structure", host => host.IsStruct && host.Nested.Any(nested => nested.Host.IsStruct)),
        ("a parameter of a type parameter's type", host => host.HasGenericTag && host.Pipelines.Any(pipeline => pipeline.LoadParameters.Contains(Parameter.Tag))),
        Nested("a type that is loaded with its type parameter's type replaced", nested =>
            nested.By != NestedBy.Method && nested.Host.HasGenericTag && nested.Pipeline.LoadParameters.Contains(Parameter.Tag)),
        Nested("a load of its own order that is called by the generated code", nested => nested.By != NestedBy.Method && nested.Pipeline.Load is { IsReversed: true } && nested.Pipeline.LoadParameters.Count() > 1),
        Nested("a pipeline of the same name among several", nested => nested.By != NestedBy.Method && nested.Index > 0),
        Pipeline("a pipeline of another name, the only one", pipeline => pipeline.Stages.Any(stage => stage.IsMember && stage.Nested!.Pipeline.Name != pipeline.Name)),
        Stage("a field or property that restarts", stage => stage.IsMember && stage.Restart is not null),
        Stage("a field or property that is transient", stage => stage.IsMember && stage.IsTransient),
        Stage("a field or property whose cleanup is moved", stage => stage is { IsMember: true, Cleanup.At: not null }),

        .. Enumerable.Range(1, 3).Select(count => ($"{count} pipelines in a type", (Func<Host, bool>)(host => host.Pipelines.Length == count))),
        ("an asynchronous pipeline beside another", host => host.Pipelines.Any(pipeline => pipeline.IsAsync) && !host.Pipelines.All(pipeline => pipeline.IsAsync)),
        ("two error types in a type that refuses", host => host.Refuses && host.Errors.Count() > 1),
        ("a pipeline without errors in a type that refuses", host => host.Refuses && host.Pipelines.Any(pipeline => pipeline.Error is null)),
        ("neither hook", host => !host.Observes && !host.Refuses),
        ("both hooks", host => host.Observes && host.Refuses),
    ];

    private static (string Name, Func<Host, bool> Occurs) Pipeline(string name, Func<Pipeline, bool> occurs) => (name, host => host.SelfAndNested().SelectMany(each => each.Pipelines).Any(occurs));

    private static (string Name, Func<Host, bool> Occurs) Stage(string name, Func<Stage, bool> occurs) => Pipeline(name, pipeline => pipeline.Stages.Any(occurs));

    private static (string Name, Func<Host, bool> Occurs) Stages(string name, Func<Stage, Stage, bool> occurs) =>
        Pipeline(name, pipeline => pipeline.Stages.Any(stage => pipeline.Stages.Any(other => occurs(stage, other))));

    private static (string Name, Func<Host, bool> Occurs) Nested(string name, Func<Nested, bool> occurs) => (name, host => host.SelfAndNested().SelectMany(each => each.Nested).Any(occurs));
}
