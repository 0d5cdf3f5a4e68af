namespace Mlx4.Sample.Driver.Commands;

/// <summary>
/// What a slave sends by the comm channel: bits 23:16 of its word. Each is allowed after the one before it only, but for the first and the last.
/// </summary>
internal enum CommCommand : byte
{
    /// <summary>Begins anew. The answer names the channel's version.</summary>
    Reset = 0,

    /// <summary>Bits 63:48 of the address of the slave's vHCR.</summary>
    Vhcr0 = 1,

    /// <summary>Bits 47:32.</summary>
    Vhcr1 = 2,

    /// <summary>Bits 31:16.</summary>
    Vhcr2 = 3,

    /// <summary>Bits 15:0; from now on the slave may give commands.</summary>
    VhcrEnable = 4,

    /// <summary>A command is in the vHCR.</summary>
    VhcrPost = 5,

    /// <summary>Never sent: the function was reset, and the master has not taken back yet what it had.</summary>
    FunctionReset = 254,
}
