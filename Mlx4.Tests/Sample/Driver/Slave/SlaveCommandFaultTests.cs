using System.Buffers.Binary;
using Mlx4.Sample.Hca.Commands;

using Opcode = Mlx4.Sample.Driver.Commands.Opcode;

namespace Mlx4.Tests.Sample.Driver.Slave;

/// <summary>Every command of a slave's load is refused by its master, or answered in a way that the driver cannot take.</summary>
public class SlaveCommandFaultTests
{
    [Theory]
    [InlineData(Opcode.QueryHca, 1, "InitHca/SlaveCap/QueryHca")]
    [InlineData(Opcode.QueryDevCap, 1, "InitHca/SlaveCap/ReadDevCap/QueryDevCap/QueryLimits")]
    [InlineData(Opcode.QueryPort, 2, "InitHca/SlaveCap/ReadDevCap/QueryDevCap/QueryPort")]
    [InlineData(Opcode.QueryPort, 4, "InitHca/SlaveCap/SlaveSpecialQpCap/QueryTableLengths")]
    [InlineData(Opcode.QueryFuncCap, 1, "InitHca/SlaveCap/QueryFuncCap")]
    [InlineData(Opcode.QueryFuncCap, 3, "InitHca/SlaveCap/SlaveSpecialQpCap/QueryFuncCap")]
    [InlineData(Opcode.QueryAdapter, 1, "InitHca/AdapterQuery/QueryAdapter")]
    [InlineData(Opcode.AllocRes, 1, "InitEqTable/CreateEq/AllocMtt/AllocRes")]
    [InlineData(Opcode.AllocRes, 9, "InitEqTable/CreateEq/AllocMtt/AllocRes")]
    [InlineData(Opcode.WriteMtt, 2, "InitEqTable/CreateEq/SendMtt")]
    [InlineData(Opcode.Sw2HwEq, 1, "InitEqTable/CreateEq/Sw2HwEq")]
    [InlineData(Opcode.Sw2HwEq, 9, "InitEqTable/CreateEq/Sw2HwEq")]
    [InlineData(Opcode.Nop, 1, "Nop")]
    internal void A_refused_command_fails_the_load_with_the_error_of_its_status(Opcode opcode, int occurrence, string stage)
    {
        var machine = new SlaveMachine();
        machine.Master.Refuse(opcode, CommandStatus.BadParam, occurrence);

        Assert.Equal($"{stage}: EINVAL", machine.Load().ToString());

        Assert.Equal(SlaveMachine.Nothing, machine.Held);
        Assert.Empty(machine.Master.TakenBack);
        machine.Load().ThrowIfFailed();
        machine.Unload();
        Assert.Equal(SlaveMachine.Nothing, machine.Held);
    }

    [Fact]
    public void A_counter_that_is_refused_for_another_reason_than_that_there_is_none_fails_the_load()
    {
        var machine = new SlaveMachine();
        machine.Master.Refuse(Opcode.AllocRes, CommandStatus.InternalError, occurrence: 11);

        Assert.Equal("AllocateDefaultCounters/AllocCounterRes: EIO", machine.Load().ToString());

        Assert.Equal(SlaveMachine.Nothing, machine.Held);
        Assert.Empty(machine.Master.TakenBack);
    }

    [Theory]
    [InlineData(Opcode.QueryFw, "QueryFw: EINVAL")]
    [InlineData(Opcode.ConfigDev, "ConfigDevRetrieval: EINVAL")]
    internal void A_load_does_without_what_is_for_people_or_has_a_default(Opcode opcode, string step)
    {
        var machine = new SlaveMachine();
        machine.Master.Refuse(opcode, CommandStatus.BadParam);

        machine.Load().ThrowIfFailed();

        Assert.Equal([step], machine.Monitor.LetGo);
    }

    [Fact]
    public void Without_events_the_interrupt_test_gives_the_function_up()
    {
        var machine = new SlaveMachine { Master = { SendsEvents = false } };

        Assert.Equal("Nop: EIO", machine.Load().ToString());

        Assert.True(machine.Commands.InternalError);
        Assert.Equal(TimeSpan.FromSeconds(70), machine.Time.Elapsed);
        Assert.Equal(SlaveMachine.Nothing, machine.Held);
    }

    [Theory]
    [InlineData(Opcode.FreeRes, false)]
    [InlineData(Opcode.MapEq, false)]
    [InlineData(Opcode.Hw2SwEq, true)]
    internal void A_refused_command_does_not_keep_an_unload_from_its_end(Opcode opcode, bool givesUp)
    {
        var machine = new SlaveMachine();
        machine.Load().ThrowIfFailed();
        machine.Master.Refuse(opcode, CommandStatus.BadParam);

        machine.Unload();

        Assert.Equal(SlaveMachine.Nothing, machine.Held);
        Assert.Equal(givesUp, machine.Commands.InternalError);
    }

    [Theory]
    [InlineData(Opcode.QueryHca, 0, 0x04, 1u, "InitHca/SlaveCap/CheckGlobalCaps: EINVAL")]
    [InlineData(Opcode.QueryHca, 0, 0x128, 0x0000_0a01u, "InitHca/SlaveCap/CheckUarPage: ENODEV")]
    [InlineData(Opcode.QueryFuncCap, 0, 0x00, 0x1c02_0000u, "InitHca/SlaveCap/QueryFuncCap: EPROTONOSUPPORT")]
    [InlineData(Opcode.QueryFuncCap, 0, 0x00, 0xdc03_0000u, "InitHca/SlaveCap/CheckPorts: ENODEV")]
    [InlineData(Opcode.QueryFuncCap, 0, 0x04, 0x0000_0002u, "InitHca/SlaveCap/CheckContextBehaviour: EINVAL")]
    [InlineData(Opcode.QueryFuncCap, 0, 0x04, 0x0000_0008u, "InitHca/SlaveCap/CheckContextBehaviour: EINVAL")]
    [InlineData(Opcode.QueryFuncCap, 1, 0x00, 0x0000_0002u, "InitHca/SlaveCap/SlaveSpecialQpCap/CheckPort: EINVAL")]
    [InlineData(Opcode.QueryFuncCap, 1, 0x08, 0x8000_0000u, "InitHca/SlaveCap/SlaveSpecialQpCap/CheckPort: EPROTONOSUPPORT")]
    [InlineData(Opcode.QueryFuncCap, 1, 0x0c, 0x8000_0000u, "InitHca/SlaveCap/SlaveSpecialQpCap/CheckPort: EPROTONOSUPPORT")]
    [InlineData(Opcode.QueryFuncCap, 1, 0x0c, 0x4000_0000u, "InitHca/SlaveCap/SlaveSpecialQpCap/CheckPort: EPROTONOSUPPORT")]
    internal void An_answer_that_the_driver_cannot_take_fails_the_load(Opcode opcode, byte opModifier, int offset, uint word, string result)
    {
        var machine = new SlaveMachine();
        machine.Master.OnAnswer = (answered, modifier, answer) =>
        {
            if (answered == opcode && modifier == opModifier)
            {
                BinaryPrimitives.WriteUInt32BigEndian(answer.AsSpan(offset), word);
            }
        };

        Assert.Equal(result, machine.Load().ToString());

        Assert.Equal(SlaveMachine.Nothing, machine.Held);
    }

    [Fact]
    public void Numbers_of_an_old_master_stand_for_the_quotas()
    {
        var machine = new SlaveMachine();
        machine.Master.OnAnswer = static (opcode, modifier, answer) =>
        {
            if (opcode == Opcode.QueryFuncCap && modifier == 0)
            {
                answer[0x00] = 0xc0;
                answer[0x12] = 0x10;
                answer[0x17] = 0x40;
            }
        };
        machine.Load().ThrowIfFailed();

        Assert.Equal((4096, 64), (machine.State.Capabilities.Qps, machine.State.Capabilities.CqQuota));
    }

    [Fact]
    public void A_slave_has_the_ports_that_the_master_grants()
    {
        var machine = new SlaveMachine();
        machine.Master.OnAnswer = static (opcode, modifier, answer) =>
        {
            if (opcode == Opcode.QueryFuncCap && modifier == 0)
            {
                answer[0x01] = 1;
            }
        };
        machine.Load().ThrowIfFailed();

        Assert.Equal(PortTypes(["InfiniBand"]), PortTypes(machine.State.Capabilities.Ports.Select(port => port.Type.ToString())));
        Assert.Single(machine.Counters.Counters);

        static string PortTypes(IEnumerable<string> types) => string.Join(", ", types);
    }
}
