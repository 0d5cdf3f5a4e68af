using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Mlx4.Generators.Analysis.Paths;

namespace Mlx4.Generators.Analysis.Acquiring;

/// <summary>What decided that a path fails, and which of its calls reported that they did.</summary>
internal sealed class FailureCause
{
    private static readonly ImmutableHashSet<string> Outcomes = ImmutableHashSet.Create(
        StringComparer.Ordinal, "Error", "Failed", "HasValue", "IsDefault", "IsEmpty", "IsError", "IsFailure", "IsInvalid", "IsNull", "IsOk", "IsSuccess", "IsValid", "Ok", "Status", "Succeeded", "Success");

    private readonly ExecutedPath _path;
    private readonly HashSet<Value> _values = [];
    private readonly int _at = -1;

    /// <summary>Looks at a path for its last test, or for the call whose error it returns.</summary>
    public FailureCause(ExecutedPath path)
    {
        _path = path;
        IOperation? test = null;
        for (int i = path.Events.Length - 1; i >= 0; i--)
        {
            if (path.Events[i] is UseEvent { Kind: UseKind.Test } use && use.Operation is not IIsNullOperation && (test is null || ReferenceEquals(test, use.Operation)))
            {
                test = use.Operation;
                _values.Add(use.Value);
                _at = Math.Max(_at, i);
            }
            else if (test is null && path.Events[i] is CallEvent call && path.Result is not null && call.Result.Equals(path.Result))
            {
                // No test after it: its own error is what the path fails with.
                _at = i;
                break;
            }
            else if (test is not null)
            {
                break;
            }
        }
        if (path.Result is not null and not ConstantValue)
        {
            _values.Add(path.Result);
        }
    }

    /// <summary>Whether something happened when it was clear that the path fails.</summary>
    public bool IsAfter(int at) => at > _at && _at >= 0;

    /// <summary>Whether what acquired something said that it did not, or may have said so in a way that cannot be followed.</summary>
    public bool Failed(Holding holding)
    {
        if (holding.Call is not CallEvent call)
        {
            return false;
        }
        Value result = holding.Result ?? call.Result;
        return Reports(call, result).Any(report => Failed(report.Value, report.Type, holding, call))
            || _values.OfType<HeldValue>().Any(value => value.Place is { Member: ISymbol member } place && Outcomes.Contains(member.Name) && (place.Base.Equals(result) || holding.Values.Contains(place.Base)));
    }

    /// <summary>Whether a call that would have taken something over returned an error, or false.</summary>
    public bool Refused(CallEvent call) =>
        Errors.Awaited(call.Method.ReturnType) is ITypeSymbol type
        && (type.SpecialType == SpecialType.System_Boolean ? _path.Facts.IsDefault(call.Result) is true
            : (type.TypeKind == TypeKind.Enum || Errors.IsInitResult(type)) && _path.Facts.IsDefault(call.Result) is false);

    private bool Failed(Value value, ITypeSymbol type, Holding holding, CallEvent call)
    {
        bool? isDefault = _path.Facts.IsDefault(value);
        if (type.SpecialType == SpecialType.System_Boolean)
        {
            bool isTry = call.Method.Name.StartsWith("Try", StringComparison.Ordinal) || holding.Kind == HoldingKind.Lock;
            return isDefault switch
            {
                true => true,
                false => !isTry && _values.Contains(value),
                _ => isTry || IsUsed(value),
            };
        }
        if (type.TypeKind == TypeKind.Enum || Errors.IsInitResult(type) || (type.SpecialType == SpecialType.System_Int32 && !holding.Values.Contains(value) && Equals(_path.Result, value)))
        {
            return !holding.Values.Contains(value) && (isDefault is false || (isDefault is null && IsUsed(value)));
        }
        // A handle says in its own way that it is none.
        return type.IsReferenceType || type.TypeKind == TypeKind.TypeParameter
            ? isDefault is true && (holding.Values.Contains(value) || value.Equals(holding.Result ?? call.Result))
            : _values.Contains(value);
    }

    /// <summary>What a call gives: its result, the parts of that, and what it writes to.</summary>
    private static IEnumerable<(Value Value, ITypeSymbol Type)> Reports(CallEvent call, Value result)
    {
        if (Errors.Awaited(call.Method.ReturnType) is ITypeSymbol type && !Errors.ReturnsNone(call.Method))
        {
            yield return (result, type);
            if (type is INamedTypeSymbol { IsTupleType: true } tuple)
            {
                for (int i = 0; i < tuple.TupleElements.Length; i++)
                {
                    yield return (new OutValue(result, i), tuple.TupleElements[i].Type);
                }
            }
        }
        foreach (IParameterSymbol parameter in call.Method.Parameters)
        {
            if (parameter.RefKind is RefKind.Out or RefKind.Ref)
            {
                yield return (new OutValue(call.Result, parameter.Ordinal), parameter.Type);
            }
        }
    }

    /// <summary>Whether a value went somewhere where it may have been looked at.</summary>
    private bool IsUsed(Value value) => _path.Events.OfType<UseEvent>().Any(use =>
        use.Value.Equals(value) && use.Kind is not (UseKind.Test or UseKind.Discard) && use.Operation is not IAwaitOperation);
}
