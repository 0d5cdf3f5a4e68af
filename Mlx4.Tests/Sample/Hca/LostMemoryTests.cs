using System.Buffers.Binary;
using Mlx4.Sample.Hca.Commands;
using Mlx4.Sample.Hca.Verbs;
using Mlx4.Tests.Sample.Hca.Verbs;
using static Mlx4.Tests.Sample.Hca.Verbs.VerbsDriver;

namespace Mlx4.Tests.Sample.Hca;

/// <summary>The host takes pages away that the card works with: what needs them fails, says so, and nothing else does.</summary>
public class LostMemoryTests
{
    private readonly VerbsDriver _driver = new();

    private TestHost Host => _driver.Raw.Host;

    [Fact]
    public void A_CQ_whose_ring_is_gone_fails_and_its_QP_with_it()
    {
        _driver.BringUp();
        Host.Unmap(_driver.CqRing.Address);
        _driver.PutSend(0);
        _driver.RingSend();
        Assert.Equal((0x04, Cq, 2), (_driver.Raw.Eqe(0)[1], Get32(_driver.Raw.Eqe(0), 4), _driver.Raw.Eqe(0)[0x0f]));
        Assert.Equal((0x05, Qp), (_driver.Raw.Eqe(1)[1], Get32(_driver.Raw.Eqe(1), 4)));
        RawDriver.Ok(_driver.Raw.Execute(Opcode.QueryCq, modifier: Cq));
        Assert.Equal(0xau, Get32(_driver.Raw.Output, 0) >> 28);
        Assert.Equal(QueuePairState.Error, _driver.StateOf());
    }

    [Fact]
    public void Another_QP_of_a_CQ_that_has_failed_fails_as_soon_as_it_completes_something()
    {
        A_CQ_whose_ring_is_gone_fails_and_its_QP_with_it();
        Host.MapAll();
        _driver.CreateQp(ServiceType.Raw, number: Qp + 1);
        _driver.MakeReady(Qp + 1);
        _driver.PutSend(0);
        _driver.RingSend(Qp + 1);
        Assert.Equal((0x05, Qp + 1), (_driver.Raw.Eqe(2)[1], Get32(_driver.Raw.Eqe(2), 4)));
        Assert.Equal(QueuePairState.Error, _driver.StateOf(Qp + 1));
        Assert.Equal(3, _driver.Events);
    }

    [Fact]
    public void A_region_cannot_be_had_without_its_entry()
    {
        Host.Unmap(Host.AddressOf(_driver.Entry()));
        Assert.Equal(CommandStatus.IcmError, _driver.CreateRegion());
        Assert.False(_driver.Ledger.Holds("MPT", Region));
    }

    [Fact]
    public void A_region_whose_entry_is_gone_comes_back_all_the_same()
    {
        RawDriver.Ok(_driver.CreateRegion());
        Host.Unmap(Host.AddressOf(_driver.Entry()));
        Assert.Equal(CommandStatus.IcmError, _driver.Raw.Execute(Opcode.QueryMpt, modifier: Region));
        RawDriver.Ok(_driver.Raw.Execute(Opcode.Hw2SwMpt, modifier: Region, opcodeModifier: 1));
        RawDriver.Ok(_driver.Raw.Execute(Opcode.SyncTpt));
        Assert.False(_driver.Ledger.Holds("MPT", Region));
    }

    [Fact]
    public void A_translation_cannot_be_written_without_its_page()
    {
        Host.Unmap(Host.AddressOf(_driver.Translation(100)));
        _driver.Raw.ClearInput();
        _driver.Raw.Put64(0, 100);
        Assert.Equal(CommandStatus.IcmError, _driver.Raw.ExecuteIn(Opcode.WriteMtt, 1));
    }

    [Fact]
    public void A_request_whose_second_page_is_gone_fails()
    {
        RawDriver.Ok(_driver.CreateRegion());
        _driver.CreateCq();
        _driver.PutQp(ServiceType.Raw);
        const uint LastEntryOfPage = 0xfc0;
        _driver.PutQpContext(0x90, LastEntryOfPage);
        RawDriver.Ok(_driver.Give(Opcode.Rst2InitQp, Qp));
        _driver.MakeReady();
        Span<byte> entry = Host.Memory(_driver.QpRing.Address + LastEntryOfPage, Stride);
        entry[0x03] = Send;
        entry[0x07] = 5;
        Host.Unmap(_driver.QpRing.Address + TestHost.PageSize);
        _driver.RingSend();
        Assert.Equal("send 0 failed 2", _driver.Completion(0));
    }

    [Fact]
    public void Receives_whose_record_is_gone_are_not_flushed_until_it_is_back()
    {
        _driver.BringUp();
        _driver.PostReceives(2);
        Host.Unmap(_driver.QpRecord);
        RawDriver.Ok(_driver.Raw.Execute(Opcode.ToErrQp, modifier: Qp));
        Assert.Equal("cccc", _driver.Owners(4));
        Host.MapAll();
        _driver.Raw.Read32(0x1f020);
        Assert.Equal("ddcc", _driver.Owners(4));
    }

    [Fact]
    public void Receives_are_flushed_as_far_as_the_CQ_takes_them()
    {
        _driver.BringUp(logCq: 1);
        _driver.PostReceives(3);
        RawDriver.Ok(_driver.Raw.Execute(Opcode.ToErrQp, modifier: Qp));
        Assert.Equal("dd", _driver.Owners(2));
        Assert.Equal((0x04, 1), (_driver.Raw.Eqe(0)[1], _driver.Raw.Eqe(0)[0x0f]));
        Assert.Equal(0x05, _driver.Raw.Eqe(1)[1]);
        Assert.Equal(2, _driver.Events);
    }

    [Fact]
    public void A_slave_s_memory_that_is_gone_is_not_copied()
    {
        BinaryPrimitives.WriteUInt32BigEndian(Host.Memory(_driver.Raw.Out, 4), 0x1234_5678);
        ulong gone = Host.Allocate(1);
        Host.Unmap(gone);
        Assert.Equal(CommandStatus.BadParam, _driver.Raw.Execute(Opcode.AccessMem, gone, 0x100, output: _driver.Raw.Out));
        Assert.Equal(CommandStatus.BadParam, _driver.Raw.Execute(Opcode.AccessMem, _driver.Raw.Out, 0x100, output: gone));
        Assert.Equal(0x1234_5678u, Get32(_driver.Raw.Output, 0));
    }
}
