using Microsoft.CodeAnalysis;

namespace Mlx4.Generators;

/// <summary>The rules. Each has a page of its name under <c>docs/diagnostics/</c>.</summary>
internal static class DiagnosticDescriptors
{
    public const string Category = "Mlx4.InitPipeline";

    /// <summary>Where the pages are.</summary>
    public const string HelpLinkBase = "https://github.com/mlx4/mlx4/blob/main/docs/diagnostics/";

    public static readonly DiagnosticDescriptor MissingCleanup = Error(
        "MLX4001",
        "A stage does not say what undoes it",
        "Stage '{0}' says neither what undoes it nor why nothing does: set Cleanup = nameof(...), or NoCleanup = \"reason\"");

    public static readonly DiagnosticDescriptor CleanupNotFound = Error(
        "MLX4002",
        "The cleanup of a stage is not found",
        "Stage '{0}': {1}");

    public static readonly DiagnosticDescriptor CleanupDoesNotFit = Error(
        "MLX4003",
        "The method named as cleanup cannot be one",
        "Stage '{0}': '{1}' cannot be its cleanup: {2}");

    public static readonly DiagnosticDescriptor DuplicateOrder = Error(
        "MLX4004",
        "Two stages of a pipeline have the same order",
        "Stages '{0}' and '{1}' of '{2}' both have order {3}: give one of them another number");

    public static readonly DiagnosticDescriptor TypeNotPartial = Error(
        "MLX4005",
        "A type with stages is not partial",
        "'{0}' has to be partial, so that the load of '{1}' can be written into it: add the modifier partial");

    public static readonly DiagnosticDescriptor StageNotSupported = Error(
        "MLX4006",
        "The stage cannot be called by a generated load",
        "'{0}' cannot be a stage: {1}");

    public static readonly DiagnosticDescriptor ConditionNotFound = Error(
        "MLX4007",
        "The condition of a stage is not found or not boolean",
        "Stage '{0}': {1}");

    public static readonly DiagnosticDescriptor LoopNotFound = Error(
        "MLX4008",
        "What a stage loops over is not found or does not fit",
        "Stage '{0}': {1}");

    public static readonly DiagnosticDescriptor ParameterConflict = Error(
        "MLX4009",
        "A parameter has two types in one pipeline",
        "Parameter '{0}' of '{1}' is '{2}', but '{3}' takes it as '{4}': parameters of one name become one parameter of '{5}', so use one type or two names");

    public static readonly DiagnosticDescriptor RestartInvalid = Error(
        "MLX4010",
        "The restart of a stage does not fit",
        "Stage '{0}': {1}");

    public static readonly DiagnosticDescriptor CleanupContradiction = Error(
        "MLX4011",
        "What a stage says of its cleanup or of its failure contradicts itself",
        "Stage '{0}': {1}");

    public static readonly DiagnosticDescriptor MemberConflict = Error(
        "MLX4012",
        "A generated member's name is taken",
        "'{0}' of '{1}' stands where the pipeline needs a member of that name: {2}");

    public static readonly DiagnosticDescriptor SharedCleanup = Warning(
        "MLX4013",
        "Two stages name one cleanup",
        "Stages '{0}' and '{1}' of '{2}' both name '{3}' as their cleanup, so where both have run it runs twice: give each a cleanup of its own, or make one stage of them");

    public static readonly DiagnosticDescriptor ForeignWork = Warning(
        "MLX4014",
        "A stage does or undoes another stage's work",
        "Stage '{0}' {1}");

    public static readonly DiagnosticDescriptor CleanupNeedsLater = Warning(
        "MLX4015",
        "A cleanup needs what need not be there",
        "Cleanup '{0}' of stage '{1}' needs '{2}', which {3}");

    public static readonly DiagnosticDescriptor StageNeedsLater = Warning(
        "MLX4016",
        "A stage needs what only a later stage assigns",
        "Stage '{0}' {1} '{2}', which only the later stage '{3}' assigns: give '{3}' a lower order, or ask first whether '{2}' is there");

    public static readonly DiagnosticDescriptor NotReleased = Warning(
        "MLX4017",
        "What a stage makes is not released by its cleanup",
        "Stage '{0}' {1}");

    public static readonly DiagnosticDescriptor LostOnFailure = Warning(
        "MLX4018",
        "A stage fails and loses what it has acquired",
        "Stage '{0}' fails here and loses {1}: {2}; {3}");

    public static readonly DiagnosticDescriptor LoadResultIgnored = Warning(
        "MLX4019",
        "The result of a load is thrown away",
        "{0}");

    public static readonly DiagnosticDescriptor DroppedError = Warning(
        "MLX4020",
        "A stage drops an error",
        "Stage '{0}' does not look at what '{1}' returns, so the load goes on when it fails: return the error, or write '_ =' if it does not matter");

    public static readonly DiagnosticDescriptor CleanupThrows = Warning(
        "MLX4021",
        "A cleanup throws",
        "This leaves the cleanup '{0}' of stage '{1}' by an exception: whoever loads or unloads then gets an UnwindException, whatever the stages returned; log it instead");

    public static readonly DiagnosticDescriptor OutsidePipeline = Warning(
        "MLX4022",
        "Something is brought up outside the pipeline",
        "'{0}' calls '{1}', and takes '{2}' itself, which it releases where something fails: make that a stage with a cleanup");

    public static readonly DiagnosticDescriptor ReleasedBefore = Warning(
        "MLX4023",
        "A cleanup uses what a cleanup before it has released",
        "Cleanup '{0}' of stage '{1}' uses '{2}', which {3} has {4} before it runs: {5}, or ask first whether '{2}' is still there");

    public static readonly DiagnosticDescriptor UsedAfterRelease = Warning(
        "MLX4024",
        "A stage uses what it has released",
        "Stage '{0}' {1} '{2}' here, after it has given it back by '{3}': do so before, or not at all");

    public static readonly DiagnosticDescriptor MissingError = Warning(
        "MLX4025",
        "A stage returns an error that can only be success",
        "Stage '{0}' returns '{1}', which can only be success here, so the load goes on: return the error that is meant, or {2} if it is none");

    public static readonly DiagnosticDescriptor ChangedCondition = Warning(
        "MLX4026",
        "A stage and its cleanup may take different branches",
        "Cleanup '{0}' branches on '{1}' as its stage '{2}' does, but {3} assigns it in between: let When decide, which is read once and remembered, or keep what the stage has done in a member of its own");

    public static readonly DiagnosticDescriptor SharedDisposed = Warning(
        "MLX4027",
        "What is shared is disposed and left where others find it",
        "{0} disposes what it took from '{1}' and leaves it in there, where others find it: remove it first, or leave it to its owner");

    public static readonly DiagnosticDescriptor EmptyPipeline = Warning(
        "MLX4028",
        "A pipeline is named that no stage belongs to",
        "No stage of '{0}' belongs to the pipeline '{1}': {2}");

    private static DiagnosticDescriptor Error(string id, string title, string message) => Rule(id, DiagnosticSeverity.Error, title, message);

    private static DiagnosticDescriptor Warning(string id, string title, string message) => Rule(id, DiagnosticSeverity.Warning, title, message);

    private static DiagnosticDescriptor Rule(string id, DiagnosticSeverity severity, string title, string message) => new(
        id,
        title,
        message,
        Category,
        severity,
        isEnabledByDefault: true,
        helpLinkUri: HelpLinkBase + id + ".md");
}
