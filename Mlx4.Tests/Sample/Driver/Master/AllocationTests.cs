using Mlx4.Sample.Driver.Commands;
using Mlx4.Sample.Driver.Master;
using static Mlx4.Tests.Sample.Driver.Master.TestSlave;

namespace Mlx4.Tests.Sample.Driver.Master;

/// <summary>ALLOC_RES and FREE_RES.</summary>
public class AllocationTests
{
    private readonly MasterMachine _machine;
    private readonly TestSlave _slave;
    private readonly TestSlave _other;

    public AllocationTests()
    {
        _machine = MasterMachine.Serving();
        _slave = new TestSlave(_machine, 1).Start();
        _other = new TestSlave(_machine, 2).Start();
    }

    [Theory]
    [InlineData((int)ResourceType.Cq, ReserveAndMap)]
    [InlineData((int)ResourceType.Srq, ReserveAndMap)]
    [InlineData((int)ResourceType.Mpt, Reserve)]
    [InlineData((int)ResourceType.Counter, Reserve)]
    [InlineData((int)ResourceType.Xrcd, Reserve)]
    public void A_number_is_one_slave_s_until_it_comes_back(int type, byte operation)
    {
        uint number = _slave.Alloc((ResourceType)type, operation);
        Assert.NotEqual(number, _other.Alloc((ResourceType)type, operation));
        Assert.Equal(CommandStatus.BadOperation, _other.Execute(Opcode.FreeRes, number, (uint)type, operation));
        Ok(_slave.Execute(Opcode.FreeRes, number, (uint)type, operation));
        Assert.Equal(CommandStatus.InternalError, _slave.Execute(Opcode.FreeRes, number, (uint)type, operation));
        Assert.Equal(number, _other.Alloc((ResourceType)type, operation));
    }

    [Theory]
    [InlineData((int)ResourceType.Cq, Reserve)]
    [InlineData((int)ResourceType.Cq, MapIcm)]
    [InlineData((int)ResourceType.Srq, MapIcm)]
    [InlineData((int)ResourceType.Mtt, Reserve)]
    [InlineData((int)ResourceType.Mpt, ReserveAndMap)]
    [InlineData((int)ResourceType.Qp, ReserveAndMap)]
    [InlineData((int)ResourceType.Counter, ReserveAndMap)]
    [InlineData((int)ResourceType.Mac, Reserve)]
    [InlineData((int)ResourceType.Eq, Reserve)]
    [InlineData(8, Reserve)]
    [InlineData(10, ReserveAndMap)]
    [InlineData(200, Reserve)]
    public void An_operation_that_a_type_does_not_have_has_a_bad_parameter(int type, byte operation)
    {
        Assert.Equal(CommandStatus.BadParameter, _slave.Execute(Opcode.AllocRes, 0, (uint)type, operation));
        Assert.Equal(CommandStatus.BadParameter, _slave.Execute(Opcode.FreeRes, 0, (uint)type, operation));
    }

    [Fact]
    public void Queue_pairs_are_had_in_aligned_ranges()
    {
        uint first = AllocQps(count: 3, alignment: 1);
        uint aligned = AllocQps(count: 16, alignment: 16);
        Assert.Equal(0u, aligned % 16);
        Assert.True(aligned >= first + 3);
        Assert.Equal(first + 3, AllocQps(count: 1, alignment: 1));
        Ok(_slave.Execute(Opcode.FreeRes, 16UL << 32 | aligned, (uint)ResourceType.Qp, Reserve));
        Ok(_slave.Execute(Opcode.FreeRes, 4UL << 32 | first, (uint)ResourceType.Qp, Reserve));
        Assert.Empty(_machine.Master.Tracker.Of(1, ResourceType.Qp));
    }

    [Fact]
    public void Queue_pairs_for_BlueFlame_have_no_bits_that_it_cannot_name()
    {
        const uint ForBlueFlame = 1U << 31;
        uint first = AllocQps(ForBlueFlame | 64, alignment: 1);
        Assert.Equal(0u, first & 0xff);
        uint next = AllocQps(ForBlueFlame | 64, alignment: 1);
        Assert.Equal(first + 256, next);
        Assert.Equal(CommandStatus.BadParameter, _slave.Execute(Opcode.AllocRes, 1UL << 32 | ForBlueFlame | 65, (uint)ResourceType.Qp, Reserve));
    }

    [Fact]
    public void Queue_pairs_for_static_A0_steering_are_any()
    {
        const uint ForA0 = 1 << 30;
        Assert.Equal(AllocQps(1, alignment: 1) + 1, AllocQps(ForA0 | 1, alignment: 1));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(1, 3)]
    [InlineData(1, 0x8000_0000)]
    public void A_range_of_none_or_of_a_strange_alignment_is_refused(uint count, uint alignment) =>
        Assert.Equal(CommandStatus.BadParameter, _slave.Execute(Opcode.AllocRes, (ulong)alignment << 32 | count, (uint)ResourceType.Qp, Reserve));

    [Fact]
    public void A_range_comes_back_as_a_whole()
    {
        uint first = AllocQps(count: 2, alignment: 1);
        Assert.Equal(CommandStatus.InternalError, _slave.Execute(Opcode.FreeRes, 3UL << 32 | first, (uint)ResourceType.Qp, Reserve));
        Assert.Equal(CommandStatus.InternalError, _slave.Execute(Opcode.FreeRes, 0xffff_ffffUL << 32 | first, (uint)ResourceType.Qp, Reserve));
        Assert.Equal(CommandStatus.BadParameter, _slave.Execute(Opcode.FreeRes, first, (uint)ResourceType.Qp, Reserve));
        Ok(_slave.Execute(Opcode.AllocRes, first + 1, (uint)ResourceType.Qp, MapIcm));
        Assert.Equal(CommandStatus.BadParameter, _slave.Execute(Opcode.AllocRes, first + 1, (uint)ResourceType.Qp, MapIcm));
        Assert.Equal(CommandStatus.ResourceBusy, _slave.Execute(Opcode.FreeRes, 2UL << 32 | first, (uint)ResourceType.Qp, Reserve));
        Assert.Equal(2, _machine.Master.Tracker.Of(1, ResourceType.Qp).Count);
        Ok(_slave.Execute(Opcode.FreeRes, first + 1, (uint)ResourceType.Qp, MapIcm));
        Assert.Equal(CommandStatus.BadParameter, _slave.Execute(Opcode.FreeRes, first + 1, (uint)ResourceType.Qp, MapIcm));
        Ok(_slave.Execute(Opcode.FreeRes, 2UL << 32 | first, (uint)ResourceType.Qp, Reserve));
    }

    [Fact]
    public void The_stand_ins_of_its_special_queue_pairs_are_a_slave_s_own()
    {
        uint proxy = (uint)_machine.Device.Capabilities.ProxyQpBase(1);
        Ok(_slave.Execute(Opcode.AllocRes, proxy + 7, (uint)ResourceType.Qp, MapIcm));
        Assert.Equal(CommandStatus.InternalError, _slave.Execute(Opcode.AllocRes, proxy + 8, (uint)ResourceType.Qp, MapIcm));
        Assert.Equal(CommandStatus.BadOperation, _other.Execute(Opcode.AllocRes, proxy + 7, (uint)ResourceType.Qp, MapIcm));
        Assert.Equal(CommandStatus.ResourceBusy, _slave.Execute(Opcode.FreeRes, 1UL << 32 | (proxy + 7), (uint)ResourceType.Qp, Reserve));
        Ok(_slave.Execute(Opcode.FreeRes, proxy + 7, (uint)ResourceType.Qp, MapIcm));
        Assert.Empty(_machine.Master.Tracker.Of(1, ResourceType.Qp));
    }

    [Fact]
    public void Translations_come_in_blocks_and_back_in_the_same_ones()
    {
        uint block = _slave.Alloc(ResourceType.Mtt, ReserveAndMap, 4);
        Assert.Equal(0u, block % 16);
        Assert.Equal(CommandStatus.BadParameter, _slave.Execute(Opcode.FreeRes, 3UL << 32 | block, (uint)ResourceType.Mtt, ReserveAndMap));
        Assert.Equal(CommandStatus.InternalError, _slave.Execute(Opcode.FreeRes, 3UL << 32 | (block + 8), (uint)ResourceType.Mtt, ReserveAndMap));
        Ok(_slave.Execute(Opcode.FreeRes, 4UL << 32 | block, (uint)ResourceType.Mtt, ReserveAndMap));
    }

    [Theory]
    [InlineData(21)]
    [InlineData(30)]
    public void More_translations_than_the_quota_are_an_internal_error(uint order) =>
        Assert.Equal(CommandStatus.InternalError, _slave.Execute(Opcode.AllocRes, order, (uint)ResourceType.Mtt, ReserveAndMap));

    [Theory]
    [InlineData(31)]
    [InlineData(0xffff_ffff)]
    public void More_translations_than_a_number_can_say_have_a_bad_parameter(uint order) =>
        Assert.Equal(CommandStatus.BadParameter, _slave.Execute(Opcode.AllocRes, order, (uint)ResourceType.Mtt, ReserveAndMap));

    [Fact]
    public void The_last_counter_of_the_quota_is_had_and_no_more()
    {
        ResourceQuota quota = _machine.Master.Tracker.QuotaOf(ResourceType.Counter);
        // Of 255, the master and the other slave are promised 4 and 2; the master's driver has two of them from before.
        for (int had = 0; had < 249; had++)
        {
            _slave.Alloc(ResourceType.Counter, Reserve);
        }
        Assert.Equal(CommandStatus.InternalError, _slave.Execute(Opcode.AllocRes, 0, (uint)ResourceType.Counter, Reserve));
        Assert.Equal((249, 6, 6), (quota.AllocatedOf(1), quota.Free(), quota.Reserved()));
        _other.Alloc(ResourceType.Counter, Reserve);
        _other.Alloc(ResourceType.Counter, Reserve);
        Assert.Equal(CommandStatus.InternalError, _other.Execute(Opcode.AllocRes, 0, (uint)ResourceType.Counter, Reserve));
    }

    [Fact]
    public void A_resource_that_the_card_cannot_map_is_not_had()
    {
        _machine.Card.Faults.FailCommand((ushort)Opcode.MapIcm, 0x0c);
        int mapped = _machine.Device.Icm.MappedPages;
        uint far = AllocQps(count: 1, alignment: 1 << 14);
        Assert.Equal(CommandStatus.IcmError, _slave.Execute(Opcode.AllocRes, far, (uint)ResourceType.Qp, MapIcm));
        Assert.Equal(mapped, _machine.Device.Icm.MappedPages);
        Ok(_slave.Execute(Opcode.AllocRes, far, (uint)ResourceType.Qp, MapIcm));
        Ok(_slave.Execute(Opcode.FreeRes, far, (uint)ResourceType.Qp, MapIcm));
        Assert.Equal(mapped, _machine.Device.Icm.MappedPages);
    }

    [Fact]
    public void An_address_of_two_slaves_stands_in_the_table_of_the_port_once()
    {
        uint index = AllocMac(_slave, 0x0002_c911_2233);
        Assert.Equal(index, AllocMac(_slave, 0x0002_c911_2233));
        Assert.Equal(index, AllocMac(_other, 0x0002_c911_2233));
        Assert.Equal(index + 1, AllocMac(_other, 0x0002_c911_2234));
        Assert.Equal(1, _machine.Master.Tracker.QuotaOf(ResourceType.Mac).AllocatedOf(1, pool: 1));
        FreeMac(_slave, 0x0002_c911_2233);
        FreeMac(_slave, 0x0002_c911_2233);
        Assert.Equal(CommandStatus.InternalError, _slave.Execute(Opcode.FreeRes, 0x0002_c911_2233, EthernetPort(ResourceType.Mac), ReserveAndMap));
        FreeMac(_other, 0x0002_c911_2233);
        Assert.Equal(index, AllocMac(_other, 0x0002_c911_2235));
    }

    [Fact]
    public void VLANs_begin_behind_the_two_entries_that_mean_something_else()
    {
        Ok(_slave.Execute(Opcode.AllocRes, 100, EthernetPort(ResourceType.Vlan), ReserveAndMap));
        Assert.Equal(2UL, _slave.Result);
        for (uint vlan = 101; vlan < 164; vlan++)
        {
            Ok(_slave.Execute(Opcode.AllocRes, vlan, EthernetPort(ResourceType.Vlan), ReserveAndMap));
        }
        // 64 are a slave's quota.
        Assert.Equal(CommandStatus.InternalError, _slave.Execute(Opcode.AllocRes, 200, EthernetPort(ResourceType.Vlan), ReserveAndMap));
        Ok(_slave.Execute(Opcode.FreeRes, 100, EthernetPort(ResourceType.Vlan), ReserveAndMap));
        Ok(_slave.Execute(Opcode.AllocRes, 200, EthernetPort(ResourceType.Vlan), ReserveAndMap));
        Assert.Equal(2UL, _slave.Result);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(255)]
    public void A_port_that_is_not_there_or_not_Ethernet_has_no_addresses(uint port) =>
        Assert.Equal(CommandStatus.BadParameter, _slave.Execute(Opcode.AllocRes, 0x0002_c911_2233, port << 8 | (uint)ResourceType.Mac, ReserveAndMap));

    private static uint EthernetPort(ResourceType type) => 2 << 8 | (uint)type;

    private static uint AllocMac(TestSlave slave, ulong mac)
    {
        Ok(slave.Execute(Opcode.AllocRes, mac, EthernetPort(ResourceType.Mac), ReserveAndMap));
        return (uint)slave.Result;
    }

    private static void FreeMac(TestSlave slave, ulong mac) => Ok(slave.Execute(Opcode.FreeRes, mac, EthernetPort(ResourceType.Mac), ReserveAndMap));

    private uint AllocQps(uint count, uint alignment) => _slave.Alloc(ResourceType.Qp, Reserve, (ulong)alignment << 32 | count);
}
