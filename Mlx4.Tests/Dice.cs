namespace Mlx4.Tests;

/// <summary>A random sequence that is the same for the same seed, on every version of the runtime (xorshift*).</summary>
internal sealed class Dice(ulong seed)
{
    private ulong _state = seed;

    public ulong Next64()
    {
        _state ^= _state >> 12;
        _state ^= _state << 25;
        _state ^= _state >> 27;
        return _state * 0x2545_f491_4f6c_dd1d;
    }

    /// <summary>A number from 0 up to, and without, a limit.</summary>
    public int Next(int limit) => (int)(Next64() % (uint)limit);

    public void Fill(Span<byte> bytes)
    {
        foreach (ref byte value in bytes)
        {
            value = (byte)(Next64() >> 32);
        }
    }
}
