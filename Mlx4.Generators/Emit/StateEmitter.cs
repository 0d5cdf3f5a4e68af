using Mlx4.Generators.Model;

namespace Mlx4.Generators.Emit;

/// <summary>Writes what the object remembers of its load.</summary>
internal static class StateEmitter
{
    public static void Emit(CodeWriter writer, Shape shape)
    {
        // /// <summary>What has been loaded: what the ladder cannot tell from how far the load came.</summary>
        // private struct LoadOneState
        // {
        //     public PipelineGuard Guard;
        //     public bool EnableSriovRan;
        //     public int InitPortCount;
        // }
        //
        // private LoadOneState _loadOneState;
        string state = GeneratedNames.StateOf(shape.Model.Name);
        // Two structures are compared field by field, as two records are: by what holds them in a field of its own, if by nobody else.
        HostModel host = shape.Model.Host;
        bool isCompared = host.IsRecord || host.IsStruct;
        writer.Line("/// <summary>Whether it is loaded, which conditional stages ran, and how many items of each loop completed.</summary>");
        PipelineEmitter.Mark(writer);
        writer.Line(Types.Hidden);
        writer.Line(isCompared ? $"private struct {state} : {Types.Equatable}<{state}>" : $"private struct {state}");
        using (writer.Braces())
        {
            writer.Line($"public {Types.Guard} Guard;");
            for (int i = 0; i < shape.Model.Stages.Count; i++)
            {
                if (shape.HasFlag(i))
                {
                    writer.Line($"public bool {shape.Ids[i]}Ran;");
                }
                if (shape.HasCount(i))
                {
                    writer.Line($"public int {shape.Ids[i]}Count;");
                }
            }
            if (isCompared)
            {
                writer.Line();
                writer.Line($"// Two {(host.IsRecord ? "records" : "structures")} are equal or not whatever has been loaded.");
                writer.Line($"public bool Equals({state} other) => true;");
                writer.Line($"public override bool Equals(object? obj) => obj is {state};");
                writer.Line("public override int GetHashCode() => 0;");
            }
        }
        writer.Line();
        PipelineEmitter.Mark(writer);
        writer.Line(Types.Hidden);
        writer.Line($"private {state} {GeneratedNames.FieldOf(shape.Model.Name)};");
        writer.Line();
    }
}
