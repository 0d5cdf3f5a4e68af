using System.Text;

namespace Mlx4.Benchmarks.Measuring;

/// <summary>Writes source text, line by line, with its indentation.</summary>
internal sealed class Code
{
    private const int Indent = 4;

    private readonly StringBuilder _text = new();
    private int _depth;

    /// <summary>Writes lines; a <c>{</c> at the end of one indents what follows, a <c>}</c> at the beginning ends that.</summary>
    public Code Line(string lines)
    {
        foreach (string line in lines.Split('\n'))
        {
            string trimmed = line.Trim();
            _depth -= trimmed.StartsWith('}') ? 1 : 0;
            _text.Append(' ', _depth * Indent).Append(trimmed).Append('\n');
            _depth += trimmed.EndsWith('{') ? 1 : 0;
        }
        return this;
    }

    public override string ToString() => _text.ToString();
}
