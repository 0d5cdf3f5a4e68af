using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Mlx4.Generators.Analysis.Needing;
using Mlx4.Generators.Parsing;

namespace Mlx4.Generators.Analysis.Paths;

/// <summary>A type with pipelines, and the paths through its methods.</summary>
internal sealed class FlowHost
{
    private readonly Dictionary<ISymbol, Exploration> _explorations = new(SymbolEqualityComparer.Default);
    private readonly CancellationToken _cancellation;
    private Assignments? _assignments;

    /// <summary>Reads the pipelines of a type; paths are followed when they are asked for.</summary>
    public FlowHost(INamedTypeSymbol type, Compilation compilation, Bodies bodies, CancellationToken cancellation)
    {
        Type = type;
        Compilation = compilation;
        Bodies = bodies;
        _cancellation = cancellation;
        MemberLookup members = new(type, compilation);
        Pipelines = HostParser.Bind(type, compilation, cancellation).Select(pipeline => new FlowPipeline(this, pipeline, members)).ToImmutableArray();
    }

    public INamedTypeSymbol Type { get; }

    public Compilation Compilation { get; }

    public Bodies Bodies { get; }

    /// <summary>Who assigns which member.</summary>
    public Assignments Assignments => _assignments ??= new Assignments(this);

    /// <summary>The pipelines whose declarations are right.</summary>
    public ImmutableArray<FlowPipeline> Pipelines { get; }

    /// <summary>All paths through a method of the type.</summary>
    /// <param name="method">The method.</param>
    /// <param name="item">The item of a loop, that its first parameter gets.</param>
    public Exploration Explore(IMethodSymbol method, Value? item = null)
    {
        if (!_explorations.TryGetValue(method, out Exploration? exploration))
        {
            exploration = new PathExplorer(Bodies, _cancellation).Explore(method, item);
            _explorations.Add(method, exploration);
        }
        return exploration;
    }

    /// <summary>All paths through a function that a method hands out.</summary>
    /// <param name="function">The function.</param>
    /// <param name="keepsLoops">Whether what never ends is a path too.</param>
    public Exploration Explore(FunctionValue function, bool keepsLoops) => new PathExplorer(Bodies, _cancellation) { KeepsLoops = keepsLoops }.Explore(function);
}
