using System.Buffers.Binary;
using Mlx4.Sample.Hca.Commands;
using static Mlx4.Tests.Sample.Hca.Verbs.VerbsDriver;

namespace Mlx4.Tests.Sample.Hca.Verbs;

public class MemoryRegionTests
{
    private readonly VerbsDriver _driver = new();

    [Theory]
    [InlineData(0xf0, 0x00)]
    [InlineData(0x30, 0x30)] // free, for a work request to register
    [InlineData(0x00, 0x00)]
    public void Handed_over_it_is_in_the_table_as_the_cards(byte status, byte inTable)
    {
        _driver.PutRegion(status: status);
        _driver.Raw.Put64(0x18, 0x1234);
        RawDriver.Ok(_driver.Raw.ExecuteIn(Opcode.Sw2HwMpt, Region));
        Assert.Equal(inTable, _driver.Entry()[0]);
        Assert.Equal(0x1234UL, BinaryPrimitives.ReadUInt64BigEndian(_driver.Entry()[0x18..]));
        Assert.True(_driver.Ledger.Holds("MPT", Region));
    }

    [Fact]
    public void Taken_back_it_is_the_hosts_again()
    {
        RawDriver.Ok(_driver.CreateRegion());
        RawDriver.Ok(_driver.Raw.Execute(Opcode.Hw2SwMpt, modifier: Region, opcodeModifier: 1));
        Assert.Equal(0xf0, _driver.Entry()[0]);
        Assert.Equal(0UL, _driver.Ledger.Total("MPT"));
        Assert.Equal(CommandStatus.BadResourceState, _driver.Raw.Execute(Opcode.Hw2SwMpt, modifier: Region, opcodeModifier: 1));
    }

    [Fact]
    public void It_can_be_queried_and_taken_back_with_its_context()
    {
        RawDriver.Ok(_driver.CreateRegion());
        RawDriver.Ok(_driver.Raw.Execute(Opcode.QueryMpt, modifier: Region));
        Assert.Equal(_driver.Entry().ToArray(), _driver.Raw.Output[..64].ToArray());
        RawDriver.Ok(_driver.Raw.Execute(Opcode.Hw2SwMpt, modifier: Region));
        Assert.Equal(Region, Get32(_driver.Raw.Output, 0x08));
    }

    /// <summary>How Linux changes a region: it takes it back, writes its entry in memory, and tells the card to look.</summary>
    [Fact]
    public void SYNC_TPT_finds_what_the_host_has_handed_over_in_memory()
    {
        RawDriver.Ok(_driver.CreateRegion());
        RawDriver.Ok(_driver.CreateRegion(Region + 1));
        RawDriver.Ok(_driver.Raw.Execute(Opcode.Hw2SwMpt, modifier: Region, opcodeModifier: 1));
        RawDriver.Ok(_driver.Raw.Execute(Opcode.Hw2SwMpt, modifier: Region + 1, opcodeModifier: 1));
        _driver.Entry()[0] = 0;
        RawDriver.Ok(_driver.Raw.Execute(Opcode.SyncTpt));
        Assert.True(_driver.Ledger.Holds("MPT", Region));
        Assert.False(_driver.Ledger.Holds("MPT", Region + 1));
        RawDriver.Ok(_driver.Raw.Execute(Opcode.Hw2SwMpt, modifier: Region, opcodeModifier: 1));
    }

    [Fact]
    public void SYNC_TPT_is_not_misled_by_a_page_that_was_mapped_anew()
    {
        RawDriver.Ok(_driver.CreateRegion());
        RawDriver.Ok(_driver.Raw.Execute(Opcode.Hw2SwMpt, modifier: Region, opcodeModifier: 1));
        _driver.Entry().Clear();
        RawDriver.Ok(_driver.Raw.Execute(Opcode.SyncTpt));
        Assert.Equal(0UL, _driver.Ledger.Total("MPT"));
    }

    [Theory]
    [InlineData(0u, CommandStatus.BadResource)]
    [InlineData(0xffu, CommandStatus.BadResource)]
    [InlineData(1u << 19, CommandStatus.BadIndex)]
    [InlineData(uint.MaxValue, CommandStatus.BadIndex)]
    [InlineData(0x2000u, CommandStatus.IcmError)]
    public void Numbers_that_cannot_be(uint number, object status) => Assert.Equal((CommandStatus)status, _driver.CreateRegion(number));

    [Fact]
    public void Refusals()
    {
        Assert.Equal(CommandStatus.BadResourceState, _driver.Raw.Execute(Opcode.QueryMpt, modifier: Region));
        Assert.Equal(CommandStatus.BadParam, _driver.Raw.Execute(Opcode.Sw2HwMpt, _driver.Raw.In + 0x100, Region));
        RawDriver.Ok(_driver.CreateRegion());
        Assert.Equal(CommandStatus.BadResourceState, _driver.CreateRegion());
        Assert.Equal(1UL, _driver.Ledger.Total("MPT"));
    }

    [Fact]
    public void WRITE_MTT_writes_translations_across_pages()
    {
        const uint First = 510;
        _driver.Raw.ClearInput();
        _driver.Raw.Put64(0, First);
        for (int i = 0; i < 4; i++)
        {
            _driver.Raw.Put64(16 + (i * 8), (ulong)(0x1001 + i));
        }
        RawDriver.Ok(_driver.Raw.ExecuteIn(Opcode.WriteMtt, 4));
        for (uint i = 0; i < 4; i++)
        {
            Assert.Equal(0x1001UL + i, BinaryPrimitives.ReadUInt64BigEndian(_driver.Translation(First + i)));
        }
    }

    [Theory]
    [InlineData(0, 0, CommandStatus.BadParam)]
    [InlineData(0, 511, CommandStatus.BadParam)]
    [InlineData(0x7fff, 2, CommandStatus.IcmError)]
    [InlineData(-1, 1, CommandStatus.BadIndex)]
    public void WRITE_MTT_refuses(long first, uint count, object status)
    {
        _driver.Raw.ClearInput();
        _driver.Raw.Put64(0, (ulong)first);
        Assert.Equal((CommandStatus)status, _driver.Raw.ExecuteIn(Opcode.WriteMtt, count));
    }
}
