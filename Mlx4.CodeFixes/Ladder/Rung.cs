using System.Collections.Generic;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mlx4.CodeFixes.Ladder;

/// <summary>One step of a hand-written ladder, and what undoes it.</summary>
internal sealed class Rung
{
    /// <summary>What is done first, before what can fail.</summary>
    public List<StatementSyntax> Before { get; } = [];

    /// <summary>What gives the error; nothing for a step that cannot fail.</summary>
    public ExpressionSyntax? Run { get; init; }

    /// <summary>The statements of a step that cannot fail.</summary>
    public IReadOnlyList<StatementSyntax> Body { get; init; } = [];

    /// <summary>All that it is written as, tests and conditions included.</summary>
    public IReadOnlyList<StatementSyntax> Written { get; init; } = [];

    /// <summary>Whether it returns an error.</summary>
    public bool CanFail => Run is not null;

    /// <summary>What is done when it fails, before the way out; a line in the log, say.</summary>
    public IReadOnlyList<StatementSyntax> OnFailure { get; init; } = [];

    /// <summary>The member or parameter on which it depends.</summary>
    public string? When { get; init; }

    /// <summary>What undoes it, in the order of execution.</summary>
    public List<StatementSyntax> Undo { get; } = [];

    /// <summary>The same as it is written, with the condition.</summary>
    public List<StatementSyntax> UndoAsWritten { get; } = [];

    /// <summary>Whether it is undone when the method ends, whatever became of it.</summary>
    public bool IsTransient { get; set; }
}
