using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Mlx4.Generators.Analysis.Paths;

namespace Mlx4.Generators.Analysis.Acquiring;

/// <summary>Follows what a stage acquires on one path, and what it gives back or hands on.</summary>
internal sealed class PathWalk
{
    private readonly ExecutedPath _path;
    private readonly Shapes _shapes;
    private readonly Undoing _undoing;
    private readonly Keeps _keeps;
    private readonly Ownership _ownership;
    private readonly List<Holding> _open = [];
    private readonly Stack<(CallEvent Call, int Open, int At)> _entered = new();
    private readonly HashSet<IOperation> _givenBackInLoops = [];
    private FailureCause? _cause;

    /// <summary>Walks along a path.</summary>
    /// <param name="path">The path.</param>
    /// <param name="undoing">What the stage's own cleanup does.</param>
    /// <param name="keeps">What the stage keeps for it.</param>
    /// <param name="ownership">What other paths say of who owns what.</param>
    public PathWalk(ExecutedPath path, Undoing undoing, Keeps keeps, Ownership ownership)
    {
        _path = path;
        _shapes = new Shapes(path);
        _undoing = undoing;
        _keeps = keeps;
        _ownership = ownership;
        for (int i = 0; i < path.Events.Length; i++)
        {
            Take(path.Events[i], i);
        }
    }

    /// <summary>What the stage has at the end, and has not handed on.</summary>
    public IEnumerable<Holding> Left => _open.Where(holding => !Cause.Failed(holding));

    /// <summary>What acquired the things that were given back in a loop of their own.</summary>
    public IEnumerable<IOperation> GivenBackInLoops => _givenBackInLoops;

    private FailureCause Cause => _cause ??= new FailureCause(_path);

    /// <summary>The forms of the places in which something is at the end.</summary>
    public IEnumerable<Place> PlacesOf(Holding holding) =>
        _path.Heap.Where(kept => holding.Values.Contains(kept.Value)).Select(kept => _shapes.Of(kept.Key)).Concat(holding.Places);

    /// <summary>The form of what a call was made on.</summary>
    public Value? ReceiverOf(CallEvent call) => call.Receiver is null ? null : _shapes.Of(call.Receiver);

    /// <summary>Whether two calls are made on the same object, and their arguments do not say otherwise.</summary>
    public bool IsAbout(Release release, CallEvent call) =>
        Equals(release.Receiver, ReceiverOf(call))
        && (release.Receiver is not null || SymbolEqualityComparer.Default.Equals(release.By.Method.ContainingType, call.Method.ContainingType))
        && !Contradict(release.By.Method, release.Arguments, call.Method, [.. call.Arguments.Select(_shapes.Of)]);

    private void Take(PathEvent happened, int at)
    {
        switch (happened)
        {
            case CallEvent call:
                if (_open.Count > 0)
                {
                    GiveBack(call, at);
                }
                if (call.IsFollowed)
                {
                    _entered.Push((call, _open.Count, at));
                }
                else
                {
                    Acquire(call);
                }
                break;
            case ReturnEvent end:
                Leave(end, at);
                break;
            case CreateEvent create:
                Create(create);
                break;
            case SubscribeEvent subscription:
                Subscribe(subscription);
                break;
            case StoreEvent store:
                Store(store);
                break;
            case UseEvent { Kind: UseKind.Operand or UseKind.Store or UseKind.Return } use when _open.Count > 0:
                HandOn(use);
                break;
            default:
                break;
        }
    }

    private void HandOn(UseEvent use) => Close(holding => holding.Kind == HoldingKind.Object && holding.Values.Contains(use.Value), use);

    private void Acquire(CallEvent call)
    {
        if (_keeps.Of(call.Operation) is Keep keep)
        {
            Holding kept = new(call, HoldingKind.Kept, keep.Name, keep.Release.Text) { Call = call, Result = call.Result };
            kept.Values.Add(keep.ValueOf(call.Result));
            _open.Add(kept);
        }
        else if (_ownership.IsLock(call))
        {
            Holding entered = new(call, HoldingKind.Lock, Texts.Called(call.Operation), Ownership.ReleaseOf(call)) { Call = call, Result = call.Result };
            entered.Values.Add(Ownership.LockOf(call)!);
            _open.Add(entered);
        }
        else if (!Disposables.IsSignal(call.Method) && UndoingOf(call, isFollowed: false) is Release undo)
        {
            _open.Add(new(call, HoldingKind.Called, Texts.Called(call.Operation), undo.Text) { Call = call, Result = call.Result });
        }
    }

    /// <summary>The call of the cleanup that undoes a call, by its name and by what both are about.</summary>
    private Release? UndoingOf(CallEvent call, bool isFollowed)
    {
        foreach (Release release in _undoing.Calls)
        {
            if (release.By.IsFollowed == isFollowed && Counterparts.IsOpposite(release.By.Method, call.Method) && IsAbout(release, call))
            {
                return release;
            }
        }
        return null;
    }

    /// <summary>At the end of a method of the type: it acquired something itself if what the cleanup calls is its opposite and nothing in it was seen to.</summary>
    private void Leave(ReturnEvent end, int at)
    {
        while (_entered.Count > 0)
        {
            (CallEvent call, int open, int since) = _entered.Pop();
            if (!ReferenceEquals(call.Operation, end.Operation))
            {
                continue;
            }
            bool doesSomething = _path.Events.Skip(since + 1).Take(at - since - 1).Any(each => each is StoreEvent or CallEvent { IsFollowed: false });
            if (_open.Count <= open && doesSomething && call.Method.MethodKind == MethodKind.Ordinary && UndoingOf(call, isFollowed: true) is Release undo)
            {
                _open.Add(new(call, HoldingKind.Called, Texts.Called(call.Operation), undo.Text) { Call = call, Result = end.Result });
            }
            return;
        }
    }

    private void Create(CreateEvent create)
    {
        foreach (Holding holding in _open.Count == 0 ? [] : _open.Where(holding => create.Arguments.Any(holding.Values.Contains)).ToList())
        {
            if (holding.Kind == HoldingKind.Object)
            {
                _open.Remove(holding);
            }
            else
            {
                holding.Values.Add(create.Created);
            }
        }
        if (!Disposables.MustBeDisposed(create.Type))
        {
            return;
        }
        Keep? keep = _keeps.Of(create.Operation);
        string variable = VariableOf(create.Created);
        Holding created = keep is not null
            ? new(create, HoldingKind.Kept, keep.Name, keep.Release.Text)
            : new(create, HoldingKind.Object, variable.Length > 0 ? variable : $"new {create.Type.Name}", variable.Length > 0 ? variable + ".Dispose()" : "");
        created.Values.Add(create.Created);
        _open.Add(created);
    }

    private string VariableOf(Value value) => _path.Events.OfType<AssignEvent>().FirstOrDefault(assign => assign.New.Equals(value))?.Variable.Name ?? "";

    private void Subscribe(SubscribeEvent subscription)
    {
        Value receiver = _shapes.Of(subscription.Receiver);
        Place place = Place.Of(receiver, subscription.Event);
        if (!subscription.Adds)
        {
            Close(holding => holding.Kind == HoldingKind.Handler && holding.Places.Contains(place), subscription);
        }
        else if (_undoing.Unsubscribes(receiver, subscription.Event) is SubscribeEvent removal)
        {
            Holding added = new(subscription, HoldingKind.Handler, subscription.Operation is IEventAssignmentOperation assignment ? Texts.Of(assignment.EventReference.Syntax) : subscription.Event.Name, Release.TextOf(removal));
            added.Places.Add(place);
            _open.Add(added);
        }
    }

    private void Store(StoreEvent store)
    {
        if (Counts.IsRaised(store))
        {
            Raise(store, _shapes.Of(store.Place));
        }
        else if (_open.Count > 0)
        {
            Place place = _shapes.Of(store.Place);
            Close(holding => holding.Kind == HoldingKind.Count && holding.Places.Contains(place), store);
        }
    }

    private void Raise(StoreEvent store, Place place)
    {
        if (_undoing.Lowers(place) is StoreEvent lowers)
        {
            Holding raised = new(store, HoldingKind.Count, store.Place.ToString(), Release.TextOf(lowers));
            raised.Places.Add(place);
            _open.Add(raised);
        }
    }

    private void GiveBack(CallEvent call, int at)
    {
        List<Holding> undone = [.. _open.Where(holding => holding.Call is CallEvent taken && holding.Kind != HoldingKind.Lock
            && Counterparts.Undoes(call.Method, taken.Method) && IsSameReceiver(call, taken))];
        // Whose counterpart it is comes first: what was enabled is disabled by that, and still there.
        List<Holding> exact = [.. undone.Where(holding => Agree(call, holding.Call!))];
        if (Close(exact.Contains, call) || Close(holding => Gives(call, at, holding), call) || IsOnItself(call, at))
        {
            return;
        }
        Close(holding => undone.Contains(holding) && !Contradict(call.Method, call.Arguments, holding.Call!.Method, holding.Call.Arguments) && !IsOfAnother(call, holding), call);
    }

    /// <summary>Whether a call gives back what is kept in a place, and something is kept in another.</summary>
    private bool IsOfAnother(CallEvent call, Holding holding)
    {
        HashSet<Place> places = [.. PlacesOf(holding)];
        return places.Count > 0 && call.Arguments.OfType<HeldValue>().Any(argument => argument.Place.Root is not null && !places.Contains(_shapes.Of(argument.Place)));
    }

    /// <summary>A method of the object that cannot be followed may give everything back.</summary>
    private bool IsOnItself(CallEvent call, int at)
    {
        bool isOnItself = !call.IsFollowed && (call.Receiver is ThisValue || call.Arguments.Any(argument => argument is ThisValue))
            && (Counterparts.IsRelease(call.Method) || Cause.IsAfter(at));
        return isOnItself && Close(static _ => true, call);
    }

    /// <summary>Whether a call gives back a value, or takes it over.</summary>
    private bool Gives(CallEvent call, int at, Holding holding)
    {
        if (call.IsFollowed || holding.Values.Count == 0)
        {
            return false;
        }
        if (holding.Kind == HoldingKind.Lock)
        {
            return Ownership.Leaves(call, holding.Call!);
        }
        bool undoes = holding.Call is CallEvent taken && Counterparts.Undoes(call.Method, taken.Method);
        if (call.Receiver is not null && holding.Values.Contains(call.Receiver))
        {
            return Disposables.IsDispose(call.Method) || Counterparts.Ends(call.Method) || undoes
                || (holding.Kind == HoldingKind.Object && SymbolEqualityComparer.Default.Equals(Errors.Awaited(call.Method.ReturnType), TypeOf(holding)));
        }
        if (!call.Arguments.Any(holding.Values.Contains))
        {
            return false;
        }
        if (undoes || Counterparts.IsRelease(call.Method))
        {
            return true;
        }
        if (Keeps.IsAdding(call.Method) && (call.Receiver ?? call.Arguments[0]) is Value collection)
        {
            if (Cause.Refused(call))
            {
                return false;
            }
            Place place = _shapes.Of(Place.ElementOf(collection, AnyIndexValue.Instance));
            holding.Places.Add(place);
            return !_undoing.Frees(place);
        }
        return holding.Kind == HoldingKind.Object
            ? !_ownership.IsLent(holding.By.Operation, call.Operation)
            : Cause.IsAfter(at) && Errors.ReturnsNone(call.Method) && !Ownership.IsTold(call.Method);
    }

    private static ITypeSymbol? TypeOf(Holding holding) => (holding.By as CreateEvent)?.Type;

    private bool Close(System.Func<Holding, bool> which, PathEvent by)
    {
        bool any = false;
        for (int i = 0; i < _open.Count;)
        {
            Holding holding = _open[i];
            if (!which(holding))
            {
                i++;
                continue;
            }
            any = true;
            _open.RemoveAt(i);
            if (Loops.IsInLoopWithout(by.Operation.Syntax, holding.By.Operation.Syntax) || Loops.IsInLoopWithout(StageSyntax(by), StageSyntax(holding.By)))
            {
                _givenBackInLoops.Add(holding.By.Operation);
            }
        }
        return any;
    }

    /// <summary>Where in the body of the stage itself something happened.</summary>
    private static SyntaxNode StageSyntax(PathEvent happened)
    {
        IOperation operation = happened.Operation;
        for (Frame frame = happened.Frame; frame.Caller is not null && frame.Call is not null; frame = frame.Caller)
        {
            operation = frame.Call;
        }
        return operation.Syntax;
    }

    private bool IsSameReceiver(CallEvent one, CallEvent other) => one.Receiver is null || other.Receiver is null
        ? one.Receiver is null && other.Receiver is null
        : one.Receiver.Equals(other.Receiver) || _shapes.Of(one.Receiver).Equals(_shapes.Of(other.Receiver));

    /// <summary>Whether a call is given what another was given or gave.</summary>
    private static bool Agree(CallEvent release, CallEvent acquire) =>
        release.Arguments.IsEmpty ? Equals(release.Receiver, acquire.Receiver)
        : release.Arguments.Any(argument => argument is not ConstantValue { Constant: null } && (acquire.Arguments.Contains(argument) || argument.Equals(acquire.Result) || (argument is OutValue given && given.Result.Equals(acquire.Result))));

    /// <summary>Whether two calls name different things by parameters of one name.</summary>
    private static bool Contradict(IMethodSymbol one, IReadOnlyList<Value> first, IMethodSymbol other, IReadOnlyList<Value> second)
    {
        foreach (IParameterSymbol parameter in one.Parameters)
        {
            if (other.Parameters.FirstOrDefault(each => each.Name == parameter.Name && SymbolEqualityComparer.Default.Equals(each.Type, parameter.Type)) is IParameterSymbol same
                && parameter.Ordinal < first.Count && same.Ordinal < second.Count
                && IsFixed(first[parameter.Ordinal]) && IsFixed(second[same.Ordinal]) && !first[parameter.Ordinal].Equals(second[same.Ordinal]))
            {
                return true;
            }
        }
        return false;
    }

    private static bool IsFixed(Value value) => value is ConstantValue { Constant: not null } or ParameterValue or ThisValue or ItemIndexValue or HeldValue { Place.Index: null };
}
