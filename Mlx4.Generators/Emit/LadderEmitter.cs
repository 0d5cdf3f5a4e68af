using System.Collections.Generic;
using System.Linq;
using Mlx4.Generators.Model;

namespace Mlx4.Generators.Emit;

/// <summary>Writes the ladder, the C# form of the kernel's labels, which serves failures, exceptions, restarts and the unload.</summary>
internal static class LadderEmitter
{
    public static void Emit(CodeWriter writer, Shape shape)
    {
        if (!shape.Ladder.IsEmpty)
        {
            EmitUnwind(writer, shape);
        }
        if (shape.HasTransients)
        {
            EmitEnd(writer, shape);
        }
    }

    private static void EmitUnwind(CodeWriter writer, Shape shape)
    {
        // /// <summary>Undoes what completed before the stage at which the load stands, the newest first.</summary>
        // private List<Exception>? UnwindLoadOne(int at, PciFunction pdev)
        // {
        //     List<Exception>? thrown = null;
        //     while (true)
        //     {
        //         try
        //         {
        //             switch (at)
        //             {
        //                 case 1: goto undo_TakeOwnership; // EnableSriov failed
        //                 case 2: goto undo_EnableSriov; // all stages completed
        //                 default: return thrown;
        //             }
        //
        //         undo_EnableSriov:
        //             at = 1;
        //             if (_loadOneState.EnableSriovRan)
        //             {
        //                 DisableSriov(pdev);
        //             }
        //
        //         undo_TakeOwnership:
        //             at = 0;
        //             ReleaseOwnership();
        //             return thrown;
        //         }
        //         catch (Exception exception)
        //         {
        //             (thrown ??= new()).Add(exception);
        //         }
        //     }
        // }
        writer.Line("/// <summary>Undoes what completed before the stage at which the load stands, the newest first, each once.</summary>");
        PipelineEmitter.Mark(writer);
        List<string> parameters = [$"int {shape.Local("at")}"];
        if (shape.Ladder.HasStops)
        {
            parameters.Add($"int {shape.Local("downTo")}");
        }
        if (shape.LadderTakesThrown)
        {
            parameters.Add($"{Types.ExceptionList}? {shape.Local("thrown")}");
        }
        parameters.AddRange(Shape.Declare(shape.LadderParameters, withDefaults: false));
        writer.Line($"private {shape.LadderReturns} {GeneratedNames.UnwindOf(shape.Model.Name)}({string.Join(", ", parameters)})");
        using (writer.Braces())
        {
            if (!shape.LadderTakesThrown)
            {
                writer.Line($"{Types.ExceptionList}? {shape.Local("thrown")} = null;");
            }
            EmitItemLocals(writer, shape);
            EmitRetried(writer, shape, shape.Ladder.Rungs, entered: true);
        }
        writer.Line();
    }

    private static void EmitEnd(CodeWriter writer, Shape shape)
    {
        // /// <summary>Undoes the transient stages when all stages have completed, the newest first.</summary>
        // private List<Exception>? EndLoadOne(PciFunction pdev)
        // {
        //     (the same with the transient stages alone)
        // }
        writer.Line("/// <summary>Undoes the transient stages at the end of a load that succeeded, the newest first, each once.</summary>");
        PipelineEmitter.Mark(writer);
        writer.Line($"private {shape.LadderReturns} {GeneratedNames.EndOf(shape.Model.Name)}({string.Join(", ", Shape.Declare(shape.LadderParameters, withDefaults: false))})");
        using (writer.Braces())
        {
            writer.Line($"{Types.ExceptionList}? {shape.Local("thrown")} = null;");
            EmitItemLocals(writer, shape);
            EmitRetried(writer, shape, [.. shape.Ladder.Rungs.Where(rung => shape.Model.Stages[rung].Transient)], entered: false);
        }
        writer.Line();
    }

    private static void EmitItemLocals(CodeWriter writer, Shape shape)
    {
        if (shape.Observed)
        {
            writer.Line($"int {shape.Local("stage")} = -1;");
            writer.Line($"int {shape.Local("item")} = -1;");
        }
    }

    private static void EmitRetried(CodeWriter writer, Shape shape, IReadOnlyList<int> rungs, bool entered)
    {
        writer.Line("while (true)");
        using (writer.Braces())
        {
            writer.Line("try");
            using (writer.Braces())
            {
                if (entered)
                {
                    EmitEntry(writer, shape);
                }
                for (int i = 0; i < rungs.Count; i++)
                {
                    if (entered || i > 0)
                    {
                        writer.Line();
                    }
                    EmitRung(writer, shape, rungs[i], labelled: entered);
                }
                if (rungs.Count > 0)
                {
                    writer.Line($"return {shape.Local("thrown")};");
                }
            }
            writer.Line($"catch ({Types.Exception} {shape.Local("exception")})");
            using (writer.Braces())
            {
                writer.Line("// The cleanup that threw has been passed: go on below it.");
                writer.Line($"({shape.Local("thrown")} ??= new {Types.ExceptionList}()).Add({shape.Local("exception")});");
                if (shape.Observed)
                {
                    writer.Line($"{shape.TryTell("CleanupFailed", shape.Local("stage"), shape.Local("item"), "null", shape.Local("exception"))};");
                }
            }
        }
    }

    private static void EmitEntry(CodeWriter writer, Shape shape)
    {
        EquatableArray<StageModel> stages = shape.Model.Stages;
        writer.Line($"switch ({shape.Local("at")})");
        using (writer.Braces())
        {
            for (int at = 0; at <= stages.Count; at++)
            {
                int rung = shape.Ladder.EntryOf(at);
                if (rung >= 0)
                {
                    string failed = at == stages.Count ? "all stages" : Text.Comment(stages[at].DisplayName);
                    writer.Line($"case {Text.Number(at)}: goto undo_{shape.Ids[rung]}; // {failed}{(at == stages.Count ? " completed" : " failed")}");
                }
            }
            writer.Line($"default: return {shape.Local("thrown")};");
        }
    }

    private static void EmitRung(CodeWriter writer, Shape shape, int index, bool labelled)
    {
        // undo_InitPort:
        //     while (_loadOneState.InitPortCount > 0)
        //     {
        //         _loadOneState.InitPortCount--;
        //         CleanupPort(Ports[_loadOneState.InitPortCount]);
        //     }
        //     if (downTo == 3 && thrown == null) return null;
        StageModel stage = shape.Model.Stages[index];
        if (labelled && shape.Ladder.IsEntry(index))
        {
            writer.Label($"undo_{shape.Ids[index]}");
        }
        else
        {
            // Nothing enters the ladder here, so there is no label.
            writer.Line($"// Undo {shape.Ids[index]}.");
        }
        if (stage.Cleanup is not null)
        {
            if (stage.ForEach is not null)
            {
                EmitLoopRung(writer, shape, index, stage.Cleanup, stage.ForEach);
            }
            else
            {
                EmitPlainRung(writer, shape, index, stage.Cleanup);
            }
        }
        if (labelled && shape.Ladder.StopsAt(index))
        {
            writer.Line($"if ({shape.Local("downTo")} == {Text.Number(index)} && {shape.Local("thrown")} == null) return null;");
        }
    }

    private static void EmitPlainRung(CodeWriter writer, Shape shape, int index, CallModel cleanup)
    {
        if (!shape.IsFlagged(index))
        {
            writer.Line($"{shape.Local("at")} = {Text.Number(index)};");
        }
        if (!shape.HasFlag(index))
        {
            EmitCleanup(writer, shape, index, cleanup, item: null, itemIndex: null);
            return;
        }
        writer.Line($"if ({shape.Flag(index)})");
        using (writer.Braces())
        {
            writer.Line($"{shape.Flag(index)} = false;");
            EmitCleanup(writer, shape, index, cleanup, item: null, itemIndex: null);
        }
    }

    private static void EmitLoopRung(CodeWriter writer, Shape shape, int index, CallModel cleanup, LoopModel loop)
    {
        writer.Line($"while ({shape.Count(index)} > 0)");
        using (writer.Braces())
        {
            writer.Line($"{shape.Count(index)}--;");
            EmitCleanup(writer, shape, index, cleanup, shape.Item(loop, shape.Count(index)), shape.Count(index));
        }
    }

    private static void EmitCleanup(CodeWriter writer, Shape shape, int index, CallModel cleanup, string? item, string? itemIndex)
    {
        if (shape.Observed)
        {
            writer.Line($"{shape.Local("stage")} = {Text.Number(index)};");
            writer.Line($"{shape.Local("item")} = {itemIndex ?? "-1"};");
            writer.Line($"{shape.TryTell("CleaningUp", shape.Local("stage"), shape.Local("item"))};");
        }
        writer.Line($"{shape.Call(cleanup, item)};");
        if (shape.Observed)
        {
            writer.Line($"{shape.TryTell("CleanedUp", shape.Local("stage"), shape.Local("item"))};");
        }
    }
}
