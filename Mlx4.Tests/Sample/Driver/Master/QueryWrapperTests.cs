using System.Buffers.Binary;
using Mlx4.Sample.Driver.Capabilities;
using Mlx4.Sample.Driver.Commands;
using Mlx4.Sample.Driver.Icm;
using Mlx4.Sample.Driver.Master;
using Mlx4.Sample.Hca;
using static Mlx4.Tests.Sample.Driver.Master.TestSlave;

namespace Mlx4.Tests.Sample.Driver.Master;

/// <summary>What a slave is told of the card.</summary>
public class QueryWrapperTests
{
    private readonly MasterMachine _machine = MasterMachine.Serving();
    private readonly TestSlave _slave;

    public QueryWrapperTests() => _slave = new TestSlave(_machine, 2).Start();

    private DeviceCapabilities Capabilities => _machine.Device.Capabilities;

    [Fact]
    public void Of_the_firmware_it_sees_the_version_only()
    {
        Ok(_slave.Execute(Opcode.QueryFw));
        byte[] expected = new byte[0x1000];
        BinaryPrimitives.WriteUInt16BigEndian(expected.AsSpan(0x02), (ushort)_machine.Device.Firmware.Version.Major);
        BinaryPrimitives.WriteUInt16BigEndian(expected.AsSpan(0x06), (ushort)_machine.Device.Firmware.Version.Minor);
        BinaryPrimitives.WriteUInt16BigEndian(expected.AsSpan(0x04), (ushort)_machine.Device.Firmware.Version.Build);
        expected[0x09] = 0xff;
        Assert.Equal(expected, _slave.Output.ToArray());
    }

    [Fact]
    public void Its_capabilities_are_the_card_s_without_those_of_the_master()
    {
        Ok(_slave.Execute(Opcode.QueryDevCap));
        byte[] output = _slave.Output.ToArray();
        var features = (DeviceFeatures)BinaryPrimitives.ReadUInt64BigEndian(output.AsSpan(0x40));
        Assert.Equal(
            Capabilities.Limits.Features & ~(DeviceFeatures.MemoryWindows | DeviceFeatures.RssIpFragments) | DeviceFeatures.PortManagementEvents, features);
        Assert.Equal((0, 0, 0, 0, 0), (output[0x34] & 0x80, output[0x3e] & 0x80, output[0x4c] & 0x80, output[0x76] & 0x80, output[0x9e] & 0x28));
        Assert.Equal(2, output[0x37] & 0xf);
        Assert.Equal(0, BinaryPrimitives.ReadUInt16BigEndian(output.AsSpan(0xcc)));
    }

    [Fact]
    public void A_port_is_what_it_is_and_has_no_address()
    {
        Ok(_slave.Execute(Opcode.QueryPort, modifier: 2));
        Assert.Equal((2, 0UL), (_slave.Output[0] & 0x1f, BinaryPrimitives.ReadUInt64BigEndian(_slave.Output[0x10..])));
        // 128 P_Keys; of 128 GIDs the master has 16, and the two slaves half of the others each.
        Assert.Equal((128, 56), (BinaryPrimitives.ReadUInt16BigEndian(_slave.Output[0x0c..]), BinaryPrimitives.ReadUInt16BigEndian(_slave.Output[0x0e..])));
        Ok(_slave.Execute(Opcode.QueryPort, modifier: 1));
        Assert.Equal(1, _slave.Output[0] & 0x1f);
        Assert.Equal((128, 1), (BinaryPrimitives.ReadUInt16BigEndian(_slave.Output[0x0c..]), BinaryPrimitives.ReadUInt16BigEndian(_slave.Output[0x0e..])));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(3, 0)]
    [InlineData(0x101, 0)]
    [InlineData(1, 1)]
    public void Another_query_of_a_port_has_a_bad_parameter(uint modifier, byte opModifier) =>
        Assert.Equal(CommandStatus.BadParameter, _slave.Execute(Opcode.QueryPort, modifier: modifier, opModifier: opModifier));

    [Fact]
    public void What_functions_share_it_sees_as_it_is()
    {
        Ok(_slave.Execute(Opcode.QueryHca));
        Assert.Equal(Capabilities.Layout[IcmResource.Mtt].Start, BinaryPrimitives.ReadUInt64BigEndian(_slave.Output[0x100..]));
        Ok(_slave.Execute(Opcode.QueryAdapter));
        Assert.Equal(Capabilities.InterruptPin, _slave.Output[0x10]);
    }

    [Fact]
    public void The_device_s_configuration_is_read_and_not_written()
    {
        const byte Get = 1;
        Assert.Equal(CommandStatus.Ok, _slave.Execute(Opcode.ConfigDev, opModifier: Get));
        Assert.Equal(CommandStatus.BadOperation, _slave.Execute(Opcode.ConfigDev));
    }

    [Fact]
    public void Its_own_capabilities_are_what_the_master_lets_it_have()
    {
        Ok(_slave.Execute(Opcode.QueryFuncCap, modifier: 3U << 30));
        Assert.Equal((0xdc, 2), (_slave.Output[0], _slave.Output[1]));
        Assert.Equal(1u, _slave.Out32(0x04));
        Assert.Equal(((uint)Capabilities.Eqs, (uint)Capabilities.ReservedEqs), (_slave.Out32(0x2c), _slave.Out32(0x30)));
        Assert.Equal(Capabilities.Limits.ReservedKey + 0x200, _slave.Out32(0x48));
        Assert.Equal((uint)Capabilities.Qps, _slave.Out32(0x10));
        Assert.Equal((8192u, 0xc000_0000), (_slave.Out32(0x68), _slave.Out32(0x6c)));
        (int, ResourceType)[] quotas =
        [
            (0x50, ResourceType.Qp), (0x54, ResourceType.Cq), (0x58, ResourceType.Srq), (0x60, ResourceType.Mpt), (0x64, ResourceType.Mtt),
        ];
        foreach ((int offset, ResourceType type) in quotas)
        {
            Assert.Equal((uint)_machine.Master.Tracker.QuotaOf(type).ShareOf(2).Quota, _slave.Out32(offset));
        }
    }

    [Theory]
    [InlineData(1U << 31, 8)]
    [InlineData(0, 8)]
    public void The_firmware_may_divide_the_event_queues(uint modifier, uint eqs)
    {
        MasterMachine machine = MasterMachine.Serving(card: new ConnectX3Options { SysEqs = true });
        TestSlave slave = new TestSlave(machine, 1).Start();
        Ok(slave.Execute(Opcode.QueryFuncCap, modifier: modifier));
        Assert.Equal((eqs, 0u), (slave.Out32(0x2c), slave.Out32(0x30)));
    }

    [Fact]
    public void The_special_queue_pairs_of_its_port_are_stood_in_for()
    {
        Ok(_slave.Execute(Opcode.QueryFuncCap, modifier: 2, opModifier: 1));
        uint proxies = (uint)Capabilities.SpecialQpBase + 8;
        uint tunnels = proxies + 1024;
        Assert.Equal((2, 0x10), (_slave.Output[0x03], _slave.Output[0x0c]));
        Assert.Equal(
            (tunnels + 17, proxies + 17, tunnels + 19, proxies + 19),
            (_slave.Out32(0x10), _slave.Out32(0x14), _slave.Out32(0x18), _slave.Out32(0x1c)));
        Assert.Equal(Capabilities.Ports[1].PhysicalId, BinaryPrimitives.ReadUInt64BigEndian(_slave.Output[0x28..]));
        Assert.Equal(CommandStatus.BadParameter, _slave.Execute(Opcode.QueryFuncCap, modifier: 3, opModifier: 1));
        Assert.Equal(CommandStatus.BadParameter, _slave.Execute(Opcode.QueryFuncCap, modifier: 1, opModifier: 2));
    }

    [Fact]
    public void A_counter_is_read_by_the_slave_that_has_it()
    {
        uint counter = _slave.Alloc(ResourceType.Counter, Reserve);
        Ok(_slave.Execute(Opcode.QueryIfStat, modifier: counter | 1U << 31));
        Assert.Equal(CommandStatus.InternalError, _slave.Execute(Opcode.QueryIfStat, modifier: 0));
        TestSlave other = new TestSlave(_machine, 1).Start();
        Assert.Equal(CommandStatus.BadOperation, other.Execute(Opcode.QueryIfStat, modifier: counter));
    }
}
