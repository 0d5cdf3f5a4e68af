using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Mlx4.CodeFixes.Editing;

/// <summary>A change of the text of one document.</summary>
/// <remarks>Fixes change text and not trees: what they do not touch stays as it was written, to the last blank.</remarks>
internal readonly record struct DocumentEdit(DocumentId Document, TextChange Change)
{
    /// <summary>Text to insert.</summary>
    public static DocumentEdit Insert(Document document, int position, string text) => new(document.Id, new TextChange(new TextSpan(position, 0), text));

    /// <summary>Text to write in place of another.</summary>
    public static DocumentEdit Replace(Document document, TextSpan span, string text) => new(document.Id, new TextChange(span, text));
}
