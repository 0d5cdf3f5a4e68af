using Mlx4.Runtime;

namespace Mlx4.Sample.Pci;

/// <summary>What Linux's devlink keeps of a device for its driver: parameters, regions of memory to look at, and a lock that is held while the device comes and goes.</summary>
internal sealed class Devlink(PciHost host)
{
    private const string Instance = "devlink instance";
    private const string Registration = "devlink registration";
    private const string ParameterEntry = "devlink parameter";
    private const string RegionEntry = "devlink region";

    private readonly Dictionary<string, (ulong Id, string Value)> _parameters = [];
    private readonly Dictionary<string, (ulong Id, IReadOnlyList<uint> Snapshot)> _regions = [];
    private readonly ulong _id = host.NextObject();

    /// <summary>The lock (<c>devl_lock</c>).</summary>
    public Gate Lock { get; } = new(host.Time, "devlink");

    /// <summary>Whether the administrator sees the device.</summary>
    public bool IsRegistered => host.Ledger.Holds(Registration, _id);

    /// <summary>Begins (<c>devlink_alloc</c>). ENOMEM: the host cannot.</summary>
    public Errno Alloc()
    {
        if (host.Faults.Refuses(HostCall.AllocDevlink))
        {
            return Errno.ENOMEM;
        }
        host.Ledger.Take(Instance, _id, "devlink_alloc");
        return Errno.Ok;
    }

    /// <summary>Ends (<c>devlink_free</c>).</summary>
    public void Free() => host.Ledger.Return(Instance, _id);

    /// <summary>States the driver's parameters (<c>devl_params_register</c>). ENOMEM: the host cannot.</summary>
    public Errno RegisterParameters(IReadOnlyDictionary<string, string> parameters)
    {
        if (host.Faults.Refuses(HostCall.RegisterParameters))
        {
            return Errno.ENOMEM;
        }
        foreach ((string name, string value) in parameters)
        {
            ulong id = host.NextObject();
            _parameters.Add(name, (id, value));
            host.Ledger.Take(ParameterEntry, id, name);
        }
        return Errno.Ok;
    }

    /// <summary>Takes the parameters away (<c>devl_params_unregister</c>).</summary>
    public void UnregisterParameters()
    {
        foreach ((ulong id, _) in _parameters.Values)
        {
            host.Ledger.Return(ParameterEntry, id);
        }
        _parameters.Clear();
    }

    /// <summary>The value of a parameter; <see langword="null"/> if there is none of that name.</summary>
    public string? Parameter(string name) => _parameters.TryGetValue(name, out (ulong Id, string Value) parameter) ? parameter.Value : null;

    /// <summary>Makes a region, which has no snapshot yet (<c>devl_region_create</c>). ENOMEM: the host cannot.</summary>
    public Errno CreateRegion(string name)
    {
        if (host.Faults.Refuses(HostCall.CreateRegion))
        {
            return Errno.ENOMEM;
        }
        ulong id = host.NextObject();
        _regions.Add(name, (id, []));
        host.Ledger.Take(RegionEntry, id, name);
        return Errno.Ok;
    }

    /// <summary>Takes a region and its snapshot away (<c>devl_region_destroy</c>), if it is there.</summary>
    public void DestroyRegion(string name)
    {
        if (_regions.Remove(name, out (ulong Id, IReadOnlyList<uint> Snapshot) region))
        {
            host.Ledger.Return(RegionEntry, region.Id);
        }
    }

    /// <summary>Keeps the words of a region as they are now; the newest snapshot only, and none if there is no such region.</summary>
    public void TakeSnapshot(string name, IReadOnlyList<uint> words)
    {
        if (_regions.TryGetValue(name, out (ulong Id, IReadOnlyList<uint> Snapshot) region))
        {
            _regions[name] = region with { Snapshot = words };
        }
    }

    /// <summary>The snapshot of a region, empty without one.</summary>
    public IReadOnlyList<uint> Snapshot(string name) => _regions.TryGetValue(name, out (ulong Id, IReadOnlyList<uint> Snapshot) region) ? region.Snapshot : [];

    /// <summary>Lets the administrator see the device (<c>devlink_register</c>).</summary>
    public void Register() => host.Ledger.Take(Registration, _id, "devlink_register");

    /// <summary>Takes it from their sight (<c>devlink_unregister</c>).</summary>
    public void Unregister() => host.Ledger.Return(Registration, _id);
}
