using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mlx4.CodeFixes.Ladder;

/// <summary>Collects the steps of a ladder in order, and gives each what undoes it, which is seen only where a later step fails.</summary>
internal sealed class Rungs
{
    private readonly List<Rung> _all = [];

    /// <summary>The steps since the last place at which something was undone; the first of them may be one that can fail.</summary>
    private readonly List<Rung> _open = [];

    /// <summary>Statements that become the beginning of the next step.</summary>
    private readonly List<StatementSyntax> _carried = [];

    /// <summary>The steps so far.</summary>
    public IReadOnlyList<Rung> All => _all;

    /// <summary>Whether everything fitted.</summary>
    public bool AreUnderstood { get; private set; } = true;

    /// <summary>A step that cannot fail other than by throwing.</summary>
    public void Add(Rung rung)
    {
        rung.Before.AddRange(_carried);
        _carried.Clear();
        _open.Add(rung);
    }

    /// <summary>A step that can fail.</summary>
    /// <param name="undo">What is undone when it does that was not undone when the step before did, in the order of execution.</param>
    /// <param name="rung">The step.</param>
    public void Fail(IReadOnlyList<StatementSyntax> undo, Rung rung)
    {
        if (undo.Count > 0)
        {
            Undo(undo, isTransient: false);
        }
        else
        {
            // Nothing has to be undone: what cannot fail is the beginning of what can.
            Carry(_open.FindIndex(open => !open.CanFail));
            Close();
        }
        Add(rung);
    }

    /// <summary>A place at which what is open is undone. One thing each if there are as many; else the first step is undone by all, and the others begin the next.</summary>
    public void Undo(IReadOnlyList<StatementSyntax> undo, bool isTransient)
    {
        AreUnderstood &= _open.Count > 0;
        if (_open.Count != undo.Count)
        {
            Carry(_open.Count > 1 ? 1 : -1);
        }
        for (int i = 0; i < _open.Count; i++)
        {
            _open[i].Undo.AddRange(_open.Count == 1 ? undo : [undo[undo.Count - 1 - i]]);
            _open[i].IsTransient = isTransient;
        }
        Close();
    }

    /// <summary>Makes open steps, from one on, the beginning of the next step.</summary>
    private void Carry(int first)
    {
        if (first >= 0)
        {
            AreUnderstood &= _open.Skip(first).All(open => open is { CanFail: false, When: null });
            _carried.AddRange(_open.Skip(first).SelectMany(open => open.Before.Concat(open.Written)));
            _open.RemoveRange(first, _open.Count - first);
        }
    }

    /// <summary>The end of the way up: what is still open is undone nowhere on it.</summary>
    public void End()
    {
        AreUnderstood &= _carried.Count == 0;
        Close();
    }

    private void Close()
    {
        _all.AddRange(_open);
        _open.Clear();
    }
}
