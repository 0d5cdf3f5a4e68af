namespace Mlx4.Sample.Pci;

/// <summary>How the bus is after an error (<c>pci_channel_state_t</c>).</summary>
internal enum PciChannelState
{
    /// <summary>It may be in order again after a reset of the slot.</summary>
    Frozen,

    /// <summary>The function is lost.</summary>
    PermanentFailure,
}
