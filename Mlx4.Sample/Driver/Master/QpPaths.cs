using Mlx4.Runtime;
using Mlx4.Sample.Driver.Capabilities;

namespace Mlx4.Sample.Driver.Master;

/// <summary>
/// The paths in the context of a slave's queue pair. The slave names its own port, and a GID by its place among its own; the card is told its port,
/// and the place in the port's table.
/// </summary>
/// <param name="ports">Who has which ports.</param>
/// <param name="gids">Who has which GIDs.</param>
internal sealed class QpPaths(FunctionPorts ports, GidTables gids)
{
    // The mailbox: the mask of optional parameters, and the context.
    private const int Mask = 0x00;
    private const int Context = 0x08;
    private const int Flags = Context + 0x00;
    private const int PrimaryPath = Context + 0x18;
    private const int AlternatePath = Context + 0x44;

    // A path.
    private const int GidIndex = 0x09;
    private const int Schedule = 0x20;

    private const uint AlternatePathIsValid = 1 << 0;
    private const uint PrimaryPathIsValid = 1 << 7;

    /// <summary>In the schedule: 0 for port 1, 1 for port 2.</summary>
    private const int PortBit = 6;

    private const int ServiceShift = 16;
    private const byte Datagrams = 3;

    /// <summary>In the place of a GID: the path's GID is that of each address handle.</summary>
    private const byte OfAddressHandle = 0x80;

    /// <summary>Puts the card's ports in. EINVAL: the function has no such port.</summary>
    public Errno ConvertPorts(WrappedCall call)
    {
        Errno error = ConvertPort(call, PrimaryPath);
        return error == Errno.Ok && HasAlternatePath(call) ? ConvertPort(call, AlternatePath) : error;
    }

    /// <summary>Puts the card's ports and places of GIDs in. EINVAL: the function has no such port, or not so many GIDs.</summary>
    public Errno Convert(WrappedCall call)
    {
        if (call.IsMasters)
        {
            return Errno.Ok;
        }
        bool isDatagram = (byte)(call.Inbox.Read32(Flags) >> ServiceShift) == Datagrams;
        Errno error = isDatagram || (call.Inbox.Read32(Mask) & PrimaryPathIsValid) != 0 ? ConvertGid(call, PrimaryPath, isDatagram) : Errno.Ok;
        if (error == Errno.Ok && HasAlternatePath(call) && !isDatagram)
        {
            error = ConvertGid(call, AlternatePath, isDatagram);
        }
        return error == Errno.Ok ? ConvertPorts(call) : error;
    }

    private static bool HasAlternatePath(WrappedCall call) => (call.Inbox.Read32(Mask) & AlternatePathIsValid) != 0;

    private Errno ConvertPort(WrappedCall call, int path)
    {
        if (PortOf(call, path) is not { } port)
        {
            return Errno.EINVAL;
        }
        int schedule = call.Inbox.Read8(path + Schedule);
        call.Inbox.Write8(path + Schedule, (byte)(schedule & ~(1 << PortBit) | port.Number - 1 << PortBit));
        return Errno.Ok;
    }

    /// <summary>On an InfiniBand port the GID of a function is at the function's number.</summary>
    private Errno ConvertGid(WrappedCall call, int path, bool isDatagram)
    {
        if (PortOf(call, path) is not { } port)
        {
            return Errno.EINVAL;
        }
        (int first, int count) = port.Type == PortType.Ethernet ? gids.PartOf(call.Function, port.Number) : (call.Function, 1);
        int index = isDatagram ? 0 : call.Inbox.Read8(path + GidIndex);
        if (index >= count)
        {
            return Errno.EINVAL;
        }
        call.Inbox.Write8(path + GidIndex, (byte)(first + index | (isDatagram ? OfAddressHandle : 0)));
        return Errno.Ok;
    }

    private PortCapabilities? PortOf(WrappedCall call, int path) => ports.Find(call.Function, (uint)(call.Inbox.Read8(path + Schedule) >> PortBit & 1) + 1);
}
