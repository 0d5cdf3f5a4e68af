using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Mlx4.Runtime;

namespace Mlx4.Testing.Checking;

/// <summary>Holds how a load has ended against how its stages say that it has to.</summary>
internal static class OutcomeCheck
{
    /// <summary>Checks an outcome.</summary>
    /// <returns>What it should have been, <see langword="null"/> if it is.</returns>
    public static string? Complain(LoadEnd end, Outcome outcome)
    {
        Failure? failure = end.Failure;
        if (end.Thrown.Count > 0)
        {
            return IsUnwind(end, outcome.Exception) ? null
                : $"throws UnwindException of {(end.Stage is null ? "no stage" : end.Stage.Name)} with {(failure?.Error ?? "no error")}, and in it {Types((failure?.Exception is { } own ? [own] : []), end.Thrown)}";
        }
        if (end.IsCancelled)
        {
            return outcome.Exception is OperationCanceledException ? null : "throws OperationCanceledException";
        }
        if (failure is null)
        {
            return outcome.IsSuccess ? null : "succeeds";
        }
        return failure.Exception is { } exception
            ? outcome.Exception == exception ? null : $"throws {exception.GetType().Name}: {exception.Message}, the same object"
            : outcome.Error == failure.Error && outcome.Stage is { } stage && IsPath(end, stage) ? null : $"returns {PathOf(end)}: {failure.Error}";
    }

    /// <summary>Whether a stage is the load of a field or property whose type has a pipeline: its cleanup is then named by that one's unload.</summary>
    public static bool IsMember(StageInfo stage, IReadOnlyList<StageInfo> nested)
    {
        string load = nested[0].Pipeline;
        string unload = "Unload" + (load.StartsWith("Load", StringComparison.Ordinal) ? load[4..] : load);
        return stage.Cleanup == unload || stage.Cleanup == unload + "Async";
    }

    private static bool IsUnwind(LoadEnd end, Exception? exception)
    {
        if (exception is not UnwindException unwind)
        {
            return false;
        }
        IEnumerable<Exception> inner = unwind.InnerExceptions;
        if (end.IsCancelled)
        {
            return unwind.Stage is not null && unwind.Error is null && inner.FirstOrDefault() is OperationCanceledException && inner.Skip(1).SequenceEqual(end.Thrown);
        }
        return unwind.Stage == end.Stage?.Name
            && (unwind.Error is null ? null : Convert.ToString(unwind.Error, CultureInfo.InvariantCulture)) == end.Failure?.Error
            && inner.SequenceEqual(end.Failure?.Exception is { } own ? end.Thrown.Prepend(own) : end.Thrown);
    }

    /// <summary>
    /// Whether a result names the stage that failed. Below the name of a stage whose own load failed stands what failed in that, or nothing, or what is no
    /// stage of it. Other pipelines, of which nothing was told, may stand between.
    /// </summary>
    private static bool IsPath(LoadEnd end, string path)
    {
        string name = end.Stage!.Name;
        if (path == name)
        {
            return true;
        }
        if (!path.StartsWith(name + "/", StringComparison.Ordinal))
        {
            return false;
        }
        string part = path[(name.Length + 1)..];
        return end.Failure!.Nested is not { Failure.Error: not null, Thrown.Count: 0 } nested
            || !nested.Table.Any(stage => part == stage.Name || part.StartsWith(stage.Name + "/", StringComparison.Ordinal))
            || Enumerable.Range(0, part.Length).Any(at => (at == 0 || part[at - 1] == '/') && IsPath(nested, part[at..]));
    }

    private static string PathOf(LoadEnd end) => end.Failure!.Nested is { Failure.Error: not null, Thrown.Count: 0 } nested ? $"{end.Stage!.Name}/{PathOf(nested)}" : end.Stage!.Name;

    private static string Types(IEnumerable<Exception> first, IEnumerable<Exception> others) => string.Join(", ", first.Concat(others).Select(exception => $"{exception.GetType().Name}: {exception.Message}"));
}
