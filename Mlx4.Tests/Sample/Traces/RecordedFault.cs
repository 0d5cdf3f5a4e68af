namespace Mlx4.Tests.Sample.Traces;

/// <summary>A run of Linux's driver in which one call was made to fail.</summary>
/// <param name="Call">The call, without its result.</param>
/// <param name="Result">What it returned: a negative errno, or NULL.</param>
/// <param name="Occurrence">Which time that it was made.</param>
/// <param name="IsSticky">Whether all later calls of the function failed too.</param>
/// <param name="Trace">What was called.</param>
internal sealed record RecordedFault(string Call, string Result, int Occurrence, bool IsSticky, CallTrace Trace)
{
    /// <summary>How many times a call that is to fail always is made at most.</summary>
    private const int Always = 8;

    /// <summary>The function.</summary>
    public string Function => Call[..Call.IndexOf('(', StringComparison.Ordinal)];

    /// <summary>The fault in the spelling of <c>--fail</c>, once for each time that the call is to fail.</summary>
    public IEnumerable<string> Options => IsSticky
        ? Enumerable.Range(Occurrence, Always).Select(occurrence => $"{Function}#{occurrence}={Result}")
        : [ToString()];

    /// <inheritdoc/>
    public override string ToString() => $"{Call}{(Occurrence == 1 ? "" : $"#{Occurrence}")}={Result}";
}
