using Mlx4.Generators.Model;

namespace Mlx4.Generators.Emit;

/// <summary>Writes the unload.</summary>
internal static class UnloadEmitter
{
    public static void Emit(CodeWriter writer, Shape shape)
    {
        // public void UnloadOne(PciFunction pdev)
        // {
        //     if (!_loadOneState.Guard.EnterUnload("Nic.UnloadOne")) return;
        //     List<Exception>? thrown = UnwindLoadOne(5, pdev);
        //     _loadOneState.Guard.LeaveUnloaded();
        //     if (thrown != null)
        //     {
        //         throw new UnwindException(null, null, thrown);
        //     }
        // }
        PipelineModel model = shape.Model;
        if (!model.Unload.IsUsers)
        {
            DocEmitter.EmitUnload(writer, model);
        }
        PipelineEmitter.Mark(writer);
        writer.Line($"{model.Unload.Modifiers}{model.Unload.Returns} {model.Unload.Name}({string.Join(", ", Shape.Declare(model.Unload.Parameters))})");
        using (writer.Braces())
        {
            if (!model.Broken)
            {
                EmitBody(writer, shape);
            }
        }
        writer.Line();
    }

    private static void EmitBody(CodeWriter writer, Shape shape)
    {
        string thrown = shape.Local("thrown");
        writer.Line($"if (!{shape.Field}.Guard.EnterUnload({Text.Literal(shape.DisplayNameOf(Text.Bare(shape.Model.Unload.Name)))})) return;");
        if (!shape.Ladder.IsEmpty)
        {
            writer.Line($"{Types.ExceptionList}? {thrown} = {shape.Unwind(Text.Number(shape.Model.Stages.Count), isUnload: true)};");
        }
        writer.Line($"{shape.Field}.Guard.LeaveUnloaded();");
        if (!shape.Ladder.IsEmpty)
        {
            writer.Line($"if ({thrown} != null)");
            using (writer.Braces())
            {
                writer.Line($"throw new {Types.UnwindException}(null, null, {thrown});");
            }
        }
    }
}
