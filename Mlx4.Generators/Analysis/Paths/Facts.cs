using System;
using System.Collections.Generic;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Mlx4.Generators.Analysis.Paths;

/// <summary>
/// What is known of values on a path: whether they are the default of their type. For an error that is success, for a reference null,
/// for a bool false.
/// </summary>
internal sealed class Facts
{
    public static readonly Facts None = new(SmallMap<Value, bool>.Empty);

    private readonly SmallMap<Value, bool> _isDefault;

    private Facts(SmallMap<Value, bool> isDefault) => _isDefault = isDefault;

    /// <summary>Whether a value is the default of its type; null if that is not known.</summary>
    public bool? IsDefault(Value value)
    {
        switch (value)
        {
            case ConstantValue constant:
                return IsDefaultConstant(constant.Constant);
            case ThisValue or TypeValue or FunctionValue or EnumeratorValue:
                return false;
            case ResultValue { Operation: IObjectCreationOperation { Type.IsReferenceType: true } or IArrayCreationOperation or IDelegateCreationOperation }:
                return false;
            case TestValue test when Truth(test) is bool truth:
                return !truth;
            default:
                return _isDefault.TryGetValue(value, out bool known) ? known : null;
        }
    }

    /// <summary>What is known if a value is true, or if it is false.</summary>
    /// <returns>Null if it cannot be.</returns>
    public Facts? Assume(Value value, bool truth)
    {
        if (IsDefault(value) is bool known)
        {
            return known == truth ? null : this;
        }
        if (value is not TestValue test)
        {
            return With(value, !truth);
        }
        Facts facts = With(value, !truth);
        return test.Kind switch
        {
            TestKind.Equal => facts.AssumeEqual(test.Operand, test.Other, truth),
            TestKind.NotEqual => facts.AssumeEqual(test.Operand, test.Other, !truth),
            TestKind.Unequal => truth ? facts.AssumeNotZero(test) : facts,
            _ => truth ? facts : facts.AssumeNotZero(test),
        };
    }

    /// <summary>What is known if a value is the default of its type, or if it is not.</summary>
    /// <returns>Null if it cannot be.</returns>
    public Facts? AssumeDefault(Value value, bool isDefault) => Assume(value, !isDefault);

    /// <summary>What both know.</summary>
    public Facts And(Facts other)
    {
        if (ReferenceEquals(this, other))
        {
            return this;
        }
        SmallMap<Value, bool> both = _isDefault;
        foreach (KeyValuePair<Value, bool> fact in _isDefault)
        {
            if (!other._isDefault.TryGetValue(fact.Key, out bool known) || known != fact.Value)
            {
                both = both.Remove(fact.Key);
            }
        }
        return new Facts(both);
    }

    /// <summary>Everything that is known: each value, and whether it is the default of its type.</summary>
    public IEnumerable<KeyValuePair<Value, bool>> All => _isDefault;

    /// <summary>What is known where both are right.</summary>
    /// <returns>Null if they cannot be.</returns>
    public Facts? With(Facts other)
    {
        Facts? both = this;
        foreach (KeyValuePair<Value, bool> fact in other._isDefault)
        {
            both = both?.AssumeDefault(fact.Key, fact.Value);
        }
        return both;
    }

    /// <summary>What is still known after a call on an object: its numbers may be others, and a collection may be empty.</summary>
    public Facts WithoutCountsOf(Value owner)
    {
        SmallMap<Value, bool> left = _isDefault;
        foreach (KeyValuePair<Value, bool> fact in _isDefault)
        {
            if (IsCountOf(fact.Key, owner))
            {
                left = left.Remove(fact.Key);
            }
        }
        return ReferenceEquals(left, _isDefault) ? this : new Facts(left);
    }

    /// <summary>Everything that is known to be there, or to be true.</summary>
    public IEnumerable<Value> NotDefault()
    {
        foreach (KeyValuePair<Value, bool> fact in _isDefault)
        {
            if (!fact.Value)
            {
                yield return fact.Key;
            }
        }
    }

    private Facts With(Value value, bool isDefault) => new(_isDefault.SetItem(value, isDefault));

    private Facts? AssumeEqual(Value one, Value other, bool equal)
    {
        if (IsDefault(other) is true)
        {
            return Assume(one, !equal);
        }
        if (IsDefault(one) is true)
        {
            return Assume(other, !equal);
        }
        if (!equal)
        {
            // Neither true nor another known bool.
            return other is ConstantValue { Constant: true } ? Assume(one, truth: false) : one is ConstantValue { Constant: true } ? Assume(other, truth: false) : this;
        }
        if (one is ConstantValue first && other is ConstantValue second)
        {
            return Equals(first.Constant, second.Constant) ? this : null;
        }
        // Equal to something that is not the default.
        return IsDefault(other) is false ? Assume(one, truth: true) : IsDefault(one) is false ? Assume(other, truth: true) : this;
    }

    private Facts? AssumeNotZero(TestValue test) =>
        IsDefault(test.Other) is true ? Assume(test.Operand, truth: true) : IsDefault(test.Operand) is true ? Assume(test.Other, truth: true) : this;

    private bool? Truth(TestValue test)
    {
        if (_isDefault.TryGetValue(test, out bool known))
        {
            return !known;
        }
        if (_isDefault.TryGetValue(test with { Kind = Opposite(test.Kind) }, out known))
        {
            return known;
        }
        bool? one = IsDefault(test.Operand);
        bool? other = IsDefault(test.Other);
        bool? equal = test.Operand.Equals(test.Other) ? true
            : one is true && other is true ? true
            : one is not null && other is not null && one != other ? false
            : test.Operand is ConstantValue first && test.Other is ConstantValue second ? Equals(first.Constant, second.Constant)
            : null;
        return (test.Kind, equal) switch
        {
            (TestKind.Equal, bool) => equal,
            (TestKind.NotEqual, bool) => !equal,
            (TestKind.Unequal, true) => false,
            (TestKind.AtLeast, true) => true,
            _ => null,
        };
    }

    private static bool IsCountOf(Value value, Value owner) => value switch
    {
        TestValue test => IsCountOf(test.Operand, owner) || IsCountOf(test.Other, owner),
        HeldValue { Place: { Member: IPropertySymbol property } place } => place.Base.Equals(owner)
            && (property.Type.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64 || property.Name == "IsEmpty"),
        _ => false,
    };

    private static TestKind Opposite(TestKind kind) => kind switch
    {
        TestKind.Equal => TestKind.NotEqual,
        TestKind.NotEqual => TestKind.Equal,
        TestKind.Unequal => TestKind.AtLeast,
        _ => TestKind.Unequal,
    };

    private static bool IsDefaultConstant(object? constant) => constant switch
    {
        null => true,
        bool value => !value,
        string => false,
        char value => value == 0,
        float or double => false,
        IConvertible number => number.ToDecimal(CultureInfo.InvariantCulture) == 0,
        _ => false,
    };
}
