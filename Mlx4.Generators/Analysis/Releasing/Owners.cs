using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Mlx4.Generators.Analysis.Paths;

namespace Mlx4.Generators.Analysis.Releasing;

/// <summary>Something that a stage takes and its cleanup releases.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Written">Where it is taken.</param>
/// <param name="Release">Where it is released.</param>
/// <param name="Method">By what.</param>
/// <param name="IsAsked">Whether the cleanup always asks first whether it is there.</param>
internal sealed record Acquisition(FlowStage Stage, IOperation Written, IOperation Release, IMethodSymbol Method, bool IsAsked);

/// <summary>Tells which stage of a pipeline a method belongs to, and whose work it is to release something.</summary>
internal sealed class Owners
{
    private readonly FlowHost _host;
    private readonly FlowPipeline _pipeline;
    private readonly Dictionary<ISymbol, FlowStage> _stages = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, List<FlowStage>> _cleanups = new(SymbolEqualityComparer.Default);
    private Dictionary<Place, List<Acquisition>>? _acquisitions;

    public Owners(FlowHost host, FlowPipeline pipeline)
    {
        _host = host;
        _pipeline = pipeline;
        foreach (FlowStage stage in pipeline.Stages)
        {
            if (stage.Method is not null)
            {
                _stages[Key(stage.Method)] = stage;
            }
            if (stage.Cleanup is not null)
            {
                if (!_cleanups.TryGetValue(Key(stage.Cleanup), out List<FlowStage>? cleaned))
                {
                    _cleanups.Add(Key(stage.Cleanup), cleaned = []);
                }
                cleaned.Add(stage);
            }
        }
    }

    /// <summary>The stage that a method is.</summary>
    public FlowStage? StageOf(IMethodSymbol method) => _stages.TryGetValue(Key(method), out FlowStage? stage) ? stage : null;

    /// <summary>The stages that a method cleans up.</summary>
    public List<FlowStage>? CleanedUpBy(IMethodSymbol method) => _cleanups.TryGetValue(Key(method), out List<FlowStage>? stages) ? stages : null;

    /// <summary>Who takes what is released here, and releases it in the same way.</summary>
    public Acquisition? OfReleased(Place place, IMethodSymbol release) =>
        (_acquisitions ??= Acquisitions()).TryGetValue(place, out List<Acquisition>? taken) ? taken.FirstOrDefault(each => AreSame(each.Method, release)) : null;

    private IMethodSymbol Key(IMethodSymbol method) => _host.Bodies.Implementation(method, isVirtual: true);

    private static bool AreSame(IMethodSymbol one, IMethodSymbol other) =>
        SymbolEqualityComparer.Default.Equals(one.OriginalDefinition, other.OriginalDefinition) || (IsDisposal(one) && IsDisposal(other));

    private static bool IsDisposal(IMethodSymbol method) => method.Name is "Dispose" or "DisposeAsync" or "Close" or "CloseAsync";

    private Dictionary<Place, List<Acquisition>> Acquisitions()
    {
        Dictionary<Place, List<Acquisition>> all = [];
        foreach (FlowStage stage in _pipeline.Stages.Where(stage => stage.Cleanup is not null && stage.Method is not null))
        {
            Dictionary<Place, Acquisition> released = ReleasedBy(stage);
            foreach (ExecutedPath path in released.Count == 0 ? [] : stage.Paths.Paths.Where(path => path.Succeeds))
            {
                foreach (StoreEvent store in path.Events.OfType<StoreEvent>().Where(store => IsTaken(store.New)))
                {
                    Place place = path.AsFoundLater(store.Place).Any;
                    if (released.TryGetValue(place, out Acquisition? taken))
                    {
                        _ = released.Remove(place);
                        if (!all.TryGetValue(place, out List<Acquisition>? others))
                        {
                            all.Add(place, others = []);
                        }
                        others.Add(taken with { Written = store.Operation });
                    }
                }
            }
        }
        return all;
    }

    private static bool IsTaken(Value value) => value is OutValue or ResultValue { Operation: IInvocationOperation or IObjectCreationOperation };

    /// <summary>What the cleanup of a stage releases.</summary>
    private static Dictionary<Place, Acquisition> ReleasedBy(FlowStage stage)
    {
        Dictionary<Place, Acquisition> released = [];
        foreach (CallEvent call in stage.CleanupPaths.Paths.SelectMany(path => path.Events).OfType<CallEvent>().Where(call => call.Method.Name is not ("Wait" or "Join")))
        {
            foreach (HeldValue held in Releases.Of(call).OfType<HeldValue>())
            {
                bool isAsked = call.Facts.IsDefault(held) is false;
                Place place = held.Place.Any;
                released[place] = released.TryGetValue(place, out Acquisition? known)
                    ? known with { IsAsked = known.IsAsked && isAsked }
                    : new Acquisition(stage, call.Operation, call.Operation, call.Method, isAsked);
            }
        }
        return released;
    }
}
