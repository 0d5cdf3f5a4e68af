using System;
using System.IO;

namespace Mlx4.Generators.Emit;

/// <summary>Reads text that a <see cref="CodeWriter"/> has written, out of its buffer.</summary>
internal sealed class CodeReader(char[] text, int length) : TextReader
{
    private int _position;

    public override int Peek() => _position < length ? text[_position] : -1;

    public override int Read() => _position < length ? text[_position++] : -1;

    public override int Read(char[] buffer, int index, int count)
    {
        int read = Math.Min(count, length - _position);
        Array.Copy(text, _position, buffer, index, read);
        _position += read;
        return read;
    }

    public override string ReadToEnd()
    {
        string rest = new(text, _position, length - _position);
        _position = length;
        return rest;
    }
}
