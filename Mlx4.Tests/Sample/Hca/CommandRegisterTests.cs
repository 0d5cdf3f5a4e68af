using Mlx4.Sample.Hca.Commands;
using Mlx4.Sample.Hca.Ports;
using Mlx4.Sample.Pci;

namespace Mlx4.Tests.Sample.Hca;

public class CommandRegisterTests
{
    private const uint Last = RawDriver.Hcr + 0x18;

    private readonly RawDriver _driver = new();

    [Fact]
    public void After_a_reset_the_register_is_idle_with_toggle_0()
    {
        _driver.Execute(Opcode.Nop);
        Assert.Equal(1u << 21, _driver.Read32(Last) & 1 << 21);
        _driver.Write32(RawDriver.ResetRegister, 1);
        _driver.Time.Advance(TimeSpan.FromSeconds(1));
        _driver.WriteConfig16(PciConfig.Command, PciConfig.CommandMemory | PciConfig.CommandMaster);
        Assert.Equal(0u, _driver.Read32(Last));
    }

    [Fact]
    public void GO_goes_and_the_toggle_stays_as_posted()
    {
        _driver.Post(Opcode.Nop, 0, 0x1f, 0, 0xffff, byEvent: false);
        Assert.Equal((1u << 21) | (uint)Opcode.Nop, _driver.Read32(Last));
        _driver.Post(Opcode.Nop, 0, 0x1f, 0, 0xffff, byEvent: false);
        Assert.Equal((uint)Opcode.Nop, _driver.Read32(Last));
    }

    [Fact]
    public void The_status_is_in_the_top_byte_when_GO_goes()
    {
        Assert.Equal(CommandStatus.BadOp, _driver.Execute((Opcode)0x7ff));
        Assert.Equal(CommandStatus.BadSysState, _driver.Execute(Opcode.QueryDevCap));
        Assert.Equal(CommandStatus.Ok, _driver.Execute(Opcode.QueryFw));
    }

    [Fact]
    public void An_immediate_result_is_in_the_output_words()
    {
        _driver.RunFirmware();
        RawDriver.Ok(_driver.Execute(Opcode.SensePort, modifier: 2));
        Assert.Equal((ulong)LinkType.Ethernet, _driver.OutputParameter);
    }

    [Fact]
    public void A_command_that_completes_by_an_event_leaves_status_and_output_words_alone()
    {
        _driver.BringUp();
        _driver.PostByEvent(Opcode.SensePort, modifier: 3);
        Assert.Equal(0u, _driver.Read32(Last) >> 24);
        Assert.Equal(_driver.Out, _driver.OutputParameter);
        Assert.False(_driver.IsPending);
    }

    [Fact]
    public void A_last_word_without_GO_changes_nothing()
    {
        _driver.Write32(Last, (uint)Opcode.Nop | (1u << 21));
        Assert.Equal(0u, _driver.Read32(Last));
    }

    [Fact]
    public void While_a_command_hangs_the_register_is_the_cards()
    {
        _driver.Card.Faults.HangCommand((ushort)Opcode.QueryFw);
        _driver.Post(Opcode.QueryFw, 0x1234, 0, 0, 0xffff, byEvent: false);
        Assert.True(_driver.IsPending);
        uint last = _driver.Read32(Last);
        Assert.Equal(RawDriver.Go, last & RawDriver.Go);
        _driver.Write32(RawDriver.Hcr + 4, 0x5678);
        _driver.Write32(Last, RawDriver.Go | (uint)Opcode.Nop);
        Assert.Equal(0x1234u, _driver.Read32(RawDriver.Hcr + 4));
        Assert.Equal(last, _driver.Read32(Last));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    public void Only_accesses_of_32_bits_work(int length)
    {
        byte[] data = new byte[length];
        Array.Fill(data, (byte)0x5a);
        _driver.Function.Write(PciRegion.Bar0, RawDriver.Hcr, data);
        Assert.Equal(0u, _driver.Read32(RawDriver.Hcr));
        _driver.Function.Read(PciRegion.Bar0, RawDriver.Hcr, data);
        Assert.All(data, value => Assert.Equal(0xff, value));
    }

    [Theory]
    [InlineData(0UL)]
    [InlineData(TestHost.Base + 0x100)]
    [InlineData(0xffff_ffff_ffff_f000UL)]
    [InlineData(0xdead_0000_0000_0000UL)]
    public void A_mailbox_that_is_not_there_is_a_bad_parameter(ulong address) =>
        Assert.Equal(CommandStatus.BadParam, _driver.Execute(Opcode.MapFa, address, 1));

    [Fact]
    public void Without_a_host_a_mailbox_is_not_there()
    {
        _driver.Function.Host = null;
        Assert.Equal(CommandStatus.BadParam, _driver.Execute(Opcode.QueryFw));
        Assert.Equal(CommandStatus.Ok, _driver.Execute(Opcode.Nop));
    }

    [Fact]
    public void A_simple_command_allocates_nothing()
    {
        _driver.Execute(Opcode.Nop);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            _driver.Post(Opcode.Nop, 0, 0x1f, 0, 0xffff, byEvent: false);
            _driver.Read32(Last);
        }
        // An object is 24 bytes at least. The runtime itself may allocate a few while it compiles a method anew.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, (24 * 1000) - 1);
    }
}
