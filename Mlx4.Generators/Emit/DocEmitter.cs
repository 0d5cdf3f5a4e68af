using System.Linq;
using Mlx4.Generators.Model;

namespace Mlx4.Generators.Emit;

/// <summary>Writes the documentation of the load and the unload.</summary>
internal static class DocEmitter
{
    public static void EmitLoad(CodeWriter writer, Shape shape)
    {
        // /// <summary>Runs the stages in order. If one fails, undoes those that completed, in reverse.</summary>
        // /// <remarks>
        // /// <list type="table">
        // /// <listheader><term>Stage</term><description>Undoing</description></listheader>
        // /// <item><term>10 <see cref="TakeOwnership"/>, when IsPhysicalFunction</term><description>Undone by <see cref="ReleaseOwnership"/></description></item>
        // /// </list>
        // /// </remarks>
        // /// <param name="pdev">Passed to EnableSriov, DisableSriov.</param>
        // /// <returns>Success, or the error and the name of the stage that failed.</returns>
        // /// <exception cref="InvalidOperationException">...</exception>
        // /// <exception cref="UnwindException">...</exception>
        PipelineModel model = shape.Model;
        writer.Line("/// <summary>Runs the stages in order. When one fails, those that completed are undone in reverse, each once.</summary>");
        writer.Line("/// <remarks>");
        writer.Line("/// <list type=\"table\">");
        writer.Line("/// <listheader><term>Stage</term><description>Undoing</description></listheader>");
        foreach (StageModel stage in model.Stages)
        {
            EmitStage(writer, stage);
        }
        writer.Line("/// </list>");
        writer.Line("/// </remarks>");
        EmitParameters(writer, model.Load.Parameters);
        if (model.ErrorType is not null)
        {
            writer.Line("/// <returns>Success, or the error of the stage that failed and its name.</returns>");
        }
        if (model.IsAsync)
        {
            writer.Line($"/// <exception cref=\"global::System.OperationCanceledException\">The token was cancelled. What had completed is undone.</exception>");
        }
        EmitExceptions(writer, "Already loaded, or being loaded or unloaded.");
    }

    public static void EmitUnload(CodeWriter writer, PipelineModel model)
    {
        // /// <summary>Undoes what LoadOne did, in reverse. Does nothing when not loaded.</summary>
        // /// <param name="pdev">Passed to DisableSriov.</param>
        // /// <exception cref="InvalidOperationException">...</exception>
        // /// <exception cref="UnwindException">...</exception>
        writer.Line($"/// <summary>Undoes what <c>{Text.Bare(model.Load.Name)}</c> did, in reverse. Does nothing when not loaded.</summary>");
        EmitParameters(writer, model.Unload.Parameters);
        EmitExceptions(writer, "Being loaded or unloaded.");
    }

    /// <summary>The stage in words, as its comment says them.</summary>
    public static string Describe(StageModel stage) =>
        $"{Text.Number(stage.Order)} {stage.DisplayName}{(stage.DisplayName == stage.Name ? "" : $" ({stage.Name})")}{Terms(stage)}";

    /// <summary>What undoes the stage, in words.</summary>
    public static string Undoing(StageModel stage) =>
        stage.Cleanup is CallModel cleanup ? $"Undone by {(cleanup.Receiver is null ? "" : "its ")}{Text.Bare(cleanup.Name)}{Place(stage)}" : NothingUndoes(stage);

    private static void EmitStage(CodeWriter writer, StageModel stage)
    {
        bool hasOtherName = stage.DisplayName != stage.Name;
        string name = hasOtherName ? $"{Text.Xml(stage.DisplayName)} (" : "";
        string terms = Text.Xml((hasOtherName ? ")" : "") + Terms(stage));
        if (stage.CleanupReference is string cleanup)
        {
            writer.Line($"/// <item><term>{Text.Number(stage.Order)} {name}<see cref=\"{stage.Reference}\"/>{terms}</term><description>Undone by <see cref=\"{cleanup}\"/>{Place(stage)}</description></item>");
        }
        else
        {
            writer.Line($"/// <item><term>{Text.Number(stage.Order)} {name}<see cref=\"{stage.Reference}\"/>{terms}</term><description>{Text.Xml(Undoing(stage))}</description></item>");
        }
    }

    /// <summary>On what terms the stage runs, as they follow its name.</summary>
    private static string Terms(StageModel stage)
    {
        string text = "";
        if (stage.ForEach is not null)
        {
            text += stage.Method.Receiver is null ? $", for each of {Text.Bare(stage.ForEach.Source.Name)}" : ", for each of its items";
        }
        if (stage.When is not null)
        {
            text += $", when {Text.Bare(stage.When.Name)}";
        }
        if (stage.Restart is RestartModel restart)
        {
            string error = restart.ErrorText.Substring(restart.ErrorText.LastIndexOf('.') + 1);
            string times = restart.Most == 1 ? "once" : $"up to {Text.Number(restart.Most)} times";
            text += $"; at {error} again from {restart.FromMethod}, {times}";
        }
        if (stage.Optional)
        {
            text += stage.ForEach is null ? "; its failure is let go" : "; the failure of an item is let go";
        }
        return text;
    }

    private static string NothingUndoes(StageModel stage) => stage.NoCleanup is null ? "Nothing undoes it" : $"Nothing to undo: {stage.NoCleanup}";

    /// <summary>When the stage is undone, if not in its turn, as it follows what undoes it.</summary>
    private static string Place(StageModel stage) => stage switch
    {
        { Transient: true } => " when the load ends",
        { CleanupAtMethod: string at, IsKept: true } => $", just before {at} is; kept by a restart that does not go down to there",
        { CleanupAtMethod: string at } => $", just before {at} is",
        _ => "",
    };

    private static void EmitParameters(CodeWriter writer, EquatableArray<ParameterModel> parameters)
    {
        foreach (ParameterModel parameter in parameters)
        {
            string name = Text.Bare(parameter.Name);
            if (parameter.Users.Count == 0)
            {
                writer.Line($"/// <param name=\"{name}\">Looked at before each stage and each item; the cleanups run to their end all the same.</param>");
            }
            else
            {
                writer.Line($"/// <param name=\"{name}\">Passed to {string.Join(", ", parameter.Users.Select(Text.Bare))}.</param>");
            }
        }
    }

    private static void EmitExceptions(CodeWriter writer, string refused)
    {
        writer.Line($"/// <exception cref=\"{Types.InvalidOperationException}\">{refused} Nothing is changed.</exception>");
        writer.Line($"/// <exception cref=\"{Types.UnwindException}\">A cleanup threw. The others ran all the same.</exception>");
    }
}
