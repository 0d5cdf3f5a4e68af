using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mlx4.CodeFixes.Ladder;

/// <summary>Reads the steps of a way up: calls whose error is tested at once, and statements that cannot fail.</summary>
/// <param name="model">The meaning of the file.</param>
/// <param name="error">The variable that holds the error, if there is one.</param>
internal sealed class StepReader(SemanticModel model, ILocalSymbol? error)
{
    /// <summary>The variable that holds the error, if there is one.</summary>
    public ILocalSymbol? Error { get; } = error;

    /// <summary>A step, and how it leaves when it fails.</summary>
    /// <param name="Rung">The step.</param>
    /// <param name="Failing">What is done when it fails, without the way out; nothing for a step that cannot.</param>
    /// <param name="Exit">The <c>goto</c> or the <c>return</c>.</param>
    internal readonly record struct Step(Rung Rung, IReadOnlyList<StatementSyntax> Failing, StatementSyntax? Exit);

    /// <summary>Reads the step at the head of some statements.</summary>
    /// <param name="statements">The statements.</param>
    /// <param name="at">Where it begins; then, where the next one does.</param>
    /// <returns>Nothing for the declaration of the error, or if it is not understood: then <paramref name="at"/> stays where it was.</returns>
    public Step? Read(IReadOnlyList<StatementSyntax> statements, ref int at)
    {
        StatementSyntax statement = statements[at];
        StatementSyntax? next = at + 1 < statements.Count ? statements[at + 1] : null;
        if (statement is LocalDeclarationStatementSyntax { UsingKeyword.RawKind: 0, Declaration.Variables: [VariableDeclaratorSyntax variable] } && IsError(variable))
        {
            if (variable.Initializer is null || IsSuccess(variable.Initializer.Value))
            {
                at++;
                return null;
            }
            return Tested(variable.Initializer.Value, statement, next, ref at);
        }
        if (statement is ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } assignment } && IsError(assignment.Left))
        {
            return Tested(assignment.Right, statement, next, ref at);
        }
        if (statement is IfStatementSyntax { Else: null } test)
        {
            if (WithoutParentheses(test.Condition) is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.NotEqualsExpression } comparison
                && WithoutParentheses(comparison.Left) is AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } inside
                && IsError(inside.Left) && IsSuccess(comparison.Right))
            {
                at++;
                return Failing(inside.Right, [statement], test);
            }
            if (ConditionOf(test.Condition) is string condition)
            {
                return Guarded(condition, test, ref at);
            }
        }
        if (statement is ReturnStatementSyntax || !IsPlain(statement))
        {
            return null;
        }
        at++;
        return new Step(new Rung { Body = [statement], Written = [statement] }, [], null);
    }

    /// <summary>Whether a statement is the end of a successful way up.</summary>
    public bool IsSuccessfulReturn(StatementSyntax statement) =>
        statement is ReturnStatementSyntax { Expression: ExpressionSyntax value } ? IsSuccess(value) || IsError(value) : statement is ReturnStatementSyntax;

    /// <summary>Whether a statement returns the error.</summary>
    public bool IsFailingReturn(StatementSyntax? statement) => statement is ReturnStatementSyntax { Expression: ExpressionSyntax value } && IsError(value);

    /// <summary>The statements of a block, or the only one.</summary>
    public static IReadOnlyList<StatementSyntax> Inside(StatementSyntax statement) => statement is BlockSyntax block ? (IReadOnlyList<StatementSyntax>)block.Statements : [statement];

    /// <summary>Whether a statement ends where it ends: it neither leaves nor uses the error.</summary>
    public bool IsPlain(StatementSyntax statement) =>
        !statement.DescendantNodesAndSelf(node => node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)).Any(node =>
            node is ReturnStatementSyntax or GotoStatementSyntax or ThrowStatementSyntax or ThrowExpressionSyntax or YieldStatementSyntax or AwaitExpressionSyntax
                or LabeledStatementSyntax or LocalFunctionStatementSyntax or TryStatementSyntax or UsingStatementSyntax or LockStatementSyntax
                or LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0 }
            || (node is IdentifierNameSyntax name && IsError(name)));

    /// <summary>The name of a member or parameter that a condition is.</summary>
    public string? ConditionOf(ExpressionSyntax condition)
    {
        ExpressionSyntax bare = WithoutParentheses(condition);
        ExpressionSyntax named = bare is InvocationExpressionSyntax { ArgumentList.Arguments.Count: 0 } call ? call.Expression : bare;
        if (named is MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } own)
        {
            named = own.Name;
        }
        return named is IdentifierNameSyntax name && model.GetSymbolInfo(named).Symbol switch
        {
            IFieldSymbol field => field.Type.SpecialType == SpecialType.System_Boolean,
            IPropertySymbol property => property.Type.SpecialType == SpecialType.System_Boolean,
            IMethodSymbol { MethodKind: MethodKind.Ordinary } method => bare != named && method.ReturnType.SpecialType == SpecialType.System_Boolean,
            IParameterSymbol parameter => parameter.Type.SpecialType == SpecialType.System_Boolean,
            _ => false,
        } ? name.Identifier.ValueText : null;
    }

    private Step? Guarded(string condition, IfStatementSyntax guard, ref int at)
    {
        IReadOnlyList<StatementSyntax> inside = Inside(guard.Statement);
        int inner = 0;
        if (inside.Count == 0 || Read(inside, ref inner) is not Step step || inner != inside.Count || step.Rung.When is not null)
        {
            return null;
        }
        at++;
        return step with
        {
            Rung = new Rung { Run = step.Rung.Run, Body = step.Rung.Body, Written = [guard], When = condition, OnFailure = step.Rung.OnFailure },
        };
    }

    private Step? Tested(ExpressionSyntax run, StatementSyntax statement, StatementSyntax? next, ref int at)
    {
        if (next is not IfStatementSyntax { Else: null } test || !IsFailure(test.Condition))
        {
            return null;
        }
        at += 2;
        return Failing(run, [statement, next], test);
    }

    private static Step? Failing(ExpressionSyntax run, IReadOnlyList<StatementSyntax> written, IfStatementSyntax test)
    {
        IReadOnlyList<StatementSyntax> inside = Inside(test.Statement);
        if (inside.Count == 0)
        {
            return null;
        }
        StatementSyntax exit = inside[inside.Count - 1];
        List<StatementSyntax> before = [.. inside.Take(inside.Count - 1)];
        bool leavesByLabel = exit is GotoStatementSyntax;
        return new Step(new Rung { Run = run, Written = written, OnFailure = leavesByLabel ? before : [] }, before, exit);
    }

    private bool IsFailure(ExpressionSyntax condition) => WithoutParentheses(condition) switch
    {
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.NotEqualsExpression } test => (IsError(test.Left) && IsSuccess(test.Right)) || (IsSuccess(test.Left) && IsError(test.Right)),
        IsPatternExpressionSyntax { Pattern: UnaryPatternSyntax { Pattern: ConstantPatternSyntax constant } } test => IsError(test.Expression) && IsSuccess(constant.Expression),
        _ => false,
    };

    private bool IsError(VariableDeclaratorSyntax variable) => SymbolEqualityComparer.Default.Equals(model.GetDeclaredSymbol(variable), Error) && Error is not null;

    private bool IsError(ExpressionSyntax expression) => Error is not null && expression is IdentifierNameSyntax && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(expression).Symbol, Error);

    /// <summary>Whether a value is the error type's 0.</summary>
    private bool IsSuccess(ExpressionSyntax value) => WithoutParentheses(value) switch
    {
        LiteralExpressionSyntax { RawKind: (int)SyntaxKind.DefaultLiteralExpression } => true,
        ExpressionSyntax other => model.GetConstantValue(other) is { HasValue: true, Value: int or uint or short or ushort or byte or sbyte or long or ulong } constant
            && System.Convert.ToDecimal(constant.Value, System.Globalization.CultureInfo.InvariantCulture) == 0,
    };

    private static ExpressionSyntax WithoutParentheses(ExpressionSyntax expression) =>
        expression is ParenthesizedExpressionSyntax parenthesized ? WithoutParentheses(parenthesized.Expression) : expression;
}
