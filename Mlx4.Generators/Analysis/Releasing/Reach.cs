using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Mlx4.Generators.Analysis.Paths;
using Mlx4.Generators.Parsing;

namespace Mlx4.Generators.Analysis.Releasing;

/// <summary>
/// What a method may release of what it finds, or hand on to others that may. Where in doubt it does: this is asked to be sure that
/// something is <em>not</em> released.
/// </summary>
internal sealed class Reach
{
    private static readonly ImmutableHashSet<string> Signals = ImmutableHashSet.Create(
        "Cancel", "CancelAsync", "CancelAfter", "Complete", "CompleteAdding", "Interrupt", "Pulse", "PulseAll", "Release", "Set", "SetResult", "Signal", "TryComplete", "TrySetResult");

    private readonly HashSet<Place> _released = [];
    private readonly HashSet<Place> _around = [];
    private readonly HashSet<ISymbol> _members = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ISymbol> _mentioned = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ISymbol> _unsubscribed = new(SymbolEqualityComparer.Default);

    /// <summary>Whether it does something that cannot be seen, and may release anything.</summary>
    public bool IsUnknown { get; private set; }

    /// <summary>Whether it tells somebody to stop.</summary>
    public bool StopsSomebody { get; private set; }

    /// <summary>What a method reaches.</summary>
    /// <param name="host">The type.</param>
    /// <param name="exploration">The method's paths.</param>
    public static Reach Of(FlowHost host, Exploration exploration)
    {
        Reach reach = new() { IsUnknown = !exploration.IsComplete };
        foreach (ExecutedPath path in exploration.Paths)
        {
            Origins origins = new();
            foreach (PathEvent happened in path.Events)
            {
                origins.Note(happened);
                reach.Add(host, happened, origins);
            }
        }
        return reach;
    }

    /// <summary>Adds what another method certainly reaches.</summary>
    public void Add(Reach other)
    {
        _released.UnionWith(other._released);
        _around.UnionWith(other._around);
        _members.UnionWith(other._members);
        _mentioned.UnionWith(other._mentioned);
        _unsubscribed.UnionWith(other._unsubscribed);
    }

    /// <summary>Whether it may release what a place holds.</summary>
    public bool MayRelease(Place place)
    {
        // An element is released by whatever releases something of the collection.
        Place target = place is { Member: null, Base: HeldValue collection } ? collection.Place : place;
        if (_around.Contains(target) || (place.Root is ISymbol root && _mentioned.Contains(root)) || (!place.IsOwn && place.Member is not null && _members.Contains(place.Member)))
        {
            return true;
        }
        for (HeldValue? owner = place.Base as HeldValue; owner is not null; owner = owner.Place.Base as HeldValue)
        {
            if (_released.Contains(owner.Place))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>Whether it takes a handler from an event.</summary>
    public bool Unsubscribes(IEventSymbol from) => _unsubscribed.Contains(from.OriginalDefinition);

    private void Add(FlowHost host, PathEvent happened, Origins origins)
    {
        switch (happened)
        {
            case CallEvent { IsFollowed: false } call when !IsHarmless(call.Method):
                AddCall(host, call, origins);
                break;
            case CreateEvent create:
                HandOn(create.Arguments, host, origins);
                break;
            case UseEvent use when IsHandedOn(use):
                Release(use.Value, origins);
                break;
            case StoreEvent { Place.Member: IEventSymbol cleared, New: ConstantValue }:
                _ = _unsubscribed.Add(cleared);
                break;
            case StoreEvent { Place: { Member: IPropertySymbol { ContainingNamespace: INamespaceSymbol space }, IsOwn: false }, New: ConstantValue { Constant: bool } } store
                when space.ToDisplayString().StartsWith("System", System.StringComparison.Ordinal):
                // A timer is switched off by a property.
                Release(store.Place.Base, origins);
                break;
            case StoreEvent { Place.IsOwn: true, New: ConstantValue { Constant: bool } }:
                StopsSomebody = true;
                break;
            case SubscribeEvent { Adds: false } subscription:
                _ = _unsubscribed.Add(subscription.Event.OriginalDefinition);
                break;
            default:
                break;
        }
    }

    private void AddCall(FlowHost host, CallEvent call, Origins origins)
    {
        IMethodSymbol method = call.Method;
        StopsSomebody |= Signals.Contains(method.Name);
        bool isCollection = Makes.IsCollection(method.ContainingType);
        IsUnknown |= method.MethodKind == MethodKind.DelegateInvoke || IsHidden(host, call);
        if (!isCollection || !IsLookUp(method.Name))
        {
            HandOn(call.Arguments, host, origins);
        }
        if (call.Receiver is not null
            && (isCollection ? method.Name.StartsWith("Dispose", System.StringComparison.Ordinal) || call.Arguments.Any(argument => argument is FunctionValue) : Ends(method)))
        {
            Release(call.Receiver, origins);
        }
    }

    /// <summary>Whether a call on the object itself does what cannot be seen. What the generator has written releases nothing but what stages say.</summary>
    private static bool IsHidden(FlowHost host, CallEvent call) =>
        call.Receiver is null or ThisValue or TypeValue
        && host.Bodies.IsOwn(call.Method)
        && call.Method.ContainingType.SpecialType != SpecialType.System_Object
        && !GeneratedMembers.Is(call.Method)
        && !call.Method.Name.StartsWith("Dispose", System.StringComparison.Ordinal);

    private static bool Ends(IMethodSymbol method) => Counterparts.IsRelease(method) || Releases.IsEnd(method.Name) || Signals.Contains(method.Name) || method.Name == "Change";

    /// <summary>Whether a method of a collection only looks for what it is given, or takes it out.</summary>
    private static bool IsLookUp(string method) => method is "Contains" or "ContainsKey" or "ContainsValue" or "IndexOf" or "Remove" or "TryRemove" or "TryGetValue" or "TryAdd";

    /// <summary>Whether a call looks at its arguments and forgets them.</summary>
    private static bool IsHarmless(IMethodSymbol method) =>
        method.Name is "ThrowIfNull" or "ReferenceEquals" or "KeepAlive" or "SuppressFinalize"
        || method.ContainingType is { Name: "Console" or "Debug" or "Trace", ContainingNamespace.Name: "System" or "Diagnostics" }
        || (method.ContainingType.SpecialType == SpecialType.System_Array && method.Name is "Clear" or "Resize" or "Fill" or "IndexOf");

    private static bool IsHandedOn(UseEvent use) =>
        use.Kind == UseKind.Store
        || Releases.IsAwait(use)
        || (use.Kind == UseKind.Operand
            && (use.Operation is ITupleOperation or IArrayInitializerOperation or IArrayCreationOperation or IAnonymousObjectCreationOperation || use.Operation.Syntax is CollectionExpressionSyntax));

    private void HandOn(ImmutableArray<Value> arguments, FlowHost host, Origins origins)
    {
        foreach (Value argument in arguments)
        {
            switch (argument)
            {
                case ThisValue:
                    IsUnknown = true;
                    break;
                case FunctionValue { Lambda: IFlowAnonymousFunctionOperation lambda, Frame: Frame frame }:
                    Mention(OperationsOf(frame.Graph.GetAnonymousFunctionControlFlowGraph(lambda)));
                    break;
                case FunctionValue function:
                    Mention(host.Bodies.Operation(function.Method.OriginalDefinition) is IOperation body ? body.Descendants() : null);
                    break;
                default:
                    Release(argument, origins);
                    break;
            }
        }
    }

    /// <summary>A function that is handed out may release what it mentions; one that calls another function of the object may do anything.</summary>
    private void Mention(IEnumerable<IOperation>? body)
    {
        IsUnknown |= body is null;
        foreach (IOperation operation in body ?? [])
        {
            if (operation is IMemberReferenceOperation reference)
            {
                _ = _mentioned.Add(reference.Member.OriginalDefinition);
            }
            IsUnknown |= operation is IMethodReferenceOperation or IInvocationOperation { Instance: IInstanceReferenceOperation } or IFlowAnonymousFunctionOperation;
        }
    }

    private static IEnumerable<IOperation> OperationsOf(ControlFlowGraph graph) =>
        graph.Blocks.SelectMany(block => block.BranchValue is null ? block.Operations : block.Operations.Add(block.BranchValue)).SelectMany(operation => operation.DescendantsAndSelf());

    private void Release(Value value, Origins origins)
    {
        if (origins.PlaceOf(value) is not Place place || IsPlain(place))
        {
            return;
        }
        _ = _released.Add(place);
        if (place is { Member: ISymbol member, IsOwn: false })
        {
            _ = _members.Add(member);
        }
        for (Place? each = place; each is not null; each = (each.Base as HeldValue)?.Place)
        {
            _ = _around.Add(each);
        }
    }

    /// <summary>Whether a place holds a number, a truth or a text, which are not what they belong to.</summary>
    private static bool IsPlain(Place place)
    {
        ITypeSymbol? type = (place.Member as IFieldSymbol)?.Type ?? (place.Member as IPropertySymbol)?.Type;
        return type is { TypeKind: TypeKind.Enum } or { SpecialType: >= SpecialType.System_Boolean and <= SpecialType.System_String };
    }
}
