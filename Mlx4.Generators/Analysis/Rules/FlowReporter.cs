using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace Mlx4.Generators.Analysis.Rules;

/// <summary>Takes what one rule has to say of one type; of one place it says it once.</summary>
/// <param name="rule">The rule.</param>
/// <param name="report">Who listens.</param>
internal sealed class FlowReporter(DiagnosticDescriptor rule, Action<Diagnostic> report)
{
    private readonly HashSet<Location> _reported = [];

    /// <summary>Reports on a place.</summary>
    /// <param name="location">The place.</param>
    /// <param name="others">Other places that belong to it.</param>
    /// <param name="arguments">What the message names.</param>
    public void Report(Location location, IEnumerable<Location> others, params object?[] arguments) => Report(location, others, properties: null, arguments);

    /// <summary>Reports on a place, with facts for a code fix.</summary>
    public void Report(Location location, IEnumerable<Location> others, ImmutableDictionary<string, string?>? properties, params object?[] arguments)
    {
        if (location.IsInSource && _reported.Add(location))
        {
            report(Diagnostic.Create(rule, location, others.Where(other => other.IsInSource && other != location).Distinct(), properties, arguments));
        }
    }
}
