using Mlx4.Generators.Model;

namespace Mlx4.Generators.Emit;

/// <summary>Declares the hooks. Their parameters are called as the user calls them, so that the compiler sees no difference.</summary>
internal static class HookEmitter
{
    public static void Emit(CodeWriter writer, PipelineModel model)
    {
        // /// <summary>Implement it to be told of each step ...</summary>
        // partial void OnStageEvent(in StageEvent stageEvent);
        //
        // /// <summary>Implement it to refuse a stage ...</summary>
        // partial void OnStageStarting(StageInfo stage, ref Errno error);
        if (model.Hooks.Events is string stageEvent)
        {
            writer.Line("/// <summary>");
            writer.Line("/// Implement it to be told of each step: before and after each stage and each item of a loop, when one is skipped, fails or");
            writer.Line("/// restarts the load, and before and after each cleanup. Not implemented, it is not called.");
            writer.Line("/// </summary>");
            writer.Line($"/// <param name=\"{Text.Bare(stageEvent)}\">The step.</param>");
            writer.Line($"partial void OnStageEvent(in {Types.StageEvent} {stageEvent});");
        }
        if (model.Hooks.Starting is [string stage, string error])
        {
            if (model.Hooks.Events is not null)
            {
                writer.Line();
            }
            writer.Line("/// <summary>");
            writer.Line("/// Implement it to refuse stages: it is called before each stage and each item of a loop, and if it sets an error the stage fails");
            writer.Line("/// with that, without having run. Not implemented, it is not called.");
            writer.Line("/// </summary>");
            writer.Line($"/// <param name=\"{Text.Bare(stage)}\">The stage that is about to run.</param>");
            writer.Line($"/// <param name=\"{Text.Bare(error)}\">Success; set it to the error to fail with.</param>");
            writer.Line($"partial void OnStageStarting({Types.StageInfo} {stage}, ref {model.ErrorType} {error});");
        }
    }
}
