using Mlx4.Sample.Driver.Capabilities;
using Mlx4.Sample.Driver.Probe;

namespace Mlx4.Sample.Driver.Master;

/// <summary>Which functions there are, and which ports of the card each of them has (<c>mlx4_get_active_ports</c>).</summary>
internal sealed class FunctionPorts(DeviceState device)
{
    private VfDistribution _vfs = VfDistribution.None;

    /// <summary>How many functions there are besides the master.</summary>
    public int VirtualFunctions { get; private set; }

    private IReadOnlyList<PortCapabilities> Ports => device.Capabilities.Ports;

    /// <summary>States which functions there are.</summary>
    /// <param name="vfs">How they are spread over the ports. Those that nobody has planned are on all of them.</param>
    /// <param name="count">How many there are.</param>
    public void Distribute(VfDistribution vfs, int count)
    {
        _vfs = vfs;
        VirtualFunctions = count;
    }

    /// <summary>The ports of a function: all for the master, none for a function that there is not.</summary>
    public PortRange Of(int function) => function switch
    {
        0 => new PortRange(1, Ports.Count),
        _ when function > VirtualFunctions => PortRange.None,
        _ => _vfs.PortsOf(function, Ports.Count),
    };

    /// <summary>The virtual functions that have a port, in the order of their numbers.</summary>
    public IReadOnlyList<int> VirtualFunctionsOn(int port) => [.. Enumerable.Range(1, VirtualFunctions).Where(function => Of(function).Contains(port))];

    /// <summary>The port that a function means by a number (<c>mlx4_slave_convert_port</c>); <see langword="null"/> if it has none of that number.</summary>
    public PortCapabilities? Find(int function, uint number)
    {
        PortRange own = Of(function);
        return number >= 1 && number <= own.Count ? Ports[own.First + (int)number - 2] : null;
    }

    /// <summary>The number that a function has for a port of the card (<c>mlx4_phys_to_slave_port</c>).</summary>
    public int OwnNumber(int function, int port) => port - Of(function).First + 1;
}
