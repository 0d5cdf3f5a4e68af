using Mlx4.Generators.Model;

namespace Mlx4.Generators.Emit;

/// <summary>Writes one stage of a load.</summary>
internal static class StageEmitter
{
    public static void Emit(CodeWriter writer, Shape shape, int index)
    {
        // load_EnableMsiX:                                (if a restart goes back to it)
        //     // 40 EnableMsiX, when _sriov. Undone by DisableMsiX.
        //     at = 3;
        //     (condition, loop and call)
        StageModel stage = shape.Model.Stages[index];
        if (shape.IsRestartedFrom(index))
        {
            writer.Label(RestartLabel(shape, index));
        }
        writer.Line($"// {Text.Comment(DocEmitter.Describe(stage))}. {Text.Comment(DocEmitter.Undoing(stage)).TrimEnd('.')}.");
        string position = (shape.TracksPosition ? $"{shape.Local("at")} = " : "") + (shape.Observed ? $"{shape.Local("stage")} = " : "");
        if (position.Length > 0 && (index > 0 || shape.IsRestartedFrom(index)))
        {
            writer.Line($"{position}{Text.Number(index)};");
        }
        EmitTokenCheck(writer, shape);
        if (stage.When is null && !stage.IsKept)
        {
            EmitRun(writer, shape, index);
        }
        else
        {
            EmitConditional(writer, shape, index);
        }
    }

    private static void EmitTokenCheck(CodeWriter writer, Shape shape)
    {
        // cancelling = true;                              (with an observer, who is told of no failure then)
        // cancellationToken.ThrowIfCancellationRequested();
        // cancelling = false;
        if (!shape.IsCancellable)
        {
            return;
        }
        if (shape.Observed)
        {
            writer.Line($"{shape.Local("cancelling")} = true;");
        }
        writer.Line($"{shape.Model.Token}.ThrowIfCancellationRequested();");
        if (shape.Observed)
        {
            writer.Line($"{shape.Local("cancelling")} = false;");
        }
    }

    private static string RestartLabel(Shape shape, int index) => $"load_{shape.Ids[index]}";

    private static void EmitConditional(CodeWriter writer, Shape shape, int index)
    {
        // _loadOneState.EnableSriovRan = _sriov;
        // if (_loadOneState.EnableSriovRan)               (if a restart may keep it: !_loadOneState.EnableSriovRan && _sriov)
        // {
        //     (loop and call)
        // }
        // else                                            (with an observer)
        // {
        //     TellLoadOne(StageEventKind.Skipped, 1);
        // }
        writer.Line($"if ({Condition(writer, shape, index)})");
        using (writer.Braces())
        {
            EmitRun(writer, shape, index);
        }
        if (shape.Observed)
        {
            writer.Line("else");
            using (writer.Braces())
            {
                writer.Line($"{shape.Tell("Skipped", Text.Number(index))};");
            }
        }
    }

    /// <summary>What has to hold for the stage to run, remembered where the ladder has to know it.</summary>
    private static string Condition(CodeWriter writer, Shape shape, int index)
    {
        StageModel stage = shape.Model.Stages[index];
        string when = stage.When is null ? "" : shape.Read(stage.When);
        if (stage.IsKept)
        {
            // What a restart has kept is not asked for, nor done, a second time.
            string isUndone = stage.ForEach is null ? $"!{shape.Flag(index)}" : $"{shape.Count(index)} == 0";
            return stage.When is null ? isUndone : $"{isUndone} && {when}";
        }
        if (shape.HasFlag(index) && !stage.IsFlagged)
        {
            writer.Line($"{shape.Flag(index)} = {when};");
            return shape.Flag(index);
        }
        return when;
    }

    private static void EmitRun(CodeWriter writer, Shape shape, int index)
    {
        StageModel stage = shape.Model.Stages[index];
        if (stage.ForEach is null)
        {
            EmitCall(writer, shape, index, item: null, itemIndex: null);
            if (stage.IsFlagged)
            {
                writer.Line($"{shape.Flag(index)} = true;");
            }
            if (shape.Observed)
            {
                if (shape.TracksPosition)
                {
                    writer.Line($"{shape.Local("at")} = {Text.Number(index + 1)};");
                }
                writer.Line($"{shape.Tell("Completed", Text.Number(index))};");
            }
            return;
        }

        // for (int i = 0, count = Ports.Length; i < count; i++)
        // {
        //     error = InitPort(Ports[i]);
        //     if (error != 0) goto failed;
        //     _loadOneState.InitPortCount = i + 1;
        // }
        string i = shape.Local("i");
        string count = shape.Local("count");
        writer.Line($"for (int {i} = 0, {count} = {shape.ItemCount(stage.ForEach)}; {i} < {count}; {i}++)");
        using (writer.Braces())
        {
            EmitTokenCheck(writer, shape);
            if (shape.Observed)
            {
                writer.Line($"{shape.Local("item")} = {i};");
            }
            EmitCall(writer, shape, index, shape.Item(stage.ForEach, i), i);
            if (shape.HasCount(index))
            {
                writer.Line($"{shape.Count(index)} = {i} + 1;");
            }
            if (shape.Observed)
            {
                writer.Line($"{shape.Tell("Completed", Text.Number(index), i)};");
            }
        }
        if (shape.Observed)
        {
            writer.Line($"{shape.Local("item")} = -1;");
        }
    }

    private static void EmitCall(CodeWriter writer, Shape shape, int index, string? item, string? itemIndex)
    {
        // TellLoadOne(StageEventKind.Starting, 1);        (with an observer)
        // error = 0;                                      (if stages can be refused)
        // OnStageStarting(LoadOneStages[1], ref error);
        // if (error == 0)
        // {
        //     error = EnableSriov(pdev, totalVfs);
        // }
        // (restart)
        // if (error != 0) goto failed;
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
        if (stage.Returns == ReturnShape.None && !shape.Refused)
        {
            return;
        }
        if (stage.Restart is not null)
        {
            EmitRestart(writer, shape, index, stage.Restart);
        }
        writer.Line($"if ({error} != 0) goto failed;");
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
