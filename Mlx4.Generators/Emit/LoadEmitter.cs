using Mlx4.Generators.Model;

namespace Mlx4.Generators.Emit;

/// <summary>Writes the load: the stages in a straight line, and where a failure leaves it.</summary>
internal static class LoadEmitter
{
    public static void Emit(CodeWriter writer, Shape shape)
    {
        // public InitResult<Errno> LoadOne(PciFunction pdev, int totalVfs)
        // {
        //     ...
        // }
        PipelineModel model = shape.Model;
        if (!model.Load.IsUsers)
        {
            DocEmitter.EmitLoad(writer, shape);
        }
        PipelineEmitter.Mark(writer);
        writer.Line($"{model.Load.Modifiers}{model.Load.Returns} {model.Load.Name}({string.Join(", ", Shape.Declare(model.Load.Parameters))})");
        using (writer.Braces())
        {
            if (model.Broken)
            {
                EmitBrokenBody(writer, shape);
            }
            else
            {
                EmitBody(writer, shape);
            }
        }
        writer.Line();
    }

    private static void EmitBrokenBody(CodeWriter writer, Shape shape)
    {
        // // The declarations are in error; the compiler says which.
        // throw new InvalidOperationException("Nic.LoadOne: ...");
        writer.Line("// Some declarations are in error, and this would not do what they say. The compiler's messages name them.");
        writer.Line($"throw new {Types.InvalidOperationException}({Text.Literal($"{shape.DisplayNameOf(Text.Bare(shape.Model.Load.Name))}: the declarations of its stages are in error.")});");
    }

    private static void EmitBody(CodeWriter writer, Shape shape)
    {
        // _loadOneState.Guard.EnterLoad("Nic.LoadOne");
        // Errno error = 0;
        // int at = 0;
        // try
        // {
        //     (stages)
        // }
        // catch (Exception exception)
        // {
        //     (unwind, rethrow)
        // }
        // _loadOneState.Guard.LeaveLoaded();
        // return default;
        //
        // failed:
        //     (unwind, return the error)
        writer.Line($"{shape.Field}.Guard.EnterLoad({Text.Literal(shape.DisplayNameOf(Text.Bare(shape.Model.Load.Name)))});");
        writer.Line();
        EmitLocals(writer, shape);
        writer.Line("try");
        using (writer.Braces())
        {
            for (int i = 0; i < shape.Model.Stages.Count; i++)
            {
                if (i > 0)
                {
                    writer.Line();
                }
                StageEmitter.Emit(writer, shape, i);
            }
        }
        EmitCatch(writer, shape);
        writer.Line();
        EmitSuccess(writer, shape);
        if (shape.CanFail || shape.Unwinds)
        {
            writer.Line();
            EmitFailure(writer, shape);
        }
    }

    private static void EmitLocals(CodeWriter writer, Shape shape)
    {
        if (shape.HasErrors)
        {
            writer.Line($"{shape.Model.ErrorType} {shape.Local("error")} = 0;");
        }
        if (shape.HasNested)
        {
            writer.Line($"{Types.InitResult}<{shape.Model.ErrorType}> {shape.Local("nested")};");
            writer.Line($"string? {shape.Local("inner")} = null; // The stage of a nested pipeline that failed.");
        }
        for (int i = 0; i < shape.Model.Stages.Count; i++)
        {
            if (shape.Model.Stages[i].Restart is not null)
            {
                writer.Line($"int {shape.Restarts(i)} = 0;");
            }
        }
        if (shape.NeedsThrown)
        {
            writer.Line($"{Types.ExceptionList}? {shape.Local("thrown")} = null; // What cleanups threw.");
        }
        if (shape.TracksPosition)
        {
            writer.Line($"int {shape.Local("at")} = 0; // How far it came: the stage that is running.");
        }
        if (shape.Observed)
        {
            writer.Line($"int {shape.Local("stage")} = 0; // The stage, and its item, that the observer is told of.");
            writer.Line($"int {shape.Local("item")} = -1;");
            if (shape.IsCancellable)
            {
                writer.Line($"bool {shape.Local("cancelling")} = false; // Whether a stage is not begun because of the token.");
            }
        }
    }

    private static void EmitCatch(CodeWriter writer, Shape shape)
    {
        // catch (Exception exception)
        // {
        //     thrown = UnwindLoadOne(at, pdev);
        //     _loadOneState.Guard.LeaveUnloaded();
        //     if (thrown != null)
        //     {
        //         thrown.Insert(0, exception);
        //         throw new UnwindException(LoadOneStages[at].Name, null, thrown);
        //     }
        //     throw;
        // }
        string exception = shape.Local("exception");
        bool named = shape.NeedsThrown;
        writer.Line(named ? $"catch ({Types.Exception} {exception})" : "catch");
        using (writer.Braces())
        {
            if (shape.Observed)
            {
                string unlessCancelled = shape.IsCancellable ? $"if (!{shape.Local("cancelling")}) " : "";
                writer.Line($"{unlessCancelled}{shape.TryTell("Failed", shape.Local("stage"), shape.Local("item"), "null", exception)};");
            }
            EmitUnwinding(writer, shape);
            if (named)
            {
                writer.Line($"if ({shape.Local("thrown")} != null)");
                using (writer.Braces())
                {
                    writer.Line($"{shape.Local("thrown")}.Insert(0, {exception});");
                    writer.Line($"throw new {Types.UnwindException}({shape.StageTable}[{shape.NamedStage}].Name, null, {shape.Local("thrown")});");
                }
            }
            writer.Line("throw;");
        }
    }

    private static void EmitSuccess(CodeWriter writer, Shape shape)
    {
        // thrown = EndLoadOne(dev);                       (with transient stages)
        // if (thrown != null)
        // {
        //     thrown = UnwindLoadOne(5, thrown, pdev);
        //     _loadOneState.Guard.LeaveUnloaded();
        //     throw new UnwindException(null, null, thrown);
        // }
        // _loadOneState.Guard.LeaveLoaded();
        // return default;
        if (shape.HasTransients)
        {
            string thrown = shape.Local("thrown");
            writer.Line("// All stages completed: what was held for the load alone is released.");
            writer.Line($"{thrown} = {shape.End()};");
            writer.Line($"if ({thrown} != null)");
            using (writer.Braces())
            {
                writer.Line($"{thrown} = {shape.Unwind(Text.Number(shape.Model.Stages.Count))};");
                writer.Line($"{shape.Field}.Guard.LeaveUnloaded();");
                writer.Line($"throw new {Types.UnwindException}(null, null, {thrown}!);");
            }
        }
        writer.Line($"{shape.Field}.Guard.LeaveLoaded();");
        if (shape.HasErrors)
        {
            writer.Line("return default;");
        }
    }

    private static void EmitFailure(CodeWriter writer, Shape shape)
    {
        // failed:                                         (unless all stages that can fail are optional)
        //     thrown = UnwindLoadOne(at, pdev);
        // unwound:                                        (with restarts)
        //     _loadOneState.Guard.LeaveUnloaded();
        //     if (thrown != null)
        //     {
        //         throw new UnwindException(LoadOneStages[at].Name, error, thrown);
        //     }
        //     return new InitResult<Errno>(error, LoadOneStages[at].Name);
        string error = shape.Local("error");
        string thrown = shape.Local("thrown");
        if (shape.CanFail)
        {
            writer.Label("failed");
            if (shape.Observed)
            {
                writer.Line($"{shape.TryTell("Failed", shape.Local("stage"), shape.Local("item"), shape.ErrorText, "null")};");
            }
            if (!shape.Ladder.IsEmpty)
            {
                writer.Line($"{thrown} = {shape.Unwind(shape.Local("at"))};");
            }
        }
        if (shape.CanFail && shape.Unwinds)
        {
            writer.Line();
        }
        if (shape.Unwinds)
        {
            writer.Label("unwound");
        }
        writer.Line($"{shape.Field}.Guard.LeaveUnloaded();");
        string name = $"{shape.StageTable}[{shape.NamedStage}].Name";
        if (shape.NeedsThrown)
        {
            writer.Line($"if ({thrown} != null)");
            using (writer.Braces())
            {
                writer.Line($"throw new {Types.UnwindException}({name}, {error}, {thrown});");
            }
        }
        string path = shape.HasNested ? $"{shape.Local("inner")} == null ? {name} : {name} + \"/\" + {shape.Local("inner")}" : name;
        writer.Line($"return new {Types.InitResult}<{shape.Model.ErrorType}>({error}, {path});");
    }

    /// <summary>The call of the ladder, and the end of the load.</summary>
    private static void EmitUnwinding(CodeWriter writer, Shape shape)
    {
        if (!shape.Ladder.IsEmpty)
        {
            writer.Line($"{shape.Local("thrown")} = {shape.Unwind(shape.Local("at"))};");
        }
        writer.Line($"{shape.Field}.Guard.LeaveUnloaded();");
    }
}
