using Mlx4.Runtime;
using Mlx4.Sample.Driver.Capabilities;
using Mlx4.Sample.Driver.Commands;

namespace Mlx4.Sample.Driver.Ports;

/// <summary>Looks every few seconds what is at the other end of the cables, and lets the ports follow (<c>mlx4_start_sense</c>).</summary>
internal sealed class PortSense
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    private readonly DeviceState _device;
    private readonly Registration _registration;
    private readonly StageScope _scope;
    private readonly PeriodicWork _work;

    public PortSense(DeviceState device, Registration registration, StageScope scope)
    {
        _device = device;
        _registration = registration;
        _scope = scope;
        _work = new PeriodicWork(device.Pci.Time, Interval, Sense);
    }

    /// <summary>The ports whose cables decide what they are.</summary>
    public static IEnumerable<PortCapabilities> PortsToSense(IEnumerable<PortCapabilities> ports) =>
        ports.Where(static port => port.SenseAllowed && port.SuggestsSense);

    /// <summary>Asks the card what is at the other end of a port's cable; without an answer, or a cable, the port stays what it is.</summary>
    public static PortType TypeOf(DeviceState device, PortCapabilities port, StageScope scope)
    {
        Errno error = device.Commands.Execute(new Command(Opcode.SensePort, (uint)port.Number), out ulong type);
        if (error != Errno.Ok)
        {
            scope.Warn($"SENSE_PORT {port.Number}: {error}");
            return port.Type;
        }
        return type is (ulong)PortType.InfiniBand or (ulong)PortType.Ethernet ? (PortType)type : port.Type;
    }

    /// <summary>Begins to look.</summary>
    public void Start() => _work.Start();

    /// <summary>Looks no more.</summary>
    public void Stop() => _work.Stop();

    private void Sense()
    {
        var changes = PortsToSense(_device.Capabilities.Ports)
            .Select(port => (Port: port, Type: TypeOf(_device, port, _scope)))
            .Where(static change => change.Type != change.Port.Type)
            .ToList();
        if (changes.Count > 0)
        {
            ChangePortTypes(changes);
        }
    }

    /// <summary>
    /// Takes the card from the drivers of its protocols while its ports change (<c>mlx4_change_port_types</c>). If that fails the card stays
    /// loaded, and is nobody's until the next change or load.
    /// </summary>
    private void ChangePortTypes(List<(PortCapabilities Port, PortType Type)> changes)
    {
        _registration.UnloadOne();
        foreach ((PortCapabilities port, PortType type) in changes)
        {
            port.Type = type;
        }
        InitResult<Errno> result = SetPorts();
        result = result.Failed ? result : _registration.LoadOne();
        if (result.Failed)
        {
            _scope.Warn($"the ports could not follow their cables: {result}");
        }
    }

    private InitResult<Errno> SetPorts()
    {
        foreach (PortCapabilities port in _device.Capabilities.Ports)
        {
            _device.Commands.Execute(new Command(Opcode.ClosePort, (uint)port.Number));
            InitResult<Errno> result = new PortSetup(_device, port.Number, _scope.Nested(nameof(PortSetup), $"port {port.Number}")).LoadOne();
            if (result.Failed)
            {
                return result;
            }
        }
        return default;
    }
}
