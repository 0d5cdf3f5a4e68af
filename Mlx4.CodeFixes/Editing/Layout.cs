using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Mlx4.CodeFixes.Editing;

/// <summary>How a file is laid out, so that what is added looks like the rest of it.</summary>
internal static class Layout
{
    /// <summary>The line break that the file uses.</summary>
    public static string NewLine(SourceText text)
    {
        TextLine first = text.Lines[0];
        return first.EndIncludingLineBreak > first.End ? text.ToString(TextSpan.FromBounds(first.End, first.EndIncludingLineBreak)) : "\n";
    }

    /// <summary>The blanks before the line on which a position is.</summary>
    public static string Indentation(SourceText text, int position)
    {
        TextLine line = text.Lines.GetLineFromPosition(position);
        int end = line.Start;
        while (end < line.End && text[end] is ' ' or '\t')
        {
            end++;
        }
        return text.ToString(TextSpan.FromBounds(line.Start, end));
    }

    /// <summary>One more level of indentation: a tab, where the file's lines begin with tabs.</summary>
    public static string Level(string indentation) => indentation.Length > 0 && indentation[0] == '\t' ? "\t" : "    ";

    /// <summary>An <c>if</c> of one statement, to stand after a statement, with its brace where the block has it.</summary>
    /// <param name="text">The text of the file.</param>
    /// <param name="statement">The statement before.</param>
    /// <param name="block">The block that it is in.</param>
    /// <param name="condition">The condition.</param>
    /// <param name="then">The statement under it.</param>
    public static string If(SourceText text, SyntaxNode statement, BlockSyntax block, string condition, string then)
    {
        if (IsOnOneLine(text, block.Span))
        {
            return $" if ({condition}) {{ {then} }}";
        }
        string indentation = Indentation(text, statement.SpanStart);
        string newLine = NewLine(text) + indentation;
        return $"{newLine}if ({condition}){(OpensOnOwnLine(text, block) ? newLine : " ")}{{{newLine}{Level(indentation)}{then}{newLine}}}";
    }

    /// <summary>Whether a block's opening brace stands on a line of its own.</summary>
    public static bool OpensOnOwnLine(SourceText text, BlockSyntax block)
    {
        SyntaxToken before = block.OpenBraceToken.GetPreviousToken();
        return text.Lines.IndexOf(before.Span.End) != text.Lines.IndexOf(block.OpenBraceToken.SpanStart);
    }

    /// <summary>Whether something is on one line.</summary>
    public static bool IsOnOneLine(SourceText text, TextSpan span) => text.Lines.IndexOf(span.Start) == text.Lines.IndexOf(span.End);

    /// <summary>Where a line's text ends that a statement stands on, its trailing comment included.</summary>
    public static int EndOfLine(SyntaxNode statement) => statement.GetTrailingTrivia() is { Count: > 0 } trivia && trivia[trivia.Count - 1] is SyntaxTrivia last && last.IsKind(SyntaxKind.EndOfLineTrivia)
        ? last.SpanStart
        : statement.Span.End;

    /// <summary>Where a member's lines end, its trailing comment included.</summary>
    /// <param name="member">The member.</param>
    /// <param name="isWholeLine">Whether nothing else stands on its last line.</param>
    public static int EndOf(SyntaxNode member, out bool isWholeLine)
    {
        isWholeLine = member.GetTrailingTrivia() is { Count: > 0 } trivia && trivia[trivia.Count - 1].IsKind(SyntaxKind.EndOfLineTrivia);
        return isWholeLine ? member.FullSpan.End : member.Span.End;
    }
}
