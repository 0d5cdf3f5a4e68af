using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Mlx4.CodeFixes.Editing;

/// <summary>The edits of several fixes together. Where two fixes want the same edit, it is made once; one that touches another's is left out.</summary>
internal sealed class SolutionEdits
{
    private readonly Dictionary<DocumentId, List<TextChange>> _changes = [];
    private readonly HashSet<string> _declared = new(StringComparer.Ordinal);

    /// <summary>Adds a fix, all of it or nothing.</summary>
    /// <returns>Whether it was added.</returns>
    public bool TryAdd(Fix fix)
    {
        List<DocumentEdit> added = [.. fix.Edits.Where(edit => !Changes(edit.Document).Contains(edit.Change))];
        if (added.Exists(edit => Changes(edit.Document).Exists(other => Touches(other.Span, edit.Change.Span))) || (fix.Declares is not null && !_declared.Add(fix.Declares)))
        {
            return false;
        }
        foreach (DocumentEdit edit in added)
        {
            Changes(edit.Document).Add(edit.Change);
        }
        return true;
    }

    /// <summary>The solution with the edits.</summary>
    public async Task<Solution> ApplyAsync(Solution solution, CancellationToken cancellation)
    {
        foreach (KeyValuePair<DocumentId, List<TextChange>> document in _changes)
        {
            SourceText text = await solution.GetDocument(document.Key)!.GetTextAsync(cancellation).ConfigureAwait(false);
            solution = solution.WithDocumentText(document.Key, text.WithChanges(document.Value.OrderBy(change => change.Span.Start)));
        }
        return solution;
    }

    /// <summary>Whether two edits would get in each other's way.</summary>
    private static bool Touches(TextSpan one, TextSpan other) => one.OverlapsWith(other) || one.Start == other.Start;

    private List<TextChange> Changes(DocumentId document)
    {
        if (!_changes.TryGetValue(document, out List<TextChange>? changes))
        {
            _changes.Add(document, changes = []);
        }
        return changes;
    }
}
