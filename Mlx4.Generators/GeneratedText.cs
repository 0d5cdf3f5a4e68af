using System.Text;
using Microsoft.CodeAnalysis.Text;
using Mlx4.Generators.Emit;

namespace Mlx4.Generators;

/// <summary>The text of a generated file. The compiler keeps it, and as good as always it is ASCII: here a letter takes one byte instead of two.</summary>
internal sealed class GeneratedText : SourceText
{
    private readonly byte[] _letters;

    private GeneratedText(byte[] letters) => _letters = letters;

    /// <summary>What has been written.</summary>
    public static SourceText Of(CodeWriter code) => code.ToAscii() is byte[] letters ? new GeneratedText(letters) : From(code.ToString(), Encoding.UTF8);

    /// <inheritdoc/>
    public override Encoding Encoding => Encoding.UTF8;

    /// <inheritdoc/>
    public override int Length => _letters.Length;

    /// <inheritdoc/>
    public override char this[int position] => (char)_letters[position];

    /// <inheritdoc/>
    public override void CopyTo(int sourceIndex, char[] destination, int destinationIndex, int count) =>
        Encoding.ASCII.GetChars(_letters, sourceIndex, count, destination, destinationIndex);
}
