using Mlx4.Runtime;
using Mlx4.Sample.Driver;
using Mlx4.Sample.Driver.Commands;
using Mlx4.Sample.Driver.Events;
using Mlx4.Sample.Driver.Icm;
using Mlx4.Sample.Driver.Resources;
using Mlx4.Sample.Driver.Slave;
using Mlx4.Sample.Pci;
using Mlx4.Tests.Sample.Hca;
using Mlx4.Tests.Sample.Hca.Functions;

namespace Mlx4.Tests.Sample.Driver.Slave;

/// <summary>A host with a virtual function in it, whose card is in another host with a master, and what a slave's load has that no other has.</summary>
internal sealed class SlaveMachine
{
    private const int Number = 2;

    private readonly IReadOnlyList<(string Name, Func<InitResult<Errno>> Load, Action Unload)> _steps;
    private readonly Stack<Action> _toUndo = new();
    private readonly string _cardBefore;

    public SlaveMachine(int cpus = 4, bool masterIsUp = true)
    {
        Card = Sriov.BringUpMaster(Number);
        Master = new SlaveMaster(Card, Number);
        if (masterIsUp)
        {
            Master.ComeUp();
        }
        Host = new PciHost(Time, cpus: cpus);
        Function = new ServedFunction(new AssignedFunction(Card.Card.VirtualFunctions[Number - 1], 0x15b3, 0x1004), Master.Serve);
        Pci = Host.Plug(Function);
        StageScope scope = new(Monitor, nameof(SlaveMachine));
        State = new DeviceState(Pci, new DriverOptions(), new CommandInterface(Pci, scope.Nested(nameof(CommandInterface)))) { Mode = FunctionMode.Slave };
        var channel = new SlaveChannel(State, scope.Nested(nameof(SlaveChannel)));
        var start = new SlaveStart(State, PfLoading, scope.Nested(nameof(SlaveStart)));
        var mtts = new MttAllocator(new IcmSpace(State, scope.Nested(nameof(IcmSpace))).Mtt);
        Eqs = new EqTable(State, mtts, Events = new EventDispatcher(State), scope.Nested(nameof(EqTable)));
        Counters = new DefaultCounters(State, new CountersTable(), scope.Nested(nameof(DefaultCounters)));
        _steps =
        [
            ("EnableDevice", () => new(Pci.EnableDevice()), Pci.DisableDevice),
            ("SetMaster", () => Done(Pci.SetMaster), static () => { }),
            ("CmdInit", Commands.LoadOne, Commands.UnloadOne),
            ("MultiFuncInit", channel.LoadOne, channel.UnloadOne),
            ("InitHca", start.LoadOne, start.UnloadOne),
            ("EnableMsiX", () => new(Pci.EnableMsiX(2, Math.Min((2 * cpus) + 1, Eqs.Capacity))), Pci.DisableMsiX),
            ("AssignVectors", () => Done(() => Eqs.UseMsiX(Pci.MsiXIrqs)), Eqs.Clear),
            ("InitEqTable", Eqs.LoadOne, Eqs.UnloadOne),
            ("UseEvents", () => Done(() => Commands.UseEvents(State.Firmware.MaxCommands)), Commands.UsePolling),
            ("Nop", () => new(Commands.Execute(new Command(Opcode.Nop, 0x1f))), static () => { }),
            ("AllocateDefaultCounters", Counters.LoadOne, Counters.UnloadOne),
        ];
        _cardBefore = Card.Card.Ledger.ToString();
    }

    public SimulatedTime Time { get; } = new();

    /// <summary>The card, as the master's host reaches it.</summary>
    public RawDriver Card { get; }

    public SlaveMaster Master { get; }

    public PciHost Host { get; }

    public ServedFunction Function { get; }

    public PciDevice Pci { get; }

    public Watcher Monitor { get; } = new();

    public DeviceState State { get; }

    public CommandInterface Commands => State.Commands;

    public PfLoading PfLoading { get; } = new();

    public EqTable Eqs { get; }

    public EventDispatcher Events { get; }

    public DefaultCounters Counters { get; }

    /// <summary>What anybody holds that was not held before the load; empty if all is given back.</summary>
    public string Held
    {
        get
        {
            string card = Card.Card.Ledger.ToString();
            return $"card: {(card == _cardBefore ? "as before" : card)}, host: {Host.Ledger}, master: {Master.Granted}";
        }
    }

    public const string Nothing = "card: as before, host: empty, master: ";

    /// <summary>Loads it all; a failure is undone.</summary>
    public InitResult<Errno> Load()
    {
        State.Clear();
        foreach ((string name, Func<InitResult<Errno>> load, Action unload) in _steps)
        {
            InitResult<Errno> result = load();
            if (result.Failed)
            {
                Unload();
                return new InitResult<Errno>(result.Error, result.Stage is null ? name : $"{name}/{result.Stage}");
            }
            _toUndo.Push(unload);
        }
        return default;
    }

    public void Unload()
    {
        while (_toUndo.TryPop(out Action? undo))
        {
            undo();
        }
    }

    private static InitResult<Errno> Done(Action step)
    {
        step();
        return default;
    }
}
