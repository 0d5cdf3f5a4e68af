using Mlx4.Runtime;
using Mlx4.Sample.Driver;
using Mlx4.Sample.Hca;
using Mlx4.Sample.Pci;

namespace Mlx4.Tests.Sample.Driver;

/// <summary>Several functions and cards at the same time, each on a thread of its own.</summary>
public class ConcurrencyTests
{
    private const int Rounds = 5;

    [Fact]
    public void Cards_in_one_host_are_loaded_and_unloaded_at_the_same_time()
    {
        const int Cards = 6;
        var time = new SimulatedTime();
        var host = new PciHost(time);
        var module = new DriverModule(time);
        var cards = Enumerable.Range(0, Cards).Select(_ => new ConnectX3(new ConnectX3Options(), time)).ToList();
        var drivers = cards.Select(card => new Mlx4Driver(host.Plug(card.PhysicalFunction), Machine.Small, module)).ToList();

        Threads.Run(time, [.. drivers.Select((driver, index) => ($"card {index}", (Action)(() => LoadAndUnload(driver))))]);

        Assert.True(host.Ledger.IsEmpty, host.Ledger.ToString());
        Assert.All(cards, card => Assert.True(card.Ledger.IsEmpty, card.Ledger.ToString()));
        Assert.True(module.AuxiliaryIndexes.IsEmpty);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Slaves_come_and_go_at_the_same_time(bool systemEqs)
    {
        const int Slaves = 4;
        var machine = new Machine(new ConnectX3Options { SysEqs = systemEqs }, Machine.Small with { VirtualFunctions = [Slaves] });
        machine.Load().ThrowIfFailed();

        Threads.Run(
            machine.Time,
            [.. Enumerable.Range(1, Slaves).Select(number => ($"slave {number}", (Action)(() => LoadAndUnload(machine.DriverOf(number)))))]);

        Assert.Equal(0, machine.Device.MultiFunction.LiveSlaves);
        Assert.False(machine.Device.InternalError);
        machine.Unload();
        Assert.Equal(Machine.Nothing, machine.Held);
    }

    /// <summary>A slave whose master goes ends its load with an error, or its unload without one; nothing waits for the other for ever.</summary>
    [Fact]
    public void A_master_goes_while_its_slaves_come_and_go()
    {
        const int Slaves = 3;
        var machine = new Machine(options: Machine.Small with { VirtualFunctions = [Slaves] });
        machine.Load().ThrowIfFailed();
        List<PciDevice> functions = [.. machine.Pci.VirtualDevices];
        var drivers = functions.Select(function => new Mlx4Driver(function, Machine.Small, machine.Module)).ToList();
        List<Errno> errors = [];

        Threads.Run(
            machine.Time,
            [
                .. drivers.Select((driver, index) => ($"slave {index + 1}", (Action)(() => Try(driver)))),
                ("master", () =>
                {
                    machine.Time.Sleep(TimeSpan.FromMilliseconds(20));
                    machine.Unload();
                }),
            ]);

        Assert.All(errors, error => Assert.Contains(error, new[] { Errno.EIO, Errno.EPROBE_DEFER, Errno.ENODEV, Errno.ENOMEM }));
        // Those that were in use when the master went have stayed on the bus.
        Assert.All(machine.Host.Ledger.Entries, entry => Assert.Equal("SR-IOV", entry.Resource));
        Assert.All(machine.Card.Ledger.Entries, entry => Assert.Equal("virtual function", entry.Resource));
        machine.Load().ThrowIfFailed();
        machine.Unload();
        Assert.Equal(Machine.Nothing, machine.Held);

        void Try(Mlx4Driver driver)
        {
            for (int round = 0; round < Rounds; round++)
            {
                InitResult<Errno> result = driver.Probe();
                if (result.Failed)
                {
                    lock (errors)
                    {
                        errors.Add(result.Error);
                    }
                }
                driver.Remove();
            }
        }
    }

    /// <summary>Every third is a master, whose slaves load after it.</summary>
    [Fact]
    public void Many_cards_in_one_host_are_loaded_and_unloaded_at_the_same_time()
    {
        const int Cards = 64;
        var time = new SimulatedTime();
        var host = new PciHost(time);
        var module = new DriverModule(time);
        // A small firmware: its memory is most of what a load takes.
        var cards = Enumerable.Range(0, Cards).Select(_ => new ConnectX3(new ConnectX3Options { FirmwarePages = 16 }, time)).ToList();
        List<PciDevice> functions = [.. cards.Select(card => host.Plug(card.PhysicalFunction, card.VirtualFunctions))];
        List<List<Mlx4Driver>> drivers =
        [
            .. functions.Select((function, index) => new List<Mlx4Driver>
            {
                new(function, Machine.Small with { VirtualFunctions = IsMaster(index) ? [2] : [] }, module),
            }),
        ];

        OfAll(Load);

        Assert.Equal(drivers.Sum(static card => card.Count), host.Ledger.Entries.Count(static entry => entry.Resource == "devlink registration"));
        Assert.Equal(Cards + 2 * Enumerable.Range(0, Cards).Count(IsMaster), drivers.Sum(static card => card.Count));
        Assert.False(module.PfLoading.IsLoading);
        OfAll(Unload);

        Assert.True(host.Ledger.IsEmpty, host.Ledger.ToString());
        Assert.All(cards, static card => Assert.True(card.Ledger.IsEmpty, card.Ledger.ToString()));
        Assert.True(module.AuxiliaryIndexes.IsEmpty);

        static bool IsMaster(int index) => index % 3 == 0;

        void OfAll(Action<int> what) => Threads.Run(time, [.. Enumerable.Range(0, Cards).Select(index => ($"card {index}", (Action)(() => what(index))))]);

        void Load(int index)
        {
            Assert.Equal("ok", drivers[index][0].Probe().ToString());
            foreach (PciDevice slave in functions[index].VirtualDevices)
            {
                drivers[index].Add(new Mlx4Driver(slave, Machine.Small, module));
                // While any master of the host loads, no slave does.
                while (drivers[index][^1].Probe() is var result && result.Error == Errno.EPROBE_DEFER)
                {
                    time.Sleep(TimeSpan.FromSeconds(1));
                }
                Assert.True(drivers[index][^1].IsLoaded);
            }
        }

        void Unload(int index)
        {
            foreach (Mlx4Driver driver in drivers[index].AsEnumerable().Reverse())
            {
                driver.Remove();
            }
        }
    }

    /// <summary>As the bus's lock has it: a driver that is being probed is taken from its function before the function goes.</summary>
    [Fact]
    public void A_master_takes_its_virtual_functions_from_drivers_that_are_being_probed()
    {
        var machine = Machine.WithVirtualFunctions(1);
        machine.Load().ThrowIfFailed();
        machine.Driver.ReloadDown();
        Mlx4Driver slave = machine.DriverOf(1);
        InitResult<Errno> result = default;
        string held = "";

        Threads.Run(
            machine.Time,
            ("slave", () => result = slave.Probe()),
            ("master", () =>
            {
                machine.Time.Sleep(TimeSpan.FromSeconds(5));
                machine.Unload();
                held = machine.Held;
            }
        ));

        Assert.Equal("LoadOne/InitHcaAsSlave/InitSlave/CheckOffline: EIO", result.ToString());
        Assert.Equal(Machine.Nothing, held);
        Assert.Equal("EnableDevice: EIO", slave.Probe().ToString());
    }

    private static void LoadAndUnload(Mlx4Driver driver)
    {
        for (int round = 0; round < Rounds; round++)
        {
            Assert.Equal("ok", driver.Probe().ToString());
            driver.Remove();
        }
    }
}
