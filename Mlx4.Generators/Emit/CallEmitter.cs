using Mlx4.Generators.Model;

namespace Mlx4.Generators.Emit;

/// <summary>Writes the call of a stage, and where its error leads: to a restart, out of the load, or on.</summary>
internal static class CallEmitter
{
    /// <summary>The label of a stage that a restart goes back to.</summary>
    public static string RestartLabel(Shape shape, int index) => $"load_{shape.Ids[index]}";

    /// <summary>Writes a call and the test of its error.</summary>
    /// <param name="writer">Takes the text.</param>
    /// <param name="shape">The pipeline.</param>
    /// <param name="index">The stage.</param>
    /// <param name="item">The item that the stage is given, if it is a loop.</param>
    /// <param name="itemIndex">Its index.</param>
    public static void Emit(CodeWriter writer, Shape shape, int index, string? item, string? itemIndex)
    {
        // TellLoadOne(StageEventKind.Starting, 1);        (with an observer)
        // error = 0;                                      (if stages can be refused)
        // OnStageStarting(LoadOneStages[1], ref error);
        // if (error == 0)
        // {
        //     error = EnableSriov(pdev, totalVfs);
        // }
        // (restart)
        // if (error != 0) goto failed;                    (unless it is optional)
        StageModel stage = shape.Model.Stages[index];
        string error = shape.Local("error");
        if (shape.Observed)
        {
            writer.Line($"{shape.Tell("Starting", Text.Number(index), itemIndex)};");
        }
        if (!shape.Refused)
        {
            EmitBareCall(writer, shape, stage, item);
        }
        else
        {
            writer.Line($"{error} = 0;");
            writer.Line($"{shape.Member("OnStageStarting")}({shape.StageTable}[{Text.Number(index)}], ref {error});");
            writer.Line($"if ({error} == 0)");
            using (writer.Braces())
            {
                EmitBareCall(writer, shape, stage, item);
            }
        }
        if (!shape.HasError(stage))
        {
            return;
        }
        if (stage.Restart is not null)
        {
            EmitRestart(writer, shape, index, stage.Restart);
        }
        if (!stage.Optional)
        {
            writer.Line($"if ({error} != 0) goto failed;");
        }
    }

    private static void EmitBareCall(CodeWriter writer, Shape shape, StageModel stage, string? item)
    {
        string call = shape.Call(stage.Method, item);
        switch (stage.Returns)
        {
            case ReturnShape.None:
                writer.Line($"{call};");
                break;
            case ReturnShape.Error:
                writer.Line($"{shape.Local("error")} = {call};");
                break;
            case ReturnShape.Result when stage.Optional:
                writer.Line($"{shape.Local("error")} = {(stage.Method.IsAwaited ? $"({call})" : call)}.Error;");
                break;
            default:
                writer.Line($"{shape.Local("nested")} = {call};");
                writer.Line($"{shape.Local("error")} = {shape.Local("nested")}.Error;");
                writer.Line($"{shape.Local("inner")} = {shape.Local("error")} != 0 ? {shape.Local("nested")}.Stage : null;");
                break;
        }
    }

    private static void EmitRestart(CodeWriter writer, Shape shape, int index, RestartModel restart)
    {
        // if (error == Errno.EBUSY && setupHcaRestarts < 1)
        // {
        //     setupHcaRestarts++;
        //     thrown = UnwindLoadOne(at, 3, pdev);
        //     if (thrown != null) goto unwound;
        //     goto load_EnableMsiX;
        // }
        string error = shape.Local("error");
        string restarts = shape.Restarts(index);
        writer.Line($"if ({error} == {restart.ErrorText} && {restarts} < {Text.Number(restart.Most)})");
        using (writer.Braces())
        {
            writer.Line($"{restarts}++;");
            if (shape.Observed)
            {
                writer.Line($"{shape.TryTell("Failed", shape.Local("stage"), shape.Local("item"), shape.ErrorText, "null")};");
                writer.Line($"{shape.TryTell("Restarting", shape.Local("stage"), shape.Local("item"), shape.ErrorText, "null")};");
                writer.Line($"{shape.Local("item")} = -1;");
            }
            if (shape.Observed && !shape.Ladder.IsRewound(index))
            {
                writer.Line($"if ({shape.Local("thrown")} != null)");
                using (writer.Braces())
                {
                    if (!shape.Ladder.IsEmpty)
                    {
                        writer.Line($"{shape.Local("thrown")} = {shape.Unwind(shape.Local("at"))};");
                    }
                    writer.Line("goto unwound;");
                }
            }
            else if (shape.Ladder.IsRewound(index))
            {
                writer.Line($"{shape.Local("thrown")} = {shape.Unwind(shape.Local("at"), Text.Number(shape.Ladder.StopOf(restart.From)))};");
                writer.Line($"if ({shape.Local("thrown")} != null) goto unwound;");
            }
            if (shape.HasNested)
            {
                writer.Line($"{shape.Local("inner")} = null;");
            }
            writer.Line($"goto {RestartLabel(shape, restart.From)};");
        }
    }
}
