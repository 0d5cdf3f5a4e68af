using System.Collections.Immutable;
using System.Globalization;
using Mlx4.Runtime;

namespace Mlx4.Tests.Generators.Interpreter;

/// <summary>An error type whose failures do not fit an <c>int</c>.</summary>
#pragma warning disable CA1028 // More than an int is what it is for.
public enum Fault : long
#pragma warning restore CA1028
{
    None = 0,
    Lost = 1,
    Stuck = 1L << 32,
    Worn = 3L << 33,
}

/// <summary>The error type of a pipeline. Errors are kept as their values.</summary>
/// <param name="Name">Its name in C#.</param>
/// <param name="Failures">Some failures.</param>
/// <param name="Text">The text of an error.</param>
/// <param name="Box">The error as the pipeline's own code would box it.</param>
internal sealed record ErrorType(string Name, ImmutableArray<long> Failures, Func<long, string> Text, Func<long, object> Box)
{
    public static ErrorType Errno { get; } = new(
        "Errno",
        [(long)Mlx4.Runtime.Errno.EBUSY, (long)Mlx4.Runtime.Errno.ENOMEM, (long)Mlx4.Runtime.Errno.EIO],
        error => ((Errno)error).ToString(),
        error => (Errno)error);

    public static ErrorType Int { get; } = new(
        "int", [16, -1, 5], error => error.ToString(CultureInfo.InvariantCulture), error => (int)error);

    public static ErrorType Wide { get; } = new(
        "Fault", [(long)Fault.Stuck, (long)Fault.Lost, (long)Fault.Worn], error => ((Fault)error).ToString(), error => (Fault)error);

    public override string ToString() => Name;
}
