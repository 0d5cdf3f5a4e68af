using Mlx4.Sample.Driver.Ports;

namespace Mlx4.Sample.Driver;

/// <summary>What all devices of a host share: the globals of the kernel module.</summary>
internal sealed class DriverModule
{
    /// <summary>The numbers of the cards among the auxiliary devices.</summary>
    public AuxiliaryIndexes AuxiliaryIndexes { get; } = new();

    /// <summary>Whether a master is loading.</summary>
    public PfLoading PfLoading { get; } = new();
}
