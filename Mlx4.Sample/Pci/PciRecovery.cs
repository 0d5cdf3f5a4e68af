namespace Mlx4.Sample.Pci;

/// <summary>What a driver answers to an error of the bus (<c>pci_ers_result_t</c>).</summary>
internal enum PciRecovery
{
    /// <summary>The slot is to be reset.</summary>
    NeedReset,

    /// <summary>The function works again.</summary>
    Recovered,

    /// <summary>Nothing can be done for the function.</summary>
    Disconnect,
}
