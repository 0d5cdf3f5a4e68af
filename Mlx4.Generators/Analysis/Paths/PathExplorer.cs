using System.Collections.Generic;
using System.Collections.Immutable;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace Mlx4.Generators.Analysis.Paths;

/// <summary>
/// Follows the paths of a method through its control flow graph and through the methods, accessors, local functions and lambdas of
/// its type that it calls: <see cref="BodyRun"/> runs one of these bodies. Where there are more paths than can be followed, it says so.
/// </summary>
/// <param name="bodies">The bodies of the type.</param>
/// <param name="cancellation">Stops it.</param>
internal sealed class PathExplorer(Bodies bodies, CancellationToken cancellation)
{
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
    public bool IsCut { get; set; }

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
        PathState state = exit.State;
        ImmutableArray<PathEvent> events = EventList.InOrder(state.Events);
        if (result is null || state.Facts.IsDefault(result) is not null)
        {
            yield return With(state.Facts);
            yield break;
        }
        yield return With(state.Facts.AssumeDefault(result, isDefault: true)!);
        yield return With(state.Facts.AssumeDefault(result, isDefault: false)!);

        ExecutedPath With(Facts facts) => new(events, facts, state.Heap, end, result, exit.Operation, state.IsCaught);
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
    public List<BodyExit> Run(Frame frame, PathState state) => new BodyRun(this, frame, region: null, cancellation).From(0, state);

    /// <summary>Counts a block that is run.</summary>
    /// <returns>Whether it may be: there are not too many.</returns>
    public bool Step()
    {
        IsCut |= ++_steps > MostSteps;
        return _steps <= MostSteps;
    }
}
