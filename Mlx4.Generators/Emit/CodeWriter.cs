using System;
using System.Text;

namespace Mlx4.Generators.Emit;

/// <summary>Writes indented lines that end in <c>\n</c>, on every machine.</summary>
internal sealed class CodeWriter
{
    private const string Step = "    ";

    private readonly StringBuilder _text = new();
    private int _depth;

    /// <summary>Writes a line at the current depth; an empty one stays empty.</summary>
    public void Line(string line = "")
    {
        if (line.Length > 0)
        {
            Indent(_depth);
            _text.Append(line);
        }
        _text.Append('\n');
    }

    /// <summary>Writes the lines of a raw string, each at the current depth.</summary>
    public void Lines(string lines)
    {
        foreach (string line in lines.Split('\n'))
        {
            Line(line.TrimEnd('\r'));
        }
    }

    /// <summary>Writes a label, one step to the left as the kernel does.</summary>
    public void Label(string name)
    {
        Indent(_depth - 1);
        _text.Append(name).Append(":\n");
    }

    /// <summary>Opens a block, which ends when the result is disposed.</summary>
    public Block Braces(string end = "}")
    {
        Line("{");
        _depth++;
        return new Block(this, end);
    }

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();

    private void Indent(int depth)
    {
        for (int i = 0; i < depth; i++)
        {
            _text.Append(Step);
        }
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
}
