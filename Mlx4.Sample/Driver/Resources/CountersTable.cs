using System.Numerics;
using Mlx4.Runtime;

namespace Mlx4.Sample.Driver.Resources;

/// <summary>The counters (<c>mlx4_init_counters_table</c>). The last one, the sink, is everybody's who gets none of his own.</summary>
internal sealed class CountersTable
{
    private readonly Bitmap _numbers = new();

    /// <summary>The counter for those who get none of their own.</summary>
    public int Sink { get; private set; }

    /// <summary>ENOSPC: the firmware has counters, but none at all.</summary>
    public Errno Init(uint count)
    {
        if (count == 0)
        {
            return Errno.ENOSPC;
        }
        int size = (int)BitOperations.RoundUpToPowerOf2(count);
        Sink = (int)count - 1;
        return _numbers.Init(size, 0, size - Sink);
    }

    public void Cleanup() => _numbers.Cleanup();

    /// <summary>Takes a counter: the sink if all are taken.</summary>
    public int Alloc() => Alloc(out int counter) == Errno.Ok ? counter : Sink;

    /// <summary>Takes a counter. ENOSPC: all are taken.</summary>
    public Errno Alloc(out int counter) => _numbers.Alloc(out counter) == Errno.Ok ? Errno.Ok : Errno.ENOSPC;

    /// <summary>Gives a counter back that is not the sink.</summary>
    public void Free(int counter) => _numbers.Free(counter);
}
