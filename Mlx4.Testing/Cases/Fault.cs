using System.Globalization;

namespace Mlx4.Testing.Cases;

/// <summary>What is made to go wrong.</summary>
internal enum FaultKind
{
    /// <summary>The stage is refused with an error.</summary>
    Error,

    /// <summary>The stage throws.</summary>
    Exception,

    /// <summary>The token is cancelled while the stage runs.</summary>
    Cancellation,

    /// <summary>The stage is refused with the error at which it restarts.</summary>
    Restart,

    /// <summary>The cleanup throws.</summary>
    Cleanup,
}

/// <summary>Something that is made to go wrong at one place.</summary>
/// <param name="Kind">What.</param>
/// <param name="Place">The path of the stage, or of the cleanup.</param>
/// <param name="Time">Which time it comes to that place, from 1; 0 is each time.</param>
internal sealed record Fault(FaultKind Kind, string Place, int Time)
{
    /// <summary>The fault as a part of the name of a run.</summary>
    public override string ToString() => Time == 0
        ? $"{Place} restarts until it may no more"
        : (Time == 1 ? Place : string.Create(CultureInfo.InvariantCulture, $"{Place} (time {Time})")) + Kind switch
        {
            FaultKind.Error => " fails",
            FaultKind.Exception => " throws",
            FaultKind.Cancellation => " is cancelled",
            FaultKind.Restart => " restarts",
            _ => " throws",
        };
}
