using Mlx4.Benchmarks.Measuring;

namespace Mlx4.Benchmarks.Load;

/// <summary>One way to write a ladder in C#.</summary>
/// <param name="Name">What tables call it.</param>
/// <param name="Class">The name of the class that is written.</param>
/// <param name="UnwindsExceptions">Whether a stage that throws is undone like one that fails.</param>
/// <param name="SurvivesCleanups">Whether the other cleanups run when one throws.</param>
/// <param name="RefusesTwice">Whether a second load is refused, from another thread too.</param>
/// <param name="Write">Writes <c>Load</c> and <c>Unload</c>, and what they need.</param>
/// <param name="StageAttribute">What stands on a stage.</param>
/// <param name="CanBeWatched">Whether it is written with watchers too.</param>
internal sealed record Peer(
    string Name,
    string Class,
    bool UnwindsExceptions,
    bool SurvivesCleanups,
    bool RefusesTwice,
    Action<Code, Shape> Write,
    Func<Shape, int, string>? StageAttribute = null,
    bool CanBeWatched = false);
