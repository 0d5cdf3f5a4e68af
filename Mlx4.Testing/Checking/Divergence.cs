using System;
using System.Collections.Generic;

namespace Mlx4.Testing.Checking;

/// <summary>Leaves a <see cref="Replay"/> at the first thing that should have been otherwise.</summary>
#pragma warning disable CA1064, CA1032 // It is thrown and caught here and says what was expected: nobody else sees it.
internal sealed class Divergence : Exception
#pragma warning restore CA1064, CA1032
{
    /// <param name="problem">What is wrong.</param>
    /// <param name="expected">What should have come instead, and what after that, as far as it is known.</param>
    public Divergence(string problem, params IEnumerable<string> expected)
        : base(problem) => Expected.AddRange(expected);

    /// <summary>What should have come.</summary>
    public List<string> Expected { get; } = [];

    /// <summary>The way out, if it is another than usual.</summary>
    public string? Remedy { get; init; }
}
