using System;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Mlx4.Generators.Analysis.Paths;

/// <summary>Patterns, as far as they say that a value is there, is a constant, or has a result that failed.</summary>
internal sealed partial class Evaluator
{
    private void Match(IPatternOperation pattern, PathState state, Value value, Continuation then)
    {
        switch (pattern)
        {
            case IConstantPatternOperation constant:
                Evaluate(constant.Value, state, (after, known) => then(after, new TestValue(TestKind.Equal, value, known)));
                break;
            case INegatedPatternOperation negated:
                Match(negated.Pattern, state, value, (after, matches) => then(after, new TestValue(TestKind.Equal, matches, new ConstantValue(false))));
                break;
            case IBinaryPatternOperation binary:
                Match(binary.LeftPattern, state, value, (after, matches) => Either(binary, after, matches, binary.OperatorKind == BinaryOperatorKind.Or, then, undecided =>
                    Match(binary.RightPattern, undecided, value, then)));
                break;
            case IDeclarationPatternOperation declaration:
                then(Declare(declaration.DeclaredSymbol, declaration, state, value), declaration.MatchesNull ? new ConstantValue(true) : IsThere(declaration, value));
                break;
            case ITypePatternOperation:
                then(state, IsThere(pattern, value));
                break;
            case IDiscardPatternOperation:
                then(state, new ConstantValue(true));
                break;
            case IRecursivePatternOperation { DeconstructionSubpatterns.IsEmpty: true } recursive:
                Properties(recursive, Declare(recursive.DeclaredSymbol, recursive, state, value), value, then);
                break;
            case IRelationalPatternOperation relational:
                Evaluate(relational.Value, state, (after, known) => then(after, relational.OperatorKind switch
                {
                    BinaryOperatorKind.LessThan => new TestValue(TestKind.Unequal, value, known),
                    BinaryOperatorKind.GreaterThan => new TestValue(TestKind.Unequal, known, value),
                    BinaryOperatorKind.LessThanOrEqual => new TestValue(TestKind.AtLeast, known, value),
                    _ => new TestValue(TestKind.AtLeast, value, known),
                }));
                break;
            default:
                // What a list pattern or a positional one declares is a part of the value.
                PathState asked = Use(state, pattern, value, UseKind.Test);
                foreach (IDeclarationPatternOperation part in pattern.Descendants().OfType<IDeclarationPatternOperation>())
                {
                    asked = Declare(part.DeclaredSymbol, part, asked, new HeldValue(Place.ElementOf(value, AnyIndexValue.Instance)));
                }
                then(asked, Fresh(pattern));
                break;
        }
    }

    /// <summary>Whether a value is there and its properties match.</summary>
    private void Properties(IRecursivePatternOperation recursive, PathState state, Value value, Continuation then)
    {
        if (recursive.PropertySubpatterns.IsEmpty)
        {
            then(state, IsThere(recursive, value));
            return;
        }
        Either(recursive, state, IsThere(recursive, value), decides: false, then, present => Properties(recursive, 0, present, value, then));
    }

    /// <summary>Whether the properties match, from the i-th on.</summary>
    private void Properties(IRecursivePatternOperation recursive, int i, PathState state, Value value, Continuation then)
    {
        IPropertySubpatternOperation property = recursive.PropertySubpatterns[i];
        Match(property.Pattern, state, Member(property.Member, state, value), (after, matches) =>
        {
            if (i + 1 == recursive.PropertySubpatterns.Length)
            {
                then(after, matches);
                return;
            }
            Either(property, after, matches, decides: false, then, undecided => Properties(recursive, i + 1, undecided, value, then));
        });
    }

    /// <summary>Goes both ways from a test: one of them decides the whole, the other leaves it to what comes next.</summary>
    private void Either(IOperation operation, PathState state, Value test, bool decides, Continuation then, Action<PathState> next)
    {
        state = Use(state, operation, test, UseKind.Test);
        if (state.Assume(test, decides) is PathState decided)
        {
            then(decided, new ConstantValue(decides));
        }
        if (state.Assume(test, !decides) is PathState undecided)
        {
            next(undecided);
        }
    }

    private Value Member(IOperation member, PathState state, Value value) => member switch
    {
        IPropertyReferenceOperation property when Errors.IsInitResult(property.Property.ContainingType) && OfResult(property.Property.Name, value) is Value asked => asked,
        IPropertyReferenceOperation property => state.Read(Place.Of(value, property.Property)),
        IFieldReferenceOperation field => state.Read(Place.Of(value, field.Field)),
        _ => Fresh(member),
    };

    private PathState Declare(ISymbol? variable, IOperation operation, PathState state, Value value) =>
        variable is null ? state : SetVariable(operation, variable, state, value);

    /// <summary>Whether a value is not null; one of a value type always is there.</summary>
    private static Value IsThere(IPatternOperation pattern, Value value) =>
        pattern.InputType is { IsValueType: true, OriginalDefinition.SpecialType: not SpecialType.System_Nullable_T } ? new ConstantValue(true) : new TestValue(TestKind.NotEqual, value, ConstantValue.Default);
}
