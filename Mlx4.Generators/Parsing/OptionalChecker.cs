namespace Mlx4.Generators.Parsing;

/// <summary>Checks that a load can go on without the stages that are said to be optional.</summary>
/// <param name="hasErrors">Whether stages of the pipeline return errors, or would if they were right.</param>
/// <param name="reporter">Takes what is wrong.</param>
internal sealed class OptionalChecker(bool hasErrors, Reporter reporter)
{
    /// <summary>Checks a stage.</summary>
    /// <returns>Whether what is stated can be generated.</returns>
    public bool Check(Stage stage)
    {
        string? problem =
            !stage.Arguments.Optional ? null
            : !hasErrors ? "no stage of the pipeline returns an error, so there is none that could be let go: let the stage return one, or remove Optional"
            : IsUndoneByItem(stage) ? "after an item that fails the others still run, so that its cleanup could not tell which of them completed: make it one stage whose own pipeline loops, or remove Optional"
            : null;
        if (problem is not null)
        {
            reporter.OnArgument(
                DiagnosticDescriptors.CleanupContradiction, stage.Arguments.Attribute, nameof(StageArguments.Optional), Remedy.Remove(nameof(StageArguments.Optional)), stage.DisplayName, problem);
        }
        return problem is null;
    }

    /// <summary>Whether the stage is a loop whose items are undone one by one.</summary>
    private static bool IsUndoneByItem(Stage stage) => stage.Method is null ? stage.ForEach is not null : stage.IsLoop && stage.Arguments.Cleanup is not null;
}
