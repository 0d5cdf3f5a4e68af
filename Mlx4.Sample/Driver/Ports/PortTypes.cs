using Mlx4.Runtime;
using Mlx4.Sample.Driver.Capabilities;
using Mlx4.Sample.Driver.Commands;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Driver.Ports;

/// <summary>Lets ports become something else while the device is loaded (<c>mlx4_change_port_types</c>).</summary>
internal sealed class PortTypes(DeviceState device, Registration registration, StageScope scope)
{
    private readonly Gate _gate = new(device.Pci.Time, "the types of the ports");

    /// <summary>Lets the ports become what they are to be; see <see cref="Change"/>. A failure is told as a warning.</summary>
    /// <param name="typeOf">What a port is to be.</param>
    public void Follow(Func<PortCapabilities, PortType> typeOf)
    {
        using (_gate.Enter())
        {
            PortType[] types = [.. device.Capabilities.Ports.Select(typeOf)];
            if (Differ(types) && Change(types) is { Failed: true } result)
            {
                scope.Warn($"the ports could not follow their cables: {result}");
            }
        }
    }

    /// <summary>Makes the ports what they were before a restart (<c>restore_current_port_types</c>).</summary>
    /// <param name="types">What they were; as far as it is known.</param>
    public InitResult<Errno> Restore(IReadOnlyList<PortType> types)
    {
        using (_gate.Enter())
        {
            return types.Count == device.Capabilities.Ports.Count && Differ(types) ? Change(types) : default;
        }
    }

    private bool Differ(IEnumerable<PortType> types) => !types.SequenceEqual(device.Capabilities.Ports.Select(static port => port.Type));

    /// <summary>
    /// Takes the card from the drivers of its protocols while its ports change. If that fails the device stays loaded, and is nobody's until the
    /// next change or load.
    /// </summary>
    private InitResult<Errno> Change(IReadOnlyList<PortType> types)
    {
        registration.UnloadOne();
        foreach ((PortCapabilities port, PortType type) in device.Capabilities.Ports.Zip(types))
        {
            port.Type = type;
        }
        InitResult<Errno> result = SetPorts();
        return result.Failed ? result : registration.LoadOne();
    }

    private InitResult<Errno> SetPorts()
    {
        foreach (PortCapabilities port in device.Capabilities.Ports)
        {
            device.Commands.Execute(new Command(Opcode.ClosePort, (uint)port.Number));
            InitResult<Errno> result = new PortSetup(device, port.Number, scope.Nested(nameof(PortSetup), $"port {port.Number}")).LoadOne();
            if (result.Failed)
            {
                return result;
            }
        }
        return default;
    }
}
