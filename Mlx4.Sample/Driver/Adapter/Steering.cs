using Mlx4.Sample.Driver.Capabilities;

namespace Mlx4.Sample.Driver.Adapter;

/// <summary>Chooses how packets find their queue (<c>choose_steering_mode</c>).</summary>
internal sealed class Steering(DeviceState device)
{
    private const int MinLogEntrySize = 7;
    private const int MaxLogEntrySize = 12;
    private const int DefaultLogEntrySize = 10;

    /// <summary>By the device, if the user asks for that and the firmware can; else by groups, if it can do that for both kinds of addresses.</summary>
    public void Choose()
    {
        DeviceCapabilities capabilities = device.Capabilities;
        int asked = device.Options.LogMgmEntrySize;
        if (asked <= 0 && capabilities.Limits.FlowSteering && DeviceManagedEntrySize(capabilities.Limits.FlowSteeringQpsPerEntry) is { } size)
        {
            capabilities.SteeringMode = SteeringMode.DeviceManaged;
            capabilities.LogMgmEntrySize = size;
            return;
        }
        capabilities.SteeringMode = capabilities.Has(DeviceFeatures.UnicastSteering | DeviceFeatures.MulticastSteering)
            ? SteeringMode.B0
            : SteeringMode.A0;
        capabilities.LogMgmEntrySize = asked > 0 ? asked : DefaultLogEntrySize;
        // The queue pairs for high rates are of use to the device's own steering only.
        capabilities.HighRateQpBase = capabilities.FirmwareReservedQps;
    }

    /// <summary>The smallest entry that has room for the queue pairs: two of its units are its head, and a unit holds four.</summary>
    private static int? DeviceManagedEntrySize(int queuePairs)
    {
        for (int log = MinLogEntrySize; log <= MaxLogEntrySize; log++)
        {
            if (queuePairs <= 4 * ((1 << log) / 16 - 2))
            {
                return log;
            }
        }
        return null;
    }
}
