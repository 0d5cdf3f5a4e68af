using System.Buffers.Binary;
using Mlx4.Sample.Driver.Capabilities;
using Mlx4.Sample.Driver.Commands;
using Mlx4.Sample.Driver.Master;
using Mlx4.Sample.Hca.Ports;
using static Mlx4.Tests.Sample.Driver.Master.TestSlave;

namespace Mlx4.Tests.Sample.Driver.Master;

/// <summary>Functions that do not have all ports: 1 is on port 1 only, which is InfiniBand; 2 and 3 are on port 2 only, which is Ethernet; 4 is on both.</summary>
public class FunctionPortTests
{
    private readonly MasterMachine _machine = MasterMachine.Serving(vfs: 4, spread: [1, 2, 1]);
    private readonly List<string> _commands = [];

    public FunctionPortTests() => _machine.Card.CommandObserver = command => _commands.Add($"{command.Opcode} {command.InputModifier:x}");

    private DeviceCapabilities Capabilities => _machine.Device.Capabilities;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(3, 1)]
    [InlineData(4, 2)]
    public void A_slave_is_told_how_many_ports_it_has(int function, int ports)
    {
        TestSlave slave = SlaveOf(function);
        Ok(slave.Execute(Opcode.QueryFuncCap, modifier: 3U << 30));
        Assert.Equal(ports, slave.Output[1]);
        Ok(slave.Execute(Opcode.QueryDevCap));
        Assert.Equal(ports, slave.Output[0x37] & 0xf);
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(2, 1, 2)]
    [InlineData(4, 1, 1)]
    [InlineData(4, 2, 2)]
    public void Its_port_is_one_of_the_card_s(int function, uint own, int port)
    {
        TestSlave slave = SlaveOf(function);
        Ok(slave.Execute(Opcode.QueryFuncCap, modifier: own, opModifier: 1));
        uint proxy = (uint)(Capabilities.ProxyQpBase(function) + port - 1);
        Assert.Equal((own, proxy, proxy + 2), (slave.Output[0x03], slave.Out32(0x14), slave.Out32(0x1c)));
        Assert.Equal(Capabilities.Ports[port - 1].PhysicalId, BinaryPrimitives.ReadUInt64BigEndian(slave.Output[0x28..]));
        _commands.Clear();
        Ok(slave.Execute(Opcode.QueryPort, modifier: own));
        Assert.Contains($"QueryPort {port}", _commands);
        Assert.Equal((int)Capabilities.Ports[port - 1].Type, slave.Output[0] & 0x1f);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void It_has_no_second_port(int function)
    {
        TestSlave slave = SlaveOf(function);
        Assert.Equal(CommandStatus.BadParameter, slave.Execute(Opcode.QueryFuncCap, modifier: 2, opModifier: 1));
        Assert.Equal(CommandStatus.BadParameter, slave.Execute(Opcode.QueryPort, modifier: 2));
        Assert.Equal(CommandStatus.BadParameter, slave.Execute(Opcode.SensePort, modifier: 2));
        Assert.Equal(CommandStatus.BadParameter, slave.Execute(Opcode.InitPort, modifier: 2));
        Assert.Equal(CommandStatus.BadParameter, slave.Execute(Opcode.ClosePort, modifier: 2));
        Assert.Equal(CommandStatus.BadParameter, slave.ExecuteIn(Opcode.SetPort, 2, 1));
        Assert.Equal(CommandStatus.BadParameter, slave.Execute(Opcode.AllocRes, 0x0002_c911_2233, 2 << 8 | (uint)ResourceType.Mac, ReserveAndMap));
    }

    [Fact]
    public void What_it_asks_of_its_port_is_done_to_the_card_s()
    {
        TestSlave slave = SlaveOf(2);
        _commands.Clear();
        Ok(slave.Execute(Opcode.InitPort, modifier: 1));
        slave.Input.Clear();
        slave.Input[0x03] = 1;
        BinaryPrimitives.WriteUInt16BigEndian(slave.Input[0x06..], 3000);
        Ok(slave.ExecuteIn(Opcode.SetPort, 1, 1));
        Ok(slave.Execute(Opcode.AllocRes, 0x0002_c911_2233, 1 << 8 | (uint)ResourceType.Mac, ReserveAndMap));
        Ok(slave.Execute(Opcode.SensePort, modifier: 1));
        Ok(slave.Execute(Opcode.ClosePort, modifier: 1));
        Assert.Equal(["InitPort 2", "SetPort 2", "SetPort 202", "SensePort 2", "ClosePort 2"], _commands.Where(static command => command.Contains("Port", StringComparison.Ordinal)));
        Assert.Equal((3000, 0x8000_0002_c911_2233UL), (EthernetPort.Ethernet.Mtu, EthernetPort.Ethernet.MacTable[0]));
        Assert.Equal((0, 1), (Macs.AllocatedOf(2, pool: 0), Macs.AllocatedOf(2, pool: 1)));
    }

    [Fact]
    public void A_change_of_a_port_is_told_to_the_slaves_that_have_it_under_their_own_number()
    {
        TestSlave[] slaves = [.. Enumerable.Range(1, 4).Select(SlaveOf)];
        foreach (TestSlave slave in slaves)
        {
            slave.CreateEq(events: 1 << 0x09);
        }
        byte[] entry = new byte[32];
        entry[0x01] = 0x09;
        entry[0x03] = 4;
        entry[0x0c] = 2 << 4;
        _machine.Master.OnPortChange(entry);
        _machine.Settle();
        Assert.Equal([0, 1 << 4, 1 << 4, 2 << 4], slaves.Select(static slave => (int)slave.Eqe(0)[0x0c]));
    }

    [Fact]
    public void What_is_divided_by_port_is_divided_among_those_that_have_it()
    {
        // Two functions are on port 1, three on port 2; each, and the master, is guaranteed two MAC addresses.
        Assert.Equal(new ResourceQuota.Share(128 - 2 * 3, 2), Macs.ShareOf(0));
        Assert.Equal((6, 8), (Macs.Reserved(0), Macs.Reserved(1)));
        // A counter for each port of each.
        ResourceQuota counters = _machine.Master.Tracker.QuotaOf(ResourceType.Counter);
        Assert.Equal([4, 1, 1, 1, 2], Enumerable.Range(0, 5).Select(function => counters.ShareOf(function).Guaranteed));
        // 112 GIDs for three; the first of them gets what is left over.
        Assert.Equal([38, 37, 37], new[] { (2, 1u), (3, 1u), (4, 2u) }.Select(GidsOf));
    }

    [Theory]
    [InlineData(2, 0x00, 0x40)]
    [InlineData(4, 0x00, 0x00)]
    [InlineData(4, 0x40, 0x40)]
    public void A_queue_pair_s_port_is_the_card_s(int function, byte schedule, byte expected)
    {
        TestSlave slave = SlaveOf(function);
        Ok(CreateQp(slave, schedule, out uint qp));
        Ok(slave.Execute(Opcode.QueryQp, modifier: qp));
        Assert.Equal(expected, slave.Output[Context + PrimaryPath + Schedule] & 0x40);
    }

    [Fact]
    public void A_queue_pair_of_a_port_that_the_slave_does_not_have_has_a_bad_parameter() =>
        Assert.Equal(CommandStatus.BadParameter, CreateQp(SlaveOf(2), 0x40, out _));

    [Theory]
    // Function 4 has the last 37 of the Ethernet port's GIDs, from 91 on; at the InfiniBand port one, which is at its own number.
    [InlineData(0, 0x40, 5, 96)]
    [InlineData(0, 0x40, 36, 127)]
    [InlineData(0, 0x00, 0, 4)]
    [InlineData(3, 0x40, 0, 91 | 0x80)]
    [InlineData(3, 0x00, 0, 4 | 0x80)]
    public void A_queue_pair_s_GID_is_at_its_place_in_the_port_s_table(byte service, byte schedule, byte index, byte expected)
    {
        TestSlave slave = SlaveOf(4);
        Ok(CreateQp(slave, schedule, out uint qp, service));
        Ok(ReadyToReceive(slave, qp, service, schedule, index));
        Ok(slave.Execute(Opcode.QueryQp, modifier: qp));
        Assert.Equal((expected, schedule), (slave.Output[Context + PrimaryPath + GidIndex], slave.Output[Context + PrimaryPath + Schedule]));
    }

    [Theory]
    [InlineData(0x40, 37)]
    [InlineData(0x00, 1)]
    [InlineData(0x00, 255)]
    public void A_GID_that_is_not_the_slave_s_has_a_bad_parameter(byte schedule, byte index)
    {
        TestSlave slave = SlaveOf(4);
        Ok(CreateQp(slave, schedule, out uint qp));
        Assert.Equal(CommandStatus.BadParameter, ReadyToReceive(slave, qp, service: 0, schedule, index));
    }

    // In mailboxes the context comes after the mask; the primary path in it, and the fields of that.
    private const int Context = 8;
    private const int PrimaryPath = 0x18;
    private const int GidIndex = 0x09;
    private const int Schedule = 0x20;

    private ResourceQuota Macs => _machine.Master.Tracker.QuotaOf(ResourceType.Mac);

    private Port EthernetPort
    {
        get
        {
            Assert.True(_machine.Card.Ports.TryGet(2, out Port? port));
            return port;
        }
    }

    private TestSlave SlaveOf(int function) => new TestSlave(_machine, function).Start();

    private int GidsOf((int Function, uint Port) of)
    {
        TestSlave slave = SlaveOf(of.Function);
        Ok(slave.Execute(Opcode.QueryPort, modifier: of.Port));
        return BinaryPrimitives.ReadUInt16BigEndian(slave.Output[0x0e..]);
    }

    private static CommandStatus CreateQp(TestSlave slave, byte schedule, out uint qp, byte service = 0)
    {
        slave.CreateEq();
        (uint cq, _) = slave.CreateCq();
        qp = slave.Alloc(ResourceType.Qp, Reserve, 1UL << 32 | 1);
        Ok(slave.Execute(Opcode.AllocRes, qp, (uint)ResourceType.Qp, MapIcm));
        uint mtt = slave.Translate(slave.Function.Host.Allocate(1));
        slave.PutQp(cq, mtt);
        slave.Input[Context + 1] = service;
        slave.Input[Context + PrimaryPath + Schedule] = schedule;
        return slave.ExecuteIn(Opcode.Rst2InitQp, qp);
    }

    private static CommandStatus ReadyToReceive(TestSlave slave, uint qp, byte service, byte schedule, byte index)
    {
        const uint PathAndSchedule = 1 << 7 | 1 << 16;
        slave.Input.Clear();
        slave.Put32(0x00, PathAndSchedule);
        slave.Input[Context + 1] = service;
        slave.Input[Context + PrimaryPath + GidIndex] = index;
        slave.Input[Context + PrimaryPath + Schedule] = schedule;
        return slave.ExecuteIn(Opcode.Init2RtrQp, qp);
    }
}
