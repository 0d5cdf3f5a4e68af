using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Mlx4.Generators.Analysis.Paths;

/// <summary>The bodies of the methods and accessors of a type and its base types, as control flow graphs that are made when they are asked for.</summary>
/// <param name="type">The type.</param>
/// <param name="compilation">Its compilation.</param>
internal sealed class Bodies(INamedTypeSymbol type, Compilation compilation)
{
    private readonly ConcurrentDictionary<ISymbol, IOperation> _operations = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<ISymbol, ControlFlowGraph?> _graphs = new(SymbolEqualityComparer.Default);

    /// <summary>Notes a body that the compiler has bound.</summary>
    public void Add(ISymbol owner, ImmutableArray<IOperation> blocks)
    {
        foreach (IOperation block in blocks)
        {
            if (block is IBlockOperation)
            {
                _operations[owner] = block.Parent ?? block;
            }
        }
    }

    /// <summary>The members with a body, in the type's own order.</summary>
    public ImmutableArray<IMethodSymbol> Methods =>
        _operations.Keys.OfType<IMethodSymbol>().OrderBy(method => method.Locations[0].SourceTree?.FilePath, System.StringComparer.Ordinal).ThenBy(method => method.Locations[0].SourceSpan.Start).ToImmutableArray();

    /// <summary>What the compiler made of a body; null if there is none to be seen.</summary>
    public IOperation? Operation(IMethodSymbol method) => _operations.TryGetValue(method, out IOperation? operation) ? operation : null;

    /// <summary>The graph of a method of the type or a base type; null if there is none to be seen.</summary>
    public ControlFlowGraph? Graph(IMethodSymbol method, CancellationToken cancellation) =>
        _graphs.GetOrAdd(method, symbol => Make((IMethodSymbol)symbol, cancellation));

    private ControlFlowGraph? Make(IMethodSymbol method, CancellationToken cancellation)
    {
        IOperation? operation = _operations.TryGetValue(method, out IOperation? known) ? known : OfBaseType(method, cancellation);
        return operation switch
        {
            IMethodBodyOperation body => ControlFlowGraph.Create(body, cancellation),
            IConstructorBodyOperation body => ControlFlowGraph.Create(body, cancellation),
            IBlockOperation { Parent: null } body => ControlFlowGraph.Create(body, cancellation),
            _ => null,
        };
    }

    /// <summary>
    /// The body of a method of a base type. The compiler hands out those of the type that is looked at; these few have to be bound again.
    /// </summary>
    private IOperation? OfBaseType(IMethodSymbol method, CancellationToken cancellation)
    {
        if (!IsInherited(method) || method.DeclaringSyntaxReferences is not [SyntaxReference reference, ..])
        {
            return null;
        }
        SyntaxNode declaration = reference.GetSyntax(cancellation);
#pragma warning disable RS1030 // The semantic model that the analyzer is given is that of the derived type's file.
        IOperation? operation = compilation.GetSemanticModel(declaration.SyntaxTree).GetOperation(
            declaration, cancellation);
#pragma warning restore RS1030
        return operation;
    }

    /// <summary>Whether a member belongs to the type or a base type: calls of it on the object itself can be followed.</summary>
    public bool IsOwn(ISymbol member) =>
        SymbolEqualityComparer.Default.Equals(member.ContainingType?.OriginalDefinition, type.OriginalDefinition) || IsInherited(member);

    private bool IsInherited(ISymbol member)
    {
        for (INamedTypeSymbol? each = type.BaseType; each is not null; each = each.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(member.ContainingType?.OriginalDefinition, each.OriginalDefinition))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>The part of a partial method that has the body; the override that the type has of a virtual one.</summary>
    /// <param name="method">What is called.</param>
    /// <param name="isVirtual">Whether it is the override that runs; a call by <c>base</c> means the method itself.</param>
    public IMethodSymbol Implementation(IMethodSymbol method, bool isVirtual)
    {
        method = method.OriginalDefinition;
        if (isVirtual && (method.IsVirtual || method.IsAbstract || method.IsOverride))
        {
            for (INamedTypeSymbol? each = type; each is not null; each = each.BaseType)
            {
                foreach (IMethodSymbol candidate in each.GetMembers(method.Name).OfType<IMethodSymbol>())
                {
                    if (Overrides(candidate, method))
                    {
                        return candidate.OriginalDefinition;
                    }
                }
            }
        }
        return method.PartialImplementationPart ?? method;
    }

    private static bool Overrides(IMethodSymbol candidate, IMethodSymbol method)
    {
        for (IMethodSymbol? each = candidate; each is not null; each = each.OverriddenMethod)
        {
            if (SymbolEqualityComparer.Default.Equals(each.OriginalDefinition, method))
            {
                return true;
            }
        }
        return false;
    }
}
