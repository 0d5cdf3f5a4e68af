using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Mlx4.Generators.Analysis.Paths;

namespace Mlx4.Generators.Analysis.Acquiring;

/// <summary>The functions that a path hands out: what they give back, or hold, is no longer the stage's alone.</summary>
internal sealed class HandedOut
{
    private readonly ExecutedPath _path;
    private readonly List<IMethodSymbol> _calls = [];
    private readonly HashSet<ISymbol> _mentioned = new(SymbolEqualityComparer.Default);

    public HandedOut(ExecutedPath path, Bodies bodies)
    {
        _path = path;
        Dictionary<ISymbol, FunctionValue> variables = new(SymbolEqualityComparer.Default);
        Queue<FunctionValue> waiting = new();
        foreach (PathEvent happened in path.Events)
        {
            switch (happened)
            {
                case AssignEvent { New: FunctionValue function } assign:
                    variables[assign.Variable] = function;
                    break;
                case UseEvent { Kind: not UseKind.Test, Value: FunctionValue function }:
                    waiting.Enqueue(function);
                    break;
                case SubscribeEvent { Handler: FunctionValue function }:
                    waiting.Enqueue(function);
                    break;
                default:
                    break;
            }
        }
        HashSet<FunctionValue> seen = [];
        while (waiting.Count > 0)
        {
            FunctionValue function = waiting.Dequeue();
            if (seen.Add(function))
            {
                Read(function, bodies, variables, waiting);
            }
        }
    }

    private void Read(FunctionValue function, Bodies bodies, Dictionary<ISymbol, FunctionValue> variables, Queue<FunctionValue> waiting)
    {
        if (GraphOf(function, bodies) is not ControlFlowGraph graph)
        {
            return;
        }
        foreach (IOperation operation in graph.Blocks.SelectMany(block => block.BranchValue is null ? block.Operations : block.Operations.Add(block.BranchValue)).SelectMany(each => each.DescendantsAndSelf()))
        {
            switch (operation)
            {
                case IInvocationOperation invocation:
                    _calls.Add(invocation.TargetMethod);
                    break;
                case ILocalReferenceOperation local:
                    _mentioned.Add(local.Local);
                    if (variables.TryGetValue(local.Local, out FunctionValue? called))
                    {
                        waiting.Enqueue(called);
                    }
                    break;
                case IParameterReferenceOperation parameter:
                    _mentioned.Add(parameter.Parameter);
                    break;
                case IMemberReferenceOperation member:
                    _mentioned.Add(member.Member.OriginalDefinition);
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>Whether a function that was handed out may give something back.</summary>
    public bool Have(Holding holding, IEnumerable<Place> places)
    {
        if (_calls.Count == 0 && _mentioned.Count == 0)
        {
            return false;
        }
        if (holding.Call is CallEvent call && _calls.Any(method => Counterparts.Undoes(method, call.Method)))
        {
            return true;
        }
        bool holdsVariable = _path.Events.OfType<AssignEvent>().Any(assign => holding.Values.Contains(assign.New) && _mentioned.Contains(assign.Variable));
        return holding.Kind == HoldingKind.Object
            ? holdsVariable
            : (holdsVariable || places.Any(place => place.Root is ISymbol root && _mentioned.Contains(root))) && _calls.Any(method => Disposables.IsDispose(method) || Counterparts.IsRelease(method));
    }

    private static ControlFlowGraph? GraphOf(FunctionValue function, Bodies bodies)
    {
        if (function.Lambda is not null)
        {
            return function.Frame?.Graph.GetAnonymousFunctionControlFlowGraph(function.Lambda);
        }
        for (Frame? each = function.Frame; each is not null; each = each.Outer)
        {
            if (each.Graph.LocalFunctions.Contains(function.Method))
            {
                return each.Graph.GetLocalFunctionControlFlowGraph(function.Method);
            }
        }
        return bodies.IsOwn(function.Method) ? bodies.Graph(function.Method, default) : null;
    }
}
