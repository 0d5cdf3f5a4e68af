using Mlx4.Runtime;

namespace Mlx4.Testing.Checking;

/// <summary>Events as lines of a report.</summary>
internal static class Line
{
    public static string Of(StageEventKind kind, StageInfo stage, int item, string? error = null) => new StageEvent(kind, stage, item, error).ToString();
}
