namespace Mlx4.Sample.Hca.Functions.Configuration;

/// <summary>A capability, or from 0x100 on an extended capability; the list's links are <see cref="CapabilityList"/>'s.</summary>
/// <param name="offset">Where it begins.</param>
/// <param name="length">Its length in bytes.</param>
/// <param name="id">Its id.</param>
/// <param name="version">The version of an extended one.</param>
internal abstract class Capability(int offset, int length, ushort id, int version = 1) : ConfigurationSection(offset, length)
{
    /// <summary>Where extended capabilities begin.</summary>
    public const int ExtendedStart = 0x100;

    public bool IsExtended => Offset >= ExtendedStart;

    /// <summary>The start of the capability with a link to the next one: 16 bits, or 32 of an extended one.</summary>
    public uint Link(int next) => IsExtended ? id | ((uint)version << 16) | ((uint)next << 20) : id | ((uint)next << 8);
}
