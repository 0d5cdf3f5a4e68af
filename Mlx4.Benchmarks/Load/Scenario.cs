namespace Mlx4.Benchmarks.Load;

/// <summary>How the loads of a race end.</summary>
internal enum Outcome
{
    /// <summary>All stages succeed; then everything is unloaded.</summary>
    Success,

    /// <summary>The stage in the middle fails.</summary>
    MiddleFails,

    /// <summary>The last stage fails.</summary>
    LastFails,

    /// <summary>The stage in the middle throws.</summary>
    MiddleThrows,
}

/// <summary>One race.</summary>
/// <param name="Shape">The ladder.</param>
/// <param name="Outcome">How it ends.</param>
internal sealed record Scenario(Shape Shape, Outcome Outcome)
{
    public bool Throws => Outcome == Outcome.MiddleThrows;

    /// <summary>The stage that fails, -1 for none.</summary>
    public int Failing => Outcome switch
    {
        Outcome.Success => -1,
        Outcome.LastFails => Shape.Stages - 1,
        _ => Shape.Stages / 2,
    };

    /// <summary>What tables and images call it.</summary>
    public string Name => $"{Shape.Stages} stages{Kind}, {Ending}";

    private string Kind => Shape.Variant switch
    {
        Variant.Conditions => " with conditions",
        Variant.Loops => $" with loops of {Shape.Items}",
        Variant.Watched => ", watched",
        _ => "",
    };

    /// <summary>How it ends, in words.</summary>
    public string Ending => Outcome switch
    {
        Outcome.Success => "load and unload",
        Outcome.MiddleFails => "the middle one fails",
        Outcome.LastFails => "the last one fails",
        _ => "the middle one throws",
    };
}
