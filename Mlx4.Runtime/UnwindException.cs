using System;
using System.Collections.Generic;
using System.Globalization;

namespace Mlx4.Runtime;

/// <summary>
/// A cleanup threw. The other cleanups ran all the same, and everything that went wrong is in
/// <see cref="AggregateException.InnerExceptions"/>: first the stage's own exception, if one was thrown, then each cleanup's.
/// </summary>
public sealed class UnwindException : AggregateException
{
    /// <summary>Makes an exception that says nothing but that a cleanup threw.</summary>
    public UnwindException()
        : this(null, null, [])
    {
    }

    /// <summary>Makes an exception with a message of its own.</summary>
    /// <param name="message">The message.</param>
    public UnwindException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception with a message of its own around one that a cleanup threw.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">What the cleanup threw.</param>
    public UnwindException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Makes the exception that a generated load or unload throws.</summary>
    /// <param name="stage">The name of the stage that failed, <see langword="null"/> in an unload.</param>
    /// <param name="error">The error that the stage returned, <see langword="null"/> if it threw.</param>
    /// <param name="innerExceptions">The stage's own exception, if it threw, then those of the cleanups.</param>
    public UnwindException(string? stage, object? error, IEnumerable<Exception> innerExceptions)
        : base(Describe(stage, error), innerExceptions)
    {
        Stage = stage;
        Error = error;
    }

    /// <summary>The name of the stage whose failure began the unwinding; <see langword="null"/> in an unload.</summary>
    public string? Stage { get; }

    /// <summary>The error that the stage returned, boxed; <see langword="null"/> if it threw, and in an unload.</summary>
    public object? Error { get; }

    private static string Describe(string? stage, object? error) => (stage, error) switch
    {
        (null, _) => "A cleanup threw; the others were run.",
        (_, null) => $"Stage {stage} failed, and a cleanup threw while it was unwound; the others were run.",
        _ => $"Stage {stage} failed with {Convert.ToString(error, CultureInfo.InvariantCulture)}, and a cleanup threw while it was unwound; the others were run.",
    };
}
