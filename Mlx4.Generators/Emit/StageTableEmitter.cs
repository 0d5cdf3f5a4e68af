using Mlx4.Generators.Model;

namespace Mlx4.Generators.Emit;

/// <summary>Writes the table of the stages.</summary>
internal static class StageTableEmitter
{
    public static void Emit(CodeWriter writer, PipelineModel model)
    {
        // /// <summary>The stages of <see cref="LoadOne"/>, in order.</summary>
        // public static IReadOnlyList<StageInfo> LoadOneStages { get; } = new StageTable(new StageInfo[]
        // {
        //     new StageInfo("LoadOne", 10, "TakeOwnership", cleanup: "ReleaseOwnership", when: "IsPhysicalFunction"),
        // });
        writer.Line($"/// <summary>The stages of <c>{Text.Bare(model.Load.Name)}</c>, in order.</summary>");
        PipelineEmitter.Mark(writer);
        string hides = model.StagesHide ? "new " : "";
        writer.Line($"public {hides}static {Types.ReadOnlyList}<{Types.StageInfo}> {GeneratedNames.StagesOf(model.Name)} {{ get; }} = new {Types.StageTable}(new {Types.StageInfo}[]");
        using (writer.Braces("});"))
        {
            string pipeline = Text.Literal(model.Name);
            foreach (StageModel stage in model.Stages)
            {
                writer.Line($"new {Types.StageInfo}({pipeline}, {Text.Number(stage.Order)}, {Text.Literal(stage.Name)}{Name(stage)}{Cleanup(stage)}{When(stage)}{ForEach(stage)}{Restart(stage.Restart)}{Ends(stage)}),");
            }
        }
        writer.Line();
    }

    private static string Name(StageModel stage) => stage.DisplayName == stage.Name ? "" : $", name: {Text.Literal(stage.DisplayName)}";

    private static string Cleanup(StageModel stage) =>
        (stage.Cleanup is null ? "" : $", cleanup: {Text.Literal(Text.Bare(stage.Cleanup.Name))}") + (stage.NoCleanup is null ? "" : $", noCleanup: {Text.Literal(stage.NoCleanup)}");

    private static string When(StageModel stage) => stage.When is null ? "" : $", when: {Text.Literal(Text.Bare(stage.When.Name))}";

    private static string ForEach(StageModel stage) =>
        stage is { ForEach: LoopModel loop, Method.Receiver: null } ? $", forEach: {Text.Literal(Text.Bare(loop.Source.Name))}" : "";

    private static string Restart(RestartModel? restart)
    {
        if (restart is null)
        {
            return "";
        }
        string most = restart.Most == 1 ? "" : $", maxRestarts: {Text.Number(restart.Most)}";
        return $", restartOn: {restart.ErrorText}, restartFrom: {Text.Literal(restart.FromMethod)}{most}";
    }

    private static string Ends(StageModel stage) =>
        (stage.Transient ? ", transient: true" : "")
        + (stage.CleanupAtMethod is null ? "" : $", cleanupAt: {Text.Literal(stage.CleanupAtMethod)}")
        + (stage.Optional ? ", optional: true" : "");
}
