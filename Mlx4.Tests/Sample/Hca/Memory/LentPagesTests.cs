using Mlx4.Sample.Hca;
using Mlx4.Sample.Hca.Commands;

namespace Mlx4.Tests.Sample.Hca.Memory;

/// <summary>The pages that a host lends to the firmware and to the context memory: which are refused, and when they can be taken back.</summary>
public class LentPagesTests
{
    private readonly RawDriver _driver = new();

    [Fact]
    public void Mailboxes_for_page_lists()
    {
        _driver.Refuses(CommandStatus.BadParam, Opcode.MapFa, _driver.In, 0);
        _driver.Refuses(CommandStatus.BadParam, Opcode.MapFa, _driver.In, 257);
        ulong page = _driver.Host.Allocate(2);
        _driver.RefusesMap(CommandStatus.BadParam, Opcode.MapFa, (0, page + 0x1000, 1));
        _driver.RefusesMap(CommandStatus.BadSize, Opcode.MapFa, (0, 0, 19));
        _driver.RefusesMap(CommandStatus.BadParam, Opcode.MapFa, (0, 0, 0));
        _driver.RefusesMap(CommandStatus.BadParam, Opcode.MapFa, (0, page, 0), (0, _driver.Host.End, 0));
    }

    [Fact]
    public void Pages_lent_twice()
    {
        ulong pages = _driver.Host.Allocate(4);
        _driver.RefusesMap(CommandStatus.BadResourceState, Opcode.MapFa, (0, pages, 1), (0, pages + 0x1000, 0));
        RawDriver.Ok(_driver.Map(Opcode.MapFa, (0, pages, 1)));
        _driver.RefusesMap(CommandStatus.BadResourceState, Opcode.MapFa, (0, pages + 0x2000, 0), (0, pages + 0x1000, 0));
    }

    [Fact]
    public void More_pages_than_the_firmware_has_asked_for()
    {
        var driver = new RawDriver(new ConnectX3Options { FirmwarePages = 20 });
        RawDriver.Ok(driver.Map(Opcode.MapFa, (0, driver.Host.Allocate(32), 5)));
        Assert.Equal(CommandStatus.ExceedLimit, driver.Map(Opcode.MapFa, (0, driver.Host.Allocate(1), 0)));
        RawDriver.Ok(driver.Execute(Opcode.RunFw));
    }

    [Fact]
    public void Firmware_without_all_its_pages()
    {
        RawDriver.Ok(_driver.Map(Opcode.MapFa, (0, _driver.Host.Allocate(8), 3)));
        _driver.Refuses(CommandStatus.BadSysState, Opcode.RunFw);
    }

    [Fact]
    public void Firmware_pages_that_are_still_needed()
    {
        _driver.RunFirmware();
        _driver.SetIcmSize();
        _driver.Refuses(CommandStatus.BadSysState, Opcode.UnmapFa);
        RawDriver.Ok(_driver.Execute(Opcode.UnmapIcmAux));
        RawDriver.Ok(_driver.Execute(Opcode.UnmapFa));
        Assert.True(_driver.Card.Ledger.IsEmpty);
    }

    [Fact]
    public void Sizes_of_the_context_memory()
    {
        _driver.RunFirmware();
        _driver.Refuses(CommandStatus.BadParam, Opcode.SetIcmSize, 0);
        _driver.Refuses(CommandStatus.BadParam, Opcode.SetIcmSize, 0x1001);
        _driver.Refuses(CommandStatus.ExceedLimit, Opcode.SetIcmSize, _driver.Card.Options.MaxIcmSize + 0x1000);
        _driver.RefusesMap(CommandStatus.BadSysState, Opcode.MapIcmAux, (0, _driver.Host.Allocate(1), 0));
        _driver.SetIcmSize();
        _driver.Refuses(CommandStatus.BadSysState, Opcode.SetIcmSize, 0x1000);
    }

    [Fact]
    public void Context_memory_before_its_auxiliary_pages()
    {
        _driver.RunFirmware();
        RawDriver.Ok(_driver.Execute(Opcode.SetIcmSize, RawDriver.IcmSize));
        _driver.RefusesMap(CommandStatus.BadSysState, Opcode.MapIcm, (0, _driver.Host.Allocate(1), 0));
    }

    [Fact]
    public void Context_memory_out_of_range()
    {
        _driver.RunFirmware();
        _driver.SetIcmSize();
        ulong page = _driver.Host.Allocate(1);
        _driver.RefusesMap(CommandStatus.BadParam, Opcode.MapIcm, (0x800, page, 0));
        _driver.RefusesMap(CommandStatus.BadParam, Opcode.MapIcm, (RawDriver.IcmSize + 0x4_0000, page, 0));
        _driver.RefusesMap(CommandStatus.BadParam, Opcode.MapIcm, (0xffff_ffff_ffff_f000, page, 0));
        // EQ contexts for more EQs than there is room for end in the chunk after the last.
        RawDriver.Ok(_driver.Map(Opcode.MapIcm, (RawDriver.IcmSize + 0x3_f000, page, 0)));
    }

    [Fact]
    public void Context_memory_mapped_twice()
    {
        _driver.RunFirmware();
        _driver.SetIcmSize();
        ulong pages = _driver.Host.Allocate(64);
        RawDriver.Ok(_driver.Map(Opcode.MapIcm, (0x4_3000, pages, 1)));
        _driver.RefusesMap(CommandStatus.BadResourceState, Opcode.MapIcm, (0x4_4000, pages, 0));
        // Nothing of a list is mapped if one of it is refused; the second block crosses two chunks.
        _driver.RefusesMap(CommandStatus.BadResourceState, Opcode.MapIcm, (0x10_0000, pages, 0), (0x3_8000, pages, 4));
        _driver.RefusesMap(CommandStatus.BadResourceState, Opcode.MapIcm, (0x10_0000, pages, 0), (0x10_0000, pages, 0));
        RawDriver.Ok(_driver.Map(Opcode.MapIcm, (0x4_5000, pages, 0)));
    }

    [Fact]
    public void Context_memory_unmapped_that_is_not_mapped()
    {
        _driver.RunFirmware();
        _driver.SetIcmSize();
        _driver.Refuses(CommandStatus.BadResourceState, Opcode.UnmapIcm, 0, 64);
        _driver.Refuses(CommandStatus.BadParam, Opcode.UnmapIcm, 0x100, 64);
        _driver.Refuses(CommandStatus.BadParam, Opcode.UnmapIcm, 0xffff_ffff_ffff_f000, 64);
        RawDriver.Ok(_driver.Map(Opcode.MapIcm, (0, _driver.Host.Allocate(4), 2)));
        _driver.Refuses(CommandStatus.BadParam, Opcode.UnmapIcm, 0, 0);
        _driver.Refuses(CommandStatus.BadSysState, Opcode.UnmapIcmAux);
        // A whole chunk may be unmapped of which only four pages are mapped.
        RawDriver.Ok(_driver.Execute(Opcode.UnmapIcm, 0, 64));
        _driver.Refuses(CommandStatus.BadResourceState, Opcode.UnmapIcm, 0, uint.MaxValue);
    }

    [Fact]
    public void Part_of_a_chunk_can_be_unmapped()
    {
        _driver.RunFirmware();
        _driver.SetIcmSize();
        RawDriver.Ok(_driver.Map(Opcode.MapIcm, (0x4_0000, _driver.Host.Allocate(64), 6)));
        RawDriver.Ok(_driver.Execute(Opcode.UnmapIcm, 0x4_1000, 3));
        Assert.Equal(61u, _driver.Card.Ledger.Total("ICM chunk"));
        _driver.Refuses(CommandStatus.BadResourceState, Opcode.UnmapIcm, 0x4_1000, 3);
    }
}
