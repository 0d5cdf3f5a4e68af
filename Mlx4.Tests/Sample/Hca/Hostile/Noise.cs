namespace Mlx4.Tests.Sample.Hca.Hostile;

/// <summary>
/// A fast stream of numbers that is the same for the same seed on every version of .NET: splitmix64, which xorshift and others are
/// seeded with.
/// </summary>
internal sealed class Noise(ulong seed)
{
    private ulong _state = seed;

    public ulong Next()
    {
        ulong z = _state += 0x9e37_79b9_7f4a_7c15;
        z = (z ^ (z >> 30)) * 0xbf58_476d_1ce4_e5b9;
        z = (z ^ (z >> 27)) * 0x94d0_49bb_1331_11eb;
        return z ^ (z >> 31);
    }

    /// <summary>A number from 0 to below a limit.</summary>
    public int Below(int limit) => (int)(Next() % (uint)limit);

    /// <summary>True one time in so many.</summary>
    public bool Chance(int oneIn) => Below(oneIn) == 0;

    /// <summary>One of some.</summary>
    public T Pick<T>(params ReadOnlySpan<T> values) => values[Below(values.Length)];

    /// <summary>A number of a size that is itself random: small ones, powers of two, their neighbours, and anything.</summary>
    public ulong Number()
    {
        ulong power = 1UL << Below(64);
        return Below(6) switch
        {
            0 => (ulong)Below(16),
            1 => power,
            2 => power - 1,
            3 => power + 1,
            4 => ulong.MaxValue - (ulong)Below(16),
            _ => Next() >> Below(64),
        };
    }

    public void Fill(Span<byte> bytes)
    {
        foreach (ref byte each in bytes)
        {
            each = (byte)Next();
        }
    }
}
