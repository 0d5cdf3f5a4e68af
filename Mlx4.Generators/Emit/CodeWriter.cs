using System;
using System.Buffers;
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
    private int _length;
    private int _depth;

    /// <summary>The text in ASCII, <see langword="null"/> if it has other letters.</summary>
    public byte[]? ToAscii()
    {
        const char Last = '\x7F';
        byte[] letters = new byte[_length];
        for (int i = 0; i < letters.Length; i++)
        {
            if (_text[i] > Last)
            {
                return null;
            }
            letters[i] = (byte)_text[i];
        }
        return letters;
    }

    /// <inheritdoc/>
    public override string ToString() => new(_text, 0, _length);

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
    public void Line([InterpolatedStringHandlerArgument("")] ref LineHandler line) => Append("\n");

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
        _length = 0;
    }

    private void Indent(int depth)
    {
        Reserve(depth * Step);
        _text.AsSpan(_length, depth * Step).Fill(' ');
        _length += depth * Step;
    }

    private void Append(string text)
    {
        Reserve(text.Length);
        text.CopyTo(0, _text, _length, text.Length);
        _length += text.Length;
    }

    private void Reserve(int more)
    {
        if (_text.Length - _length >= more)
        {
            return;
        }
        char[] larger = ArrayPool<char>.Shared.Rent(Math.Max(2 * _text.Length, _length + more));
        Array.Copy(_text, larger, _length);
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

        public LineHandler(int literalLength, int formattedCount, CodeWriter writer)
        {
            _writer = writer;
            writer.Indent(writer._depth);
        }

        public void AppendLiteral(string text) => _writer.Append(text);

        public void AppendFormatted(string? text) => _writer.Append(text ?? "");
    }
}
