using System;
using System.Buffers;
using System.IO;
using System.Runtime.CompilerServices;

namespace Mlx4.Generators.Emit;

/// <summary>
/// Writes indented lines that end in <c>\n</c>, on every machine. The text of a large pipeline is long, so it is written piece by piece
/// into a buffer that is lent: give it back by disposing the writer.
/// </summary>
internal sealed class CodeWriter : IDisposable
{
    private const int Step = 4;

    /// <summary>Enough for a pipeline of a dozen stages.</summary>
    private const int UsualLength = 32 * 1024;

    private char[] _text = ArrayPool<char>.Shared.Rent(UsualLength);
    private int _depth;

    /// <summary>The length of the text so far.</summary>
    public int Length { get; private set; }

    /// <summary>Reads the text, as long as the writer is not disposed and writes nothing more.</summary>
    public TextReader Read() => new CodeReader(_text, Length);

    /// <summary>Writes a line at the current depth; an empty one stays empty.</summary>
    public void Line(string line = "")
    {
        if (line.Length > 0)
        {
            Indent(_depth);
            Append(line);
        }
        Append("\n");
    }

    /// <summary>Writes a line at the current depth. Its parts are written one after the other and never put together: none of them may write lines itself.</summary>
#pragma warning disable IDE0060 // The handler has written all but the end.
    public void Line([InterpolatedStringHandlerArgument("")] ref LineHandler line) => Append("\n");
#pragma warning restore IDE0060

    /// <summary>Writes a label, one step to the left as the kernel does.</summary>
    public void Label(string name)
    {
        Indent(_depth - 1);
        Append(name);
        Append(":\n");
    }

    /// <summary>Opens a block, which ends when the result is disposed.</summary>
    public Block Braces(string end = "}")
    {
        Line("{");
        _depth++;
        return new Block(this, end);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<char>.Shared.Return(_text);
        _text = [];
        Length = 0;
    }

    private void Indent(int depth)
    {
        Reserve(depth * Step);
        _text.AsSpan(Length, depth * Step).Fill(' ');
        Length += depth * Step;
    }

    private void Append(string text)
    {
        Reserve(text.Length);
        text.CopyTo(0, _text, Length, text.Length);
        Length += text.Length;
    }

    private void Reserve(int more)
    {
        if (_text.Length - Length >= more)
        {
            return;
        }
        char[] larger = ArrayPool<char>.Shared.Rent(Math.Max(2 * _text.Length, Length + more));
        Array.Copy(_text, larger, Length);
        ArrayPool<char>.Shared.Return(_text);
        _text = larger;
    }

    /// <summary>An open block.</summary>
    internal readonly struct Block(CodeWriter writer, string end) : IDisposable
    {
        public void Dispose()
        {
            writer._depth--;
            writer.Line(end);
        }
    }

    /// <summary>The parts of a line, as the compiler hands them over.</summary>
    [InterpolatedStringHandler]
    internal readonly ref struct LineHandler
    {
        private readonly CodeWriter _writer;

#pragma warning disable IDE0060 // The compiler passes both.
        public LineHandler(int literalLength, int formattedCount, CodeWriter writer)
#pragma warning restore IDE0060
        {
            _writer = writer;
            writer.Indent(writer._depth);
        }

        public void AppendLiteral(string text) => _writer.Append(text);

        public void AppendFormatted(string? text) => _writer.Append(text ?? "");
    }
}
