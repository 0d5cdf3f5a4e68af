using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Mlx4.Generators.Analysis.Acquiring;
using Mlx4.Generators.Analysis.Paths;

namespace Mlx4.Generators.Analysis.Rules;

/// <summary>
/// A stage that fails has to undo itself: its own cleanup does not run. What it has acquired when it leaves, and nobody else gives
/// back, is lost.
/// </summary>
internal sealed class FailingExitRule : IFlowRule
{
    public DiagnosticDescriptor Descriptor => DiagnosticDescriptors.LostOnFailure;

    public void Check(FlowHost host, FlowReporter reporter)
    {
        Undoing[]? disposing = null;
        foreach (FlowPipeline pipeline in host.Pipelines)
        {
            Undoing?[] undoings = new Undoing?[pipeline.Stages.Length];
            foreach (FlowStage stage in pipeline.Stages.Where(stage => stage.Method is not null && stage.Paths.Paths.Any(IsFailing)))
            {
                foreach (KeyValuePair<SyntaxNode, List<Holding>> exit in ExitsOf(stage))
                {
                    Report(stage, exit.Key, exit.Value, reporter);
                }
            }

            Undoing UndoingOf(int index) => undoings[index] ??= new Undoing(pipeline.Stages[index].CleanupPaths);

            // What each failing exit loses, over all paths that lead there.
            Dictionary<SyntaxNode, List<Holding>> ExitsOf(FlowStage stage)
            {
                Undoing own = UndoingOf(stage.Index);
                Keeps keeps = new(stage.Paths, own);
                Ownership ownership = new(stage.Paths, own);
                Dictionary<SyntaxNode, List<Holding>> exits = [];
                HashSet<(SyntaxNode, IOperation)> givenBackInLoops = [];
                foreach (ExecutedPath path in stage.Paths.Paths.Where(IsFailing))
                {
                    if (Exits.SyntaxOf(path) is not SyntaxNode exit)
                    {
                        continue;
                    }
                    PathWalk walk = new(path, own, keeps, ownership);
                    givenBackInLoops.UnionWith(walk.GivenBackInLoops.Select(acquired => (exit, acquired)));
                    List<Holding> left = [.. walk.Left];
                    if (left.Count == 0)
                    {
                        continue;
                    }
                    HandedOut handedOut = new(path, host.Bodies);
                    foreach (Holding holding in left.Where(holding => !handedOut.Have(holding, walk.PlacesOf(holding)) && !IsGivenBackByOthers(stage, holding, walk)))
                    {
                        if (!exits.TryGetValue(exit, out List<Holding>? lost))
                        {
                            exits.Add(exit, lost = []);
                        }
                        if (!lost.Any(other => other.By.Operation == holding.By.Operation))
                        {
                            lost.Add(holding);
                        }
                    }
                }
                foreach (KeyValuePair<SyntaxNode, List<Holding>> exit in exits)
                {
                    exit.Value.RemoveAll(holding => givenBackInLoops.Contains((exit.Key, holding.By.Operation))
                        || (!stage.Paths.IsComplete && Loops.IsInLoop(holding.By.Operation.Syntax)));
                }
                return exits;
            }

            bool IsGivenBackByOthers(FlowStage stage, Holding holding, PathWalk walk)
            {
                HashSet<Place> places = [.. walk.PlacesOf(holding)];
                for (int i = 0; i < stage.Index; i++)
                {
                    if (pipeline.Stages[i].Cleanup is not null && (!pipeline.Stages[i].CleanupPaths.IsComplete || GivesBack(UndoingOf(i), holding, places, walk)))
                    {
                        return true;
                    }
                }
                return places.Count > 0 && (disposing ??= Disposing(host)).Any(undoing => places.Any(undoing.Frees));
            }
        }
    }

    private static bool GivesBack(Undoing undoing, Holding holding, HashSet<Place> places, PathWalk walk) => holding.Kind switch
    {
        HoldingKind.Handler => holding.By is SubscribeEvent added && places.Any(place => undoing.Unsubscribes(place.Base, added.Event) is not null),
        HoldingKind.Count => places.Any(place => undoing.Lowers(place) is not null),
        HoldingKind.Lock => undoing.Calls.Any(release => release.By.Method.Name == Locks.LeavesWhatEnters(holding.Call!.Method, out _) && release.Receiver is not null && holding.Values.Contains(release.Receiver)),
        HoldingKind.Called => undoing.Calls.Any(release => Counterparts.Undoes(release.By.Method, holding.Call!.Method) && walk.IsAbout(release, holding.Call)),
        _ => places.Any(undoing.Frees),
    };

    /// <summary>What the type gives back when it is itself disposed.</summary>
    private static Undoing[] Disposing(FlowHost host)
    {
        List<Undoing> undoings = [];
        for (INamedTypeSymbol? type = host.Type; type is not null; type = type.BaseType)
        {
            undoings.AddRange(type.GetMembers().OfType<IMethodSymbol>()
                .Where(method => method.Name is "Dispose" or "DisposeAsync" or "System.IDisposable.Dispose" or "System.IAsyncDisposable.DisposeAsync" && !method.DeclaringSyntaxReferences.IsEmpty)
                .Select(method => new Undoing(host.Explore(method))));
        }
        return [.. undoings];
    }

    private static bool IsFailing(ExecutedPath path) => !path.Succeeds;

    private static void Report(FlowStage stage, SyntaxNode exit, List<Holding> lost, FlowReporter reporter)
    {
        if (lost.Count == 0)
        {
            return;
        }
        lost.Sort(static (one, other) => Compare(one.By.Operation.Syntax, other.By.Operation.Syntax));
        bool isLoop = lost.Any(holding => Loops.IsInLoop(holding.By.Operation.Syntax));
        string names = string.Join(", ", lost.Select(holding => $"'{holding.Name}'").Distinct());
        string why = stage.Cleanup is null ? "nothing undoes a stage that fails" : $"its own cleanup '{stage.Cleanup.Name}' does not run then";
        string advice = isLoop
            ? "let the stage acquire one item and loop with ForEach, or give back what earlier rounds acquired"
            : "give it back before, or make what can fail after it a stage of its own";
        ImmutableDictionary<string, string?> properties = ImmutableDictionary<string, string?>.Empty
            .Add("Stage", stage.Method!.Name)
            .Add("Cleanup", stage.Cleanup?.Name)
            .Add("Lost", string.Join("\n", lost.Select(holding => holding.Name)))
            .Add("Release", string.Join("\n", lost.Select(holding => holding.Release)))
            .Add("Loop", isLoop ? "true" : null);
        reporter.Report(exit.GetLocation(), lost.Select(holding => holding.By.Operation.Syntax.GetLocation()), properties, stage.Name, names, why, advice);
    }

    private static int Compare(SyntaxNode one, SyntaxNode other)
    {
        int file = string.CompareOrdinal(one.SyntaxTree.FilePath, other.SyntaxTree.FilePath);
        return file != 0 ? file : one.SpanStart.CompareTo(other.SpanStart);
    }
}
