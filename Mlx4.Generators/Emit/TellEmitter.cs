using Mlx4.Generators.Model;

namespace Mlx4.Generators.Emit;

/// <summary>Writes what tells the observer, if there is one.</summary>
internal static class TellEmitter
{
    public static void Emit(CodeWriter writer, Shape shape)
    {
        // private void TellLoadOne(StageEventKind kind, int stage, int item = -1, string? error = null, Exception? exception = null) =>
        //     OnStageEvent(new StageEvent(kind, LoadOneStages[stage], item, error, exception));
        //
        // private void TryTellLoadOne(ref List<Exception>? thrown, StageEventKind kind, int stage, int item, ...)
        // {
        //     try
        //     {
        //         TellLoadOne(kind, stage, item, error, exception);
        //     }
        //     catch (Exception observers)
        //     {
        //         (thrown ??= new()).Add(observers);
        //     }
        // }
        if (!shape.Observed)
        {
            return;
        }
        string tell = GeneratedNames.TellOf(shape.Model.Name);
        string what = $"{Types.StageEventKind} kind, int stage, int item{{0}}, string? error = null, {Types.Exception}? exception = null";
        writer.Line("/// <summary>Tells the observer of a step.</summary>");
        PipelineEmitter.Mark(writer);
        writer.Line($"private void {tell}({what.Replace("{0}", " = -1")}) =>");
        writer.Line($"    OnStageEvent(new {Types.StageEvent}(kind, {shape.StageTable}[stage], item, error, exception));");
        writer.Line();
        writer.Line("/// <summary>Tells the observer of a step of the unwinding, which goes on whatever he does.</summary>");
        PipelineEmitter.Mark(writer);
        writer.Line($"private void {GeneratedNames.TryTellOf(shape.Model.Name)}(ref {Types.ExceptionList}? thrown, {what.Replace("{0}", "")})");
        using (writer.Braces())
        {
            writer.Line("try");
            using (writer.Braces())
            {
                writer.Line($"{tell}(kind, stage, item, error, exception);");
            }
            writer.Line($"catch ({Types.Exception} observers)");
            using (writer.Braces())
            {
                writer.Line($"(thrown ??= new {Types.ExceptionList}()).Add(observers);");
            }
        }
        writer.Line();
    }
}
