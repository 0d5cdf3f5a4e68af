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
            case IDeclarationPatternOperation declaration:
                then(Declare(declaration.DeclaredSymbol, declaration, state, value), declaration.MatchesNull ? new ConstantValue(true) : IsThere(value));
                break;
            case ITypePatternOperation:
                then(state, IsThere(value));
                break;
            case IDiscardPatternOperation:
                then(state, new ConstantValue(true));
                break;
            case IRecursivePatternOperation { DeconstructionSubpatterns.IsEmpty: true } recursive:
                Properties(recursive, 0, Declare(recursive.DeclaredSymbol, recursive, state, value), value, then);
                break;
            case IRelationalPatternOperation relational:
                Evaluate(relational.Value, state, (after, known) => then(after, new TestValue(
                    relational.OperatorKind is BinaryOperatorKind.LessThan or BinaryOperatorKind.GreaterThan ? TestKind.Unequal : TestKind.AtLeast, value, known)));
                break;
            default:
                then(Use(state, pattern, value, UseKind.Test), Fresh(pattern));
                break;
        }
    }

    /// <summary>A value that is there and whose properties match. What they are asked is known to be so only if it is one question.</summary>
    private void Properties(IRecursivePatternOperation recursive, int i, PathState state, Value value, Continuation then)
    {
        if (recursive.PropertySubpatterns.IsEmpty)
        {
            then(state, IsThere(value));
            return;
        }
        if (recursive.PropertySubpatterns is [IPropertySubpatternOperation { Member: IPropertyReferenceOperation property } only] && OfResult(property.Property.Name, value) is Value asked
            && Errors.IsInitResult(property.Property.ContainingType))
        {
            Match(only.Pattern, state, asked, then);
            return;
        }
        if (i == recursive.PropertySubpatterns.Length)
        {
            // True only if the value is there; false says nothing.
            then(state, new TestValue(TestKind.Unequal, value, ConstantValue.Default));
            return;
        }
        Match(recursive.PropertySubpatterns[i].Pattern, state, Member(recursive.PropertySubpatterns[i].Member, state, value), (after, _) => Properties(recursive, i + 1, after, value, then));
    }

    private Value Member(IOperation member, PathState state, Value value) => member switch
    {
        IPropertyReferenceOperation property => state.Read(Place.Of(value, property.Property)),
        IFieldReferenceOperation field => state.Read(Place.Of(value, field.Field)),
        _ => Fresh(member),
    };

    private PathState Declare(ISymbol? variable, IOperation operation, PathState state, Value value) =>
        variable is null ? state : SetVariable(operation, variable, state, value);

    private static TestValue IsThere(Value value) => new(TestKind.NotEqual, value, ConstantValue.Default);
}
