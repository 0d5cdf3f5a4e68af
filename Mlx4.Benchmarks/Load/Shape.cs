namespace Mlx4.Benchmarks.Load;

/// <summary>A ladder that every contender has to climb.</summary>
/// <param name="Stages">The number of stages.</param>
/// <param name="Variant">What they have besides a cleanup.</param>
internal sealed record Shape(int Stages, Variant Variant)
{
    /// <summary>The number of items of each loop.</summary>
    public const int Items = 4;

    public bool HasConditions => Variant == Variant.Conditions;

    public bool HasLoops => Variant == Variant.Loops;

    public bool IsWatched => Variant == Variant.Watched;

    /// <summary>The parameter of stages and cleanups.</summary>
    public string Parameter => HasLoops ? "int item" : "";

    /// <summary>The numbers of the stages.</summary>
    public IEnumerable<int> Numbers => Enumerable.Range(0, Stages);

    /// <summary>The numbers of the stages, from the last one.</summary>
    public IEnumerable<int> Backwards => Numbers.Reverse();

    /// <summary>The field that is the condition of a stage.</summary>
    public static string ConditionOf(int stage) => stage % 2 == 0 ? "_isOn" : "_isOff";
}
