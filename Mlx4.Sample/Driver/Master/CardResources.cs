using Mlx4.Runtime;
using Mlx4.Sample.Driver.Adapter;
using Mlx4.Sample.Driver.Commands;
using Mlx4.Sample.Driver.Icm;
using Mlx4.Sample.Driver.Resources;

namespace Mlx4.Sample.Driver.Master;

/// <summary>The tables of the master's own set-up, as they are handed out to all functions.</summary>
internal sealed class CardResources(DeviceState device, HcaSetup setup, IcmSpace icm, StageScope scope) : IFunctionResources
{
    /// <summary>QUERY_IF_STAT: sets the counter to 0 after reading it.</summary>
    private const uint ResetCounter = 1U << 31;

    private readonly Mailbox _mailbox = new(device.Commands);
    private readonly Dictionary<(ResourceType Type, uint Number), IcmObject> _contexts = [];
    private readonly Dictionary<uint, MttBlock> _blocks = [];
    private readonly Dictionary<int, MacTable> _macs = [];
    private readonly Dictionary<int, VlanTable> _vlans = [];

    /// <inheritdoc/>
    public Errno AllocNumbers(ResourceType type, int count, int alignment, int avoid, out uint first)
    {
        Errno error;
        int number = 0;
        if (type == ResourceType.Counter)
        {
            error = device.Capabilities.Has(Capabilities.DeviceFeatures.Counters) ? setup.Counters.Alloc(out number) : Errno.ENOENT;
        }
        else
        {
            error = Numbers(type) is { } numbers ? numbers.AllocRange(count, alignment, avoid, out number) : Errno.EINVAL;
        }
        first = (uint)number;
        return error;
    }

    /// <inheritdoc/>
    public void FreeNumbers(ResourceType type, uint first, int count)
    {
        if (type == ResourceType.Counter)
        {
            ClearCounter(first);
            setup.Counters.Free((int)first);
        }
        else
        {
            Numbers(type)?.FreeRange((int)first, count);
        }
    }

    /// <inheritdoc/>
    public Errno MapContext(ResourceType type, uint number)
    {
        IReadOnlyList<IcmTable> tables = type switch
        {
            ResourceType.Qp => icm.QpTables,
            ResourceType.Cq => icm.CqTables,
            ResourceType.Srq => icm.SrqTables,
            _ => icm.MptTables,
        };
        var context = new IcmObject(device.Commands, tables, (int)number, scope.Nested(nameof(IcmObject), $"{type} {number}"));
        InitResult<Errno> result = context.LoadOne();
        if (result.Succeeded)
        {
            _contexts.Add((type, number), context);
        }
        return result.Error;
    }

    /// <inheritdoc/>
    public void UnmapContext(ResourceType type, uint number)
    {
        if (_contexts.Remove((type, number), out IcmObject? context))
        {
            context.UnloadOne();
        }
    }

    /// <inheritdoc/>
    public Errno AllocMtts(int order, out uint first)
    {
        var block = new MttBlock(device.Commands, setup.MrTable.Mtts, order, scope.Nested(nameof(MttBlock)));
        InitResult<Errno> result = block.LoadOne();
        first = block.First;
        if (result.Succeeded)
        {
            _blocks.Add(first, block);
        }
        return result.Error;
    }

    /// <inheritdoc/>
    public void FreeMtts(uint first)
    {
        if (_blocks.Remove(first, out MttBlock? block))
        {
            block.UnloadOne();
        }
    }

    /// <inheritdoc/>
    public void WriteMtt(uint first, uint number, ulong page) => _blocks[first].Write(number, page);

    /// <inheritdoc/>
    public Errno RegisterMac(int port, ulong mac, out uint index) => MacsOf(port).Register(mac, out index);

    /// <inheritdoc/>
    public void UnregisterMac(int port, uint index) => MacsOf(port).Unregister(index);

    /// <inheritdoc/>
    public Errno RegisterVlan(int port, ushort vlan, out uint index) => VlansOf(port).Register(vlan, out index);

    /// <inheritdoc/>
    public void UnregisterVlan(int port, uint index) => VlansOf(port).Unregister(index);

    /// <summary>Whoever gets the counter next is to find it at 0.</summary>
    private void ClearCounter(uint counter)
    {
        Errno error = _mailbox.Alloc();
        if (error == Errno.Ok)
        {
            error = device.Commands.ExecuteNative(new Command(Opcode.QueryIfStat, counter | ResetCounter, Output: _mailbox.BusAddress), out _);
            _mailbox.Free();
        }
        if (error != Errno.Ok)
        {
            scope.Warn($"QUERY_IF_STAT {counter}: {error}");
        }
    }

    private Bitmap? Numbers(ResourceType type) => type switch
    {
        ResourceType.Qp => setup.QpTable.Numbers,
        ResourceType.Cq => setup.Cqs,
        ResourceType.Srq => setup.Srqs,
        ResourceType.Xrcd => setup.Xrcds,
        ResourceType.Mpt => setup.MrTable.Mpts,
        _ => null,
    };

    private MacTable MacsOf(int port) =>
        _macs.TryGetValue(port, out MacTable? table) ? table : _macs[port] = new MacTable(device.Commands, port);

    private VlanTable VlansOf(int port) =>
        _vlans.TryGetValue(port, out VlanTable? table) ? table : _vlans[port] = new VlanTable(device.Commands, port);
}
