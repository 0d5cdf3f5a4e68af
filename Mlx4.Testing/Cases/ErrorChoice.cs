using System;
using System.Collections.Generic;
using System.Linq;

namespace Mlx4.Testing.Cases;

/// <summary>Says with which error a stage is refused.</summary>
/// <param name="stated">The error that the user has stated, if any.</param>
/// <param name="restarting">The errors at which stages restart: another one is looked for.</param>
internal sealed class ErrorChoice(object? stated, IReadOnlyList<object> restarting)
{
    /// <summary>Chooses an error: the stated one, or the last that the type has and that restarts nothing.</summary>
    /// <returns><see langword="null"/>: the type has no failure that is known.</returns>
    public TError? Choose<TError>()
        where TError : struct
    {
        if (stated is TError error)
        {
            return error;
        }
        if (typeof(TError) == typeof(int))
        {
            return (TError)(object)Enumerable.Range(0, restarting.Count + 1).Select(less => int.MaxValue - less).First(value => !restarting.Contains(value));
        }
        TError[] failures = typeof(TError).IsEnum
            ? [.. Enum.GetValues(typeof(TError)).Cast<TError>().Where(value => !EqualityComparer<TError>.Default.Equals(value, default))]
            : [];
        return failures.Length == 0 ? null
            : failures.Where(value => !restarting.Contains(value)).Select(value => (TError?)value).LastOrDefault() ?? failures[^1];
    }
}
