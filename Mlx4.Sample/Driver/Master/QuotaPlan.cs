using Mlx4.Sample.Driver.Capabilities;
using Mlx4.Sample.Driver.Icm;

namespace Mlx4.Sample.Driver.Master;

/// <summary>Divides the card's resources among its functions (the loop of <c>mlx4_init_resource_tracker</c>).</summary>
/// <param name="capabilities">What the card has.</param>
/// <param name="functions">The functions and their ports.</param>
internal sealed class QuotaPlan(DeviceCapabilities capabilities, FunctionPorts functions)
{
    private const int MacsPerPort = 128;
    private const int VlansPerPort = 128;
    private const int GuaranteedMacs = 2;
    private const int CountersPerPortOfMaster = 2;

    /// <summary>The resources that are divided.</summary>
    public static IReadOnlyList<ResourceType> Types { get; } =
    [
        ResourceType.Qp, ResourceType.Cq, ResourceType.Srq, ResourceType.Mpt, ResourceType.Mtt, ResourceType.Mac, ResourceType.Vlan,
        ResourceType.Counter,
    ];

    private int Functions => functions.VirtualFunctions + 1;

    private int Ports => capabilities.Ports.Count;

    /// <summary>Divides a resource; <see langword="null"/>: more of it is reserved than there is.</summary>
    public ResourceQuota? Divide(ResourceType type) => type switch
    {
        ResourceType.Qp => Halve(capabilities.SharedQps),
        ResourceType.Cq => Halve(capabilities.Cqs - capabilities.ReservedCqs),
        ResourceType.Srq => Halve(capabilities.Srqs - capabilities.ReservedSrqs),
        ResourceType.Mpt => Halve(capabilities.Mpts - capabilities.ReservedMrws),
        // The master has the firmware's on top.
        ResourceType.Mtt => Halve(capabilities.Layout[IcmResource.Mtt].Count - capabilities.ReservedMtts, capabilities.ReservedMtts),
        // The master leaves what is guaranteed to the others on the port that has the most of them.
        ResourceType.Mac => OfPorts(
            new(MacsPerPort - GuaranteedMacs * Enumerable.Range(1, Ports).Max(port => functions.VirtualFunctionsOn(port).Count), GuaranteedMacs),
            new(MacsPerPort, GuaranteedMacs),
            MacsPerPort),
        ResourceType.Vlan => OfPorts(new(VlansPerPort, VlansPerPort / 2), new(VlansPerPort / 2, 0), VlansPerPort),
        ResourceType.Counter => DivideCounters(),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Nobody has a quota of these."),
    };

    /// <summary>One half is everybody's in equal parts, the other one whoever's comes first.</summary>
    private ResourceQuota? Halve(int total, int mastersOwn = 0)
    {
        if (total < 0)
        {
            return null;
        }
        int guaranteed = total / (2 * Functions);
        var share = new ResourceQuota.Share(total / 2 + guaranteed, guaranteed);
        return new ResourceQuota(Shares(new(share.Quota + mastersOwn, share.Guaranteed + mastersOwn), share), total + mastersOwn);
    }

    /// <summary>Each port has its own, and only for the functions that have the port.</summary>
    private ResourceQuota OfPorts(ResourceQuota.Share masters, ResourceQuota.Share others, int total) =>
        new(Shares(masters, others), total, Ports, (function, pool) => functions.Of(function).Contains(pool + 1));

    /// <summary>The sink is nobody's. Functions that come when all the others are promised already are promised none.</summary>
    private ResourceQuota DivideCounters()
    {
        int most = (int)capabilities.Limits.MaxCounters;
        int left = Math.Max(most - 1, 0);
        var shares = new ResourceQuota.Share[Functions];
        for (int function = 0; function < Functions; function++)
        {
            int wanted = function == 0 ? CountersPerPortOfMaster * Ports : functions.Of(function).Count;
            int guaranteed = wanted <= left ? wanted : 0;
            shares[function] = new ResourceQuota.Share(most, guaranteed);
            left -= guaranteed;
        }
        return new ResourceQuota(shares, Math.Max(most - 1, 0));
    }

    private ResourceQuota.Share[] Shares(ResourceQuota.Share masters, ResourceQuota.Share others) =>
        [masters, .. Enumerable.Repeat(others, functions.VirtualFunctions)];
}
