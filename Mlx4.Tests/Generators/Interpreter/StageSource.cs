namespace Mlx4.Tests.Generators.Interpreter;

/// <summary>Writes the C# of stages: the methods, the cleanups, what conditions and loops name, and the objects that are loaded.</summary>
internal sealed class StageSource(SourceText text, Host host, string name)
{
    /// <summary>The name of the type that a stage loads an object of.</summary>
    /// <param name="name">The name of the stage's own type.</param>
    /// <param name="stage">The stage.</param>
    public static string NestedName(string name, Stage stage) => $"{name}_{stage.Number}";

    /// <summary>What holds the objects that a stage loads, or what it loops over.</summary>
    public static string MemberOf(Stage stage) => stage.IsMember ? stage.Method : $"N{stage.Number}";

    /// <summary>Changes what the stage's condition and loop look at.</summary>
    public static string Flipping(Stage stage) =>
        (stage.When is { Kind: ConditionKind.Field } ? $"C{stage.Number} = !C{stage.Number}; " : "") + (stage.ForEach switch
        {
            { Kind: LoopKind.CountField } loop => $"N{stage.Number} = {loop.Items + loop.FlippedItems} - N{stage.Number}; ",
            { Kind: LoopKind.Array } loop => $"N{stage.Number} = N{stage.Number}.Length == {loop.Items} ? {Labels(loop.FlippedItems)} : {Labels(loop.Items)}; ",
            _ => "",
        });

    /// <summary>Sets the stage's fields, in the constructor.</summary>
    public void WriteInitialization(Stage stage)
    {
        text.Line(stage.When is { Kind: ConditionKind.Field } ? $"C{stage.Number} = {Holds(stage)};" : null);
        text.Line((stage.Nested, stage.ForEach) switch
        {
            (not null, null) => $"{MemberOf(stage)} = {New("")};",
            (not null, { } loop) => $"{MemberOf(stage)} = new {NestedType(stage)}[] {{ {string.Join(", ", Enumerable.Range(0, loop.Items).Select(item => New($"[{item}]", $", {item}")))} }};",
            (_, { Kind: LoopKind.CountField } loop) => $"N{stage.Number} = {loop.Items};",
            (_, { Kind: LoopKind.Array } loop) => $"N{stage.Number} = {Labels(loop.Items)};",
            (_, { Kind: LoopKind.List } loop) => $"N{stage.Number} = new Items(holder, \"N{stage.Number}\", {loop.Items});",
            _ => null,
        });

        string New(string place, string item = "") => $"new {NestedType(stage)}(new {HostSource.ObjectOf(NestedName(name, stage))}(holder, \"/{stage.Method}{place}\"{item}))";
    }

    public void Write(Pipeline pipeline, Stage stage)
    {
        int number = stage.Number;
        text.Line(stage.When?.Kind switch
        {
            ConditionKind.Field => $"private bool C{number};",
            ConditionKind.Property => $"private bool C{number} => Object.Holds(\"C{number}\", {Holds(stage)});",
            ConditionKind.Method => $"private bool C{number}() => Object.Holds(\"C{number}\", {Holds(stage)});",
            _ => null,
        });
        string attribute = $"[InitStage({number * 10}{string.Concat(Arguments(pipeline, stage).Select(argument => $", {argument}"))})]";
        if (stage.IsMember)
        {
            text.Line(attribute);
            text.Line((stage.Nested!.By, stage.ForEach) switch
            {
                (NestedBy.Field, null) => $"public {NestedType(stage)} {stage.Method};",
                (NestedBy.Field, _) => $"public readonly {NestedType(stage)}[] {stage.Method};",
                (_, null) => $"public {NestedType(stage)} {stage.Method} {{ get; }}",
                _ => $"public IReadOnlyList<{NestedType(stage)}> {stage.Method} {{ get; }}",
            });
            return;
        }
        text.Line((stage.Nested, stage.ForEach?.Kind) switch
        {
            (not null, null) => $"public {NestedType(stage)} N{number};",
            (not null, _) => $"public readonly {NestedType(stage)}[] N{number};",
            (_, LoopKind.CountField) => $"private int N{number};",
            (_, LoopKind.CountProperty) => $"private int N{number} => Object.Count(\"N{number}\", {stage.ForEach!.Items});",
            (_, LoopKind.Array) => $"private string[] N{number};",
            (_, LoopKind.List) => $"private readonly Items N{number};",
            _ => null,
        });
        text.Line(attribute);
        WriteMethod(pipeline, stage);
        WriteCleanup(stage);
    }

    private void WriteMethod(Pipeline pipeline, Stage stage)
    {
        string? content = stage.Returns switch
        {
            Returns.Nothing => null,
            Returns.Error => pipeline.Error!.Name,
            _ => $"InitResult<{pipeline.Error}>",
        };
        bool awaits = stage.Form != Form.Plain && (stage.Yields || stage.Nested is { Pipeline.IsAsync: true });
        IEnumerable<Parameter> parameters = pipeline.ParametersOf(stage);
        text.Block($"private {(awaits ? "async " : "")}{Signatures.Returned(stage.Form, content)} {stage.Method}({Parameters(stage, parameters, stage.TakesToken)})", () =>
        {
            text.Line(stage.Yields ? "await Object.Probe.Pause();" : null);
            string work = $"Work({Label("S", stage)}, {Detail(parameters, stage.TakesToken)});";
            text.Line(content is null ? $"Object.Void{work}" : $"long error = Object.{work}");
            string? load = stage.Nested is null ? null : Signatures.Load(Target(stage), stage.Nested.Pipeline, Signatures.Pass, stage.TakesToken ? "token" : "default");
            string own = stage.Returns == Returns.Result ? $"new {content}(({pipeline.Error})error, {(stage.Part is null ? "null" : $"\"{stage.Part}\"")})" : $"({content})error";
            if (content is null)
            {
                text.Line(load is null ? null : $"{load};");
                text.Line(Signatures.Return(stage.Form, null, null, awaits));
            }
            else if (load is null)
            {
                text.Line(Signatures.Return(stage.Form, content, own, awaits));
            }
            else
            {
                text.Line($"if (error != 0) {Signatures.Return(stage.Form, content, own, awaits)}");
                text.Line(Signatures.Return(stage.Form, content, stage.Returns == Returns.Result ? load : $"({load}).Error", awaits));
            }
        });
    }

    private void WriteCleanup(Stage stage)
    {
        if (stage.Cleanup is not { } cleanup)
        {
            return;
        }
        bool awaits = cleanup.Form != Form.Plain && (cleanup.Yields || stage.Nested is { Pipeline.IsAsync: true });
        string head = $"private {(awaits ? "async " : "")}{Signatures.Returned(cleanup.Form, null)} U{stage.Number}({Parameters(stage, stage.CleanupParameters, cleanup.TakesToken)})";
        text.Block(head, () =>
        {
            text.Line(cleanup.Yields ? "await Object.Probe.Pause();" : null);
            text.Line($"Object.Undo({Label("U", stage)}, {Detail(stage.CleanupParameters, cleanup.TakesToken)});");
            text.Line(stage.Nested is null ? null
                : $"{(stage.Nested.Pipeline.IsAsync ? "await " : "")}{Signatures.Unload(Target(stage), stage.Nested.Pipeline, Signatures.Pass)};");
            text.Line(Signatures.Return(cleanup.Form, null, null, awaits));
        });
    }

    private static IEnumerable<string> Arguments(Pipeline pipeline, Stage stage)
    {
        string?[] arguments =
        [
            pipeline.Name == PipelineName.One ? null : $"Pipeline = \"{pipeline.Name.Load}\"",
            stage.DisplayName is null ? null : $"Name = \"{stage.DisplayName}\"",
            stage.IsMember ? null : stage.Cleanup is null ? "NoCleanup = \"nothing to undo\"" : $"Cleanup = nameof(U{stage.Number})",
            stage.When is null ? null : stage.When.Kind == ConditionKind.Parameter ? "When = \"flag\"" : $"When = nameof(C{stage.Number})",
            stage.ForEach is null || stage.IsMember ? null : $"ForEach = nameof(N{stage.Number})",
            stage.Restart is null ? null : $"RestartOn = ({pipeline.Error})({stage.Restart.On}), RestartFrom = nameof(S{stage.Restart.From})",
            stage.Restart is { Max: > 1 } ? $"MaxRestarts = {stage.Restart.Max}" : null,
            stage.IsTransient ? "Transient = true" : null,
            stage.Optional ? "Optional = true" : null,
            stage.Cleanup is { At: int at } ? $"CleanupAt = nameof(S{at})" : null,
        ];
        return arguments.OfType<string>();
    }

    private string Parameters(Stage stage, IEnumerable<Parameter> parameters, bool token)
    {
        IEnumerable<string> item = stage.ForEach?.Kind switch
        {
            null => [],
            LoopKind.Array => ["string item"],
            LoopKind.Nested => [$"{NestedType(stage)} item"],
            _ => ["int item"],
        };
        return string.Join(", ", item.Concat(parameters.Select(parameter => Signatures.Declare(host, parameter))).Concat(token ? ["CancellationToken token"] : []));
    }

    private static string Detail(IEnumerable<Parameter> parameters, bool token) =>
        $"Object.Detail({string.Join(", ", parameters.Select(Signatures.Pass).Concat(token ? ["token"] : []).Select(each => $"{each}: {each}"))})";

    private static string Label(string kind, Stage stage) => stage.ForEach?.Kind switch
    {
        null => $"\"{kind}{stage.Number}\"",
        LoopKind.Nested => $"$\"{kind}{stage.Number}[{{Array.IndexOf(N{stage.Number}, item)}}]\"",
        _ => $"$\"{kind}{stage.Number}[{{item}}]\"",
    };

    private static string Labels(int count) => $"new string[] {{ {string.Join(", ", Enumerable.Range(0, count).Select(item => $"\"{item}\""))} }}";

    private static string Holds(Stage stage) => stage.When is { Holds: false } ? "false" : "true";

    private static string Target(Stage stage) => stage.ForEach is null ? $"N{stage.Number}." : "item.";

    private string NestedType(Stage stage) => HostSource.Reference(stage.Nested!.Host, NestedName(name, stage), host.HasGenericTag ? "T" : "string");
}
