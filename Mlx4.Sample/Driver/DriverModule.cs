using Mlx4.Sample.Driver.Interfaces;
using Mlx4.Sample.Driver.Ports;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Driver;

/// <summary>What all devices of a host share: the globals of the kernel module. It lives as long as the program.</summary>
/// <param name="time">The host's clock.</param>
#pragma warning disable CA1001 // The queue's thread is a background one, and ends with the program.
internal sealed class DriverModule(TimeProvider time)
#pragma warning restore CA1001
{
    private readonly List<IMlx4Interface> _interfaces = [];

    /// <summary>The numbers of the cards among the auxiliary devices.</summary>
    public AuxiliaryIndexes AuxiliaryIndexes { get; } = new();

    /// <summary>Whether a master is loading.</summary>
    public PfLoading PfLoading { get; } = new();

    /// <summary>What the devices do from time to time (<c>mlx4_wq</c>).</summary>
    public WorkQueue Work { get; } = new(time, "mlx4");

    /// <summary>The drivers of the protocols, in the order in which they are offered a device.</summary>
    public IReadOnlyList<IMlx4Interface> Interfaces
    {
        get
        {
            lock (_interfaces)
            {
                return [.. _interfaces];
            }
        }
    }

    /// <summary>Makes the driver of a protocol known. It is offered the devices that are registered from now on.</summary>
    public void Register(IMlx4Interface driver)
    {
        lock (_interfaces)
        {
            _interfaces.Add(driver);
        }
    }
}
