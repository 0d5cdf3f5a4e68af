using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Mlx4.Generators.Analysis.Paths;

namespace Mlx4.Generators.Analysis.Needing;

/// <summary>
/// Tells which values can tell a stage, or its cleanup, that a later stage has run. What was asked before a use counts as asking for what is used if it
/// can.
/// </summary>
/// <param name="assignments">Who assigns what.</param>
/// <param name="stage">The stage.</param>
/// <param name="paths">The paths on which something is asked.</param>
internal sealed class Telltales(Assignments assignments, FlowStage stage, Exploration paths)
{
    private readonly Dictionary<Value, CallEvent> _calls = Calls(paths);

    private readonly ITypeSymbol? _error = stage.Pipeline.Stages.Select(each => each.Method).OfType<IMethodSymbol>().Where(method => !Errors.ReturnsNone(method))
        .Select(method => Errors.Awaited(method.ReturnType)).FirstOrDefault(type => type is { TypeKind: TypeKind.Enum });

    /// <summary>Whether a value was, or is compared with, a member of the type that a later stage, its cleanup or other code sets.</summary>
    public bool IsFlag(Value value) => value switch
    {
        TestValue test => IsFlag(test.Operand) || IsFlag(test.Other),
        HeldValue { Place: { Base: ThisValue, Member: ISymbol member } } => IsSetLater(member),
        HeldValue held => IsFlag(held.Place.Base),
        _ => false,
    };

    /// <summary>
    /// Whether a value can tell: a flag, or the state of another object, which may have changed in the meantime. Errors of calls, parameters of the
    /// pipeline, and what was set for good before the stage cannot.
    /// </summary>
    public bool CanTell(Value value) => value switch
    {
        TestValue test => CanTell(test.Operand) || CanTell(test.Other),
        HeldValue { Place: { Base: ThisValue, Member: ISymbol member } } => IsSetLater(member),
        HeldValue { Place: { Base: TypeValue, Member: ISymbol member } } => member is not (IFieldSymbol { IsReadOnly: true } or IFieldSymbol { IsConst: true } or IPropertySymbol { SetMethod: null }),
        HeldValue { Place.Member: IPropertySymbol { Name: "Length", ContainingType.SpecialType: SpecialType.System_Array or SpecialType.System_String } } length => CanTell(length.Place.Base),
        HeldValue { Place.Member: IPropertySymbol { Name: "IsCancellationRequested" } } => false,
        HeldValue => true,
        EnumeratorValue enumerator => Values.TypeOf(Values.OwnMember(enumerator.Collection)) is not IArrayTypeSymbol || CanTell(enumerator.Collection),
        ResultValue result => CanTell(result),
        OutValue => true,
        _ => false,
    };

    private bool CanTell(ResultValue result)
    {
        if (_calls.TryGetValue(result, out CallEvent? call))
        {
            return call is { Method.Name: "MoveNext", Receiver: EnumeratorValue enumerator } ? CanTell(enumerator) : !IsError(Errors.Awaited(call.Method.ReturnType));
        }
        return result.Operation is not (IIncrementOrDecrementOperation or IObjectCreationOperation or IArrayCreationOperation);
    }

    private bool IsError(ITypeSymbol? type) => Errors.IsInitResult(type) || (type is not null && SymbolEqualityComparer.Default.Equals(type, _error));

    private bool IsSetLater(ISymbol member)
    {
        MemberAssignments known = assignments.Of(member);
        return known.Elsewhere
            || !(assignments.IsClosed(member) || member is IParameterSymbol || IsSetOnce(member))
            || known.Touching.Any(each => each.Pipeline != stage.Pipeline || each.Index > stage.Index);
    }

    private static bool IsSetOnce(ISymbol member) => member is IFieldSymbol { IsReadOnly: true } or IPropertySymbol { SetMethod: null or { IsInitOnly: true } };

    private static Dictionary<Value, CallEvent> Calls(Exploration paths)
    {
        Dictionary<Value, CallEvent> calls = [];
        foreach (CallEvent call in paths.Paths.SelectMany(path => path.Events).OfType<CallEvent>())
        {
            calls[call.Result] = call;
        }
        return calls;
    }
}
