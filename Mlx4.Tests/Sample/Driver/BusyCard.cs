using Mlx4.Sample.Driver;
using Mlx4.Sample.Pci;

namespace Mlx4.Tests.Sample.Driver;

/// <summary>A card whose master and slaves come, go, fail and die, each on a thread of its own. What they do is written down.</summary>
internal sealed class BusyCard
{
    /// <summary>Longer than any restart takes, and any wait of a slave for its master.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(30);

    private readonly Machine _machine;
    private readonly Slave[] _slaves;
    private readonly List<string> _done = [];

    public BusyCard(int slaves, bool systemEqs)
    {
        _machine = Machine.WithVirtualFunctions(slaves, systemEqs);
        Master = new Mlx4Driver(_machine.Pci, Machine.Small with { VirtualFunctions = [slaves] }, _machine.Module);
        _slaves = [.. Enumerable.Range(1, slaves).Select(number => new Slave(this, number))];
    }

    public Mlx4Driver Master { get; }

    public SimulatedTime Time => _machine.Time;

    /// <summary>All that was done so far, and who waits for what.</summary>
    public override string ToString()
    {
        lock (_done)
        {
            return $"{Time}\n{string.Join('\n', _done)}";
        }
    }

    /// <summary>What a slave may do, or may happen to it.</summary>
    /// <param name="number">The slave, from 1.</param>
    public IReadOnlyList<Action> StepsOf(int number)
    {
        Slave slave = _slaves[number - 1];
        return [slave.Load, slave.Load, slave.Unload, slave.GiveUp, slave.Die];
    }

    /// <summary>What the master may do, or may happen to it.</summary>
    public IReadOnlyList<Action> StepsOfMaster =>
    [
        () => Do("restarts", () => Master.Restart().ToString()),
        () => Do("is removed and probed", () =>
        {
            Master.Remove();
            return Master.Probe().ToString();
        }),
        () => Do("fails", () =>
        {
            _machine.Card.Faults.InternalError();
            return "ok";
        }),
        () => Do("gives the card up", () =>
        {
            Master.Device.Commands.EnterErrorState();
            return "ok";
        }),
    ];

    /// <summary>Waits until nobody does anything any more of itself; nobody waits for anything then.</summary>
    public void Settle()
    {
        using SimulatedTime.Membership membership = Time.Join();
        Time.Advance(Quiet);
        Assert.EndsWith("timers; ", Time.ToString(), StringComparison.Ordinal);
    }

    /// <summary>Takes all drivers away, which leaves nothing, and loads all of them again.</summary>
    public void BeginAnew()
    {
        using SimulatedTime.Membership membership = Time.Join();
        foreach (Slave slave in _slaves)
        {
            slave.Unload();
        }
        Settle();
        Do("is removed", () =>
        {
            Master.Remove();
            return "ok";
        });
        Assert.Equal(Machine.Nothing, _machine.Held);
        Assert.False(_machine.Module.PfLoading.IsLoading);
        Assert.Equal("ok", Master.Probe().ToString());
        Assert.All(_slaves, static slave => Assert.Equal("ok", slave.LoadAnew()));
        Assert.Equal(_slaves.Length, Master.Device.MultiFunction.LiveSlaves);
    }

    private void Do(string what, Func<string> action) => Do("the master", what, action);

    private string Do(string who, string what, Func<string> action)
    {
        Note($"{who} {what}");
        string result = action();
        Note($"{who} {what}: {result}");
        return result;
    }

    private void Note(string line)
    {
        lock (_done)
        {
            _done.Add($"{Time.Elapsed:hh\\:mm\\:ss\\.fff} {line}");
        }
    }

    private sealed class Slave(BusyCard card, int number)
    {
        private PciDevice? _function;
        private Mlx4Driver? _driver;

        private string Name => $"slave {number}";

        public void Load() => LoadAnew();

        /// <summary>Loads the driver of the function that is there now.</summary>
        /// <returns>The result.</returns>
        public string LoadAnew() => card.Do(Name, "is probed", () =>
        {
            _driver?.Remove();
            IReadOnlyList<PciDevice> functions = card._machine.Pci.VirtualDevices;
            if (functions.Count < number)
            {
                return "no function";
            }
            if (_driver is null || _function != functions[number - 1])
            {
                _function = functions[number - 1];
                _driver = new Mlx4Driver(_function, Machine.Small, card._machine.Module);
            }
            return _driver.Probe().ToString();
        });

        public void Unload() => card.Do(Name, "is removed", () =>
        {
            _driver?.Remove();
            return "ok";
        });

        public void GiveUp() => card.Do(Name, "gives itself up", () =>
        {
            _driver?.Device.Commands.EnterErrorState();
            return "ok";
        });

        /// <summary>Its function is reset under its driver.</summary>
        public void Die() => card.Do(Name, "dies", () =>
        {
            card._machine.Card.VirtualFunctions[number - 1].Reset();
            return "ok";
        });
    }
}
