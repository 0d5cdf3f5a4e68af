namespace Mlx4.Sample.Hca.Functions.Configuration;

/// <summary>
/// A function's configuration space, put together from sections: the header and the capabilities. Each bit is read-only unless its
/// section says that a write can change it, or that a 1 written clears it; so a driver may write everything back.
/// </summary>
internal sealed class ConfigurationSpace
{
    public const int Size = 0x1000;

    private readonly byte[] _value = new byte[Size];
    private readonly byte[] _atReset = new byte[Size];
    private readonly byte[] _writable = new byte[Size];
    private readonly byte[] _clearedByOne = new byte[Size];
    private readonly bool[] _lostWithChip = new bool[Size];
    private readonly ConfigurationSection[] _sections;

    /// <summary>Builds a space.</summary>
    /// <param name="header">The first 64 bytes.</param>
    /// <param name="capabilities">The capabilities in the order in which they are to be found, those below 0x100 apart from those above.</param>
    public ConfigurationSpace(Header header, IReadOnlyList<Capability> capabilities)
    {
        _sections = [header, .. capabilities];
        foreach (ConfigurationSection section in _sections)
        {
            section.AddTo(this);
        }
        CapabilityList.Chain(new ConfigurationRegisters(this, 0), capabilities);
        _atReset.CopyTo(_value, 0);
    }

    public void Read(int offset, Span<byte> data) => _value.AsSpan(offset, data.Length).CopyTo(data);

    /// <summary>Writes what is writable, and lets the sections that were touched act on it.</summary>
    /// <returns>Whether the write asks for a reset of the function.</returns>
    public bool Write(int offset, ReadOnlySpan<byte> data)
    {
        for (int i = 0; i < data.Length; i++)
        {
            byte mask = _writable[offset + i];
            int kept = _value[offset + i] & ~(data[i] & _clearedByOne[offset + i]);
            _value[offset + i] = (byte)((kept & ~mask) | (data[i] & mask));
        }
        bool reset = false;
        foreach (ConfigurationSection section in _sections)
        {
            int start = Math.Max(offset, section.Offset);
            int end = Math.Min(offset + data.Length, section.Offset + section.Length);
            reset |= start < end && section.Written(start - section.Offset, end - start);
        }
        return reset;
    }

    /// <summary>A conventional or function-level reset: every register is what it was at power-on.</summary>
    public void Reset()
    {
        _atReset.CopyTo(_value, 0);
        foreach (ConfigurationSection section in _sections)
        {
            section.Forget();
        }
    }

    /// <summary>
    /// The reset register. The driver restores the header and the controls of the express capability after it, and nothing else: so
    /// those are lost, and all else stays (inferred from that).
    /// </summary>
    public void ChipReset()
    {
        for (int i = 0; i < Size; i++)
        {
            _value[i] = _lostWithChip[i] ? _atReset[i] : _value[i];
        }
    }

    /// <summary>A register, for the sections; they say what it holds after a reset with <see cref="AtReset"/>.</summary>
    internal Span<byte> Value(int offset, int length) => _value.AsSpan(offset, length);

    internal Span<byte> AtReset(int offset, int length) => _atReset.AsSpan(offset, length);

    internal Span<byte> Writable(int offset, int length) => _writable.AsSpan(offset, length);

    internal Span<byte> ClearedByOne(int offset, int length) => _clearedByOne.AsSpan(offset, length);

    internal Span<bool> LostWithChip(int offset, int length) => _lostWithChip.AsSpan(offset, length);
}
