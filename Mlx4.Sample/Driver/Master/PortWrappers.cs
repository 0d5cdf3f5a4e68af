using Mlx4.Runtime;
using Mlx4.Sample.Driver.Capabilities;
using Mlx4.Sample.Driver.Commands;

namespace Mlx4.Sample.Driver.Master;

/// <summary>The commands for ports, which all functions share: a port is up while anybody wants it, and can what all of them want.</summary>
internal sealed class PortWrappers(DeviceState device, FunctionPorts ports, GidTables gids, IReadOnlyList<SlaveState> slaves)
{
    // Of SET_PORT.
    private const byte Ethernet = 1;
    private const byte Beacon = 4;
    private const uint General = 0;
    private const uint Gids = 5;
    private const uint PortMask = 0xff;
    private const int CodeShift = 8;
    private const int CapabilityMask = 0x04;
    private const uint SubnetManager = 1 << 1;
    private const uint DeviceManagement = 1 << 19;
    private const int Valid = 0x03;
    private const byte MtuIsValid = 1 << 0;
    private const byte PausesAreValid = 1 << 1 | 1 << 2;
    private const int Mtu = 0x06;

    /// <summary>Adds them.</summary>
    public void AddTo(WrappedCommands table)
    {
        table.Add(new WrappedCommand(Opcode.InitPort) { IsMastersToo = true, Wrapper = Init });
        table.Add(new WrappedCommand(Opcode.ClosePort) { IsMastersToo = true, Wrapper = Close });
        var set = new WrappedCommand(Opcode.SetPort) { HasInbox = true, IsMastersToo = true };
        table.Add(set with { Wrapper = call => Set(table, set, call) });
    }

    /// <summary>A function is gone, and wants no port any more.</summary>
    public void CloseAll(SlaveState slave)
    {
        foreach (PortCapabilities port in device.Capabilities.Ports)
        {
            Close(slave, port);
            slave.VirtualPorts[port.Number - 1].Capabilities = 0;
            slave.VirtualPorts[port.Number - 1].Mtu = 0;
        }
    }

    private Errno Init(WrappedCall call)
    {
        if (ports.Find(call.Function, call.Modifier) is not { } port)
        {
            return Errno.EINVAL;
        }
        bool first = Wants(call.Slave, port) && !slaves.Any(slave => Wants(slave, port) && slave.HasOpened(port.Number));
        Errno error = call.Slave.HasOpened(port.Number) || !first ? Errno.Ok : Native(Opcode.InitPort, port);
        if (error == Errno.Ok)
        {
            call.Slave.SetOpened(port.Number, true);
        }
        return error;
    }

    private Errno Close(WrappedCall call) => ports.Find(call.Function, call.Modifier) is { } port ? Close(call.Slave, port) : Errno.EINVAL;

    private Errno Close(SlaveState slave, PortCapabilities port)
    {
        if (!slave.HasOpened(port.Number))
        {
            return Errno.Ok;
        }
        bool last = Wants(slave, port) && slaves.Count(each => Wants(each, port) && each.HasOpened(port.Number)) == 1;
        Errno error = last ? Native(Opcode.ClosePort, port) : Errno.Ok;
        if (error == Errno.Ok)
        {
            slave.SetOpened(port.Number, false);
        }
        return error;
    }

    /// <summary>An InfiniBand port is up when the master says so: it has the subnet management agent.</summary>
    private static bool Wants(SlaveState slave, PortCapabilities port) => slave.Number == 0 || port.Type == PortType.Ethernet;

    /// <summary>EPERM: the lamp is the master's. EINVAL: a slave may set the general part of an Ethernet port and its own GIDs only.</summary>
    private Errno Set(WrappedCommands table, WrappedCommand entry, WrappedCall call)
    {
        if (ports.Find(call.Function, call.Modifier & PortMask) is not { } port)
        {
            return Errno.EINVAL;
        }
        call.Modifier = call.Modifier & ~PortMask | (uint)port.Number;
        if (call.OpModifier == Ethernet)
        {
            return SetEthernet(table, entry, call, port);
        }
        if (call.OpModifier == Beacon)
        {
            return call.IsMasters ? table.ExecuteNative(entry, call) : Errno.EPERM;
        }
        return port.Type == PortType.InfiniBand ? SetInfiniBand(table, entry, call, port) : Errno.EINVAL;
    }

    /// <summary>The port states what any function can. EINVAL: device management is nobody's, and a slave is no subnet manager.</summary>
    private Errno SetInfiniBand(WrappedCommands table, WrappedCommand entry, WrappedCall call, PortCapabilities port)
    {
        VirtualPort own = call.Slave.VirtualPorts[port.Number - 1];
        uint before = own.Capabilities;
        own.Capabilities = call.Inbox.Read32(CapabilityMask);
        if ((own.Capabilities & (call.IsMasters ? DeviceManagement : DeviceManagement | SubnetManager)) != 0)
        {
            own.Capabilities = before;
            return Errno.EINVAL;
        }
        uint all = slaves.Aggregate(0U, (mask, slave) => mask | slave.VirtualPorts[port.Number - 1].Capabilities);
        if (!call.IsMasters)
        {
            // What else is in the mailbox is the master's to set.
            call.Inbox.Clear();
        }
        call.Inbox.Write32(CapabilityMask, all);
        Errno error = table.ExecuteNative(entry, call);
        if (error != Errno.Ok)
        {
            own.Capabilities = before;
        }
        return error;
    }

    /// <summary>Frames may be as large as any function wants; whether the port pauses is the master's to say.</summary>
    private Errno SetEthernet(WrappedCommands table, WrappedCommand entry, WrappedCall call, PortCapabilities port)
    {
        uint code = call.Modifier >> CodeShift;
        if (!call.IsMasters && (code is not (General or Gids) || port.Type != PortType.Ethernet))
        {
            return Errno.EINVAL;
        }
        if (code == Gids)
        {
            return gids.Set(call, port);
        }
        VirtualPort own = call.Slave.VirtualPorts[port.Number - 1];
        ushort before = own.Mtu;
        byte valid = call.Inbox.Read8(Valid);
        if (code == General && (valid & MtuIsValid) != 0)
        {
            own.Mtu = call.Inbox.Read16(Mtu);
            call.Inbox.Write16(Mtu, slaves.Max(slave => slave.VirtualPorts[port.Number - 1].Mtu));
        }
        if (!call.IsMasters)
        {
            call.Inbox.Write8(Valid, (byte)(valid & ~PausesAreValid));
        }
        Errno error = table.ExecuteNative(entry, call);
        if (error != Errno.Ok)
        {
            own.Mtu = before;
        }
        return error;
    }

    private Errno Native(Opcode opcode, PortCapabilities port) => device.Commands.ExecuteNative(new Command(opcode, (uint)port.Number), out _);
}
