using Mlx4.Runtime;
using Mlx4.Sample.Driver.Capabilities;
using Mlx4.Sample.Driver.Commands;

namespace Mlx4.Sample.Driver.Master;

/// <summary>
/// The GIDs of RoCE (<c>struct mlx4_roce_gid_table</c>): an Ethernet port has a table of them, in which each of its functions has a part in a row.
/// The card is told the whole table each time. Whoever calls has the master's gate.
/// </summary>
/// <param name="device">The device.</param>
/// <param name="ports">Who has which ports.</param>
/// <param name="mailbox">For the tables: the one that has what a function asks for.</param>
/// <param name="scope">Who is warned.</param>
internal sealed class GidTables(DeviceState device, FunctionPorts ports, Mailbox mailbox, StageScope scope)
{
    /// <summary>How many of them are the master's, the first ones.</summary>
    public const int MastersGids = 16;

    private const int Gids = 128;
    private const int GidSize = 16;

    // SET_PORT: the GIDs of an Ethernet port.
    private const byte Ethernet = 1;
    private const uint Code = 5 << 8;

    private readonly Dictionary<int, byte[]> _tables = [];

    /// <summary>
    /// Which GIDs of an Ethernet port a function has (<c>mlx4_get_base_gid_ix</c>, <c>mlx4_get_slave_num_gids</c>). The master has the first ones; the
    /// others are divided evenly, and the first functions of the port get what is left over.
    /// </summary>
    public (int First, int Count) PartOf(int function, int port)
    {
        if (function == 0)
        {
            return (0, MastersGids);
        }
        IReadOnlyList<int> functions = ports.VirtualFunctionsOn(port);
        int before = functions.Count(other => other < function);
        (int each, int left) = Math.DivRem(Gids - MastersGids, functions.Count);
        return (MastersGids + before * each + Math.Min(before, left), each + (before < left ? 1 : 0));
    }

    /// <summary>
    /// Puts the GIDs that are in a function's mailbox into its part of the table. EINVAL: one is there twice, or is somebody else's. Zero is no GID.
    /// </summary>
    public Errno Set(WrappedCall call, PortCapabilities port)
    {
        byte[] before = TableOf(port.Number);
        byte[] table = [.. before];
        (int first, int count) = PartOf(call.Function, port.Number);
        call.Inbox.Bytes[..(count * GidSize)].CopyTo(table.AsSpan(first * GidSize));
        var seen = new HashSet<UInt128>();
        for (int index = 0; index < Gids; index++)
        {
            UInt128 gid = BitConverter.ToUInt128(table, index * GidSize);
            if (gid != 0 && !seen.Add(gid))
            {
                return Errno.EINVAL;
            }
        }
        Errno error = Tell(port.Number, table);
        if (error == Errno.Ok)
        {
            _tables[port.Number] = table;
        }
        return error;
    }

    /// <summary>A function has no GIDs any more, at any of its ports (<c>mlx4_reset_roce_gids</c>).</summary>
    public void TakeBack(int function)
    {
        foreach (PortCapabilities port in device.Capabilities.Ports.Where(port => port.Type == PortType.Ethernet && ports.Of(function).Contains(port.Number)))
        {
            byte[] table = TableOf(port.Number);
            (int first, int count) = PartOf(function, port.Number);
            table.AsSpan(first * GidSize, count * GidSize).Clear();
            // A card that has been given up has forgotten them.
            if (Tell(port.Number, table) is var error and not Errno.Ok && !device.Commands.InternalError)
            {
                scope.Warn($"the GIDs of function {function} stay with port {port.Number}: {error}");
            }
        }
    }

    /// <summary>Nobody has any GIDs, and the card knows that.</summary>
    public void Clear() => _tables.Clear();

    private Errno Tell(int port, byte[] table)
    {
        mailbox.Clear();
        table.CopyTo(mailbox.Bytes);
        return device.Commands.ExecuteNative(new Command(Opcode.SetPort, Code | (uint)port, Ethernet, mailbox.BusAddress), out _);
    }

    private byte[] TableOf(int port) => _tables.TryGetValue(port, out byte[]? table) ? table : _tables[port] = new byte[Gids * GidSize];
}
