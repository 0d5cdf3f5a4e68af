using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Mlx4.Generators.Analysis.Paths;

namespace Mlx4.Generators.Analysis.Acquiring;

/// <summary>What a cleanup gives back, on whichever of its paths.</summary>
internal sealed class Undoing
{
    private readonly Dictionary<Place, List<Release>> _places = [];
    private readonly List<Release> _calls = [];
    private readonly List<(Value Receiver, SubscribeEvent By)> _unsubscribed = [];
    private readonly Dictionary<Place, StoreEvent> _lowered = [];

    /// <summary>Reads the paths of a cleanup.</summary>
    public Undoing(Exploration cleanup)
    {
        HashSet<(IOperation, Value?)> seen = [];
        foreach (ExecutedPath path in cleanup.Paths)
        {
            Shapes shapes = new(path);
            foreach (PathEvent happened in path.Events)
            {
                switch (happened)
                {
                    case CallEvent call:
                        Value? receiver = call.Receiver is null ? null : shapes.Of(call.Receiver);
                        if (seen.Add((call.Operation, receiver)))
                        {
                            Add(new Release(call, receiver, call.Arguments.Select(shapes.Of).ToList()));
                        }
                        break;
                    case SubscribeEvent { Adds: false } subscription:
                        _unsubscribed.Add((shapes.Of(subscription.Receiver), subscription));
                        break;
                    case StoreEvent store when Counts.IsLowered(store):
                        _lowered[shapes.Of(store.Place)] = store;
                        break;
                    default:
                        break;
                }
            }
        }
    }

    /// <summary>The calls of the cleanup.</summary>
    public IReadOnlyList<Release> Calls => _calls;

    /// <summary>How the cleanup gives back what is kept in a place.</summary>
    /// <param name="place">The place.</param>
    /// <param name="acquire">The call that it comes from; none for a new object.</param>
    /// <param name="receiver">Whom the call was made on.</param>
    public Release? Of(Place place, IMethodSymbol? acquire, Value? receiver) =>
        _places.TryGetValue(place, out List<Release>? releases) ? releases.FirstOrDefault(release => GivesBack(release, place, acquire, receiver)) : null;

    /// <summary>Whether the cleanup gives nothing back that is kept in a place.</summary>
    public bool FreesNothing => _places.Count == 0;

    /// <summary>Whether the cleanup gives back what is in a place, whatever it is.</summary>
    public bool Frees(Place place) => _places.ContainsKey(place);

    /// <summary>Where the cleanup removes a handler.</summary>
    public SubscribeEvent? Unsubscribes(Value receiver, IEventSymbol of) =>
        _unsubscribed.FirstOrDefault(each => each.Receiver.Equals(receiver) && SymbolEqualityComparer.Default.Equals(each.By.Event, of)).By;

    /// <summary>Where the cleanup lowers a count, or takes a delegate away.</summary>
    public StoreEvent? Lowers(Place place) => _lowered.TryGetValue(place, out StoreEvent? store) ? store : null;

    private static bool GivesBack(Release release, Place place, IMethodSymbol? acquire, Value? receiver)
    {
        IMethodSymbol method = release.By.Method;
        bool isReceiver = release.Receiver is HeldValue held && held.Place.Equals(place);
        if (acquire is null)
        {
            return isReceiver ? Disposables.IsDispose(method) || Counterparts.IsRelease(method) : Counterparts.IsRelease(method);
        }
        if (isReceiver)
        {
            return Disposables.IsDispose(method) || Counterparts.Ends(method) || Counterparts.Undoes(method, acquire);
        }
        bool isSame = receiver is null || release.Receiver is null
            ? receiver is null && release.Receiver is null && SymbolEqualityComparer.Default.Equals(method.ContainingType, acquire.ContainingType)
            : release.Receiver.Equals(receiver);
        return isSame && (Counterparts.Ends(method) || Counterparts.Undoes(method, acquire));
    }

    private void Add(Release release)
    {
        _calls.Add(release);
        foreach (HeldValue held in release.Arguments.Append(release.Receiver!).OfType<HeldValue>())
        {
            if (release.By.IsFollowed)
            {
                continue;
            }
            if (Disposables.IsDispose(release.By.Method) || Counterparts.IsRelease(release.By.Method))
            {
                if (!_places.TryGetValue(held.Place, out List<Release>? releases))
                {
                    _places.Add(held.Place, releases = []);
                }
                releases.Add(release);
            }
        }
    }
}

/// <summary>A call that may give something back.</summary>
/// <param name="By">The call.</param>
/// <param name="Receiver">The form of its receiver.</param>
/// <param name="Arguments">The forms of its arguments.</param>
internal sealed record Release(CallEvent By, Value? Receiver, IReadOnlyList<Value> Arguments)
{
    /// <summary>The call as the cleanup itself would write it; empty if it stands in a loop or uses the cleanup's own variables.</summary>
    public string Text => TextOf(By);

    /// <summary>What a cleanup does, as text that means the same in its stage; empty if it does not.</summary>
    public static string TextOf(PathEvent happened)
    {
        IOperation operation = happened.Operation;
        for (Frame frame = happened.Frame; frame.Caller is not null && frame.Call is not null; frame = frame.Caller)
        {
            operation = frame.Call;
        }
        if (Loops.IsInLoop(operation.Syntax) || UsesVariables(operation.Syntax))
        {
            return "";
        }
        SyntaxNode syntax = operation.Syntax;
        while (syntax.Parent is ConditionalAccessExpressionSyntax or AwaitExpressionSyntax)
        {
            syntax = syntax.Parent;
        }
        return syntax.ToString();
    }
    private static bool UsesVariables(SyntaxNode syntax)
    {
        if (syntax.FirstAncestorOrSelf<MemberDeclarationSyntax>() is not SyntaxNode member)
        {
            return true;
        }
        HashSet<string> variables =
        [
            .. member.DescendantNodes().Select(static node => node switch
            {
                VariableDeclaratorSyntax declarator => declarator.Identifier.ValueText,
                SingleVariableDesignationSyntax designation => designation.Identifier.ValueText,
                ForEachStatementSyntax loop => loop.Identifier.ValueText,
                _ => "",
            }),
        ];
        return syntax.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Any(name => variables.Contains(name.Identifier.ValueText));
    }
}
