using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Mlx4.Generators.Analysis.Paths;

/// <summary>Something that happens on a path.</summary>
/// <param name="Operation">What the user wrote.</param>
/// <param name="Frame">In which run of which body.</param>
/// <param name="Facts">What is known at that point.</param>
internal abstract record PathEvent(IOperation Operation, Frame Frame, Facts Facts);

/// <summary>A call of a method, or of the accessor of an indexer or property that is not followed.</summary>
/// <param name="Operation">What the user wrote.</param>
/// <param name="Frame">In which run of which body.</param>
/// <param name="Facts">What is known at that point.</param>
/// <param name="Method">What is called.</param>
/// <param name="Receiver">On what; none for a static method.</param>
/// <param name="Arguments">With what, in the order of the parameters; a receiver of an extension method is the first.</param>
/// <param name="Result">What it gives.</param>
/// <param name="IsFollowed">Whether what it does follows as events of its own.</param>
internal sealed record CallEvent(
    IOperation Operation, Frame Frame, Facts Facts, IMethodSymbol Method, Value? Receiver, ImmutableArray<Value> Arguments, Value Result, bool IsFollowed)
    : PathEvent(Operation, Frame, Facts);

/// <summary>The end of a call that was followed.</summary>
/// <param name="Operation">What the user wrote.</param>
/// <param name="Frame">In which run of which body.</param>
/// <param name="Facts">What is known at that point.</param>
/// <param name="Method">What was called.</param>
/// <param name="Result">What it gave.</param>
internal sealed record ReturnEvent(IOperation Operation, Frame Frame, Facts Facts, IMethodSymbol Method, Value Result) : PathEvent(Operation, Frame, Facts);

/// <summary>A new object.</summary>
/// <param name="Operation">What the user wrote.</param>
/// <param name="Frame">In which run of which body.</param>
/// <param name="Facts">What is known at that point.</param>
/// <param name="Created">The object.</param>
/// <param name="Type">Its type.</param>
/// <param name="Arguments">What its constructor got, in the order of the parameters.</param>
internal sealed record CreateEvent(IOperation Operation, Frame Frame, Facts Facts, Value Created, ITypeSymbol Type, ImmutableArray<Value> Arguments)
    : PathEvent(Operation, Frame, Facts);

/// <summary>A value is kept in a member or an element. Variables are not told: what they hold is in the values.</summary>
/// <param name="Operation">What the user wrote.</param>
/// <param name="Frame">In which run of which body.</param>
/// <param name="Facts">What is known at that point.</param>
/// <param name="Place">Where.</param>
/// <param name="Old">What was there.</param>
/// <param name="New">What is there now.</param>
internal sealed record StoreEvent(IOperation Operation, Frame Frame, Facts Facts, Place Place, Value Old, Value New) : PathEvent(Operation, Frame, Facts);

/// <summary>A value is looked at or handed on.</summary>
/// <param name="Operation">What the user wrote.</param>
/// <param name="Frame">In which run of which body.</param>
/// <param name="Facts">What is known at that point.</param>
/// <param name="Value">The value.</param>
/// <param name="Kind">For what.</param>
internal sealed record UseEvent(IOperation Operation, Frame Frame, Facts Facts, Value Value, UseKind Kind) : PathEvent(Operation, Frame, Facts);

/// <summary>What a value is used for.</summary>
internal enum UseKind
{
    /// <summary>A member of it is read, written or called, or it is awaited or walked over.</summary>
    Dereference,

    /// <summary>It is an argument.</summary>
    Argument,

    /// <summary>It is compared, or decides a branch.</summary>
    Test,

    /// <summary>It is kept in a member or an element.</summary>
    Store,

    /// <summary>It is returned or thrown.</summary>
    Return,

    /// <summary>It goes into a computation, a text or a tuple.</summary>
    Operand,

    /// <summary>It is given to <c>_</c>.</summary>
    Discard,
}

/// <summary>A handler is added to an event or removed from it.</summary>
/// <param name="Operation">What the user wrote.</param>
/// <param name="Frame">In which run of which body.</param>
/// <param name="Facts">What is known at that point.</param>
/// <param name="Receiver">Whose event.</param>
/// <param name="Event">The event.</param>
/// <param name="Handler">The handler.</param>
/// <param name="Adds">Whether it is added.</param>
internal sealed record SubscribeEvent(IOperation Operation, Frame Frame, Facts Facts, Value Receiver, IEventSymbol Event, Value Handler, bool Adds)
    : PathEvent(Operation, Frame, Facts);

/// <summary>A value is the result of an expression that nobody takes.</summary>
/// <param name="Operation">What the user wrote.</param>
/// <param name="Frame">In which run of which body.</param>
/// <param name="Facts">What is known at that point.</param>
/// <param name="Value">The value.</param>
internal sealed record DropEvent(IOperation Operation, Frame Frame, Facts Facts, Value Value) : PathEvent(Operation, Frame, Facts);

/// <summary>A variable, or a parameter of a body that is followed, gets a value.</summary>
/// <param name="Operation">What the user wrote.</param>
/// <param name="Frame">In which run of which body.</param>
/// <param name="Facts">What is known at that point.</param>
/// <param name="Variable">The variable.</param>
/// <param name="Old">What it held, if anything.</param>
/// <param name="New">What it holds.</param>
internal sealed record AssignEvent(IOperation Operation, Frame Frame, Facts Facts, ISymbol Variable, Value? Old, Value New) : PathEvent(Operation, Frame, Facts);
