using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace Mlx4.Generators.Analysis.Paths;

/// <summary>One run of a body: its variables belong to it.</summary>
internal sealed class Frame
{
    /// <summary>Makes a frame.</summary>
    public Frame(IMethodSymbol method, ControlFlowGraph graph, Value self, Frame? caller, Frame? outer, IOperation? call)
    {
        Method = method;
        Graph = graph;
        This = self;
        Caller = caller;
        Outer = outer;
        Call = call;
        Depth = caller is null ? 0 : caller.Depth + 1;
    }

    /// <summary>What runs: a method, an accessor, a local function or a lambda.</summary>
    public IMethodSymbol Method { get; }

    public ControlFlowGraph Graph { get; }

    /// <summary>The object that it runs on.</summary>
    public Value This { get; }

    /// <summary>Who called it; none for the stage or cleanup that is looked at.</summary>
    public Frame? Caller { get; }

    /// <summary>The run of the body that a local function or a lambda stands in.</summary>
    public Frame? Outer { get; }

    /// <summary>The call, in the body of <see cref="Caller"/>.</summary>
    public IOperation? Call { get; }

    /// <summary>How many calls deep it is.</summary>
    public int Depth { get; }

    /// <summary>Whether the method is running already.</summary>
    public bool Runs(IMethodSymbol method)
    {
        for (Frame? each = this; each is not null; each = each.Caller)
        {
            if (SymbolEqualityComparer.Default.Equals(each.Method, method))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>The run that a variable belongs to.</summary>
    public Frame OwnerOf(ISymbol variable)
    {
        for (Frame? each = this; each is not null; each = each.Outer)
        {
            if (SymbolEqualityComparer.Default.Equals(each.Method, variable.ContainingSymbol))
            {
                return each;
            }
        }
        return this;
    }
}
