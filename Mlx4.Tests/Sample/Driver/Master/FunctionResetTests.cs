using Mlx4.Sample.Driver.Commands;
using Mlx4.Sample.Driver.Master;
using Mlx4.Sample.Pci;
using Mlx4.Tests.Sample.Hca.Functions;
using static Mlx4.Tests.Sample.Driver.Master.TestSlave;

namespace Mlx4.Tests.Sample.Driver.Master;

/// <summary>What becomes of a slave that is reset, or vanishes, and of what it had.</summary>
public class FunctionResetTests
{
    private const uint ResetRequest = 1 << 16;
    private const uint ResetAcknowledge = 1 << 8;

    private readonly MasterMachine _machine = MasterMachine.Serving();
    private readonly TestSlave _slave;

    public FunctionResetTests() => _slave = new TestSlave(_machine, 2);

    [Theory]
    [InlineData((int)CommCommand.Reset)]
    [InlineData((int)CommCommand.Vhcr0)]
    [InlineData((int)CommCommand.Vhcr1)]
    [InlineData((int)CommCommand.Vhcr2)]
    [InlineData((int)CommCommand.VhcrEnable)]
    [InlineData((int)CommCommand.VhcrPost)]
    public void After_a_reset_in_any_state_the_next_driver_can_begin(int reached)
    {
        Assert.Equal(TestSlave.Version, _slave.Send(CommCommand.Reset));
        for (CommCommand next = CommCommand.Vhcr0; (int)next <= Math.Min(reached, (int)CommCommand.VhcrEnable); next++)
        {
            Assert.Equal(0u, _slave.Send(next, (ushort)(_slave.Vhcr >> 16 * (CommCommand.VhcrEnable - next))));
        }
        if (reached == (int)CommCommand.VhcrPost)
        {
            Ok(_slave.Execute(Opcode.Nop, modifier: 0x1f));
        }

        _slave.Function.FunctionLevelReset();
        _machine.Settle();

        Assert.Equal(0, _machine.Master.LiveSlaves);
        Wake();
        Assert.Equal(InternalError, _slave.Send(CommCommand.VhcrPost));
        _slave.Start();
        Ok(_slave.Execute(Opcode.Nop, modifier: 0x1f));
    }

    [Fact]
    public void All_that_it_had_is_taken_back()
    {
        HaveEverything(_slave.Start());
        _slave.Function.FunctionLevelReset();
        _machine.Settle();
        HasNothing();
    }

    [Fact]
    public void A_slave_that_asks_for_its_reset_is_told_when_it_is_done()
    {
        HaveEverything(_slave.Start());
        _slave.Function.WritePage(RawSlave.Flags, ResetRequest);
        Assert.Equal(ResetRequest, _slave.Function.ReadPage(RawSlave.Flags));
        _machine.Settle();
        Assert.Equal(ResetRequest | ResetAcknowledge, _slave.Function.ReadPage(RawSlave.Flags));
        HasNothing();
        _slave.Start();
    }

    [Fact]
    public void Two_resets_at_once_are_cleaned_up_after()
    {
        HaveEverything(_slave.Start());
        _slave.Function.WritePage(RawSlave.Flags, ResetRequest);
        _slave.Function.FunctionLevelReset();
        _machine.Settle();
        HasNothing();
        Assert.Equal(ResetRequest | ResetAcknowledge, _slave.Function.ReadPage(RawSlave.Flags));
        Wake();
        _slave.Start();
    }

    [Fact]
    public void A_slave_that_begins_anew_loses_what_it_had()
    {
        HaveEverything(_slave.Start());
        Assert.Equal(TestSlave.Version, _slave.Send(CommCommand.Reset));
        HasNothing();
    }

    [Fact]
    public void A_slave_that_errs_loses_what_it_had()
    {
        HaveEverything(_slave.Start());
        Assert.Equal(InternalError, _slave.Send(CommCommand.Vhcr2));
        HasNothing();
    }

    [Theory]
    [InlineData((int)CommCommand.Reset, true)]
    [InlineData((int)CommCommand.Vhcr0, false)]
    [InlineData((int)CommCommand.VhcrPost, false)]
    public void Before_it_is_cleaned_up_after_a_slave_is_told_to_try_again_or_nothing(int command, bool answered)
    {
        TestSlave other = new TestSlave(_machine, 1).Start();
        other.CreateEq();
        _slave.Start();
        // One service pass takes both slaves, as the channel was not armed in between; the reset comes in the middle of it.
        _machine.RefuseToArm(CommService.ArmTries);
        Ok(other.Execute(Opcode.Nop, modifier: 0x1f));
        other.Write(CommCommand.Reset);
        _slave.Write((CommCommand)command);
        ResetAtNext(Opcode.Hw2SwEq);
        Assert.Equal(Mlx4.Runtime.Errno.Ok, _machine.Master.Arm());
        _machine.Settle();

        Assert.Equal((TestSlave.Version, answered), (other.Answer & ~Toggle, _slave.IsAnswered));
        Assert.Equal(0u, _slave.Answer & ~Toggle);
        _slave.Resynchronize();
        _slave.Start();
    }

    [Fact]
    public void A_slave_that_is_reset_while_its_command_is_carried_out_gets_no_answer()
    {
        HaveEverything(_slave.Start());
        ResetAtNext(Opcode.Nop);
        _slave.Put(Opcode.Nop, modifier: 0x1f);
        Assert.Null(_slave.Send(CommCommand.VhcrPost));
        HasNothing();
        _slave.Resynchronize();
        _slave.Start();
    }

    [Fact]
    public void A_function_that_there_is_not_is_no_matter()
    {
        _machine.Master.OnFunctionReset(0);
        _machine.Master.OnFunctionReset(200);
        _machine.Settle();
        Assert.Equal(["function 0 was reset, which there is not", "function 200 was reset, which there is not"], _machine.Monitor.Warnings);
    }

    [Fact]
    public void What_others_have_stays()
    {
        TestSlave other = new TestSlave(_machine, 1).Start();
        HaveEverything(other);
        string[] held = _machine.HeldBySlave(1);
        HaveEverything(_slave.Start());
        _slave.Function.FunctionLevelReset();
        _machine.Settle();
        HasNothing();
        Assert.Equal(held, _machine.HeldBySlave(1));
        Ok(other.Execute(Opcode.Nop, modifier: 0x1f, byEvent: true));
        Assert.Equal((0x0a, 0), (other.Eqe(0)[1], other.Eqe(0)[0x1f]));
    }

    [Fact]
    public void Functions_that_are_taken_away_lose_what_they_had()
    {
        HaveEverything(_slave.Start());
        _machine.DisableVfs();
        _machine.Settle();
        HasNothing();
    }

    [Fact]
    public void Slaves_that_vanished_are_taken_back_from_when_nobody_is_served_any_more()
    {
        HaveEverything(_slave.Start());
        TestSlave other = new TestSlave(_machine, 1).Start();
        HaveEverything(other);
        int mapped = _machine.Device.Icm.MappedPages;

        _machine.Master.FreeSlaves();

        HasNothing();
        Assert.Empty(_machine.HeldBySlave(1));
        Assert.Equal(0, _machine.Master.LiveSlaves);
        Assert.True(_machine.Device.Icm.MappedPages <= mapped);
        Assert.Null(_slave.Send(CommCommand.Reset));
        _machine.Unload();
    }

    [Fact]
    public void A_card_that_was_given_up_is_asked_for_nothing_and_everything_is_forgotten()
    {
        HaveEverything(_slave.Start());
        _machine.Device.Commands.EnterErrorState();
        _machine.Master.FreeSlaves();
        foreach (ResourceType type in Enum.GetValues<ResourceType>())
        {
            Assert.Empty(_machine.Master.Tracker.Of(2, type));
        }
        _machine.Master.UnloadOne();
    }

    /// <summary>Lets a slave have one of everything.</summary>
    private void HaveEverything(TestSlave slave)
    {
        slave.CreateEq();
        (uint cq, _) = slave.CreateCq();
        (uint srq, _) = slave.CreateSrq();
        slave.CreateQp(cq, srq);
        slave.CreateQp(cq);
        slave.CreateRegion();
        slave.Alloc(ResourceType.Counter, Reserve);
        slave.Alloc(ResourceType.Xrcd, Reserve);
        slave.Alloc(ResourceType.Qp, Reserve, 1UL << 32 | 5);
        slave.Alloc(ResourceType.Mtt, ReserveAndMap, 15);
        Ok(slave.Execute(Opcode.AllocRes, (uint)_machine.Device.Capabilities.ProxyQpBase(slave.Number) + 7, (uint)ResourceType.Qp, MapIcm));
        Ok(slave.Execute(Opcode.AllocRes, 0x0002_c911_2233, 2 << 8 | (uint)ResourceType.Mac, ReserveAndMap));
        Ok(slave.Execute(Opcode.AllocRes, 5, 2 << 8 | (uint)ResourceType.Vlan, ReserveAndMap));
        Ok(slave.Execute(Opcode.InitPort, modifier: 2));
        Assert.Equal(6, _machine.HeldBySlave(slave.Number).Length);
    }

    private void HasNothing()
    {
        Assert.Empty(_machine.HeldBySlave(2));
        foreach (ResourceType type in Enum.GetValues<ResourceType>())
        {
            Assert.Empty(_machine.Master.Tracker.Of(2, type));
        }
        foreach (ResourceType type in QuotaPlan.Types)
        {
            Assert.Equal((0, 0), (_machine.Master.Tracker.QuotaOf(type).AllocatedOf(2), type is ResourceType.Mac or ResourceType.Vlan
                ? _machine.Master.Tracker.QuotaOf(type).AllocatedOf(2, pool: 1) : 0));
        }
        Assert.False(_machine.Device.InternalError);
    }

    /// <summary>Tells the master that the slave was reset, while the card is carrying out a command.</summary>
    private void ResetAtNext(Opcode opcode)
    {
        _machine.Card.CommandObserver = command =>
        {
            if ((ushort)command.Opcode == (ushort)opcode)
            {
                _machine.Card.CommandObserver = null;
                _machine.Master.OnFunctionReset(_slave.Number);
            }
        };
    }

    private void Wake() => _slave.Function.WriteConfig16(PciConfig.Command, PciConfig.CommandMaster);
}
