using System.Buffers.Binary;
using Mlx4.Sample.Hca;
using Mlx4.Sample.Hca.Commands;
using Mlx4.Sample.Pci;

namespace Mlx4.Tests.Sample.Hca.Functions;

/// <summary>The commands by which the master serves other functions.</summary>
public class FunctionCommandTests
{
    private const ulong SlaveMailbox = TestHost.Base + 0x10_0000;

    private readonly RawDriver _master = Sriov.BringUpMaster();
    private readonly RawSlave _slave;

    public FunctionCommandTests() => _slave = new RawSlave(_master, 2);

    [Fact]
    public void Memory_is_copied_from_a_slave_and_to_it()
    {
        for (int i = 0; i < 0x200; i++)
        {
            _slave.Host.Memory(SlaveMailbox, 0x200)[i] = (byte)(i * 7);
        }
        RawDriver.Ok(AccessMem(SlaveMailbox | 2, _master.Out, 0x100));
        Assert.Equal(_slave.Host.Memory(SlaveMailbox, 0x100), _master.Output[..0x100]);
        Assert.Equal(-1, _master.Output[0x100..].IndexOfAnyExcept((byte)0));

        RawDriver.Ok(AccessMem(_master.Out, (SlaveMailbox + 0x1000) | 2, 0x100));
        Assert.Equal(_master.Output[..0x100], _slave.Host.Memory(SlaveMailbox + 0x1000, 0x100));
        RawDriver.Ok(AccessMem(SlaveMailbox | 2, _master.Out, 0x1000));
        Assert.Equal(_slave.Host.Memory(SlaveMailbox, 0x1000), _master.Output);
    }

    [Theory]
    [InlineData(0, (byte)CommandStatus.BadSize)]
    [InlineData(0x80, (byte)CommandStatus.BadSize)]
    [InlineData(0x1100, (byte)CommandStatus.BadSize)]
    [InlineData(0xffff_ff00, (byte)CommandStatus.BadSize)]
    public void Lengths_are_those_of_a_mailbox_or_less(uint length, byte expected) =>
        Assert.Equal((CommandStatus)expected, AccessMem(SlaveMailbox | 2, _master.Out, length));

    [Theory]
    [InlineData(64, 0, (byte)CommandStatus.BadIndex)]
    [InlineData(0x82, 0, (byte)CommandStatus.BadIndex)]
    [InlineData(2, 64, (byte)CommandStatus.BadIndex)]
    [InlineData(3, 0, (byte)CommandStatus.BadParam)]
    public void Functions_that_are_not_there_are_refused(ulong from, ulong to, byte expected) =>
        Assert.Equal((CommandStatus)expected, AccessMem(SlaveMailbox | from, _master.Out | to, 0x100));

    [Theory]
    [InlineData(0UL)]
    [InlineData(0xffff_ffff_ffff_ff00UL)]
    [InlineData(TestHost.Base + (16 << 20) - 0x100)]
    public void Memory_that_is_not_mapped_is_refused_and_nothing_is_copied(ulong address)
    {
        _master.Host.Memory(_master.Out, 1)[0] = 0x5a;
        Assert.Equal(CommandStatus.BadParam, AccessMem(address | 2, _master.Out, 0x200));
        Assert.Equal(0x5a, _master.Output[0]);
        Assert.Equal(CommandStatus.BadParam, AccessMem(_master.Out, address | 2, 0x200));
    }

    [Fact]
    public void A_slave_without_the_bus_is_out_of_reach()
    {
        _slave.WriteConfig16(PciConfig.Command, 0);
        Assert.Equal(CommandStatus.BadParam, AccessMem(SlaveMailbox | 2, _master.Out, 0x100));
    }

    [Fact]
    public void An_event_is_written_as_it_is_given()
    {
        RawDriver.Ok(_master.CreateEqFor(_slave));
        for (int i = 0; i < 32; i++)
        {
            _master.Input[i] = (byte)(i + 1);
        }
        RawDriver.Ok(_master.ExecuteIn(Opcode.GenEqe, 2 | (Sriov.SlaveEq << 16)));
        Assert.Equal(_master.Input[..28], _slave.Eqe(0)[..28]);
        Assert.Equal(0u, BinaryPrimitives.ReadUInt32BigEndian(_slave.Eqe(0)[28..]));
    }

    [Theory]
    [InlineData(64u | (5 << 16), (byte)CommandStatus.BadIndex)]
    [InlineData(2u | (6 << 16), (byte)CommandStatus.BadResourceState)]
    [InlineData(2u | (5 << 16) | (1 << 8), (byte)CommandStatus.BadParam)]
    [InlineData(2u | (5 << 16) | (1 << 26), (byte)CommandStatus.BadParam)]
    public void Events_for_queues_that_are_not_there_are_refused(uint modifier, byte expected)
    {
        RawDriver.Ok(_master.CreateEqFor(_slave));
        Assert.Equal((CommandStatus)expected, _master.ExecuteIn(Opcode.GenEqe, modifier));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(64)]
    public void Only_a_virtual_function_s_reset_can_be_done(uint function) =>
        Assert.Equal(CommandStatus.BadIndex, _master.Execute(Opcode.InformFlrDone, modifier: function));

    [Fact]
    public void With_system_EQs_each_function_is_told_how_many_it_has()
    {
        var master = new RawDriver(new ConnectX3Options { SysEqs = true, FirmwarePages = 16 });
        master.RunFirmware();
        master.SetIcmSize();
        master.MapTables();
        master.InitHca();
        master.EnableVfs(3);
        RawDriver.Ok(master.Execute(Opcode.QueryFunc, modifier: 3));
        Assert.Equal(3, master.Output[1]);
        Assert.Equal((0, 8), (BinaryPrimitives.ReadUInt16BigEndian(master.Output[4..]), BinaryPrimitives.ReadUInt16BigEndian(master.Output[6..])));
        var slave = new RawSlave(master, 3);
        RawDriver.Ok(master.CreateEqFor(slave));
        Assert.Equal(CommandStatus.BadIndex, master.Execute(Opcode.Hw2SwEq, 3, 8, 1));
        Assert.Equal(CommandStatus.BadIndex, master.Execute(Opcode.QueryFunc, modifier: 64));
        Assert.Equal(CommandStatus.BadParam, master.Execute(Opcode.QueryFunc, modifier: 3, output: 8));
    }

    [Fact]
    public void Before_the_HCA_runs_none_of_them_is_known()
    {
        var driver = new RawDriver();
        driver.RunFirmware();
        Opcode[] opcodes = [Opcode.AccessMem, Opcode.GenEqe, Opcode.ArmCommChannel, Opcode.InformFlrDone];
        Assert.All(opcodes, opcode => Assert.Equal(CommandStatus.BadSysState, driver.Execute(opcode)));
    }

    private CommandStatus AccessMem(ulong from, ulong to, uint length) => _master.Execute(Opcode.AccessMem, from, length, output: to);
}
