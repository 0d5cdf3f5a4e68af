namespace Mlx4.Diagrams.Model;

/// <summary>What a load or unload does with a stage.</summary>
internal enum StepKind
{
    /// <summary>The stage runs, for all its items.</summary>
    Run,

    /// <summary>Its condition does not hold.</summary>
    Skip,

    /// <summary>A restart has kept what it has, so it is not run again.</summary>
    Keep,

    /// <summary>The stage fails; a loop at some item.</summary>
    Fail,

    /// <summary>It fails, and the load goes on without.</summary>
    LetGo,

    /// <summary>The load goes back to the stage.</summary>
    Restart,

    /// <summary>Its cleanup runs, for all its items.</summary>
    Undo,

    /// <summary>Its cleanup runs for the items that completed before the failing one.</summary>
    UndoItems,
}

/// <summary>A step of a load or an unload.</summary>
/// <param name="Kind">What is done.</param>
/// <param name="Stage">The stage's place in the table.</param>
internal readonly record struct Step(StepKind Kind, int Stage);
