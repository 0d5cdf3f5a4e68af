using Mlx4.Runtime;

namespace Mlx4.Sample.Driver.Master;

/// <summary>
/// How much of a resource each function may have (<c>struct resource_allocator</c>): what it is guaranteed is kept back from the others until
/// it takes it; beyond that it may have what is free, up to its quota.
/// </summary>
/// <param name="shares">What each function may have, by its number.</param>
/// <param name="total">How much there is of each pool.</param>
/// <param name="pools">How many pools there are: one, or one a port.</param>
/// <param name="uses">Whether a function takes from a pool at all; <see langword="null"/>: all do from all.</param>
internal sealed class ResourceQuota(IReadOnlyList<ResourceQuota.Share> shares, int total, int pools = 1, Func<int, int, bool>? uses = null)
{
    private readonly int[][] _allocated = [.. Enumerable.Range(0, pools).Select(_ => new int[shares.Count])];
    private readonly int[] _free = [.. Enumerable.Repeat(total, pools)];
    private readonly int[] _reserved = [.. Enumerable.Range(0, pools)
        .Select(pool => shares.Where((_, function) => uses is null || uses(function, pool)).Sum(static share => share.Guaranteed))];

    /// <summary>What a function may have of each pool.</summary>
    /// <param name="Quota">The most.</param>
    /// <param name="Guaranteed">What it gets whatever the others have.</param>
    internal readonly record struct Share(int Quota, int Guaranteed);

    /// <summary>What a function may have.</summary>
    public Share ShareOf(int function) => shares[function];

    /// <summary>How much a function has of a pool.</summary>
    public int AllocatedOf(int function, int pool = 0) => _allocated[pool][function];

    /// <summary>How much of a pool nobody has.</summary>
    public int Free(int pool = 0) => _free[pool];

    /// <summary>How much of that is kept back for those who have less than they are guaranteed.</summary>
    public int Reserved(int pool = 0) => _reserved[pool];

    /// <summary>
    /// Lets a function have some more (<c>mlx4_grant_resource</c>). EDQUOT: that is more than it may have. EINVAL: there is no such function.
    /// </summary>
    public Errno Grant(int function, int count, int pool = 0)
    {
        if (function >= shares.Count)
        {
            return Errno.EINVAL;
        }
        int allocated = _allocated[pool][function];
        int fromReserved = Math.Clamp(shares[function].Guaranteed - allocated, 0, count);
        int fromFree = count - fromReserved;
        if (count > shares[function].Quota - allocated || (fromFree > 0 && _free[pool] - fromFree < _reserved[pool]))
        {
            return Errno.EDQUOT;
        }
        _allocated[pool][function] += count;
        _free[pool] -= count;
        _reserved[pool] -= fromReserved;
        return Errno.Ok;
    }

    /// <summary>A function has some less (<c>mlx4_release_resource</c>).</summary>
    public void Release(int function, int count, int pool = 0)
    {
        int left = _allocated[pool][function] - count;
        _allocated[pool][function] = left;
        _free[pool] += count;
        _reserved[pool] += Math.Clamp(shares[function].Guaranteed - left, 0, count);
    }
}
