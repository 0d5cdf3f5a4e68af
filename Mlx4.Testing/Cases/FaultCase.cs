using System.Collections.Generic;
using System.Linq;

namespace Mlx4.Testing.Cases;

/// <summary>A run of the pipeline, with what is made to go wrong in it.</summary>
/// <param name="Faults">What goes wrong.</param>
/// <param name="IsCancelledBefore">Whether the token is cancelled before the load.</param>
internal sealed record FaultCase(IReadOnlyList<Fault> Faults, bool IsCancelledBefore = false)
{
    /// <summary>Nothing goes wrong.</summary>
    public static FaultCase None { get; } = new([]);

    /// <summary>The load is cancelled before it begins.</summary>
    public static FaultCase Cancelled { get; } = new([], IsCancelledBefore: true);

    /// <summary>The name, which says what goes wrong.</summary>
    public string Name => IsCancelledBefore ? "cancelled before the load" : Faults.Count == 0 ? "no fault" : string.Join(", then ", Faults.Select(fault => fault.ToString()));

    /// <summary>The same, and something more.</summary>
    public FaultCase And(Fault fault) => new([.. Faults, fault]);
}
