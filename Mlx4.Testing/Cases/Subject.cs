using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Mlx4.Runtime;
using Mlx4.Testing.Checking;

namespace Mlx4.Testing.Cases;

/// <summary>What is tested.</summary>
/// <param name="Create">Makes an object.</param>
/// <param name="Load">Loads it.</param>
/// <param name="Unload">Unloads it.</param>
internal sealed record Subject<T>(Func<FaultProbe, T> Create, Func<T, CancellationToken, ValueTask<Outcome>> Load, Func<T, ValueTask> Unload)
{
    /// <summary>The stages: first those of the pipeline under test, then of those nested in it.</summary>
    public required IReadOnlyList<IReadOnlyList<StageInfo>> Tables { get; init; }

    public required bool IsAsync { get; init; }

    public required bool ReturnsErrors { get; init; }

    /// <summary>The error with which stages are refused, if it is stated.</summary>
    public object? Error { get; init; }

    /// <summary>What an object holds, if that is looked at.</summary>
    public Func<T, IEnumerable<object>>? Held { get; init; }

    public FaultProbe NewProbe() => new(new ErrorChoice(Error, [.. Tables.SelectMany(table => table).Select(stage => stage.RestartOn).OfType<object>()]));
}
