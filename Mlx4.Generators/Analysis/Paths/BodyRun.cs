using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Mlx4.Generators.Analysis.Paths;

/// <summary>Runs a body, or one of its finally clauses, block by block along its control flow graph. A loop is gone through twice at most.</summary>
internal sealed class BodyRun
{
    /// <summary>How often a path comes to a block: two rounds of a loop, and out of it.</summary>
    private const int MostVisits = 3;

    private readonly PathExplorer _explorer;
    private readonly Frame _frame;
    private readonly ControlFlowRegion? _region;
    private readonly CancellationToken _cancellation;
    private readonly Evaluator _evaluator;
    private readonly Waiting _waiting;
    private readonly ImmutableArray<byte> _unvisited;
    private readonly List<BodyExit> _exits = [];

    // Of the block that is run: the states after the last operation, what the branch comes to in each, and what the operation has thrown.
    private readonly List<PathState> _after = [];
    private readonly List<Value> _values = [];
    private readonly List<PathState> _before = [];
    private readonly List<BodyExit> _thrown = [];
    private readonly Continuation _keep;

    /// <summary>Prepares a run.</summary>
    /// <param name="explorer">Follows calls.</param>
    /// <param name="frame">The run of the body.</param>
    /// <param name="region">The finally clause to run, if it is only that.</param>
    /// <param name="cancellation">Stops it.</param>
    public BodyRun(PathExplorer explorer, Frame frame, ControlFlowRegion? region, CancellationToken cancellation)
    {
        _explorer = explorer;
        _frame = frame;
        _region = region;
        _cancellation = cancellation;
        _evaluator = new Evaluator(explorer, frame);
        int blocks = frame.Graph.Blocks.Length;
        _waiting = new Waiting(blocks);
        _unvisited = ImmutableArray.Create(new byte[blocks]);
        _keep = (state, value) =>
        {
            _after.Add(state);
            _values.Add(value);
        };
    }

    /// <summary>Runs it from a block on.</summary>
    /// <param name="start">The block.</param>
    /// <param name="state">How far the path has come.</param>
    public List<BodyExit> From(int start, PathState state)
    {
        Arrive(start, new Arrival(state, _unvisited));
        while (_waiting.Take(out int block) is List<Arrival> arrivals)
        {
            _cancellation.ThrowIfCancellationRequested();
            foreach (Arrival arrival in arrivals)
            {
                if (!_explorer.Step())
                {
                    return _exits;
                }
                RunBlock(_frame.Graph.Blocks[block], arrival);
            }
        }
        _explorer.IsCut |= _waiting.IsCut;
        return _exits;
    }

    private void Arrive(int block, Arrival arrival)
    {
        byte visits = (byte)(arrival.Visits[block] + 1);
        if (visits <= MostVisits)
        {
            _waiting.Add(block, arrival with { Visits = arrival.Visits.SetItem(block, visits) });
        }
        else if (_explorer.KeepsLoops)
        {
            _exits.Add(new BodyExit(arrival.State, ExitKind.Throw, null, null));
        }
    }

    private void RunBlock(BasicBlock block, Arrival arrival)
    {
        _after.Clear();
        _values.Clear();
        _after.Add(arrival.State);
        foreach (IOperation operation in block.Operations)
        {
            Step(operation, block, arrival);
        }
        if (block.BranchValue is IOperation branchValue)
        {
            Step(branchValue, block, arrival);
        }
        for (int i = 0; i < _after.Count; i++)
        {
            Branch(block, _after[i], block.BranchValue is null ? null : _values[i], arrival);
        }
    }

    /// <summary>Runs an operation in all the states that the one before it has left.</summary>
    private void Step(IOperation operation, BasicBlock block, Arrival arrival)
    {
        // What makes an exception to throw does not throw another.
        bool mayThrow = block.FallThroughSuccessor?.Semantics != ControlFlowBranchSemantics.Throw && IsInTry(block.EnclosingRegion) && MayThrow(operation);
        _before.Clear();
        _before.AddRange(_after);
        _after.Clear();
        _values.Clear();
        foreach (PathState before in _before)
        {
            if (mayThrow)
            {
                Throw(block.EnclosingRegion, new BodyExit(before with { IsCaught = true }, ExitKind.Throw, null, null), arrival.Visits, isStated: false);
            }
            _thrown.Clear();
            _evaluator.Evaluate(operation, before, _thrown, _keep);
            foreach (BodyExit exit in _thrown)
            {
                Throw(block.EnclosingRegion, exit, arrival.Visits, isStated: true);
            }
        }
    }

    private void Branch(BasicBlock block, PathState after, Value? value, Arrival arrival)
    {
        if (block.ConditionKind == ControlFlowConditionKind.None || value is null)
        {
            Go(block.FallThroughSuccessor, block, after, value, arrival);
            return;
        }
        bool conditional = block.ConditionKind == ControlFlowConditionKind.WhenTrue;
        PathState tested = _evaluator.Use(after, block.BranchValue!, value, UseKind.Test);
        if (tested.Assume(value, conditional) is PathState jumps)
        {
            Go(block.ConditionalSuccessor, block, jumps, value: null, arrival);
        }
        if (tested.Assume(value, !conditional) is PathState falls)
        {
            Go(block.FallThroughSuccessor, block, falls, value, arrival);
        }
    }

    private void Go(ControlFlowBranch? branch, BasicBlock block, PathState after, Value? value, Arrival arrival)
    {
        switch (branch?.Semantics)
        {
            case ControlFlowBranchSemantics.Regular or ControlFlowBranchSemantics.Return when branch.FinallyRegions.IsEmpty:
                Leave(branch, block, after, value, arrival);
                break;
            case ControlFlowBranchSemantics.Regular or ControlFlowBranchSemantics.Return:
                foreach (PathState state in RunFinally(branch.FinallyRegions, after, arrival))
                {
                    Leave(branch, block, state, value, arrival);
                }
                break;
            case ControlFlowBranchSemantics.Throw or ControlFlowBranchSemantics.Rethrow:
                PathState thrown = value is null ? after : _evaluator.Use(after, block.BranchValue!, value, UseKind.Return);
                Throw(block.EnclosingRegion, new BodyExit(thrown, ExitKind.Throw, value, block.BranchValue ?? Rethrows.Of(_frame.Graph, block)), arrival.Visits, isStated: true);
                break;
            case ControlFlowBranchSemantics.StructuredExceptionHandling:
                _exits.Add(new BodyExit(after, ExitKind.EndOfRegion, null, null));
                break;
            default:
                break;
        }
    }

    /// <summary>Goes on to the next block, or out of the body.</summary>
    private void Leave(ControlFlowBranch branch, BasicBlock block, PathState state, Value? value, Arrival arrival)
    {
        if (branch.Destination is { Kind: not BasicBlockKind.Exit } next)
        {
            Arrive(next.Ordinal, arrival with { State = state });
            return;
        }
        Value? returned = branch.Semantics == ControlFlowBranchSemantics.Return ? value : null;
        _exits.Add(new BodyExit(returned is null ? state : _evaluator.Use(state, block.BranchValue!, returned, UseKind.Return), ExitKind.Return, returned, block.BranchValue));
    }

    private List<PathState> RunFinally(ImmutableArray<ControlFlowRegion> regions, PathState after, Arrival arrival)
    {
        List<PathState> states = [after];
        foreach (ControlFlowRegion clause in regions)
        {
            List<PathState> through = [];
            foreach (BodyExit exit in states.SelectMany(state => RunClause(clause, state)))
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
            states = through;
        }
        return states;
    }

    private List<BodyExit> RunClause(ControlFlowRegion clause, PathState state) =>
        new BodyRun(_explorer, _frame, clause, _cancellation).From(clause.FirstBlockOrdinal, state);

    /// <summary>Looks for who catches, outwards from a region; finally clauses on the way run.</summary>
    private void Throw(ControlFlowRegion? from, BodyExit exit, ImmutableArray<byte> visits, bool isStated)
    {
        List<PathState> states = [exit.State];
        for (ControlFlowRegion? each = from; each is not null && !ReferenceEquals(each, _region); each = each.EnclosingRegion)
        {
            if (each.Kind != ControlFlowRegionKind.Try)
            {
                continue;
            }
            ControlFlowRegion whole = each.EnclosingRegion!;
            if (whole.Kind == ControlFlowRegionKind.TryAndFinally)
            {
                states = [.. states.SelectMany(state => RunClause(whole.NestedRegions[1], state)).Where(end => end.Kind == ExitKind.EndOfRegion).Select(end => end.State)];
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
            _exits.AddRange(states.Select(state => exit with { State = state }));
        }
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
}
