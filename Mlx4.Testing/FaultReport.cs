using System.Collections.Generic;
using System.Linq;

namespace Mlx4.Testing;

/// <summary>What the runs of a pipeline with faults have shown.</summary>
public sealed class FaultReport
{
    /// <summary>As many violations are told in full: one cause has many.</summary>
    private const int Told = 5;

    private readonly string _pipeline;

    internal FaultReport(string pipeline, IReadOnlyList<string> runs, IReadOnlyList<FaultViolation> violations)
    {
        _pipeline = pipeline;
        Runs = runs;
        Violations = violations;
    }

    /// <summary>The runs, by what went wrong in each.</summary>
    public IReadOnlyList<string> Runs { get; }

    /// <summary>What must not be, at most one for each run.</summary>
    public IReadOnlyList<FaultViolation> Violations { get; }

    /// <summary>Does nothing if there is no violation.</summary>
    /// <exception cref="FaultReportException">There is one; the message is the report.</exception>
    public void ThrowIfAny()
    {
        if (Violations.Count > 0)
        {
            throw new FaultReportException(ToString());
        }
    }

    /// <summary>A line if all is well; else the first violations, each with what should have been beside what was.</summary>
    public override string ToString() => Violations.Count == 0
        ? $"{_pipeline}: {Runs.Count} runs, nothing wrong"
        : $"{_pipeline}: {Violations.Count} of {Runs.Count} runs went wrong\n\n"
            + string.Join("\n", Violations.Take(Told))
            + (Violations.Count > Told ? $"\nand {Violations.Count - Told} more: {string.Join("; ", Violations.Skip(Told).Select(violation => violation.Fault))}\n" : "");
}
