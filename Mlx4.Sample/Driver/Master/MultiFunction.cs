using System.Buffers.Binary;
using Mlx4.Runtime;
using Mlx4.Sample.Driver.Capabilities;
using Mlx4.Sample.Driver.Commands;
using Mlx4.Sample.Driver.Firmware;
using Mlx4.Sample.Driver.Interfaces;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Driver.Master;

/// <summary>
/// The master's side of a card with several functions (the master's part of <c>mlx4_multi_func_init</c>): it serves the comm channel, carries out
/// the commands of all functions, and keeps account of what they have.
/// </summary>
/// <remarks>
/// There are three locks, taken in this order. The gate is held while a function's command is carried out, by the work queue for slaves and by
/// whoever gives a command for the master itself, and guards the tracker and all tables. The command interface's is held while the firmware
/// carries out a command. A slave state's is held by nobody who waits for anything.
/// </remarks>
#pragma warning disable CA1001 // A stage makes the work queue, and its cleanup disposes it.
internal sealed partial class MultiFunction
#pragma warning restore CA1001
{
    /// <summary>How many functions the comm channel has room for, the master itself among them.</summary>
    private const int MaxFunctions = DeviceCapabilities.MaxFunctions;

    private const int FunctionWords = MaxFunctions / 32;

    private readonly DeviceState _device;
    private readonly StageScope _scope;
    private readonly Gate _gate;
    private readonly List<SlaveState> _slaves = [];
    private readonly Mailbox _vhcr;
    private readonly Mailbox _inbox;
    private readonly Mailbox _outbox;
    private readonly Mailbox _event;
    private readonly GidTables _gids;
    private readonly WrappedCommands _wrapped;
    private readonly SlavePortEvents _portEvents;
    private readonly Reclaimer _reclaimer;
    private readonly CommService _service;
    private volatile WorkQueue? _work;

    /// <summary>Makes the master's side; nothing is touched before the load.</summary>
    /// <param name="device">The device.</param>
    /// <param name="resources">The tables from which all functions get what they have.</param>
    /// <param name="scope">Where the pipeline stands.</param>
    public MultiFunction(DeviceState device, IFunctionResources resources, StageScope scope)
    {
        CommandInterface commands = device.Commands;
        _device = device;
        _scope = scope;
        _gate = new Gate(device.Pci.Time, "the master's gate");
        _vhcr = new Mailbox(commands);
        _inbox = new Mailbox(commands);
        _outbox = new Mailbox(commands);
        _event = new Mailbox(commands);
        Ports = new FunctionPorts(device);
        _gids = new GidTables(device, Ports, _inbox, scope);
        Tracker = new ResourceTracker(device, Ports, scope.Nested(nameof(ResourceTracker)));
        var allocator = new FunctionAllocator(Tracker, resources);
        var hardware = new HardwareWrappers(device, Tracker, resources, new QpPaths(Ports, _gids));
        var ports = new PortWrappers(device, Ports, _gids, _slaves);
        _wrapped = new WrappedCommands(commands, _gate, _slaves, _inbox, _outbox);
        hardware.AddTo(_wrapped);
        ports.AddTo(_wrapped);
        new AllocationWrappers(device, Ports, Tracker, allocator).AddTo(_wrapped);
        new QueryWrappers(device, Ports, _gids, Tracker).AddTo(_wrapped);
        new FunctionCapabilityWrapper(device, Ports, Tracker).AddTo(_wrapped);
        var events = new SlaveEvents(commands, _event);
        _portEvents = new SlavePortEvents(_gate, Ports, _slaves, events, scope);
        Administration = new VfAdministration(device, _gate, Ports, _slaves, _portEvents);
        _reclaimer = new Reclaimer(_gate, Tracker, allocator, hardware, ports, _gids, scope);
        var vhcrs = new VhcrProcessor(commands, _gate, _wrapped, events, _vhcr, scope);
        _service = new CommService(commands, _slaves, vhcrs, _reclaimer, device.Pci.Time, scope);
    }

    /// <summary>The functions that there are, or are to be, and their ports. Stated before the load.</summary>
    public FunctionPorts Ports { get; }

    /// <summary>What the administrator decides for the virtual functions.</summary>
    public VfAdministration Administration { get; }

    /// <summary>Tells the drivers of the card's protocols which slaves come and go; <see langword="null"/>: there are none.</summary>
    public Action<DeviceEvent, int>? Notify
    {
        get => _service.Notify;
        set => _service.Notify = value;
    }

    /// <summary>How many virtual functions somebody uses (<c>mlx4_how_many_lives_vf</c>).</summary>
    public int LiveSlaves => _slaves.Count(static slave => slave.Number != 0 && slave.IsLive);

    private IReadOnlyList<Mailbox> Mailboxes => [_vhcr, _inbox, _outbox, _event];

    private IReadOnlyList<SlaveState> Slaves => _slaves;

    /// <summary>ENOMEM: the area of the comm channel cannot be mapped.</summary>
    [InitStage(10, Cleanup = nameof(UnmapComm))]
    private Errno MapComm()
    {
        FirmwareInfo.RegisterPlace place = _device.Firmware.CommChannel;
        Errno error = _device.Pci.MapRegion(place.Bar, place.Offset, CommService.AreaSize, "comm channel", out MmioRegion area);
        _service.Area = area;
        return error;
    }
    private void UnmapComm() => _device.Pci.UnmapRegion(_service.Area);

    /// <summary>For the whole life of the master's side: a slave's command must not fail because the host is short of memory.</summary>
    [InitStage(20, Cleanup = nameof(FreeMailbox), ForEach = nameof(Mailboxes))]
    private static Errno AllocMailbox(Mailbox mailbox) => mailbox.Alloc();
    private static void FreeMailbox(Mailbox mailbox) => mailbox.Free();

    /// <summary>All that the comm channel has room for, whether or not they are there: a word of any of them may be written.</summary>
    [InitStage(30, Cleanup = nameof(FreeSlaveStates))]
    private void AllocSlaveStates() =>
        _slaves.AddRange(Enumerable.Range(0, MaxFunctions).Select(number => new SlaveState(number, _device.Capabilities.Ports.Count)));
    private void FreeSlaveStates()
    {
        _slaves.Clear();
        _gids.Clear();
    }

    /// <summary>Who has what.</summary>
    [InitStage(40, Name = "InitResourceTracker")]
    public ResourceTracker Tracker { get; }

    /// <summary>After the tracker, so that it ends before it: what is queued works on the tracker's lists.</summary>
    [InitStage(50, Cleanup = nameof(DestroyWorkQueue))]
    private void CreateWorkQueue()
    {
        _work = new WorkQueue(_device.Pci.Time, "mlx4_comm");
        _service.IsServing = true;
    }
    private void DestroyWorkQueue()
    {
        _service.IsServing = false;
        _work?.Dispose();
        _work = null;
    }

    [InitStage(60, NoCleanup = "words of the card, which the next master clears too", ForEach = nameof(Slaves))]
    private void ClearWords(SlaveState slave) => _service.Clear(slave);

    /// <summary>From now on the master's own commands are wrapped as well.</summary>
    [InitStage(70, Cleanup = nameof(UnwrapCommands))]
    private void WrapCommands() => _device.Commands.Wrapped = _wrapped;
    private void UnwrapCommands() => _device.Commands.Wrapped = null;

    partial void OnStageEvent(in StageEvent stageEvent) => _scope.Tell(stageEvent);
    partial void OnStageStarting(StageInfo stage, ref Errno error) => _scope.Ask(stage, ref error);

    /// <summary>From now on the card tells which slaves have written. It does so once; each service pass arms it again.</summary>
    public Errno Arm() => _service.Arm();

    /// <summary>An event tells which slaves have written: bit n of word n / 32 from 0x08 of the entry on.</summary>
    public void OnCommChannel(ReadOnlySpan<byte> entry)
    {
        const int BitVector = 0x08;
        uint[] written = new uint[FunctionWords];
        for (int word = 0; word < FunctionWords; word++)
        {
            written[word] = BinaryPrimitives.ReadUInt32BigEndian(entry[(BitVector + word * sizeof(uint))..]);
        }
        _work?.Queue(() => _service.Serve(written));
    }

    /// <summary>An event tells that a function was reset.</summary>
    public void OnFunctionReset(int function)
    {
        if (_work is not { } work)
        {
            return;
        }
        if (function is <= 0 or >= MaxFunctions)
        {
            _scope.Warn($"function {function} was reset, which there is not");
            return;
        }
        SlaveState slave = _slaves[function];
        if (slave.FunctionReset())
        {
            work.Queue(() => CleanUpAfterReset(slave));
        }
    }

    /// <summary>An event tells that a port is up or down; the slaves of the port are told too (<c>mlx4_gen_slaves_port_mgt_ev</c> and its like).</summary>
    public void OnPortChange(ReadOnlySpan<byte> entry)
    {
        byte[] copy = entry.ToArray();
        _work?.Queue(() => _portEvents.Forward(copy));
    }

    /// <summary>Waits until all that has been noted so far is done.</summary>
    public void Flush() => _work?.Flush();

    /// <summary>
    /// Serves nobody any more, and takes back what every slave has, and the master's GIDs and VLANs (<c>mlx4_free_resource_tracker</c>, slaves only).
    /// The master's other resources go with the tables that they are from.
    /// </summary>
    public void FreeSlaves()
    {
        _service.IsServing = false;
        Flush();
        foreach (SlaveState slave in _slaves)
        {
            if (slave.Number == 0)
            {
                _reclaimer.TakeBackShared(slave);
            }
            else
            {
                slave.Deactivate();
                _reclaimer.TakeBackAll(slave);
            }
        }
    }

    /// <summary>Takes back what a function's driver had that was reset under it, and lets the next one begin.</summary>
    private void CleanUpAfterReset(SlaveState slave)
    {
        slave.BeginCleanup();
        slave.Deactivate();
        _reclaimer.TakeBackAll(slave);
        if (slave.EndCleanup()
            && _device.Commands.ExecuteNative(new Command(Opcode.InformFlrDone, (uint)slave.Number), out _) is var error and not Errno.Ok)
        {
            _scope.Warn($"the card does not take it that function {slave.Number} has been cleaned up after: {error}");
        }
    }
}
