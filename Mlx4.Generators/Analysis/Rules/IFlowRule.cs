using Microsoft.CodeAnalysis;
using Mlx4.Generators.Analysis.Paths;

namespace Mlx4.Generators.Analysis.Rules;

/// <summary>A rule about what stages and cleanups do.</summary>
internal interface IFlowRule
{
    /// <summary>The rule's number, severity and text.</summary>
    DiagnosticDescriptor Descriptor { get; }

    /// <summary>Looks at the pipelines of a type.</summary>
    void Check(FlowHost host, FlowReporter reporter);
}
