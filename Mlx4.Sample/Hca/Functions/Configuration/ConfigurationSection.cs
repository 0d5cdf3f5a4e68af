namespace Mlx4.Sample.Hca.Functions.Configuration;

/// <summary>A part of the configuration space that belongs together.</summary>
/// <param name="offset">Where it begins.</param>
/// <param name="length">Its length in bytes.</param>
internal abstract class ConfigurationSection(int offset, int length)
{
    public int Offset => offset;

    public int Length => length;

    protected ConfigurationRegisters Registers { get; private set; }

    /// <summary>Puts the section into a space.</summary>
    public void AddTo(ConfigurationSpace space)
    {
        Registers = new ConfigurationRegisters(space, offset);
        Define();
    }

    /// <summary>Acts on a write, whose writable bits are in the registers already.</summary>
    /// <param name="at">The first byte written, from the section's start.</param>
    /// <param name="count">The number of bytes written in the section.</param>
    /// <returns>Whether the write asks for a reset of the function.</returns>
    public virtual bool Written(int at, int count) => false;

    /// <summary>Forgets what is not in the registers, which have just been reset.</summary>
    public virtual void Forget()
    {
    }

    /// <summary>Says what the registers hold and what can be written.</summary>
    protected abstract void Define();

    /// <summary>Whether a write touches a register.</summary>
    protected static bool Touches(int at, int count, int register, int size) => at < register + size && register < at + count;
}
