namespace Mlx4.Sample.Driver;

/// <summary>The parameters of the driver, as those of the kernel module.</summary>
internal sealed record DriverOptions
{
    /// <summary>The value of <see cref="LogMgmEntrySize"/> that asks for steering managed by the device.</summary>
    public const int DeviceManagedSteering = -1;

    /// <summary><c>msi_x</c>: whether to try MSI-X.</summary>
    public bool UseMsiX { get; init; } = true;

    /// <summary>
    /// <c>log_num_mgm_entry_size</c>: 7 to 12 is the logarithm of a multicast group's size in bytes; 0 or less
    /// (<see cref="DeviceManagedSteering"/>) asks for steering managed by the device, if it offers that.
    /// </summary>
    public int LogMgmEntrySize { get; init; } = 10;

    /// <summary><c>enable_64b_cqe_eqe</c>: whether to use entries of 64 bytes where the card has them.</summary>
    public bool Use64ByteEntries { get; init; } = true;

    /// <summary><c>log_num_mac</c>: the logarithm of the number of MAC addresses for each port.</summary>
    public int LogMacs { get; init; } = 7;

    /// <summary>Whether to make do with little memory, as Linux does in a crash kernel.</summary>
    public bool LowMemory { get; init; }

    /// <summary>
    /// <c>num_vfs</c>: how many virtual functions to enable. One number: on both ports; two: on port 1 only, on port 2 only; three: those
    /// two, and on both.
    /// </summary>
    public IReadOnlyList<int> VirtualFunctions { get; init; } = [];

    /// <summary>
    /// <c>probe_vf</c>: how many of those are for this host itself, which leaves the others alone. Counted as
    /// <see cref="VirtualFunctions"/> are, none without a number. It does not matter on a host that states no virtual functions.
    /// </summary>
    public IReadOnlyList<int> ProbedVirtualFunctions { get; init; } = [];
}
