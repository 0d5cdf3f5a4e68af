using System.Collections.Generic;
using Mlx4.Generators.Model;

namespace Mlx4.Generators.Emit;

/// <summary>Writes the table of the stages.</summary>
internal static class StageTableEmitter
{
    public static void Emit(CodeWriter writer, PipelineModel model)
    {
        // /// <summary>The stages of <see cref="LoadOne"/>, in order.</summary>
        // public static IReadOnlyList<StageInfo> LoadOneStages { get; } = Array.AsReadOnly(new StageInfo[]
        // {
        //     new StageInfo("LoadOne", 10, "TakeOwnership", cleanup: "ReleaseOwnership", when: "IsPhysicalFunction"),
        // });
        writer.Line($"/// <summary>The stages of <c>{Text.Bare(model.Load.Name)}</c>, in order.</summary>");
        PipelineEmitter.Mark(writer);
        string hides = model.StagesHide ? "new " : "";
        writer.Line($"public {hides}static {Types.ReadOnlyList}<{Types.StageInfo}> {GeneratedNames.StagesOf(model.Name)} {{ get; }} = {Types.Array}.AsReadOnly(new {Types.StageInfo}[]");
        using (writer.Braces("});"))
        {
            foreach (StageModel stage in model.Stages)
            {
                writer.Line($"new {Types.StageInfo}({string.Join(", ", Arguments(model.Name, stage))}),");
            }
        }
        writer.Line();
    }

    private static IEnumerable<string> Arguments(string pipeline, StageModel stage)
    {
        yield return Text.Literal(pipeline);
        yield return Text.Number(stage.Order);
        yield return Text.Literal(stage.Name);
        if (stage.DisplayName != stage.Name)
        {
            yield return $"name: {Text.Literal(stage.DisplayName)}";
        }
        if (stage.Cleanup is not null)
        {
            yield return $"cleanup: {Text.Literal(Text.Bare(stage.Cleanup.Name))}";
        }
        if (stage.NoCleanup is not null)
        {
            yield return $"noCleanup: {Text.Literal(stage.NoCleanup)}";
        }
        if (stage.When is not null)
        {
            yield return $"when: {Text.Literal(Text.Bare(stage.When.Name))}";
        }
        if (stage is { ForEach: not null, Method.Receiver: null })
        {
            yield return $"forEach: {Text.Literal(Text.Bare(stage.ForEach.Source.Name))}";
        }
        if (stage.Restart is not null)
        {
            yield return $"restartOn: {stage.Restart.ErrorText}";
            yield return $"restartFrom: {Text.Literal(stage.Restart.FromMethod)}";
            if (stage.Restart.Most != 1)
            {
                yield return $"maxRestarts: {Text.Number(stage.Restart.Most)}";
            }
        }
        if (stage.Transient)
        {
            yield return "transient: true";
        }
        if (stage.CleanupAtMethod is not null)
        {
            yield return $"cleanupAt: {Text.Literal(stage.CleanupAtMethod)}";
        }
        if (stage.Optional)
        {
            yield return "optional: true";
        }
    }
}
