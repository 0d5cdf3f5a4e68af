using System.Buffers.Binary;
using Mlx4.Sample.Hca.Commands;
using Mlx4.Sample.Hca.Verbs;
using Mlx4.Sample.Pci;
using Mlx4.Tests.Sample.Hca.Verbs;
using static Mlx4.Tests.Sample.Hca.Verbs.VerbsDriver;

namespace Mlx4.Tests.Sample.Hca.Functions;

/// <summary>
/// What a master hands to the card for a slave, by the number in the low byte of the input parameter: a region, a CQ, an SRQ and QPs. They
/// work in the slave's memory, through the slave's BAR, until the slave is reset.
/// </summary>
public class SlaveVerbsTests
{
    private const byte Vector = 3;
    private const uint SrqQp = 0x50;

    private readonly RawDriver _master = Sriov.BringUpMaster();
    private readonly RawSlave _slave;
    private readonly RawSlave _other;
    private readonly VerbsDriver _verbs;

    public SlaveVerbsTests()
    {
        const ulong QpEvents = 1 << 0x03 | 1 << 0x04 | 1 << 0x05 | 1 << 0x13;
        RawDriver.Ok(_master.Execute(Opcode.MapEq, QpEvents, RawDriver.Eq));
        _slave = new RawSlave(_master, 2);
        _other = new RawSlave(_master, 1);
        RawDriver.Ok(_master.CreateEqFor(_slave, Vector));
        _slave.EnableMsiX(Vector);
        _verbs = new VerbsDriver(_master, _slave);
        RawDriver.Ok(_verbs.CreateRegion());
        _verbs.CreateCq();
        _verbs.CreateSrq();
        _verbs.PutQp(ServiceType.ReliableConnection);
        _verbs.PutQpContext(0xac, (1 << 24) | Srq);
        RawDriver.Ok(_verbs.Give(Opcode.Rst2InitQp, SrqQp));
        _verbs.CreateQp(ServiceType.Raw);
        _verbs.MakeReady();
    }

    [Fact]
    public void They_are_in_the_ledger_by_the_slave_s_name()
    {
        Assert.Equal(
            ["CQ of VF 2 80", "EQ of VF 2 5", "MPT of VF 2 100", "QP of VF 2 48", "QP of VF 2 50", "SRQ of VF 2 40"],
            HeldBySlave);
        Assert.Equal(CommandStatus.BadIndex, _master.Execute(Opcode.Sw2HwCq, _master.In | 64, OtherCq));
    }

    [Fact]
    public void A_send_completes_in_the_slave_s_memory_and_raises_its_vector()
    {
        _verbs.ArmCq(0);
        _verbs.PutSend(0);
        _verbs.RingSend();
        Assert.Equal("send 0 a 100", _verbs.Completion(0));
        Assert.Equal((0x00, 0x00), (_slave.Eqe(0)[1], _slave.Eqe(0)[0x1f]));
        Assert.Equal(Cq, BinaryPrimitives.ReadUInt32BigEndian(_slave.Eqe(0)[4..]));
        Assert.Equal([(PciInterrupt.MsiX, Vector)], _slave.Host.InterruptsTaken);
        Assert.Empty(_master.Host.InterruptsTaken);
        Assert.Equal(0x80, _master.Eqe(0)[0x1f]);
    }

    [Fact]
    public void Doorbells_of_other_functions_are_not_heard()
    {
        _verbs.PutSend(0);
        foreach (RawFunction function in (RawFunction[])[_master, _other])
        {
            _verbs.ArmCq(0, through: function);
            _verbs.RingSend(through: function);
            Assert.Equal("cc", _verbs.Owners(2));
        }
        _verbs.RingSend();
        Assert.Equal("dc", _verbs.Owners(2));
        Assert.Empty(_slave.Host.InterruptsTaken);
    }

    [Fact]
    public void A_key_of_another_function_names_nothing()
    {
        var own = new VerbsDriver(_master, _other);
        RawDriver.Ok(own.CreateRegion(Region + 1));
        _verbs.PutSend(0, key: (Region + 1) << 8);
        _verbs.RingSend();
        Assert.Equal("send 0 failed 4", _verbs.Completion(0));
    }

    [Fact]
    public void What_goes_wrong_with_them_the_master_hears()
    {
        RawDriver.Ok(_master.Execute(Opcode.ToErrQp, modifier: SrqQp));
        Assert.Equal((0x13, SrqQp), (_master.Eqe(0)[1], BinaryPrimitives.ReadUInt32BigEndian(_master.Eqe(0)[4..])));
        for (uint index = 0; index < 9; index++)
        {
            _verbs.PutSend(index);
            _verbs.RingSend();
        }
        Assert.Equal((0x04, Cq), (_master.Eqe(1)[1], BinaryPrimitives.ReadUInt32BigEndian(_master.Eqe(1)[4..])));
        Assert.Equal((0x05, Qp), (_master.Eqe(2)[1], BinaryPrimitives.ReadUInt32BigEndian(_master.Eqe(2)[4..])));
        Assert.Equal(0x80, _slave.Eqe(0)[0x1f]);
    }

    [Theory]
    [InlineData("FLR")]
    [InlineData("reset by the bus")]
    [InlineData("request on the comm channel")]
    [InlineData("VF enable")]
    public void After_its_reset_they_work_no_more_and_the_master_takes_them_back(string reset)
    {
        string[] held = HeldBySlave;
        _verbs.PutSend(0);
        _verbs.PostReceives(1);
        Reset(reset);
        Assert.Equal(held, HeldBySlave);

        // Its next driver rings the bells of the last one.
        _slave.WriteConfig16(PciConfig.Command, PciConfig.CommandMaster);
        _slave.EnableMsiX(Vector);
        _slave.EqDoorbell(Sriov.SlaveEq, 1, arm: true);
        _verbs.ArmCq(1);
        _verbs.RingSend();
        // And the master, which does not know yet, goes on.
        RawDriver.Ok(_master.ExecuteIn(Opcode.Rts2RtsQp, Qp));
        RawDriver.Ok(_master.Execute(Opcode.ToErrQp, modifier: Qp));
        _verbs.PutCqRing(_verbs.Map(1), 4);
        Assert.Equal(CommandStatus.BadResourceState, _master.ExecuteIn(Opcode.ModifyCq, Cq));
        _verbs.PutQp();
        Assert.Equal(CommandStatus.BadResource, _verbs.Give(Opcode.Rst2InitQp, Qp + 1));
        Assert.Equal("cccccccc", _verbs.Owners(8));
        Assert.Empty(_slave.Host.InterruptsTaken);

        TakeBack();
        Assert.Empty(HeldBySlave);
        RawDriver.Ok(_master.Execute(Opcode.InformFlrDone, modifier: 2));
    }

    [Fact]
    public void Those_of_another_function_go_on_after_its_reset()
    {
        _other.FunctionLevelReset();
        _verbs.PutSend(0);
        _verbs.RingSend();
        Assert.Equal("send 0 a 100", _verbs.Completion(0));
    }

    [Fact]
    public void A_region_that_was_taken_back_before_its_reset_is_not_handed_over_again_by_SYNC_TPT()
    {
        RawDriver.Ok(_master.Execute(Opcode.Hw2SwMpt, 2, Region, 1));
        _slave.FunctionLevelReset();
        _verbs.Entry()[0] = 0;
        RawDriver.Ok(_master.Execute(Opcode.SyncTpt));
        Assert.False(_verbs.Ledger.Holds("MPT of VF 2", Region));
    }

    /// <summary>What the ledger has of the slave but for its interrupts, which are gone with its reset.</summary>
    private string[] HeldBySlave =>
    [
        .. _verbs.Ledger.Entries.Select(entry => $"{entry.Resource} {entry.Id:x}")
            .Where(held => held.Contains("of VF 2", StringComparison.Ordinal) && !held.StartsWith("MSI-X", StringComparison.Ordinal)),
    ];

    private void Reset(string how)
    {
        switch (how)
        {
            case "FLR":
                _slave.FunctionLevelReset();
                break;
            case "reset by the bus":
                _slave.Function.Reset();
                break;
            case "request on the comm channel":
                _slave.WritePage(RawSlave.Flags, 1 << 16);
                break;
            default:
                _master.DisableVfs();
                _master.EnableVfs(2);
                break;
        }
    }

    /// <summary>What Linux's master does for a slave that was reset, with the modifiers that it uses: a region comes back to no mailbox.</summary>
    private void TakeBack()
    {
        RawDriver.Ok(_master.Execute(Opcode.ToRstQp, 2, Qp, 2));
        RawDriver.Ok(_master.Execute(Opcode.ToRstQp, 2, SrqQp, 2));
        RawDriver.Ok(_master.Execute(Opcode.Hw2SwSrq, 2, Srq, 1));
        RawDriver.Ok(_master.Execute(Opcode.Hw2SwCq, 2, Cq, 1));
        RawDriver.Ok(_master.Execute(Opcode.Hw2SwMpt, 2, Region, 0, output: 0));
        RawDriver.Ok(_master.Execute(Opcode.Hw2SwEq, 2, Sriov.SlaveEq, 1));
    }
}
