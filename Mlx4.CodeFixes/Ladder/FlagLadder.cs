using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mlx4.CodeFixes.Ladder;

/// <summary>
/// A ladder of flags: <c>A(); aUp = true; B(); bUp = true; ok = true;</c> in a <c>try</c>, and <c>if (!ok) { if (bUp) UndoB(); if (aUp) UndoA(); }</c> in its
/// <c>finally</c>; or the same without <c>ok</c> in a <c>catch</c> that throws on.
/// </summary>
internal sealed class FlagLadder
{
    private readonly StepReader _reader;

    /// <summary>The flags that are declared, each with the step that it is set after.</summary>
    private readonly Dictionary<string, Rung?> _flags = new(StringComparer.Ordinal);
    private readonly List<Rung> _rungs = [];
    private string? _last;

    private FlagLadder(StepReader reader) => _reader = reader;

    /// <summary>Reads a method's body.</summary>
    /// <returns>The steps, nothing if it is no such ladder.</returns>
    public static IReadOnlyList<Rung>? Read(BlockSyntax body, StepReader reader)
    {
        FlagLadder ladder = new(reader);
        int at = 0;
        while (at < body.Statements.Count && ladder.IsDeclaration(body.Statements, ref at))
        {
        }
        if (at >= body.Statements.Count || body.Statements[at] is not TryStatementSyntax tried || !ladder.IsEnd(body, at + 1))
        {
            return null;
        }
        bool isFinally = tried is { Catches.Count: 0, Finally: not null };
        return ladder.ReadUp(tried.Block.Statements, isFinally)
            && (isFinally ? ladder.Unless(tried.Finally!.Block) : NestedTries.Handler(tried, reader)) is IReadOnlyList<StatementSyntax> down
            && ladder.ReadDown(down)
            && ladder.UsesEachFlagOnce(body, isFinally)
            ? ladder._rungs
            : null;
    }

    private bool IsDeclaration(SyntaxList<StatementSyntax> statements, ref int at)
    {
        if (statements[at] is LocalDeclarationStatementSyntax { UsingKeyword.RawKind: 0 } flags
            && flags.Declaration.Variables.All(variable => variable.Initializer?.Value.IsKind(SyntaxKind.FalseLiteralExpression) == true))
        {
            foreach (VariableDeclaratorSyntax flag in flags.Declaration.Variables)
            {
                _flags[flag.Identifier.ValueText] = null;
            }
            at++;
            return true;
        }
        int start = at;
        return statements[at] is LocalDeclarationStatementSyntax && _reader.Read(statements, ref at) is null && at > start;
    }

    private bool IsEnd(BlockSyntax body, int at) =>
        at == body.Statements.Count || (at == body.Statements.Count - 1 && _reader.IsSuccessfulReturn(body.Statements[at]));

    private bool ReadUp(SyntaxList<StatementSyntax> statements, bool canReturnError)
    {
        Rung? latest = null;
        for (int at = 0; at < statements.Count;)
        {
            if (SetFlag(statements[at]) is string flag)
            {
                if (_flags[flag] is not null || _last is not null)
                {
                    return false;
                }
                if (latest is null)
                {
                    _last = flag;
                }
                _flags[flag] = latest;
                latest = null;
                at++;
                continue;
            }
            if (at == statements.Count - 1 && _reader.IsSuccessfulReturn(statements[at]))
            {
                return true;
            }
            int start = at;
            StepReader.Step? step = _reader.Read(statements, ref at);
            if (at == start || _last is not null)
            {
                return false;
            }
            if (step is StepReader.Step read)
            {
                if (read.Exit is not null && !(canReturnError && read.Failing.Count == 0 && _reader.IsFailingReturn(read.Exit)))
                {
                    return false;
                }
                latest = read.Rung;
                _rungs.Add(latest);
            }
        }
        return true;
    }

    /// <summary>The flag that a statement sets.</summary>
    private string? SetFlag(StatementSyntax statement) =>
        statement is ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax { Left: IdentifierNameSyntax name, Right.RawKind: (int)SyntaxKind.TrueLiteralExpression } }
        && _flags.ContainsKey(name.Identifier.ValueText)
            ? name.Identifier.ValueText
            : null;

    /// <summary>What is done unless the last flag is set.</summary>
    private IReadOnlyList<StatementSyntax>? Unless(BlockSyntax block)
    {
        // The flag that says that all went well follows another flag, or the last step, which then needs no undoing.
        if (block.Statements is not [IfStatementSyntax { Else: null, Condition: PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression, Operand: IdentifierNameSyntax name } } test])
        {
            return null;
        }
        string flag = name.Identifier.ValueText;
        if (!_flags.TryGetValue(flag, out Rung? rung) || (_last is not null && _last != flag) || (rung is not null && rung != _rungs[_rungs.Count - 1]))
        {
            return null;
        }
        _flags.Remove(flag);
        _last = flag;
        return StepReader.Inside(test.Statement);
    }

    private bool ReadDown(IReadOnlyList<StatementSyntax> down)
    {
        int above = _rungs.Count;
        foreach (StatementSyntax statement in down)
        {
            if (statement is not IfStatementSyntax { Else: null, Condition: IdentifierNameSyntax name } test
                || !_flags.TryGetValue(name.Identifier.ValueText, out Rung? rung)
                || rung is null
                || _rungs.IndexOf(rung) >= above
                || !StepReader.Inside(test.Statement).All(_reader.IsPlain))
            {
                return false;
            }
            above = _rungs.IndexOf(rung);
            rung.Undo.AddRange(StepReader.Inside(test.Statement));
        }
        return _flags.Values.All(rung => rung is { Undo.Count: > 0 });
    }

    /// <summary>Whether each flag is set once and asked once, so that nothing else depends on it.</summary>
    private bool UsesEachFlagOnce(BlockSyntax body, bool isFinally)
    {
        ILookup<string, IdentifierNameSyntax> uses = body.DescendantNodes().OfType<IdentifierNameSyntax>().ToLookup(name => name.Identifier.ValueText);
        return _flags.Keys.Concat(isFinally && _last is not null ? [_last] : System.Array.Empty<string>()).All(flag => uses[flag].Count() == 2);
    }
}
