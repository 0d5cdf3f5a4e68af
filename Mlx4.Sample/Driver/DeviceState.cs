using Mlx4.Sample.Driver.Capabilities;
using Mlx4.Sample.Driver.Commands;
using Mlx4.Sample.Driver.Firmware;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Driver;

/// <summary>What the units of the driver share about one card (<c>struct mlx4_priv</c>).</summary>
internal sealed class DeviceState(PciDevice pci, DriverOptions options, CommandInterface commands)
{
    /// <summary>The function.</summary>
    public PciDevice Pci { get; } = pci;

    /// <summary>The driver's parameters.</summary>
    public DriverOptions Options { get; } = options;

    /// <summary>The way to the firmware.</summary>
    public CommandInterface Commands { get; } = commands;

    /// <summary>What the function is among those of its card. It may change during a load.</summary>
    public FunctionMode Mode
    {
        get => Commands.Mode;
        set => Commands.Mode = value;
    }

    /// <summary>Whether the function reaches the firmware through the master only (<c>mlx4_is_slave</c>).</summary>
    public bool IsSlave => Mode == FunctionMode.Slave;

    /// <summary>Whether there are virtual functions, this one or others (<c>mlx4_is_mfunc</c>).</summary>
    public bool IsMultiFunction => Mode != FunctionMode.Single;

    /// <summary>What QUERY_FW has said.</summary>
    public FirmwareInfo Firmware { get; set; } = new();

    /// <summary>What the card has, and what of it is used.</summary>
    public DeviceCapabilities Capabilities { get; private set; } = new();

    /// <summary>Forgets everything that an earlier load has found out.</summary>
    public void Clear()
    {
        Firmware = new FirmwareInfo();
        Capabilities = new DeviceCapabilities();
    }
}
