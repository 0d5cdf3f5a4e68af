namespace Mlx4.Sample.Driver.Resources;

/// <summary>Which queue pairs get all packets of a port, whatever their address (<c>mlx4_init_steering</c>). A fresh card has none.</summary>
internal sealed class SteeringLists
{
    private List<uint>[] _multicast = [];
    private List<uint>[] _unicast = [];

    /// <summary>Makes the lists of all ports, empty.</summary>
    public void Init(int ports)
    {
        _multicast = Lists();
        _unicast = Lists();

        List<uint>[] Lists() => [.. Enumerable.Range(0, ports).Select(static _ => new List<uint>())];
    }

    /// <summary>Forgets the lists.</summary>
    public void Clear() => _multicast = _unicast = [];

    /// <summary>The queue pairs that get all multicast packets of a port.</summary>
    public IReadOnlyList<uint> MulticastOf(int port) => _multicast[port - 1];

    /// <summary>The queue pairs that get all unicast packets of a port.</summary>
    public IReadOnlyList<uint> UnicastOf(int port) => _unicast[port - 1];
}
