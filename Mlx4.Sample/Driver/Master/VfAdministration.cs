using System.Net.NetworkInformation;
using Mlx4.Runtime;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Driver.Master;

/// <summary>
/// What the administrator of the master's host decides for a virtual function (<c>struct mlx4_vport_state</c>), as by <c>ip link set … vf</c>. It is
/// forgotten when the master is unloaded.
/// </summary>
internal sealed class VfAdministration(DeviceState device, Gate gate, FunctionPorts ports, IReadOnlyList<SlaveState> slaves, SlavePortEvents events)
{
    private const int AddressLength = 6;
    private const byte Group = 1;

    /// <summary>
    /// Gives a function an address, from its next load on (<c>mlx4_set_vf_mac</c>); zeros let it choose one itself. EINVAL: there is no such function,
    /// it does not have the port, or the address is no station's.
    /// </summary>
    /// <param name="number">The function's number, from 1.</param>
    /// <param name="port">The card's port.</param>
    /// <param name="mac">The address.</param>
    public Errno SetMac(int number, int port, PhysicalAddress mac)
    {
        byte[] bytes = mac.GetAddressBytes();
        using (gate.Enter())
        {
            if (bytes.Length != AddressLength || (bytes[0] & Group) != 0 || Find(number, port) is not { } own)
            {
                return Errno.EINVAL;
            }
            own.AdminMac = bytes.Aggregate(0UL, static (value, part) => value << 8 | part);
            return Errno.Ok;
        }
    }

    /// <summary>
    /// Says what a function sees of a port's link, from now on; its driver is told (<c>mlx4_set_vf_link_state</c>). EINVAL: there is no such function,
    /// or it does not have the port.
    /// </summary>
    /// <param name="number">The function's number, from 1.</param>
    /// <param name="port">The card's port.</param>
    /// <param name="state">What it sees.</param>
    public Errno SetLinkState(int number, int port, VfLinkState state)
    {
        using (gate.Enter())
        {
            if (Find(number, port) is not { } own)
            {
                return Errno.EINVAL;
            }
            own.LinkState = state;
            bool isUp = state == VfLinkState.Enable || (state == VfLinkState.Auto && device.Capabilities.Ports[port - 1].LinkUp);
            events.Tell(slaves[number], port, isUp);
            return Errno.Ok;
        }
    }

    private VirtualPort? Find(int number, int port) =>
        number >= 1 && number < slaves.Count && ports.Of(number).Contains(port) ? slaves[number].VirtualPorts[port - 1] : null;
}
