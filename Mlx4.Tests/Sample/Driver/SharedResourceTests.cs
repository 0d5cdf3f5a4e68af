using Mlx4.Runtime;
using Mlx4.Sample.Driver;
using Mlx4.Sample.Driver.Capabilities;
using Mlx4.Sample.Driver.Commands;
using Mlx4.Sample.Driver.Firmware;
using Mlx4.Sample.Driver.Icm;
using Mlx4.Sample.Driver.Resources;

namespace Mlx4.Tests.Sample.Driver;

/// <summary>A master takes what it shares with its functions from itself, as they do.</summary>
public sealed class SharedResourceTests
{
    private readonly Machine _machine = new(options: Machine.Small);
    private readonly StageScope _scope;
    private readonly DeviceState _state;
    private readonly WrappedCommands _wrapped = new();

    public SharedResourceTests()
    {
        _scope = new StageScope(_machine.Monitor, "test");
        _state = new DeviceState(_machine.Pci, Machine.Small, new CommandInterface(_machine.Pci, _scope)) { Mode = FunctionMode.Master };
        _machine.Pci.EnableDevice();
        _machine.Pci.SetMaster();
        _state.Commands.LoadOne().ThrowIfFailed();
        new FirmwareStart(_state, _scope).LoadOne().ThrowIfFailed();
        new CapabilityReader(_state, _scope).LoadOne().ThrowIfFailed();
        _state.Commands.Wrapped = _wrapped;
    }

    [Fact]
    public void MTTs_are_reserved_and_mapped_by_their_order()
    {
        var mtts = new FunctionMtts(_state, new MttAllocator(new IcmSpace(_state, _scope).Mtt), _scope, "test");
        _wrapped.Result = 0x40;

        mtts.LoadOne(9, new Mailbox(_state.Commands)).ThrowIfFailed();
        ulong offset = mtts.Offset;
        mtts.UnloadOne();

        Assert.Equal(0x40UL * 8, offset);
        Assert.Equal([new Command(Opcode.AllocRes, 5, 1, 4), new Command(Opcode.FreeRes, 5, 1, 4UL << 32 | 0x40)], _wrapped.Commands);
    }

    [Fact]
    public void MTTs_that_are_not_granted_fail_with_the_cause()
    {
        var mtts = new FunctionMtts(_state, new MttAllocator(new IcmSpace(_state, _scope).Mtt), _scope, "test");
        _wrapped.Error = Errno.EDQUOT;

        Assert.Equal("AllocRes: EDQUOT", mtts.LoadOne(1, new Mailbox(_state.Commands)).ToString());

        Assert.Single(_wrapped.Commands);
    }

    [Fact]
    public void Each_port_has_a_counter()
    {
        var counters = new DefaultCounters(_state, new CountersTable(), _scope);
        _wrapped.Result = 7;

        counters.LoadOne().ThrowIfFailed();
        counters.UnloadOne();

        Command alloc = new(Opcode.AllocRes, 1 << 30 | 9);
        Command free = new(Opcode.FreeRes, 9, Input: 7);
        Assert.Equal([alloc, alloc, free, free], _wrapped.Commands);
    }

    [Fact]
    public void Without_a_counter_left_the_ports_of_a_slave_share_the_last_one()
    {
        _state.Mode = FunctionMode.Slave;
        var counters = new DefaultCounters(_state, new CountersTable(), _scope);
        _wrapped.Error = Errno.ENOSPC;

        counters.LoadOne().ThrowIfFailed();
        counters.UnloadOne();

        Assert.Equal([255, 255], counters.Counters);
        Assert.All(_wrapped.Commands, command => Assert.Equal(Opcode.AllocRes, command.Opcode));
    }

    [Theory]
    [InlineData(Errno.EINVAL)]
    [InlineData(Errno.ENOSPC)]
    public void A_counter_that_a_master_refuses_itself_is_an_error(Errno error)
    {
        var counters = new DefaultCounters(_state, new CountersTable(), _scope);
        _wrapped.Error = error;

        Assert.Equal("AllocCounterRes: EINVAL", counters.LoadOne().ToString());
    }

    [Fact]
    public void A_master_stands_in_for_the_special_queue_pairs_of_all_functions()
    {
        _state.Capabilities.Qps = 1 << 18;
        var queuePairs = new QpTable(_state, _scope);

        queuePairs.LoadOne().ThrowIfFailed();
        int special = _state.Capabilities.SpecialQpBase;
        StandInQps[] standIns = [.. _state.Capabilities.Ports.Select(port => port.StandIns)];
        queuePairs.Numbers.Alloc(out int first);
        queuePairs.Numbers.Free(first);
        queuePairs.UnloadOne();

        int proxies = special + 8;
        int tunnels = proxies + 1024;
        Assert.Equal(
            [new StandInQps(proxies, tunnels, proxies + 2, tunnels + 2), new StandInQps(proxies + 1, tunnels + 1, proxies + 3, tunnels + 3)], standIns);
        Assert.Equal(tunnels + 1024, first);
        Assert.All(_state.Capabilities.Ports, port => Assert.Equal(default, port.StandIns));
    }

    [Fact]
    public void A_card_with_several_functions_senses_nothing()
    {
        Assert.False(_state.Capabilities.Has(DeviceFeatures.Sense));
        Assert.All(_state.Capabilities.Ports, port => Assert.False(port.SenseAllowed));
    }

    /// <summary>A master that grants everything, or nothing.</summary>
    private sealed class WrappedCommands : IWrappedCommands
    {
        public List<Command> Commands { get; } = [];

        public ulong Result { get; set; }

        public Errno Error { get; set; }

        public bool TryExecute(int function, in Command command, out ulong result, out Errno error)
        {
            Assert.Equal(0, function);
            Commands.Add(command);
            (result, error) = (Result, Error);
            return true;
        }
    }
}
