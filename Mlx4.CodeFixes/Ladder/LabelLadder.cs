using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mlx4.CodeFixes.Ladder;

/// <summary>
/// The ladder of the kernel: <c>err = A(); if (err != 0) goto undo…;</c> with the labels in reverse order at the end. Where failures return at once,
/// each repeats what has to be undone: that is the same ladder without labels.
/// </summary>
internal static class LabelLadder
{
    /// <summary>Reads a method's body.</summary>
    /// <returns>The steps, nothing if it is no such ladder.</returns>
    public static IReadOnlyList<Rung>? Read(BlockSyntax body, StepReader reader)
    {
        List<StatementSyntax> up = [.. body.Statements.TakeWhile(statement => statement is not LabeledStatementSyntax)];
        if (up.Count == 0 || !reader.IsSuccessfulReturn(up[up.Count - 1]) || ReadDown(body.Statements.Skip(up.Count), reader) is not Down down)
        {
            return null;
        }
        up.RemoveAt(up.Count - 1);
        Rungs rungs = new();
        IReadOnlyList<StatementSyntax> undone = [];
        for (int at = 0; at < up.Count;)
        {
            int start = at;
            if (reader.Read(up, ref at) is not StepReader.Step step)
            {
                if (at == start)
                {
                    return null;
                }
                continue;
            }
            if (step.Exit is null)
            {
                rungs.Add(step.Rung);
                continue;
            }
            if (down.From(step, reader) is not IReadOnlyList<StatementSyntax> undo || !EndsWith(undo, undone))
            {
                return null;
            }
            rungs.Fail([.. undo.Take(undo.Count - undone.Count)], step.Rung);
            undone = undo;
        }
        rungs.End();
        return rungs.AreUnderstood ? rungs.All : null;
    }

    /// <summary>The way down: what is undone, and where each label stands in it.</summary>
    private sealed class Down(List<StatementSyntax> undo, Dictionary<string, int> labels)
    {
        /// <summary>What is undone when a step fails, in the order of execution.</summary>
        public IReadOnlyList<StatementSyntax>? From(StepReader.Step step, StepReader reader) => step.Exit switch
        {
            GotoStatementSyntax { Expression: IdentifierNameSyntax label } when labels.TryGetValue(label.Identifier.ValueText, out int index) => [.. undo.Skip(index)],
            ReturnStatementSyntax when reader.IsFailingReturn(step.Exit) && step.Failing.All(reader.IsPlain) => step.Failing,
            _ => null,
        };
    }

    private static Down? ReadDown(IEnumerable<StatementSyntax> statements, StepReader reader)
    {
        List<StatementSyntax> undo = [];
        Dictionary<string, int> labels = [];
        bool returns = false;
        foreach (StatementSyntax statement in statements)
        {
            StatementSyntax inner = statement;
            while (inner is LabeledStatementSyntax labeled)
            {
                labels[labeled.Identifier.ValueText] = undo.Count;
                inner = labeled.Statement;
            }
            if (returns)
            {
                return null;
            }
            if (reader.IsFailingReturn(inner))
            {
                returns = true;
            }
            else if (reader.IsPlain(inner) && inner is not LocalDeclarationStatementSyntax)
            {
                undo.Add(inner);
            }
            else
            {
                return null;
            }
        }
        return returns || labels.Count == 0 ? new Down(undo, labels) : null;
    }

    private static bool EndsWith(IReadOnlyList<StatementSyntax> all, IReadOnlyList<StatementSyntax> end) =>
        all.Count >= end.Count && all.Skip(all.Count - end.Count).Zip(end, (one, other) => SyntaxFactory.AreEquivalent(one, other)).All(same => same);
}
