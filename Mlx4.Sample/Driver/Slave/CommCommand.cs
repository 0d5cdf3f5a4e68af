namespace Mlx4.Sample.Driver.Slave;

/// <summary>What a slave says to its master by the comm channel.</summary>
internal enum CommCommand : byte
{
    /// <summary>A driver begins or ends: all that the function has is free.</summary>
    Reset = 0,

    /// <summary>Bits 63:48 of the place of the vHCR.</summary>
    Vhcr0 = 1,

    /// <summary>Bits 47:32.</summary>
    Vhcr1 = 2,

    /// <summary>Bits 31:16.</summary>
    Vhcr2 = 3,

    /// <summary>Bits 15:0. From now on there may be commands.</summary>
    EnableVhcr = 4,

    /// <summary>There is a command in the vHCR.</summary>
    PostVhcr = 5,
}
