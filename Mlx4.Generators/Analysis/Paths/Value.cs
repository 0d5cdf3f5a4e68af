using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace Mlx4.Generators.Analysis.Paths;

/// <summary>
/// What an expression comes to on a path. Two values that are equal are the same object; two that differ may still be.
/// What a member held when the method began is the same value in every method, so that a stage and its cleanup can be compared.
/// </summary>
internal abstract record Value;

/// <summary>The object whose stages are looked at.</summary>
internal sealed record ThisValue : Value
{
    public static readonly ThisValue Instance = new();
}

/// <summary>What static members belong to.</summary>
internal sealed record TypeValue(ITypeSymbol Type) : Value;

/// <summary>A constant; a default value of any type is <see langword="null"/>.</summary>
internal sealed record ConstantValue(object? Constant) : Value
{
    public static readonly ConstantValue Default = new((object?)null);
}

/// <summary>A parameter of the pipeline, which is one in all stages and cleanups that name it.</summary>
internal sealed record ParameterValue(string Name) : Value;

/// <summary>The index of a loop's item, the same in the stage and in its cleanup.</summary>
internal sealed record ItemIndexValue : Value
{
    public static readonly ItemIndexValue Instance = new();
}

/// <summary>Some element of a collection, where it does not matter which.</summary>
internal sealed record AnyIndexValue : Value
{
    public static readonly AnyIndexValue Instance = new();
}

/// <summary>What a place held when the method began.</summary>
internal sealed record HeldValue(Place Place) : Value
{
    public override int GetHashCode() => Place.GetHashCode() + 1;

    public override string ToString() => Place.ToString();
}

/// <summary>What an operation gave: a call, a new object, an arithmetic result. Each time that it runs it gives another.</summary>
internal sealed record ResultValue(IOperation Operation, int Serial) : Value
{
    // Where the operation stands tells it from those of other methods.
    public override int GetHashCode() => unchecked((Operation.Syntax.FullSpan.Start * Hashing.Factor) + Serial);
}

/// <summary>What a call gave through an <c>out</c> or <c>ref</c> parameter.</summary>
internal sealed record OutValue(Value Result, int Ordinal) : Value
{
    public override int GetHashCode() => unchecked((Result.GetHashCode() * Hashing.Factor) + Ordinal);
}

/// <summary>The truth of a comparison.</summary>
internal sealed record TestValue(TestKind Kind, Value Operand, Value Other) : Value
{
    public override int GetHashCode() => unchecked((((Operand.GetHashCode() * Hashing.Factor) + Other.GetHashCode()) * Hashing.Factor) + (int)Kind);
}

/// <summary>What a test asks.</summary>
internal enum TestKind
{
    /// <summary>Both are equal.</summary>
    Equal,

    /// <summary>They differ.</summary>
    NotEqual,

    /// <summary>The first is less: one of them is not 0 if the other is.</summary>
    Unequal,

    /// <summary>The first is at least the second: one of them is not 0 if that is false and the other is.</summary>
    AtLeast,
}

/// <summary>A function that has not been called yet: a lambda, a local function, or a method.</summary>
/// <param name="Method">The method.</param>
/// <param name="Lambda">Its body, if it is a lambda.</param>
/// <param name="Frame">Where its variables are, if it has any.</param>
internal sealed record FunctionValue(IMethodSymbol Method, IFlowAnonymousFunctionOperation? Lambda, Frame? Frame) : Value;

/// <summary>What walks over a collection.</summary>
internal sealed record EnumeratorValue(Value Collection) : Value;
