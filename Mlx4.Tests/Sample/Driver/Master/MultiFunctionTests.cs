using Mlx4.Runtime;
using Mlx4.Sample.Driver.Commands;
using Mlx4.Sample.Driver.Master;
using Mlx4.Sample.Pci;
using static Mlx4.Tests.Sample.Driver.Master.TestSlave;

namespace Mlx4.Tests.Sample.Driver.Master;

/// <summary>The load of the master's side, and its end.</summary>
public class MultiFunctionTests
{
    public static TheoryData<string, string> Stages
    {
        get
        {
            var stages = new TheoryData<string, string>();
            foreach (StageInfo stage in MultiFunction.LoadOneStages)
            {
                stages.Add(nameof(MultiFunction), stage.Name);
            }
            foreach (StageInfo stage in ResourceTracker.LoadOneStages)
            {
                stages.Add(nameof(ResourceTracker), stage.Name);
            }
            return stages;
        }
    }

    [Theory]
    [MemberData(nameof(Stages))]
    public void A_refused_stage_leaves_nothing_and_the_load_can_be_tried_again(string pipeline, string stage)
    {
        var machine = new MasterMachine();
        int toUndo = machine.Monitor.ToUndo;
        machine.Monitor.Refuse(pipeline, stage, Errno.EDOM);

        InitResult<Errno> result = machine.Load();

        Assert.Equal((Errno.EDOM, pipeline == nameof(MultiFunction) ? stage : $"InitResourceTracker/{stage}"), (result.Error, result.Stage));
        Assert.Equal((machine.HeldBefore, toUndo), (machine.Held, machine.Monitor.ToUndo));
        Assert.Null(machine.Device.Commands.Wrapped);
        machine.Load().ThrowIfFailed();
        Assert.Equal(Errno.Ok, machine.Master.Arm());
        Ok(new TestSlave(machine, 1).Start().Execute(Opcode.Nop, modifier: 0x1f));
        machine.Master.FreeSlaves();
        machine.Unload();
        Assert.Empty(machine.Monitor.Disorder);
    }

    [Fact]
    public void A_comm_channel_that_cannot_be_mapped_is_the_cause_that_is_told()
    {
        var machine = new MasterMachine();
        machine.Host.Faults.Fail(HostCall.MapRegion);
        Assert.Equal("MapComm: ENOMEM", machine.Load().ToString());
        Assert.Equal(machine.HeldBefore, machine.Held);
    }

    [Fact]
    public void A_channel_that_is_not_armed_is_the_cause_that_is_told()
    {
        var machine = new MasterMachine();
        machine.Load().ThrowIfFailed();
        machine.Card.Faults.FailCommand((ushort)Opcode.ArmCommChannel, 0x04);
        Assert.Equal(Errno.ENXIO, machine.Master.Arm());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(CommService.ArmTries - 1)]
    public void A_channel_that_is_not_armed_at_once_is_armed_later(int refusals)
    {
        MasterMachine machine = MasterMachine.Serving();
        machine.RefuseToArm(refusals);
        var slave = new TestSlave(machine, 1);
        Assert.Equal(TestSlave.Version, slave.Send(CommCommand.Reset));
        Assert.Equal(["the comm channel was not armed at the first try: ENXIO"], machine.Monitor.Warnings);
        Ok(slave.Start().Execute(Opcode.Nop, modifier: 0x1f));
    }

    [Fact]
    public void A_channel_that_is_never_armed_is_silent_and_the_master_says_so()
    {
        MasterMachine machine = MasterMachine.Serving();
        machine.RefuseToArm(CommService.ArmTries);
        var slave = new TestSlave(machine, 1);
        Assert.Equal(TestSlave.Version, slave.Send(CommCommand.Reset));
        Assert.Equal(["the comm channel is not armed: ENXIO; no slave is served before the master is loaded again"], machine.Monitor.Warnings);
        Assert.Null(slave.Send(CommCommand.Vhcr0));
    }

    [Fact]
    public void What_is_queued_when_the_master_goes_is_done_before_its_lists_go()
    {
        MasterMachine machine = MasterMachine.Serving();
        TestSlave slave = new TestSlave(machine, 1).Start();
        slave.CreateEq();
        // The event has come; its work waits in the queue.
        slave.Function.FunctionLevelReset();
        machine.Deliver();
        machine.Master.FreeSlaves();
        Assert.Empty(machine.HeldBySlave(1));
        machine.Unload();
        Assert.Empty(machine.Monitor.Warnings);
    }

    [Fact]
    public void Events_that_come_when_there_is_no_master_are_nothing()
    {
        MasterMachine machine = MasterMachine.Serving();
        var slave = new TestSlave(machine, 1);
        machine.Master.FreeSlaves();
        machine.Master.UnloadOne();
        Assert.Null(slave.Send(CommCommand.Reset));
        machine.Master.OnFunctionReset(1);
        machine.Settle();
        Assert.Equal(machine.HeldBefore, machine.Held);
    }

    [Fact]
    public void A_master_can_be_loaded_again_and_its_slaves_begin_anew()
    {
        MasterMachine machine = MasterMachine.Serving();
        new TestSlave(machine, 1).Start().CreateEq();
        machine.Master.FreeSlaves();
        machine.Master.UnloadOne();
        machine.Load().ThrowIfFailed();
        Assert.Equal(Errno.Ok, machine.Master.Arm());
        TestSlave slave = new TestSlave(machine, 1).Start();
        slave.CreateEq();
        Assert.Equal(["EQ of VF 1 5"], machine.HeldBySlave(1));
    }

    [Fact]
    public void The_master_s_VLANs_go_with_the_slaves_and_nothing_else_of_it()
    {
        MasterMachine machine = MasterMachine.Serving();
        CommandInterface commands = machine.Device.Commands;
        Assert.Equal(Errno.Ok, commands.Execute(new Command(Opcode.AllocRes, 2 << 8 | (uint)ResourceType.Vlan, ReserveAndMap, 7)));
        Assert.Equal(Errno.Ok, commands.Execute(new Command(Opcode.AllocRes, (uint)ResourceType.Counter), out ulong counter));
        machine.Master.FreeSlaves();
        Assert.Empty(machine.Master.Tracker.Of(0, ResourceType.Vlan));
        Assert.Single(machine.Master.Tracker.Of(0, ResourceType.Counter));
        Assert.Equal(Errno.Ok, commands.Execute(new Command(Opcode.FreeRes, (uint)ResourceType.Counter, Input: counter)));
        machine.Unload();
    }
}
