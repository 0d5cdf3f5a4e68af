using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Mlx4.Generators.Analysis.Paths;

namespace Mlx4.Generators.Analysis.Needing;

/// <summary>Questions about values that several rules ask.</summary>
internal static class Values
{
    /// <summary>The member of the object itself that a value was held by; null for anything else.</summary>
    public static ISymbol? OwnMember(Value? value) => value is HeldValue { Place: { Base: ThisValue, Member: ISymbol member } } ? member : null;

    /// <summary>What a value hangs on in the end: the object itself with one of its members, a parameter, or the result of a call.</summary>
    public static Value Origin(Value value) => value switch
    {
        HeldValue { Place.Base: HeldValue or ParameterValue or ResultValue or OutValue } held => Origin(held.Place.Base),
        OutValue given => Origin(given.Result),
        EnumeratorValue enumerator => Origin(enumerator.Collection),
        _ => value,
    };

    /// <summary>Whether a value, or what it is compared with, is another value or a member of it.</summary>
    public static bool Mentions(Value value, Value other) => value.Equals(other) || value switch
    {
        TestValue test => Mentions(test.Operand, other) || Mentions(test.Other, other),
        HeldValue held => Mentions(held.Place.Base, other),
        OutValue given => Mentions(given.Result, other),
        EnumeratorValue enumerator => Mentions(enumerator.Collection, other),
        _ => false,
    };

    /// <summary>Whether nothing may be there: a reference, or a value type that can be null.</summary>
    public static bool CanBeMissing(ITypeSymbol? type) => type is { IsReferenceType: true } || IsNullable(type);

    private static bool IsNullable(ITypeSymbol? type) => type?.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;

    /// <summary>The type of what a member holds.</summary>
    public static ITypeSymbol? TypeOf(ISymbol? member) => member switch
    {
        IFieldSymbol field => field.Type,
        IPropertySymbol property => property.Type,
        IParameterSymbol parameter => parameter.Type,
        _ => null,
    };

    /// <summary>The expression whose value is used: of a call, what it is called on.</summary>
    public static SyntaxNode Used(PathEvent use, Value value) => use switch
    {
        CallEvent { Operation: IInvocationOperation invocation } call when call.Receiver is null || !call.Receiver.Equals(value) => Argument(invocation, call, value),
        _ => Receiver(use.Operation)?.Syntax ?? use.Operation.Syntax,
    };

    /// <summary>The methods whose calls have given what a path stores in a member.</summary>
    public static IEnumerable<IMethodSymbol> Sources(Exploration paths, ISymbol member) =>
        from path in paths.Paths
        from store in path.Events.OfType<StoreEvent>()
        where store.Place.IsOwn && SymbolEqualityComparer.Default.Equals(store.Place.Member, member)
        from method in Sources(store.New)
        select method;

    private static IEnumerable<IMethodSymbol> Sources(Value value) => value switch
    {
        ResultValue { Operation: IInvocationOperation invocation } => [invocation.TargetMethod],
        OutValue given => Sources(given.Result),
        _ => [],
    };

    private static SyntaxNode Argument(IInvocationOperation invocation, CallEvent call, Value value)
    {
        int ordinal = call.Arguments.IndexOf(value);
        return invocation.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == ordinal)?.Value.Syntax ?? invocation.Syntax;
    }

    private static IOperation? Receiver(IOperation operation) => operation switch
    {
        IInvocationOperation invocation => invocation.Instance,
        IMemberReferenceOperation reference => reference.Instance,
        IArrayElementReferenceOperation element => element.ArrayReference,
        IImplicitIndexerReferenceOperation element => element.Instance,
        IAwaitOperation awaited => awaited.Operation,
        IEventAssignmentOperation { EventReference: IEventReferenceOperation reference } => reference.Instance,
        _ => null,
    };
}
