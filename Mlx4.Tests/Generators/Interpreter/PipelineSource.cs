using System.Globalization;
using System.Text;

namespace Mlx4.Tests.Generators.Interpreter;

/// <summary>Writes the C# of a pipeline as its user would: the type with its stages, and the types of the pipelines within it.</summary>
internal static class PipelineSource
{
    /// <summary>Writes a file.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="type">The name of its type.</param>
    public static string Of(Pipeline pipeline, string type)
    {
        StringBuilder text = new();
        text.Append("""
            using System;
            using System.Threading;
            using System.Threading.Tasks;
            using Mlx4.Runtime;
            using Mlx4.Tests.Generators.Interpreter;

            """);
        WriteType(text, pipeline, type);
        return text.ToString();
    }

    private static void WriteType(StringBuilder text, Pipeline pipeline, string type)
    {
        text.Append(CultureInfo.InvariantCulture, $$"""

            public sealed partial class {{type}} : PipelineHost
            {
                public {{type}}(Probe probe, string name) : base(probe, name)
                {

            """);
        foreach (Stage stage in pipeline.Stages)
        {
            Line(text, 2, Construction(stage, type));
        }
        Line(text, 1, "}");
        Line(text, 0, "");
        WriteHost(text, pipeline);
        // Not in the order of the pipeline, which does not depend on it.
        foreach (Stage stage in pipeline.Stages.Reverse())
        {
            Line(text, 0, "");
            WriteMembers(text, pipeline, stage, type);
            WriteStage(text, pipeline, stage, type);
            WriteCleanup(text, stage, type);
        }
        Line(text, 0, "}");
        foreach (Stage stage in pipeline.Stages.Where(stage => stage.Nested is not null))
        {
            WriteType(text, stage.Nested!, Nested(type, stage));
        }
    }

    /// <summary>What the test calls, and the hooks.</summary>
    private static void WriteHost(StringBuilder text, Pipeline pipeline)
    {
        string load = LoadCall("", pipeline, "token");
        Line(text, 1, (pipeline.IsAsync, pipeline.Error) switch
        {
            (false, null) => $"public override ValueTask<string> Load(CancellationToken token) {{ {load}; return new ValueTask<string>(\"done\"); }}",
            (false, _) => $"public override ValueTask<string> Load(CancellationToken token) => new ValueTask<string>({load}.ToString());",
            (true, null) => $"public override async ValueTask<string> Load(CancellationToken token) {{ {load}; return \"done\"; }}",
            (true, _) => $"public override async ValueTask<string> Load(CancellationToken token) => ({load}).ToString();",
        });
        Line(text, 1, pipeline.IsAsync
            ? "public override ValueTask Unload() => UnloadOneAsync();"
            : "public override ValueTask Unload() { UnloadOne(); return default; }");
        Line(text, 1, $"public override void Flip() {{ {string.Concat(pipeline.Stages.Select(Flipping))}}}");
        if (pipeline.Observes)
        {
            Line(text, 1, "partial void OnStageEvent(in StageEvent stageEvent) =>");
            Line(text, 2, "Tell(stageEvent.Kind, stageEvent.Stage.Name, stageEvent.Item, stageEvent.Error, stageEvent.Exception);");
        }
        if (pipeline.Refuses)
        {
            Line(text, 1, $"partial void OnStageStarting(StageInfo stage, ref {pipeline.Error} error) => error = ({pipeline.Error})Ask(stage.Name, (long)error);");
        }
    }

    /// <summary>What the stage's condition and loop name, and the objects that it loads.</summary>
    private static void WriteMembers(StringBuilder text, Pipeline pipeline, Stage stage, string type)
    {
        int number = stage.Number;
        string holds = stage.When is { Holds: false } ? "false" : "true";
        Line(text, 1, stage.When?.Kind switch
        {
            ConditionKind.Field => $"private bool C{number} = {holds};",
            ConditionKind.Property => $"private bool C{number} => Holds(\"C{number}\", {holds});",
            ConditionKind.Method => $"private bool C{number}() => Holds(\"C{number}\", {holds});",
            _ => null,
        });
        Line(text, 1, stage.ForEach?.Kind switch
        {
            LoopKind.CountField => $"private int N{number} = {stage.ForEach.Items};",
            LoopKind.CountProperty => $"private int N{number} => Count(\"N{number}\", {stage.ForEach.Items});",
            LoopKind.Array => $"private string[] N{number} = {Labels(stage.ForEach.Items)};",
            LoopKind.List => $"private readonly Items N{number};",
            LoopKind.Nested => $"private readonly {Nested(type, stage)}[] N{number};",
            _ => stage.Nested is null ? null : $"private readonly {Nested(type, stage)} N{number};",
        });
    }

    private static string? Construction(Stage stage, string type) => (stage.Nested, stage.ForEach) switch
    {
        (not null, null) => $"N{stage.Number} = new {Nested(type, stage)}(probe, name + \"/{stage.Method}\");",
        (not null, { } loop) => $"N{stage.Number} = new {Nested(type, stage)}[] {{ "
            + string.Join(", ", Enumerable.Range(0, loop.Items).Select(item => $"new {Nested(type, stage)}(probe, name + \"/{stage.Method}[{item}]\")")) + " };",
        (_, { Kind: LoopKind.List } loop) => $"N{stage.Number} = new Items(this, \"N{stage.Number}\", {loop.Items});",
        _ => null,
    };

    private static string Flipping(Stage stage) =>
        (stage.When is { Kind: ConditionKind.Field } ? $"C{stage.Number} = !C{stage.Number}; " : "") + (stage.ForEach switch
        {
            { Kind: LoopKind.CountField } loop => $"N{stage.Number} = {loop.Items + loop.FlippedItems} - N{stage.Number}; ",
            { Kind: LoopKind.Array } loop => $"N{stage.Number} = N{stage.Number}.Length == {loop.Items} ? {Labels(loop.FlippedItems)} : {Labels(loop.Items)}; ",
            _ => "",
        });

    private static void WriteStage(StringBuilder text, Pipeline pipeline, Stage stage, string type)
    {
        string? content = stage.Returns switch
        {
            Returns.Nothing => null,
            Returns.Error => pipeline.Error!.Name,
            _ => $"InitResult<{pipeline.Error}>",
        };
        bool awaits = stage.Form != Form.Plain && (stage.Yields || stage.Nested is { IsAsync: true });
        Line(text, 1, $"[InitStage({stage.Number * 10}{Attribute(pipeline, stage)})]");
        Line(text, 1, $"private {Returned(stage.Form, content, awaits)} {stage.Method}({Parameters(stage, type, stage.When is { Kind: ConditionKind.Parameter }, stage.TakesToken)})");
        Line(text, 1, "{");
        Line(text, 2, stage.Yields ? "await Task.Yield();" : null);
        string work = $"Work({Label("S", stage)}{(stage.TakesToken ? ", token" : "")});";
        Line(text, 2, content is null ? $"Void{work}" : $"long error = {work}");
        string? load = stage.Nested is null ? null
            : LoadCall(stage.ForEach is null ? $"N{stage.Number}." : "item.", stage.Nested, stage.TakesToken ? "token" : "default");
        string own = stage.Returns == Returns.Result ? $"new {content}(({pipeline.Error})error, {(stage.Part is null ? "null" : $"\"{stage.Part}\"")})" : $"({content})error";
        if (content is null)
        {
            Line(text, 2, load is null ? null : $"{load};");
            Line(text, 2, Return(stage.Form, null, null, awaits));
        }
        else if (load is null)
        {
            Line(text, 2, Return(stage.Form, content, own, awaits));
        }
        else
        {
            Line(text, 2, $"if (error != 0) {Return(stage.Form, content, own, awaits)}");
            Line(text, 2, Return(stage.Form, content, stage.Returns == Returns.Result ? load : $"({load}).Error", awaits));
        }
        Line(text, 1, "}");
    }

    private static void WriteCleanup(StringBuilder text, Stage stage, string type)
    {
        if (stage.Cleanup is not { } cleanup)
        {
            return;
        }
        bool awaits = cleanup.Form != Form.Plain && (cleanup.Yields || stage.Nested is { IsAsync: true });
        Line(text, 1, $"private {Returned(cleanup.Form, null, awaits)} U{stage.Number}({Parameters(stage, type, false, cleanup.TakesToken)})");
        Line(text, 1, "{");
        Line(text, 2, cleanup.Yields ? "await Task.Yield();" : null);
        Line(text, 2, $"Undo({Label("U", stage)}{(cleanup.TakesToken ? ", token" : "")});");
        string target = stage.ForEach is null ? $"N{stage.Number}" : "item";
        Line(text, 2, stage.Nested is null ? null : stage.Nested.IsAsync ? $"await {target}.UnloadOneAsync();" : $"{target}.UnloadOne();");
        Line(text, 2, Return(cleanup.Form, null, null, awaits));
        Line(text, 1, "}");
    }

    private static string Attribute(Pipeline pipeline, Stage stage)
    {
        List<string> arguments = [];
        Add(stage.DisplayName is not null, $"Name = \"{stage.DisplayName}\"");
        Add(stage.Cleanup is not null, $"Cleanup = nameof(U{stage.Number})");
        Add(stage.Cleanup is null, "NoCleanup = \"nothing to undo\"");
        Add(stage.When is not null, stage.When is { Kind: ConditionKind.Parameter } ? "When = \"flag\"" : $"When = nameof(C{stage.Number})");
        Add(stage.ForEach is not null, $"ForEach = nameof(N{stage.Number})");
        Add(stage.Restart is not null, $"RestartOn = ({pipeline.Error})({stage.Restart?.On}), RestartFrom = nameof(S{stage.Restart?.From})");
        Add(stage.Restart is { Max: > 1 }, $"MaxRestarts = {stage.Restart?.Max}");
        Add(stage.IsTransient, "Transient = true");
        Add(stage.Cleanup is { At: not null }, $"CleanupAt = nameof(S{stage.Cleanup?.At})");
        return string.Concat(arguments);

        void Add(bool isStated, string argument)
        {
            if (isStated)
            {
                arguments.Add($", {argument}");
            }
        }
    }

    private static string Parameters(Stage stage, string type, bool flag, bool token)
    {
        string? item = stage.ForEach?.Kind switch
        {
            null => null,
            LoopKind.Array => "string item",
            LoopKind.Nested => $"{Nested(type, stage)} item",
            _ => "int item",
        };
        return string.Join(", ", new[] { item, flag ? "bool flag" : null, token ? "CancellationToken token" : null }.Where(parameter => parameter is not null));
    }

    private static string LoadCall(string target, Pipeline pipeline, string token)
    {
        string flag = pipeline.TakesFlag ? "Probe.Flag" : "";
        return pipeline.IsAsync
            ? $"await {target}LoadOneAsync({flag}{(pipeline.TakesFlag ? ", " : "")}{token})"
            : $"{target}LoadOne({flag})";
    }

    private static string Returned(Form form, string? content, bool awaits) => (awaits ? "async " : "") + (form, content) switch
    {
        (Form.Plain, null) => "void",
        (Form.Plain, _) => content,
        (_, null) => form.ToString(),
        _ => $"{form}<{content}>",
    };

    private static string? Return(Form form, string? content, string? value, bool awaits) => (form, content) switch
    {
        (_, null) when awaits => null,
        (Form.Plain, null) => null,
        (Form.Task, null) => "return Task.CompletedTask;",
        (_, null) => "return default;",
        (Form.Task, _) when !awaits => $"return Task.FromResult({value});",
        (Form.ValueTask, _) when !awaits => $"return new ValueTask<{content}>({value});",
        _ => $"return {value};",
    };

    private static string Label(string kind, Stage stage) => stage.ForEach?.Kind switch
    {
        null => $"\"{kind}{stage.Number}\"",
        LoopKind.Nested => $"$\"{kind}{stage.Number}[{{Array.IndexOf(N{stage.Number}, item)}}]\"",
        _ => $"$\"{kind}{stage.Number}[{{item}}]\"",
    };

    private static string Labels(int count) => $"new string[] {{ {string.Join(", ", Enumerable.Range(0, count).Select(item => $"\"{item}\""))} }}";

    private static string Nested(string type, Stage stage) => $"{type}_{stage.Number}";

    private static void Line(StringBuilder text, int indent, string? line)
    {
        if (line is not null)
        {
            text.Append(' ', line.Length == 0 ? 0 : indent * 4).Append(line).Append('\n');
        }
    }
}
