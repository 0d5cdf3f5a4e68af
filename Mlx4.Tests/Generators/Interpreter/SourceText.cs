using System.Text;

namespace Mlx4.Tests.Generators.Interpreter;

/// <summary>Lines of C#.</summary>
internal sealed class SourceText
{
    private readonly StringBuilder _text = new();
    private int _indent;

    /// <summary>Writes a line, if there is one.</summary>
    public void Line(string? line)
    {
        if (line is not null)
        {
            _text.Append(' ', line.Length == 0 ? 0 : _indent * 4).Append(line).Append('\n');
        }
    }

    /// <summary>Writes a line and what stands in braces below it.</summary>
    public void Block(string head, Action body)
    {
        Line(head);
        Line("{");
        _indent++;
        body();
        _indent--;
        Line("}");
    }

    public override string ToString() => _text.ToString();
}
