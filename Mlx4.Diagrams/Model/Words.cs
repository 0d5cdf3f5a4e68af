using System.Globalization;
using Mlx4.Runtime;

namespace Mlx4.Diagrams.Model;

/// <summary>What all drawings say in the same words.</summary>
internal static class Words
{
    public const string Optional = "the load can do without";
    public const string Transient = "at the end of the load";
    public const string Loaded = "loaded";
    public const string NotLoaded = "not loaded";

    public static string When(StageInfo stage) => $"when {stage.When}";

    public static string ForEach(StageInfo stage) => $"for each of {stage.ForEach}";

    public static string Times(int count) => count == 1 ? "once" : string.Create(CultureInfo.InvariantCulture, $"{count} times");

    /// <summary>The error at which a stage restarts, and how often.</summary>
    public static string Again(StageInfo stage) => $"{Fault.RestartError(stage)}: again, {Times(stage.MaxRestarts)}";

    public static string Stages(int count) => count == 1 ? "1 stage" : string.Create(CultureInfo.InvariantCulture, $"{count} stages");
}
