namespace Mlx4.Sample.Driver;

/// <summary>
/// How many masters of a host are about to enable their virtual functions (<c>pf_loading</c>). Meanwhile no virtual function is loaded: its
/// master would not serve it yet.
/// </summary>
internal sealed class PfLoading
{
    private int _count;

    /// <summary>Whether a master is loading.</summary>
    public bool IsLoading => Volatile.Read(ref _count) != 0;

    /// <summary>A master begins.</summary>
    public void Enter() => Interlocked.Increment(ref _count);

    /// <summary>A master has loaded, or given up.</summary>
    public void Leave() => Interlocked.Decrement(ref _count);
}
