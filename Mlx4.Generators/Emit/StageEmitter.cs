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
            writer.Label(CallEmitter.RestartLabel(shape, index));
        }
        string undoing = Text.Comment(shape.Undoing[index]);
        writer.Line($"// {Text.Comment(shape.Descriptions[index])}. {(undoing is [.., '.'] ? undoing.TrimEnd('.') : undoing)}.");
        if ((shape.TracksPosition || shape.Observed) && (index > 0 || shape.IsRestartedFrom(index)))
        {
            EmitPosition(writer, shape, index);
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

    private static void EmitPosition(CodeWriter writer, Shape shape, int index)
    {
        // at = stage = 3;
        string at = shape.Local("at");
        string stage = shape.Local("stage");
        if (!shape.Observed)
        {
            writer.Line($"{at} = {Text.Number(index)};");
        }
        else if (shape.TracksPosition)
        {
            writer.Line($"{at} = {stage} = {Text.Number(index)};");
        }
        else
        {
            writer.Line($"{stage} = {Text.Number(index)};");
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
        string condition = Condition(writer, shape, index);
        writer.Line($"if ({condition})");
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
        if (shape.HasFlag(index) && !shape.IsFlagged(index))
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
            CallEmitter.Emit(writer, shape, index, item: null, itemIndex: null);
            EmitOutcome(writer, shape, index, itemIndex: null);
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
            CallEmitter.Emit(writer, shape, index, shape.Item(stage.ForEach, i), i);
            EmitOutcome(writer, shape, index, i);
        }
        if (shape.Observed)
        {
            writer.Line($"{shape.Local("item")} = -1;");
        }
    }

    /// <summary>What comes of a call after which the load goes on.</summary>
    private static void EmitOutcome(CodeWriter writer, Shape shape, int index, string? itemIndex)
    {
        // _loadOneState.MapClockRan = error == 0;         (an optional stage that is undone, without an observer)
        //
        // if (error == 0)                                 (an optional stage, with an observer)
        // {
        //     (note and tell that it completed)
        // }
        // else
        // {
        //     TellLoadOne(StageEventKind.Failed, 1, error: error.ToString());
        // }
        string error = shape.Local("error");
        if (!shape.LetsGo(index))
        {
            EmitCompletion(writer, shape, index, itemIndex);
        }
        else if (shape.Observed)
        {
            writer.Line($"if ({error} == 0)");
            using (writer.Braces())
            {
                EmitCompletion(writer, shape, index, itemIndex);
            }
            writer.Line("else");
            using (writer.Braces())
            {
                writer.Line($"{shape.Tell("Failed", Text.Number(index), itemIndex, shape.ErrorText)};");
            }
        }
        else if (shape.IsFlagged(index))
        {
            writer.Line($"{shape.Flag(index)} = {error} == 0;");
        }
    }

    private static void EmitCompletion(CodeWriter writer, Shape shape, int index, string? itemIndex)
    {
        // _loadOneState.EnableSriovRan = true;            (if the ladder cannot tell otherwise)
        // _loadOneState.InitPortCount = i + 1;            (an item that is undone)
        // at = 4;                                         (with an observer, whatever he does)
        // TellLoadOne(StageEventKind.Completed, 3);
        if (shape.IsFlagged(index))
        {
            writer.Line($"{shape.Flag(index)} = true;");
        }
        if (shape.HasCount(index))
        {
            writer.Line($"{shape.Count(index)} = {itemIndex} + 1;");
        }
        if (!shape.Observed)
        {
            return;
        }
        if (shape.TracksPosition && itemIndex is null)
        {
            writer.Line($"{shape.Local("at")} = {Text.Number(index + 1)};");
        }
        writer.Line($"{shape.Tell("Completed", Text.Number(index), itemIndex)};");
    }
}
