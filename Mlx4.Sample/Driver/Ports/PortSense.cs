using Mlx4.Runtime;
using Mlx4.Sample.Driver.Capabilities;
using Mlx4.Sample.Driver.Commands;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Driver.Ports;

/// <summary>Looks every few seconds what is at the other end of the cables, and lets the ports follow (<c>mlx4_start_sense</c>).</summary>
internal sealed class PortSense
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    private readonly DeviceState _device;
    private readonly PortTypes _types;
    private readonly WorkQueue _queue;
    private readonly StageScope _scope;
    private readonly PeriodicWork _timer;
    private volatile bool _isOn;
    private int _queued;

    /// <summary>Makes it; it does not look yet.</summary>
    /// <param name="device">The device.</param>
    /// <param name="types">Lets the ports follow.</param>
    /// <param name="queue">Does the work.</param>
    /// <param name="scope">Where warnings go.</param>
    public PortSense(DeviceState device, PortTypes types, WorkQueue queue, StageScope scope)
    {
        _device = device;
        _types = types;
        _queue = queue;
        _scope = scope;
        _timer = new PeriodicWork(device.Pci.Time, Interval, QueueWork);
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
    public void Start()
    {
        _isOn = true;
        _timer.Start();
    }

    /// <summary>Looks no more. A look that is under way is waited for, and the change that it leads to.</summary>
    public void Stop()
    {
        _isOn = false;
        _timer.Stop();
        _queue.Flush();
    }

    /// <summary>Not again while the last look is not over: a command may take a minute.</summary>
    private void QueueWork()
    {
        if (Interlocked.Exchange(ref _queued, 1) == 0)
        {
            _queue.Queue(Sense);
        }
    }

    private void Sense()
    {
        Interlocked.Exchange(ref _queued, 0);
        if (_isOn)
        {
            _types.Follow(port => PortsToSense(_device.Capabilities.Ports).Contains(port) ? TypeOf(_device, port, _scope) : port.Type);
        }
    }
}
