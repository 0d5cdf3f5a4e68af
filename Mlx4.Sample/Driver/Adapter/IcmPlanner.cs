using System.Numerics;
using Mlx4.Sample.Driver.Capabilities;
using Mlx4.Sample.Driver.Icm;

namespace Mlx4.Sample.Driver.Adapter;

/// <summary>Decides how many of everything the card is to have, and lays them out in ICM (<c>mlx4_make_profile</c>).</summary>
internal static class IcmPlanner
{
    /// <summary>The most event queues that a function uses that has the card to itself.</summary>
    private const int MaxEqs = 128;

    /// <summary>The number of flow rules where the device manages steering.</summary>
    private const int FlowRules = 1 << 17;

    /// <summary>The event queues of all functions of a card whose firmware does not divide them.</summary>
    private const int SharedEqs = 1024;

    private const int CmptKinds = 4;
    private const int LogCmptsPerKind = 24;

    /// <summary>Fills in the layout and the numbers that follow from it.</summary>
    /// <returns>Whether the card's ICM is large enough.</returns>
    public static bool Plan(DeviceState device)
    {
        DeviceCapabilities capabilities = device.Capabilities;
        FirmwareLimits limits = capabilities.Limits;
        IcmProfile profile = device.Options.LowMemory ? IcmProfile.LowMemory : new IcmProfile();
        bool deviceManaged = capabilities.SteeringMode == SteeringMode.DeviceManaged;
        var layout = new IcmLayout(new Dictionary<IcmResource, (int Count, int EntrySize)>
        {
            [IcmResource.Qp] = (profile.Qps, limits.QpEntrySize),
            [IcmResource.Rdmarc] = (profile.Qps * profile.RdmarcPerQp, limits.RdmarcEntrySize),
            [IcmResource.Altc] = (profile.Qps, limits.AltcEntrySize),
            [IcmResource.Auxc] = (profile.Qps, limits.AuxcEntrySize),
            [IcmResource.Srq] = (profile.Srqs, limits.SrqEntrySize),
            [IcmResource.Cq] = (profile.Cqs, limits.CqEntrySize),
            [IcmResource.Eq] = (EqContexts(device), limits.EqEntrySize),
            [IcmResource.Dmpt] = (profile.Mpts, limits.DmptEntrySize),
            [IcmResource.Cmpt] = (CmptKinds << LogCmptsPerKind, limits.CmptEntrySize),
            [IcmResource.Mtt] = (profile.MttsFor(device.Pci.MemorySize), limits.MttEntrySize),
            [IcmResource.Mcg] = (deviceManaged ? FlowRules : profile.McgEntries, 1 << capabilities.LogMgmEntrySize),
        });
        if (layout.Size > limits.MaxIcmSize)
        {
            return false;
        }
        capabilities.Layout = layout;
        capabilities.Qps = layout[IcmResource.Qp].Count;
        capabilities.Srqs = layout[IcmResource.Srq].Count;
        capabilities.Cqs = layout[IcmResource.Cq].Count;
        capabilities.Mpts = layout[IcmResource.Dmpt].Count;
        capabilities.Eqs = limits.SystemEqs > 0 ? layout[IcmResource.Eq].Count : (int)BitOperations.RoundUpToPowerOf2((uint)Math.Min(limits.MaxEqs, MaxEqs));
        capabilities.Mgms = deviceManaged ? layout[IcmResource.Mcg].Count : layout[IcmResource.Mcg].Count / 2;
        return true;
    }

    /// <summary>The contexts of a master's card are those of all functions.</summary>
    private static int EqContexts(DeviceState device)
    {
        FirmwareLimits limits = device.Capabilities.Limits;
        return limits.SystemEqs > 0 ? limits.SystemEqs
            : device.Mode == FunctionMode.Master ? SharedEqs
            : Math.Min(limits.MaxEqs, MaxEqs);
    }
}
