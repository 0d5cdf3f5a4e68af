using Mlx4.Runtime;
using Mlx4.Sample.Driver.Capabilities;
using Mlx4.Sample.Driver.Commands;
using Mlx4.Sample.Driver.Probe;

namespace Mlx4.Sample.Driver.Master;

/// <summary>The queries by which a slave finds out what it has: the firmware's answers, less what is the master's alone.</summary>
/// <param name="device">The device.</param>
/// <param name="ports">Who has which ports.</param>
/// <param name="gids">Who has which GIDs.</param>
/// <param name="tracker">Who has what.</param>
internal sealed class QueryWrappers(DeviceState device, FunctionPorts ports, GidTables gids, ResourceTracker tracker)
{
    private const byte Get = 1;

    /// <summary>Adds them. The master's own go to the firmware.</summary>
    public void AddTo(WrappedCommands table)
    {
        Add(table, Opcode.QueryFw, static _ => Errno.Ok, MaskFirmware);
        Add(table, Opcode.QueryDevCap, static _ => Errno.Ok, MaskCapabilities);
        Add(table, Opcode.QueryPort, CheckPort, MaskPort);
        Add(table, Opcode.ConfigDev, static call => call.OpModifier == Get ? Errno.Ok : Errno.EPERM, static _ => { });
        Add(table, Opcode.QueryIfStat, CheckCounter, static _ => { });
        table.Add(new WrappedCommand(Opcode.QueryHca) { HasOutbox = true });
        table.Add(new WrappedCommand(Opcode.QueryAdapter) { HasOutbox = true });
        var sense = new WrappedCommand(Opcode.SensePort) { HasResult = true };
        table.Add(sense with { Wrapper = call => FindPort(call) == Errno.Ok ? table.ExecuteNative(sense, call) : Errno.EINVAL });
        table.Add(new WrappedCommand(Opcode.Nop));
        foreach (Opcode forbidden in (Opcode[])[Opcode.MadDemux, Opcode.GetOpReq, Opcode.AllocateVpp, Opcode.VirtPortMap])
        {
            table.Add(new WrappedCommand(forbidden) { Wrapper = static _ => Errno.EPERM });
        }
    }

    /// <summary>Adds a query that is checked, given to the firmware, and masked.</summary>
    private static void Add(WrappedCommands table, Opcode opcode, Func<WrappedCall, Errno> check, Action<WrappedCall> mask)
    {
        var entry = new WrappedCommand(opcode) { HasOutbox = true };
        table.Add(entry with { Wrapper = Query });

        Errno Query(WrappedCall call)
        {
            Errno error = check(call);
            error = error == Errno.Ok ? table.ExecuteNative(entry, call) : error;
            if (error == Errno.Ok)
            {
                mask(call);
            }
            return error;
        }
    }

    /// <summary>Nothing but the version, and that the slave is no physical function.</summary>
    private static void MaskFirmware(WrappedCall call)
    {
        const int Version = 0x02;
        const int AfterVersion = 0x08;
        const int PhysicalFunction = 0x09;
        const byte NoFunction = 0xff;
        call.Outbox.Bytes[..Version].Clear();
        call.Outbox.Bytes[AfterVersion..].Clear();
        call.Outbox.Write8(PhysicalFunction, NoFunction);
    }

    /// <summary>
    /// What a slave cannot use: other functions' ports, clocks, windows, offloads and settings of the whole card. What it must know: port management
    /// events come.
    /// </summary>
    private void MaskCapabilities(WrappedCall call)
    {
        const int WakeBits = 0x43;
        const int WakeShift = 5;
        const byte WakePorts = 3 << WakeShift;
        const int PortCount = 0x37;
        const byte NotPortCount = 0xf0;
        const DeviceFeatures RoceV2 = (DeviceFeatures)(1UL << 63);
        Mailbox output = call.Outbox;
        var features = (DeviceFeatures)output.Read64(0x40);
        features &= ~(RoceV2 | DeviceFeatures.MemoryWindows | DeviceFeatures.RssIpFragments);
        output.Write64(0x40, (ulong)(features | DeviceFeatures.PortManagementEvents));
        PortRange own = ports.Of(call.Function);
        int wakes = (output.Read8(WakeBits) & WakePorts) >> WakeShift + own.First - 1 & (1 << own.Count) - 1;
        output.Write8(WakeBits, (byte)(output.Read8(WakeBits) & ~WakePorts | wakes << WakeShift));
        output.Write8(PortCount, (byte)(output.Read8(PortCount) & NotPortCount | own.Count));
        ClearBits8(0x34, 1 << 7); // the beacon
        ClearBits8(0x3e, 1 << 7); // timestamps
        ClearBits8(0x4c, 1 << 7); // BlueFlame
        ClearBits32(0x70, 1U << 20 | 1U << 21 | 1U << 24 | 1U << 26 | 1U << 28); // state machine of VFs, 80 VFs, RoCE v2, VLAN control, flow statistics
        ClearBits8(0x74, 1 << 7); // steering of IPoIB
        if (device.Capabilities.SteeringMode != SteeringMode.DeviceManaged)
        {
            ClearBits8(0x76, 1 << 7);
        }
        ClearBits8(0x7a, 1 << 4); // QoS by VPP
        ClearBits8(0x7b, 1 << 0); // congestion notification
        ClearBits32(0x94, 1U << 9 | 1U << 19 | 1U << 24 | 1U << 26); // windows of type 2, RoCE v1 and v2, remapped ports, frames with a bad FCS
        ClearBits8(0x9e, 1 << 3 | 1 << 5); // VXLAN, ETS
        output.Write16(0xcc, 0); // rate limits

        void ClearBits8(int offset, byte bits) => output.Write8(offset, (byte)(output.Read8(offset) & ~bits));

        void ClearBits32(int offset, uint bits) => output.Write32(offset, output.Read32(offset) & ~bits);
    }

    /// <summary>EINVAL: the query is another one than the general one, or the function has no such port.</summary>
    private Errno CheckPort(WrappedCall call) => call.OpModifier == 0 ? FindPort(call) : Errno.EINVAL;

    /// <summary>Puts the card's port in place of the function's. EINVAL: it has no such port.</summary>
    private Errno FindPort(WrappedCall call)
    {
        if (ports.Find(call.Function, call.Modifier) is not { } port)
        {
            return Errno.EINVAL;
        }
        call.Modifier = (uint)port.Number;
        return Errno.Ok;
    }

    /// <summary>
    /// A slave's port is what it is: nothing senses it. Its MAC address the slave chooses itself, unless the administrator has given it one, who may
    /// also have decided whether it sees a link.
    /// </summary>
    private void MaskPort(WrappedCall call)
    {
        const int Types = 0x00;
        const byte NotTypes = 0xe0;
        const byte LinkUp = 0x80;
        const int CurrentPkeys = 0x0c;
        const int CurrentGids = 0x0e;
        const int Mac = 0x10;
        PortCapabilities port = device.Capabilities.Ports[(int)call.Modifier - 1];
        VirtualPort own = call.Slave.VirtualPorts[port.Number - 1];
        int others = call.Outbox.Read8(Types) & NotTypes & ~LinkUp;
        bool isUp = own.LinkState == VfLinkState.Enable || (own.LinkState == VfLinkState.Auto && (call.Outbox.Read8(Types) & LinkUp) != 0);
        call.Outbox.Write8(Types, (byte)(others | (isUp ? LinkUp : 0) | (int)port.Type));
        call.Outbox.Write16(CurrentPkeys, (ushort)port.Pkeys);
        call.Outbox.Write16(CurrentGids, (ushort)(port.Type == PortType.Ethernet ? gids.PartOf(call.Function, port.Number).Count : 1));
        call.Outbox.Write64(Mac, own.Mac);
    }

    /// <summary>ENOENT, EPERM: the counter is not the function's.</summary>
    private Errno CheckCounter(WrappedCall call)
    {
        const uint CounterMask = 0xffff;
        return tracker.Find(call.Function, ResourceType.Counter, call.Modifier & CounterMask, out _);
    }
}
