using System.Globalization;

namespace Mlx4.Tests.Sample.Traces;

/// <summary>What was called, one line a call.</summary>
/// <param name="Load">By the load.</param>
/// <param name="Unload">By the unload; nothing if the load failed.</param>
/// <param name="Result">What the load returned.</param>
internal sealed record CallTrace(IReadOnlyList<string> Load, IReadOnlyList<string> Unload, int? Result)
{
    private const string UnloadLine = "unload";
    private const string ResultLine = "ret ";

    /// <summary>What was left of it at the end, as <c>load</c> says it; nothing of a recorded trace.</summary>
    public string? Ledger { get; init; }

    /// <summary>Reads what <c>load --trace linux</c> has printed.</summary>
    public static CallTrace Read(IReadOnlyList<string> lines)
    {
        int result = lines.Count - 2;
        int unload = lines.ToList().IndexOf(UnloadLine);
        return new CallTrace(
            [.. lines.Take(unload < 0 ? result : unload)],
            unload < 0 ? [] : [.. lines.Take(result).Skip(unload + 1)],
            int.Parse(lines[result][ResultLine.Length..], CultureInfo.InvariantCulture))
        { Ledger = lines[^1] };
    }

    /// <summary>The trace cut down to some of the calls.</summary>
    public CallTrace Only(Func<string, bool> calls) => this with { Load = [.. Load.Where(calls)], Unload = [.. Unload.Where(calls)] };

    /// <summary>The trace with another order, or other calls, on the way up and down.</summary>
    public CallTrace Change(Func<IReadOnlyList<string>, IEnumerable<string>> change) => this with { Load = [.. change(Load)], Unload = [.. change(Unload)] };

    /// <summary>The whole of it as text.</summary>
    public override string ToString() => string.Join('\n', [.. Load, UnloadLine, .. Unload, $"{ResultLine}{Result}"]);
}
