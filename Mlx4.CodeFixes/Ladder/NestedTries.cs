using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mlx4.CodeFixes.Ladder;

/// <summary>
/// Nested <c>try</c> blocks: <c>A(); try { B(); } catch { UndoA(); throw; }</c>. With <c>finally</c> in place of <c>catch</c>, what is undone is undone
/// in any case: that is a transient stage.
/// </summary>
internal static class NestedTries
{
    /// <summary>Reads a method's body.</summary>
    /// <returns>The steps, nothing if it is no such ladder.</returns>
    public static IReadOnlyList<Rung>? Read(BlockSyntax body, StepReader reader)
    {
        Rungs rungs = new();
        return body.Statements.Any(statement => statement is TryStatementSyntax) && ReadBlock(body, reader, rungs, canReturnError: true) && rungs.AreUnderstood ? rungs.All : null;
    }

    /// <summary>What a handler that catches everything does before it throws on; nothing if it does something else.</summary>
    public static IReadOnlyList<StatementSyntax>? Handler(TryStatementSyntax statement, StepReader reader)
    {
        if (statement is not { Finally: null, Catches: [{ Filter: null } handler] }
            || handler.Declaration is not (null or { Identifier.RawKind: 0, Type: IdentifierNameSyntax { Identifier.ValueText: "Exception" } })
            || handler.Block.Statements is not [.., ThrowStatementSyntax { Expression: null }])
        {
            return null;
        }
        StatementSyntax[] undo = [.. handler.Block.Statements.Take(handler.Block.Statements.Count - 1)];
        return undo.All(reader.IsPlain) ? undo : null;
    }

    private static bool ReadBlock(BlockSyntax block, StepReader reader, Rungs rungs, bool canReturnError)
    {
        SyntaxList<StatementSyntax> statements = block.Statements;
        for (int at = 0; at < statements.Count;)
        {
            bool isLast = at == statements.Count - 1;
            if (statements[at] is TryStatementSyntax nested)
            {
                bool isFinally = nested.Finally is not null;
                IReadOnlyList<StatementSyntax>? undo = nested.Finally is null ? Handler(nested, reader)
                    : nested.Catches.Count == 0 && nested.Finally.Block.Statements.All(reader.IsPlain) ? nested.Finally.Block.Statements
                    : null;
                if (undo is not { Count: > 0 } || !(isLast || (at == statements.Count - 2 && reader.IsSuccessfulReturn(statements[at + 1]))))
                {
                    return false;
                }
                rungs.Undo(undo, isFinally);
                return ReadBlock(nested.Block, reader, rungs, canReturnError && isFinally);
            }
            if (isLast && reader.IsSuccessfulReturn(statements[at]))
            {
                break;
            }
            int start = at;
            StepReader.Step? step = reader.Read(statements, ref at);
            if (at == start)
            {
                return false;
            }
            switch (step)
            {
                case { Exit: null } plain:
                    rungs.Add(plain.Rung);
                    break;
                case { Failing.Count: 0 } failing when canReturnError && reader.IsFailingReturn(failing.Exit):
                    rungs.Fail([], failing.Rung);
                    break;
                case not null:
                    return false;
            }
        }
        rungs.End();
        return true;
    }
}
