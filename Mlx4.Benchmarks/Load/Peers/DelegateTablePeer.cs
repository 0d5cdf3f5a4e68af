using Mlx4.Benchmarks.Measuring;

namespace Mlx4.Benchmarks.Load.Peers;

/// <summary>A table of stages that a loop walks, as some of Linux's drivers have it (<c>mlx5_ib</c>), with delegates.</summary>
internal static class DelegateTablePeer
{
    public static Peer Peer { get; } = new("delegate table", "DelegateTable", UnwindsExceptions: false, SurvivesCleanups: false, RefusesTwice: false, Write);

    private static void Write(Code code, Shape shape)
    {
        string condition = shape.HasConditions ? "Func<DelegateTable, bool> When, " : "";
        string item = shape.HasLoops ? "int, " : "";
        string cleanupItem = shape.HasLoops ? ", int" : "";
        code.Line($"private static readonly ({condition}Func<DelegateTable, {item}Errno> Init, Action<DelegateTable{cleanupItem}> Cleanup)[] Stages = [");
        foreach (int stage in shape.Numbers)
        {
            code.Line(shape.Variant switch
            {
                Variant.Conditions => $"(static ladder => ladder.{Shape.ConditionOf(stage)}, static ladder => ladder.Init{stage}(), static ladder => ladder.Cleanup{stage}()),",
                Variant.Loops => $"(static (ladder, item) => ladder.Init{stage}(item), static (ladder, item) => ladder.Cleanup{stage}(item)),",
                _ => $"(static ladder => ladder.Init{stage}(), static ladder => ladder.Cleanup{stage}()),",
            });
        }
        code.Line("];").Line(shape.Variant switch
        {
            Variant.Conditions => """
                private readonly bool[] _ran = new bool[Stages.Length];

                [MethodImpl(MethodImplOptions.NoInlining)]
                private Errno Load() {
                for (int i = 0; i < Stages.Length; i++) {
                _ran[i] = Stages[i].When(this);
                if (_ran[i]) {
                Errno error = Stages[i].Init(this);
                if (error != 0) {
                UnloadFrom(i - 1);
                return error;
                }
                }
                }
                return Errno.Ok;
                }

                private void UnloadFrom(int last) {
                for (int i = last; i >= 0; i--) {
                if (_ran[i]) Stages[i].Cleanup(this);
                }
                }
                """,
            Variant.Loops => """
                private readonly int[] _counts = new int[Stages.Length];

                [MethodImpl(MethodImplOptions.NoInlining)]
                private Errno Load() {
                for (int i = 0; i < Stages.Length; i++) {
                for (_counts[i] = 0; _counts[i] < Items; _counts[i]++) {
                Errno error = Stages[i].Init(this, _counts[i]);
                if (error != 0) {
                UnloadFrom(i);
                return error;
                }
                }
                }
                return Errno.Ok;
                }

                private void UnloadFrom(int last) {
                for (int i = last; i >= 0; i--) {
                while (_counts[i] > 0) Stages[i].Cleanup(this, --_counts[i]);
                }
                }
                """,
            _ => """
                [MethodImpl(MethodImplOptions.NoInlining)]
                private Errno Load() {
                for (int i = 0; i < Stages.Length; i++) {
                Errno error = Stages[i].Init(this);
                if (error != 0) {
                UnloadFrom(i - 1);
                return error;
                }
                }
                return Errno.Ok;
                }

                private void UnloadFrom(int last) {
                for (int i = last; i >= 0; i--) {
                Stages[i].Cleanup(this);
                }
                }
                """,
        });
        code.Line("""
            [MethodImpl(MethodImplOptions.NoInlining)]
            private void Unload() => UnloadFrom(Stages.Length - 1);
            """);
    }
}
