namespace Mlx4.Tests.Generators.Diagnostics;

/// <summary>Parts of messages that several tests expect.</summary>
internal static class Wording
{
    public const string CleanupReturns = "a cleanup returns nothing, or a Task or ValueTask of nothing";

    public const string AsyncVoidCleanup = "an async void method ends before its work does: return a Task";

    /// <summary>What a stage may return.</summary>
    public const string Returns = "return void, Errno, another enum whose 0 is success, int, an InitResult of those, or a Task or ValueTask of any of them";
}
