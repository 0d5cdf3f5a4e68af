using System.Numerics;
using Mlx4.Runtime;
using Mlx4.Sample.Driver.Capabilities;
using Mlx4.Sample.Driver.Commands;
using Mlx4.Sample.Driver.Icm;

namespace Mlx4.Sample.Driver.Master;

/// <summary>QUERY_FUNC_CAP, which the firmware does not know: what the master lets a slave have.</summary>
/// <param name="device">The device.</param>
/// <param name="ports">Who has which ports.</param>
/// <param name="tracker">Who may have how much.</param>
internal sealed class FunctionCapabilityWrapper(DeviceState device, FunctionPorts ports, ResourceTracker tracker)
{
    private const byte General = 0;
    private const byte Port = 1;

    private DeviceCapabilities Capabilities => device.Capabilities;

    /// <summary>Adds it.</summary>
    public void AddTo(WrappedCommands table) =>
        table.Add(new WrappedCommand(Opcode.QueryFuncCap) { HasOutbox = true, Wrapper = Query });

    private Errno Query(WrappedCall call)
    {
        switch (call.OpModifier)
        {
            case General:
                return QueryGeneral(call);
            case Port when ports.Find(call.Function, call.Modifier) is { } port:
                QueryPort(call.Outbox, call.Function, port);
                return Errno.Ok;
            default:
                return Errno.EINVAL;
        }
    }

    /// <summary>Input modifier: bit 31 if any number of event queues will do, else the slave can use a power of two only.</summary>
    private Errno QueryGeneral(WrappedCall call)
    {
        const uint AnyEqCount = 1U << 31;

        // Ethernet, RDMA, quotas, extra flags, reserved key.
        const byte Flags = 0x80 | 0x40 | 0x10 | 0x04 | 0x08;

        // The extra flags: queue pairs for BlueFlame, and for static A0 steering, can be asked for.
        const uint ExtraFlags = 1U << 31 | 1U << 30;

        Errno error = CountEqs(call, out int eqs, out int reservedEqs);
        if (error != Errno.Ok)
        {
            return error;
        }
        Mailbox output = call.Outbox;
        output.Clear();
        output.Write8(0x00, Flags);
        output.Write8(0x01, (byte)ports.Of(call.Function).Count);
        output.Write32(0x04, Behaviour());
        output.Write32(0x2c, (call.Modifier & AnyEqCount) != 0 ? (uint)eqs : 1U << BitOperations.Log2((uint)Math.Max(eqs, 1)));
        output.Write32(0x30, (uint)reservedEqs);
        output.Write32(0x48, Capabilities.Limits.ReservedKey + ((uint)call.Function << 8));
        WriteLimit(0x10, Capabilities.Qps, ResourceType.Qp);
        WriteLimit(0x14, Capabilities.Cqs, ResourceType.Cq);
        WriteLimit(0x18, Capabilities.Srqs, ResourceType.Srq);
        WriteLimit(0x20, Capabilities.Mpts, ResourceType.Mpt);
        WriteLimit(0x24, Capabilities.Layout[IcmResource.Mtt].Count, ResourceType.Mtt);
        uint groups = (uint)Capabilities.Layout[IcmResource.Mcg].Count;
        output.Write32(0x28, groups);
        output.Write32(0x68, groups);
        output.Write32(0x6c, ExtraFlags);
        return Errno.Ok;

        // How much there is, for slaves that know no quotas, and 0x40 bytes on how much of it is this one's.
        void WriteLimit(int offset, int total, ResourceType type)
        {
            output.Write32(offset, (uint)total);
            output.Write32(offset + 0x40, (uint)tracker.QuotaOf(type).ShareOf(call.Function).Quota);
        }
    }

    /// <summary>The firmware says how many event queues a function has, if it divides them; else each has all the numbers.</summary>
    private Errno CountEqs(WrappedCall call, out int eqs, out int reserved)
    {
        eqs = Capabilities.Eqs;
        reserved = Capabilities.ReservedEqs;
        if (Capabilities.Limits.SystemEqs == 0)
        {
            return Errno.Ok;
        }
        Errno error = device.Commands.ExecuteNative(new Command(Opcode.QueryFunc, (uint)call.Function, Output: call.Outbox.BusAddress), out _);
        if (error == Errno.Ok)
        {
            reserved = call.Outbox.Read16(0x04);
            eqs = call.Outbox.Read16(0x06);
        }
        return error;
    }

    /// <summary>What the entries of queues look like is the same for all functions.</summary>
    private uint Behaviour()
    {
        const uint Entries64Bytes = 1;
        return Capabilities.EqeSize == 64 || Capabilities.CqeSize == 64 ? Entries64Bytes : 0;
    }

    /// <summary>The master stands in for the special queue pairs of the slave's port: two tunnels and two proxies, for QP0 and QP1.</summary>
    private void QueryPort(Mailbox output, int function, PortCapabilities port)
    {
        const byte NicInfo = 0x10;
        const uint Qp1 = 2;
        uint tunnel = (uint)(Capabilities.TunnelQpBase(function) + port.Number - 1);
        uint proxy = (uint)(Capabilities.ProxyQpBase(function) + port.Number - 1);
        // The slave looks whether it is the port that it has asked for.
        output.Write8(0x03, (byte)ports.OwnNumber(function, port.Number));
        output.Write8(0x0c, NicInfo);
        output.Write32(0x10, tunnel);
        output.Write32(0x14, proxy);
        output.Write32(0x18, tunnel + Qp1);
        output.Write32(0x1c, proxy + Qp1);
        output.Write64(0x28, port.PhysicalId);
    }
}
