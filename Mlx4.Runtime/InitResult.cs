using System;
using System.Collections.Generic;
using System.Globalization;

namespace Mlx4.Runtime;

/// <summary>How a load ended: success, or the error of the stage that failed and that stage's name.</summary>
/// <typeparam name="TError">The error type of the pipeline: an enum or <see cref="int"/>, whose value 0 is success.</typeparam>
public readonly struct InitResult<TError> : IEquatable<InitResult<TError>>
    where TError : struct
{
    /// <summary>Makes a result.</summary>
    /// <param name="error">The error; the type's default value is success.</param>
    /// <param name="stage">The name of the stage that failed, if it is known.</param>
    public InitResult(TError error, string? stage = null)
    {
        Error = error;
        Stage = stage;
    }

    /// <summary>The error, unchanged from what the stage returned. The default value is success.</summary>
    public TError Error { get; }

    /// <summary>
    /// The name of the stage that failed, <see langword="null"/> on success. A stage of a nested pipeline is named by its path,
    /// such as <c>SetupHca/AllocEqTable</c>.
    /// </summary>
    public string? Stage { get; }

    /// <summary>Whether all stages completed.</summary>
    public bool Succeeded => EqualityComparer<TError>.Default.Equals(Error, default);

    /// <summary>Whether a stage failed. Everything that had completed before it has been undone.</summary>
    public bool Failed => !Succeeded;

    /// <summary>Does nothing on success.</summary>
    /// <exception cref="InvalidOperationException">A stage failed; the message names it and its error.</exception>
    public void ThrowIfFailed()
    {
        if (Failed)
        {
            throw new InvalidOperationException(Stage is null
                ? $"The load failed: {ErrorText}."
                : $"The load failed at stage {Stage}: {ErrorText}.");
        }
    }

    /// <inheritdoc/>
    public bool Equals(InitResult<TError> other) =>
        EqualityComparer<TError>.Default.Equals(Error, other.Error) && Stage == other.Stage;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is InitResult<TError> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => (EqualityComparer<TError>.Default.GetHashCode(Error) * 397) ^ (Stage is null ? 0 : StringComparer.Ordinal.GetHashCode(Stage));

    /// <summary><c>ok</c>, or the stage and its error: <c>SetupHca: EBUSY</c>.</summary>
    public override string ToString() => Succeeded ? "ok" : Stage is null ? ErrorText : $"{Stage}: {ErrorText}";

    private string ErrorText => Convert.ToString(Error, CultureInfo.InvariantCulture) ?? "";

    /// <summary>Whether two results have the same error and stage.</summary>
    public static bool operator ==(InitResult<TError> left, InitResult<TError> right) => left.Equals(right);

    /// <summary>Whether two results differ in error or stage.</summary>
    public static bool operator !=(InitResult<TError> left, InitResult<TError> right) => !left.Equals(right);
}
