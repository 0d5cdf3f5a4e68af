using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Mlx4.Generators.Analysis.Paths;
using Mlx4.Generators.Analysis.Releasing;
using Mlx4.Generators.Parsing;

namespace Mlx4.Generators.Analysis.Rules;

/// <summary>MLX4017: a stage makes something that has to be released, keeps it, and its cleanup does not release it.</summary>
internal sealed class NotReleasedRule : IFlowRule
{
    /// <inheritdoc/>
    public DiagnosticDescriptor Descriptor => DiagnosticDescriptors.NotReleased;

    /// <inheritdoc/>
    public void Check(FlowHost host, FlowReporter reporter)
    {
        Reach? atDispose = null;
        foreach (FlowPipeline pipeline in host.Pipelines)
        {
            // What stages before this one release is released after it, whatever fails; an object that they make anew takes its handlers with it.
            Reach earlier = new();
            HashSet<Place> anew = [];
            LaterReleases? later = null;
            foreach (FlowStage stage in pipeline.Stages.Where(stage => stage.Method is not null))
            {
                Reach? own = stage.Cleanup is null ? null : Reach.Of(host, stage.CleanupPaths);
                anew.UnionWith(Stored.By(stage));
                if (own is not { IsUnknown: true })
                {
                    foreach (Loss loss in Losses(host, stage, own, earlier).Where(loss => !loss.IsOfAny(anew)))
                    {
                        atDispose ??= AtDispose(host);
                        FlowStage? releasing = own is null && loss.Kept is not null ? (later ??= new LaterReleases(pipeline)).Find(loss.Kept.Place, stage) : null;
                        if ((own is not null || releasing is not null) && !loss.IsHandledBy(atDispose))
                        {
                            reporter.Report(loss.Written.Syntax.GetLocation(), Cleanup(releasing ?? stage), stage.Name, loss.Explain(stage, releasing));
                        }
                    }
                }
                if (own is not null)
                {
                    earlier.Add(own);
                }
            }
        }
    }

    private static IEnumerable<Loss> Losses(FlowHost host, FlowStage stage, Reach? own, Reach earlier)
    {
        foreach (ExecutedPath path in stage.Paths.Paths.Where(path => path.Succeeds))
        {
            IEnumerable<Loss> losses = KeptThings.Of(host, path).Select(kept => new Loss(kept, null, kept.Written)).Concat(own is null ? new List<Loss>() : Subscriptions(path));
            foreach (Loss loss in losses)
            {
                if (!(own is not null && loss.IsHandledBy(own)) && !loss.IsHandledBy(earlier))
                {
                    yield return loss;
                }
            }
        }
    }

    /// <summary>The handlers that a path adds to events of what was there before, and leaves there.</summary>
    private static List<Loss> Subscriptions(ExecutedPath path)
    {
        Origins origins = new();
        List<Loss> added = [];
        foreach (PathEvent happened in path.Events)
        {
            origins.Note(happened);
            if (happened is not SubscribeEvent subscription || subscription.Operation.Syntax.ContainsDiagnostics)
            {
                continue;
            }
            if (!subscription.Adds)
            {
                _ = added.RemoveAll(loss => loss.Event!.Equals(subscription.Event, SymbolEqualityComparer.Default));
            }
            else if (origins.Of(subscription.Receiver) is ThisValue or TypeValue or ParameterValue or HeldValue)
            {
                Place? publisher = origins.PlaceOf(subscription.Receiver);
                added.Add(new Loss(null, subscription.Event, subscription.Operation) { Publisher = publisher });
            }
        }
        return added;
    }

    /// <summary>What the type's own disposal reaches.</summary>
    private static Reach AtDispose(FlowHost host)
    {
        Reach reach = new();
        foreach (INamedTypeSymbol type in host.Type.SelfAndBases().Where(type => !type.DeclaringSyntaxReferences.IsEmpty))
        {
            foreach (IMethodSymbol method in type.GetMembers().OfType<IMethodSymbol>().Where(IsDisposal))
            {
                reach.Add(Reach.Of(host, host.Explore(method)));
            }
        }
        return reach;
    }

    private static bool IsDisposal(IMethodSymbol method) =>
        method is { MethodKind: MethodKind.Destructor } or { MethodKind: MethodKind.Ordinary, Name: "Dispose" or "DisposeAsync" or "DisposeAsyncCore" or "DisposeCore" or "Close" }
        || method.ExplicitInterfaceImplementations.Any(implemented => implemented.Name is "Dispose" or "DisposeAsync");

    private static ImmutableArray<Location> Cleanup(FlowStage stage) => stage.Cleanup!.Locations;

    /// <summary>Something that a stage leaves behind.</summary>
    /// <param name="Kept">The thing, if it is one.</param>
    /// <param name="Event">The event, if it is a subscription.</param>
    /// <param name="Written">Where.</param>
    private sealed record Loss(KeptThing? Kept, IEventSymbol? Event, IOperation Written)
    {
        /// <summary>Where the object with the event is kept.</summary>
        public Place? Publisher { get; init; }

        /// <summary>Whether a method may take care of it.</summary>
        public bool IsHandledBy(Reach reach)
        {
            if (Kept is null)
            {
                return reach.Unsubscribes(Event!) || (Publisher is not null && reach.MayRelease(Publisher));
            }
            return (Makes.IsThread(Kept.Type) && reach.StopsSomebody) || reach.MayRelease(Kept.Place) || Kept.Others.Any(reach.MayRelease);
        }

        /// <summary>Whether it is a subscription to an object that is one of these, or lies in one.</summary>
        public bool IsOfAny(HashSet<Place> places)
        {
            for (Place? each = Publisher; each is not null; each = (each.Base as HeldValue)?.Place)
            {
                if (places.Contains(each))
                {
                    return true;
                }
            }
            return false;
        }

        /// <summary>What is wrong, after the stage's name.</summary>
        public string Explain(FlowStage stage, FlowStage? later)
        {
            if (Kept is null)
            {
                return $"subscribes to '{Event!.ContainingType.Name}.{Event.Name}', and its cleanup '{stage.Cleanup!.Name}' does not unsubscribe: the next load subscribes once more. Remove the handler there";
            }
            string made = $"makes a '{Kept.Type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)}' and keeps it in '{Target}'";
            return later is null
                ? $"{made}, and its cleanup '{stage.Cleanup!.Name}' neither releases it nor hands it on: {Way(Kept.Type)} it there"
                : $"{made}, and has no cleanup: if it is the last stage that succeeds, nobody releases it, since '{later.Cleanup!.Name}' belongs to the later stage '{later.Name}'. Give '{stage.Name}' a cleanup that does";
        }

        /// <summary>Where it is kept, as the user wrote it.</summary>
        private string Target => Written switch
        {
            IAssignmentOperation assignment => assignment.Target.Syntax.ToString(),
            IArgumentOperation { Value.Syntax: SyntaxNode variable } => variable.ToString(),
            IInvocationOperation { Instance.Syntax: SyntaxNode collection } => collection.ToString(),
            _ => Kept!.Place.ToString(),
        };

        private static string Way(ITypeSymbol type) => Makes.IsThread(type) ? "stop and join" : type is IArrayTypeSymbol ? "return" : "dispose";
    }
}
