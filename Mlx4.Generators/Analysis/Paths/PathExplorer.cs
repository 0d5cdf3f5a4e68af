using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Mlx4.Generators.Analysis.Paths;

/// <summary>
/// Follows the paths of a method through its control flow graph and through the methods, accessors, local functions and lambdas of
/// its type that it calls. A loop is gone through twice at most. Where there are more paths than can be followed, it says so.
/// </summary>
/// <param name="bodies">The bodies of the type.</param>
/// <param name="cancellation">Stops it.</param>
internal sealed class PathExplorer(Bodies bodies, CancellationToken cancellation)
{
    /// <summary>How often a path comes to a block: two rounds of a loop, and out of it.</summary>
    private const int MostVisits = 3;

    /// <summary>How many states may wait at a block before those that did the same become one.</summary>
    private const int MostApart = 8;

    /// <summary>How many may wait at a block at all.</summary>
    private const int MostAtOnce = 128;

    /// <summary>How deep calls are followed.</summary>
    private const int MostDepth = 12;

    /// <summary>How many blocks are run in one exploration.</summary>
    private const int MostSteps = 20_000;

    private readonly Dictionary<(ControlFlowGraph, CaptureId), IOperation> _captures = [];
    private int _serial;
    private int _steps;

    public Bodies Bodies => bodies;

    /// <summary>Whether a path that goes round in a loop a third time is kept as it is then: of a body that loops for ever there is no other.</summary>
    public bool KeepsLoops { get; init; }

    /// <summary>Whether a path had to be given up.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Follows all paths of a method of the type.</summary>
    /// <param name="method">A stage, a cleanup or another method.</param>
    /// <param name="item">The item of a loop, that the first parameter gets.</param>
    public Exploration Explore(IMethodSymbol method, Value? item)
    {
        method = bodies.Implementation(method, isVirtual: true);
        if (bodies.Graph(method, cancellation) is not ControlFlowGraph graph)
        {
            return Exploration.Empty with { IsComplete = false };
        }
        return Explore(new Frame(method, graph, method.IsStatic ? new TypeValue(method.ContainingType) : ThisValue.Instance, caller: null, outer: null, call: null), item);
    }

    /// <summary>Follows all paths of a function that is handed out: of its variables and its parameters nothing is known.</summary>
    /// <param name="function">A lambda, a local function or a method of the type.</param>
    public Exploration Explore(FunctionValue function) =>
        function.Frame is null ? bodies.IsOwn(function.Method) ? Explore(function.Method, item: null) : Exploration.Empty with { IsComplete = false }
        : Enter(function, caller: null, call: null) is Frame frame ? Explore(frame, item: null)
        : Exploration.Empty with { IsComplete = false };

    private Exploration Explore(Frame frame, Value? item)
    {
        IMethodSymbol method = frame.Method;
        PathState state = PathState.Start;
        foreach (IParameterSymbol parameter in method.Parameters)
        {
            Value value = parameter.Ordinal == 0 && item is not null ? item : new ParameterValue(parameter.Name);
            state = state with { Variables = state.Variables.SetItem(new Slot(frame, parameter), value) };
        }
        ImmutableArray<ExecutedPath>.Builder paths = ImmutableArray.CreateBuilder<ExecutedPath>();
        foreach (BodyExit exit in Run(frame, state))
        {
            paths.AddRange(Ends(method, exit));
        }
        // Where no path comes to an end, what leads out of a loop was not seen.
        return new Exploration(paths.ToImmutable(), !IsCut && paths.Count > 0);
    }

    /// <summary>The paths that an exit stands for: where it is not known whether an error was returned, one that succeeds and one that does not.</summary>
    private static IEnumerable<ExecutedPath> Ends(IMethodSymbol method, BodyExit exit)
    {
        PathEnd end = exit.Kind == ExitKind.Throw ? PathEnd.Throw : PathEnd.Return;
        Value? result = end == PathEnd.Return && !method.ReturnsVoid && !Errors.ReturnsNone(method) ? exit.Value ?? ConstantValue.Default : null;
        bool[] ways = result is null || exit.State.Facts.IsDefault(result) is not null ? [true] : [true, false];
        foreach (bool way in ways)
        {
            Facts facts = result is null || ways.Length == 1 ? exit.State.Facts : exit.State.Facts.AssumeDefault(result, way)!;
            yield return new ExecutedPath(
                EventList.InOrder(exit.State.Events), facts, exit.State.Heap, end, result, exit.Operation, exit.State.IsCaught);
        }
    }

    /// <summary>Notes what a temporary of the compiler stands for.</summary>
    public void Capture(ControlFlowGraph graph, IFlowCaptureOperation capture) => _captures[(graph, capture.Id)] = capture.Value;

    /// <summary>What a temporary that is assigned to stands for.</summary>
    public IOperation? Captured(ControlFlowGraph graph, CaptureId id) => _captures.TryGetValue((graph, id), out IOperation? captured) ? captured : null;

    /// <summary>A number for a value that no other has.</summary>
    public int NextSerial() => ++_serial;

    /// <summary>A run of a method of the type that is called from another run, if the call can be followed.</summary>
    /// <param name="from">Who calls.</param>
    /// <param name="method">What is called.</param>
    /// <param name="isVirtual">Whether it is the override that runs.</param>
    /// <param name="self">The object.</param>
    /// <param name="call">The call.</param>
    public Frame? Follow(Frame from, IMethodSymbol method, bool isVirtual, Value? self, IOperation call)
    {
        IMethodSymbol body = bodies.Implementation(method, isVirtual);
        return CanEnter(from, body) && bodies.IsOwn(body) && bodies.Graph(body, cancellation) is ControlFlowGraph graph
            ? new Frame(body, graph, self ?? new TypeValue(body.ContainingType), from, outer: null, call)
            : null;
    }

    /// <summary>A run of a lambda, or of a local function of the body that it stands in or of one around it.</summary>
    /// <param name="function">The function.</param>
    /// <param name="caller">Who calls.</param>
    /// <param name="call">The call.</param>
    public static Frame? Enter(FunctionValue function, Frame? caller, IOperation? call)
    {
        IMethodSymbol method = function.Method.OriginalDefinition;
        if (function is { Lambda: not null, Frame: Frame outer })
        {
            return new Frame(method, outer.Graph.GetAnonymousFunctionControlFlowGraph(function.Lambda), outer.This, caller, outer, call);
        }
        for (Frame? each = function.Frame; each is not null; each = each.Outer)
        {
            if (each.Graph.LocalFunctions.Contains(method))
            {
                return new Frame(method, each.Graph.GetLocalFunctionControlFlowGraph(method), each.This, caller, each, call);
            }
        }
        return null;
    }

    /// <summary>Whether another call can be made at all.</summary>
    public static bool CanEnter(Frame from, IMethodSymbol method) => from.Depth < MostDepth && !from.Runs(method);

    /// <summary>Runs a body from its beginning.</summary>
    public List<BodyExit> Run(Frame frame, PathState state) => Run(frame, 0, state, region: null);

    /// <summary>Runs a body from a block on.</summary>
    /// <param name="frame">The run of the body.</param>
    /// <param name="start">The block.</param>
    /// <param name="state">How far the path has come.</param>
    /// <param name="region">The finally clause to run, if it is only that.</param>
    private List<BodyExit> Run(Frame frame, int start, PathState state, ControlFlowRegion? region)
    {
        List<BodyExit> exits = [];
        SortedDictionary<int, List<Arrival>> waiting = [];
        Arrive(start, new Arrival(state, ImmutableDictionary<int, int>.Empty));
        Evaluator evaluator = new(this, frame);
        while (waiting.Count > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            KeyValuePair<int, List<Arrival>> next = waiting.First();
            waiting.Remove(next.Key);
            BasicBlock block = frame.Graph.Blocks[next.Key];
            foreach (Arrival arrival in Merge(next.Value))
            {
                if (++_steps > MostSteps)
                {
                    IsCut = true;
                    return exits;
                }
                RunBlock(block, arrival);
            }
        }
        return exits;

        void Arrive(int block, Arrival arrival)
        {
            int visits = arrival.Visits.TryGetValue(block, out int count) ? count + 1 : 1;
            if (visits > MostVisits)
            {
                if (KeepsLoops)
                {
                    exits.Add(new BodyExit(arrival.State, ExitKind.Throw, null, null));
                }
                return;
            }
            if (!waiting.TryGetValue(block, out List<Arrival>? others))
            {
                waiting.Add(block, others = []);
            }
            others.Add(arrival with { Visits = arrival.Visits.SetItem(block, visits) });
        }

        void RunBlock(BasicBlock block, Arrival arrival)
        {
            List<PathState> states = [arrival.State];
            foreach (IOperation operation in block.Operations)
            {
                states = Step(operation, states, block, arrival, static (state, _) => state);
            }
            if (block.BranchValue is IOperation branchValue)
            {
                List<(PathState State, Value Value)> values = [];
                _ = Step(branchValue, states, block, arrival, (after, value) =>
                {
                    values.Add((after, value));
                    return after;
                });
                foreach ((PathState after, Value value) in values)
                {
                    Branch(block, after, value, arrival);
                }
                return;
            }
            foreach (PathState after in states)
            {
                Branch(block, after, value: null, arrival);
            }
        }

        List<PathState> Step(IOperation operation, List<PathState> states, BasicBlock block, Arrival arrival, Func<PathState, Value, PathState> take)
        {
            List<PathState> after = [];
            // What makes an exception to throw does not throw another.
            bool mayThrow = block.FallThroughSuccessor?.Semantics != ControlFlowBranchSemantics.Throw && IsInTry(block.EnclosingRegion) && MayThrow(operation);
            foreach (PathState before in states)
            {
                if (mayThrow)
                {
                    Throw(block.EnclosingRegion, new BodyExit(before with { IsCaught = true }, ExitKind.Throw, null, null), arrival.Visits, isStated: false);
                }
                List<BodyExit> thrown = [];
                evaluator.Evaluate(operation, before, thrown, (state, value) => after.Add(take(state, value)));
                foreach (BodyExit exit in thrown)
                {
                    Throw(block.EnclosingRegion, exit, arrival.Visits, isStated: true);
                }
            }
            return after;
        }

        void Branch(BasicBlock block, PathState after, Value? value, Arrival arrival)
        {
            if (block.ConditionKind == ControlFlowConditionKind.None || value is null)
            {
                Go(block.FallThroughSuccessor, block, after, value, arrival);
                return;
            }
            bool conditional = block.ConditionKind == ControlFlowConditionKind.WhenTrue;
            PathState tested = evaluator.Use(after, block.BranchValue!, value, UseKind.Test);
            if (tested.Assume(value, conditional) is PathState jumps)
            {
                Go(block.ConditionalSuccessor, block, jumps, value: null, arrival);
            }
            if (tested.Assume(value, !conditional) is PathState falls)
            {
                Go(block.FallThroughSuccessor, block, falls, value, arrival);
            }
        }

        void Go(ControlFlowBranch? branch, BasicBlock block, PathState after, Value? value, Arrival arrival)
        {
            switch (branch?.Semantics)
            {
                case ControlFlowBranchSemantics.Regular or ControlFlowBranchSemantics.Return:
                    foreach (PathState state in RunFinally(branch.FinallyRegions, after, block, arrival))
                    {
                        if (branch.Destination is null or { Kind: BasicBlockKind.Exit })
                        {
                            exits.Add(ReturnFrom(block, state, branch.Semantics == ControlFlowBranchSemantics.Return ? value : null));
                        }
                        else
                        {
                            Arrive(branch.Destination.Ordinal, arrival with { State = state });
                        }
                    }
                    break;
                case ControlFlowBranchSemantics.Throw or ControlFlowBranchSemantics.Rethrow:
                    PathState thrown = value is null ? after : evaluator.Use(after, block.BranchValue!, value, UseKind.Return);
                    Throw(block.EnclosingRegion, new BodyExit(thrown, ExitKind.Throw, value, block.BranchValue ?? Rethrow(frame.Graph, block)), arrival.Visits, isStated: true);
                    break;
                case ControlFlowBranchSemantics.StructuredExceptionHandling:
                    exits.Add(new BodyExit(after, ExitKind.EndOfRegion, null, null));
                    break;
                default:
                    break;
            }
        }

        BodyExit ReturnFrom(BasicBlock block, PathState state, Value? value)
        {
            PathState returned = value is null ? state : evaluator.Use(state, block.BranchValue!, value, UseKind.Return);
            return new BodyExit(returned, ExitKind.Return, value, block.BranchValue);
        }

        List<PathState> RunFinally(ImmutableArray<ControlFlowRegion> regions, PathState after, BasicBlock block, Arrival arrival)
        {
            List<PathState> states = [after];
            foreach (ControlFlowRegion clause in regions)
            {
                List<PathState> through = [];
                foreach (PathState state in states)
                {
                    foreach (BodyExit exit in Run(frame, clause.FirstBlockOrdinal, state, clause))
                    {
                        if (exit.Kind == ExitKind.EndOfRegion)
                        {
                            through.Add(exit.State);
                        }
                        else
                        {
                            Throw(clause.EnclosingRegion!.EnclosingRegion!, exit, arrival.Visits, isStated: true);
                        }
                    }
                }
                states = through;
            }
            return states;
        }

        // Looks for who catches, outwards from a region; finally clauses on the way run.
        void Throw(ControlFlowRegion? from, BodyExit exit, ImmutableDictionary<int, int> visits, bool isStated)
        {
            List<PathState> states = [exit.State];
            for (ControlFlowRegion? each = from; each is not null && !ReferenceEquals(each, region); each = each.EnclosingRegion)
            {
                if (each.Kind != ControlFlowRegionKind.Try)
                {
                    continue;
                }
                ControlFlowRegion whole = each.EnclosingRegion!;
                if (whole.Kind == ControlFlowRegionKind.TryAndFinally)
                {
                    List<PathState> through = [];
                    foreach (PathState state in states)
                    {
                        through.AddRange(Run(frame, whole.NestedRegions[1].FirstBlockOrdinal, state, whole.NestedRegions[1])
                            .Where(end => end.Kind == ExitKind.EndOfRegion).Select(end => end.State));
                    }
                    states = through;
                    continue;
                }
                bool catchesAll = false;
                foreach (ControlFlowRegion handler in whole.NestedRegions.Skip(1))
                {
                    catchesAll |= Catches.All(handler, exit);
                    if (Catches.Some(handler, exit))
                    {
                        foreach (PathState state in states)
                        {
                            Arrive(handler.FirstBlockOrdinal, new Arrival(state, visits));
                        }
                    }
                }
                if (catchesAll)
                {
                    return;
                }
            }
            if (isStated)
            {
                exits.AddRange(states.Select(state => exit with { State = state }));
            }
        }
    }

    /// <summary>The <c>throw;</c> that ends a block, of which the graph keeps nothing but the branch.</summary>
    private static IOperation? Rethrow(ControlFlowGraph graph, BasicBlock block)
    {
        ControlFlowRegion? handler = block.EnclosingRegion;
        while (handler is not null && handler.Kind != ControlFlowRegionKind.Catch)
        {
            handler = handler.EnclosingRegion;
        }
        if (handler is null)
        {
            return null;
        }
        SyntaxNode? inside = graph.Blocks.Skip(handler.FirstBlockOrdinal).Take(handler.LastBlockOrdinal - handler.FirstBlockOrdinal + 1)
            .SelectMany(each => each.Operations).FirstOrDefault()?.Syntax;
        IOperation[] rethrows = [.. graph.OriginalOperation.Descendants().OfType<IThrowOperation>().Where(each => each.Exception is null)];
        return rethrows.FirstOrDefault(each => inside is not null && CatchOf(each.Syntax) is SyntaxNode clause && ReferenceEquals(clause, CatchOf(inside))) ?? rethrows.FirstOrDefault();

        static SyntaxNode? CatchOf(SyntaxNode node) => node.FirstAncestorOrSelf<CatchClauseSyntax>();
    }

    /// <summary>Makes one of those that came the same way, if there are too many.</summary>
    private List<Arrival> Merge(List<Arrival> arrivals)
    {
        if (arrivals.Count <= MostApart)
        {
            return arrivals;
        }
        List<Arrival> merged = [];
        foreach (Arrival arrival in arrivals)
        {
            bool isMerged = false;
            for (int i = 0; i < merged.Count && !isMerged; i++)
            {
                if (merged[i].State.Merge(arrival.State) is PathState both)
                {
                    merged[i] = new Arrival(both, merged[i].Visits);
                    isMerged = true;
                }
            }
            if (!isMerged)
            {
                merged.Add(arrival);
            }
        }
        if (merged.Count > MostAtOnce)
        {
            IsCut = true;
            merged.RemoveRange(MostAtOnce, merged.Count - MostAtOnce);
        }
        return merged;
    }

    private static bool IsInTry(ControlFlowRegion? region)
    {
        for (; region is not null; region = region.EnclosingRegion)
        {
            if (region.Kind == ControlFlowRegionKind.Try && region.EnclosingRegion!.Kind == ControlFlowRegionKind.TryAndCatch)
            {
                return true;
            }
        }
        return false;
    }

    private static bool MayThrow(IOperation operation) =>
        operation.DescendantsAndSelf().Any(each => each is IInvocationOperation or IObjectCreationOperation or IAwaitOperation);

    /// <summary>A state that has come to a block.</summary>
    /// <param name="State">The state.</param>
    /// <param name="Visits">How often the path has been at each block.</param>
    private sealed record Arrival(PathState State, ImmutableDictionary<int, int> Visits);
}

/// <summary>How a run of a body ends.</summary>
/// <param name="State">The state at the end.</param>
/// <param name="Kind">In which way.</param>
/// <param name="Value">What is returned or thrown.</param>
/// <param name="Operation">The expression that is.</param>
internal sealed record BodyExit(PathState State, ExitKind Kind, Value? Value, IOperation? Operation);

internal enum ExitKind
{
    Return,
    Throw,

    /// <summary>At the end of a finally clause that was run by itself.</summary>
    EndOfRegion,
}
