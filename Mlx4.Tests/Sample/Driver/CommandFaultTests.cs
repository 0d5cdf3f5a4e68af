using Mlx4.Runtime;
using Mlx4.Sample.Driver;
using Mlx4.Sample.Driver.Commands;
using Mlx4.Sample.Hca;

using Opcode = Mlx4.Sample.Driver.Commands.Opcode;

namespace Mlx4.Tests.Sample.Driver;

/// <summary>Every command of the load path is refused by the firmware, or never completes.</summary>
public class CommandFaultTests
{
    /// <summary>The commands of a load that the load cannot do without, and the stage that gives each.</summary>
    private static readonly Dictionary<Opcode, string> Fatal = new()
    {
        [Opcode.QueryFw] = "InitFw/QueryFw",
        [Opcode.MapFa] = "InitFw/LoadFw/MapFa",
        [Opcode.RunFw] = "InitFw/LoadFw/RunFw",
        [Opcode.QueryDevCap] = "InitHca/ReadDevCap/QueryDevCap/QueryLimits",
        [Opcode.QueryPort] = "InitHca/ReadDevCap/QueryDevCap/QueryPort",
        [Opcode.SetIcmSize] = "InitHca/InitIcm/SetIcmSize",
        [Opcode.MapIcmAux] = "InitHca/InitIcm/MapIcmAux",
        [Opcode.MapIcm] = "InitHca/InitIcm/InitCmptTable/InitQpCmpt/MapChunk/MapIcm",
        [Opcode.InitHca] = "InitHca/InitHca",
        [Opcode.QueryAdapter] = "InitHca/AdapterQuery/QueryAdapter",
        [Opcode.MadDemux] = "SetupHcaWithMsiX/ConfigMadDemux/QueryMadDemux",
        [Opcode.Sw2HwEq] = "SetupHcaWithMsiX/InitEqTable/CreateEq/Sw2HwEq",
        [Opcode.Nop] = "SetupHcaWithMsiX/Nop",
        [Opcode.ConfSpecialQp] = "SetupHcaWithMsiX/InitQpTable/ConfSpecialQp",
        [Opcode.SetPort] = "SetupHcaWithMsiX/SetupPort/SetPort",
    };

    /// <summary>The commands of a load that the load goes on without.</summary>
    private static readonly Opcode[] Dispensable = [Opcode.ModStatCfg, Opcode.QueryHca, Opcode.ConfigDev, Opcode.MadIfc];

    /// <summary>The commands of an unload. The second group the card must not refuse, since it takes the host's memory back.</summary>
    private static readonly Opcode[] Unloading =
    [
        Opcode.ClosePort, Opcode.QueryIfStat,
        Opcode.Hw2SwEq, Opcode.CloseHca, Opcode.UnmapIcm, Opcode.UnmapIcmAux, Opcode.UnmapFa,
    ];

    public static TheoryData<ushort, byte, Errno> Refusals
    {
        get
        {
            var refusals = new TheoryData<ushort, byte, Errno>();
            foreach (Opcode opcode in Fatal.Keys)
            {
                refusals.Add((ushort)opcode, 0x01, Errno.EIO);
                refusals.Add((ushort)opcode, 0x03, Errno.EINVAL);
                refusals.Add((ushort)opcode, 0x0c, Errno.ENFILE);
                if (!Demotes(opcode))
                {
                    refusals.Add((ushort)opcode, 0x50, Errno.EACCES);
                }
                refusals.Add((ushort)opcode, 0x7f, Errno.EIO);
            }
            return refusals;
        }
    }

    /// <summary>The commands by whose refusal the firmware tells a function that another one is the master.</summary>
    public static TheoryData<ushort> DemotingCommands => [.. Fatal.Keys.Where(Demotes).Select(opcode => (ushort)opcode)];

    public static TheoryData<ushort> FatalCommands => [.. Fatal.Keys.Select(opcode => (ushort)opcode)];

    public static TheoryData<ushort> DispensableCommands => [.. Dispensable.Select(opcode => (ushort)opcode)];

    public static TheoryData<ushort> AllCommands => [.. Fatal.Keys.Concat(Dispensable).Append(Opcode.MapEq).Select(opcode => (ushort)opcode)];

    public static TheoryData<ushort> UnloadingCommands => [.. Unloading.Select(opcode => (ushort)opcode)];

    public static TheoryData<ushort> AllUnloadingCommands =>
        [.. Unloading.Append(Opcode.ConfSpecialQp).Append(Opcode.MapEq).Select(opcode => (ushort)opcode)];

    [Theory]
    [MemberData(nameof(Refusals))]
    public void A_refused_command_fails_the_load_with_the_error_of_its_status(ushort opcode, byte status, Errno error)
    {
        var machine = new Machine(options: Machine.Small);
        machine.Card.Faults.FailCommand(opcode, status);

        Assert.Equal($"LoadOne/{Fatal[(Opcode)opcode]}: {error}", machine.Load().ToString());

        Assert.Equal(Machine.Nothing, machine.Held);
        machine.Load().ThrowIfFailed();
        machine.Unload();
        Assert.Equal(Machine.Nothing, machine.Held);
    }

    [Theory]
    [MemberData(nameof(DemotingCommands))]
    public void A_function_that_is_told_that_it_is_not_the_master_begins_again_as_a_slave(ushort opcode)
    {
        var machine = new Machine(options: Machine.Small);
        machine.Card.Faults.FailCommand(opcode, 0x50);

        // Nobody serves it: there is no other physical function on this card.
        Assert.Equal("LoadOne/InitHcaAsSlave/InitSlave/CommReset: EPROBE_DEFER", machine.Load().ToString());

        Assert.Equal(FunctionMode.Slave, machine.Device.Mode);
        Assert.Equal(Machine.Nothing, machine.Held);
        machine.Load().ThrowIfFailed();
        Assert.Equal(FunctionMode.Single, machine.Device.Mode);
        machine.Unload();
        Assert.Equal(Machine.Nothing, machine.Held);
    }

    [Theory]
    [InlineData(Opcode.MapIcm, 7, "InitHca/InitIcm/MapDmptTable/MapChunk/MapIcm")]
    [InlineData(Opcode.MapIcm, 14, "InitHca/InitIcm/MapMcgTable/MapChunk/MapIcm")]
    [InlineData(Opcode.QueryPort, 2, "InitHca/ReadDevCap/QueryDevCap/QueryPort")]
    [InlineData(Opcode.MadDemux, 2, "SetupHcaWithMsiX/ConfigMadDemux/ConfigureMadDemux")]
    [InlineData(Opcode.Sw2HwEq, 9, "SetupHcaWithMsiX/InitEqTable/CreateEq/Sw2HwEq")]
    internal void A_later_one_of_a_kind_may_be_refused_too(Opcode opcode, int occurrence, string stage)
    {
        var machine = new Machine(options: Machine.Small);
        machine.Card.Faults.FailCommand((ushort)opcode, 0x03, occurrence);

        Assert.Equal($"LoadOne/{stage}: EINVAL", machine.Load().ToString());

        Assert.Equal(Machine.Nothing, machine.Held);
    }

    [Fact]
    public void A_firmware_area_that_takes_several_commands_is_unmapped_by_one()
    {
        var machine = new Machine(new ConnectX3Options { FirmwarePages = 40000 }, Machine.Small);
        machine.Load().ThrowIfFailed();
        Assert.Equal(40000UL, machine.Card.Ledger.Total("firmware area"));
        machine.Unload();
        Assert.Equal(Machine.Nothing, machine.Held);
        Assert.False(machine.Device.InternalError);

        machine.Card.Faults.FailCommand((ushort)Opcode.MapFa, 0x03, occurrence: 3);
        Assert.Equal("LoadOne/InitFw/LoadFw/MapFa: EINVAL", machine.Load().ToString());

        Assert.Equal(Machine.Nothing, machine.Held);
        Assert.False(machine.Device.InternalError);
    }

    [Theory]
    [MemberData(nameof(DispensableCommands))]
    public void A_load_goes_on_without_what_it_does_not_need(ushort opcode)
    {
        var machine = new Machine(options: Machine.Small);
        machine.Card.Faults.FailCommandAlways(opcode, 0x03);

        Assert.Equal("ok", machine.Load().ToString());

        Assert.NotEmpty(machine.Monitor.LetGo);
        Assert.All(machine.Monitor.LetGo, stage => Assert.EndsWith(": EINVAL", stage, StringComparison.Ordinal));
        machine.Unload();
        Assert.Equal(Machine.Nothing, machine.Held);
    }

    [Fact]
    public void A_busy_firmware_at_the_interrupt_test_counts_as_a_lost_interrupt()
    {
        var machine = new Machine(options: Machine.Small);
        machine.Card.Faults.FailCommand((ushort)Opcode.Nop, 0x06);

        Assert.Equal("ok", machine.Load().ToString());

        Assert.False(machine.Device.UsesMsiX);
    }

    [Fact]
    public void Events_that_go_nowhere_are_found_out_by_the_interrupt_test()
    {
        var machine = new Machine(options: Machine.Small);
        machine.Card.Faults.FailCommandAlways((ushort)Opcode.MapEq, 0x03);

        Assert.Equal("LoadOne/SetupHca/Nop: EBUSY", machine.Load().ToString());

        Assert.Equal(Machine.Nothing, machine.Held);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_port_is_asked_for_half_as_many_lanes_until_it_has_room(int refusals)
    {
        var machine = new Machine(options: Machine.Small);
        for (int occurrence = 1; occurrence <= refusals; occurrence++)
        {
            machine.Card.Faults.FailCommand((ushort)Opcode.SetPort, 0x40, occurrence);
        }

        Assert.Equal("ok", machine.Load().ToString());

        Assert.Equal(refusals, machine.Monitor.Events.Count(told => told is { Kind: StageEventKind.Restarting, Stage: "SetPort" }));
    }

    [Fact]
    public void A_port_without_room_for_one_lane_fails_the_load()
    {
        var machine = new Machine(options: Machine.Small);
        machine.Card.Faults.FailCommandAlways((ushort)Opcode.SetPort, 0x40);

        Assert.Equal("LoadOne/SetupHcaWithMsiX/SetupPort/SetPort: ENOMEM", machine.Load().ToString());

        Assert.Equal(Machine.Nothing, machine.Held);
    }

    [Theory]
    [MemberData(nameof(AllCommands))]
    public void A_command_that_never_completes_fails_the_load_and_the_card_is_reset(ushort opcode)
    {
        var machine = new Machine(options: Machine.Small);
        machine.Card.Faults.HangCommand(opcode);

        InitResult<Errno> result = machine.Load();

        Assert.Equal(Errno.EIO, result.Error);
        Assert.True(machine.Device.InternalError);
        Assert.InRange(machine.Time.Elapsed, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(150));
        Assert.Equal(Machine.Nothing, machine.Held);

        machine.Load().ThrowIfFailed();
        machine.Unload();
        Assert.Equal(Machine.Nothing, machine.Held);
    }

    [Theory]
    [MemberData(nameof(UnloadingCommands))]
    public void A_refused_command_does_not_keep_an_unload_from_its_end(ushort opcode)
    {
        var machine = new Machine(options: Machine.Small);
        machine.Load().ThrowIfFailed();
        machine.Card.Faults.FailCommandAlways(opcode, 0x03);

        machine.Unload();

        Assert.Equal(Machine.Nothing, machine.Held);
        Assert.Equal(((Opcode)opcode).IsClosing(), machine.Device.InternalError);
    }

    [Theory]
    [InlineData(Opcode.ConfSpecialQp, "special QPs")]
    [InlineData(Opcode.MapEq, "event")]
    internal void What_the_card_refuses_to_give_back_is_its_own_until_the_next_load(Opcode opcode, string kept)
    {
        var machine = new Machine(options: Machine.Small);
        machine.Load().ThrowIfFailed();
        machine.Card.Faults.FailCommand((ushort)opcode, 0x03);

        machine.Unload();

        Assert.Equal("empty", machine.Host.Ledger.ToString());
        Assert.All(machine.Card.Ledger.Entries, entry => Assert.Equal(kept, entry.Resource));
        machine.Load().ThrowIfFailed();
        machine.Unload();
        Assert.Equal(Machine.Nothing, machine.Held);
    }

    [Theory]
    [MemberData(nameof(AllUnloadingCommands))]
    public void A_command_that_never_completes_does_not_keep_an_unload_from_its_end(ushort opcode)
    {
        var machine = new Machine(options: Machine.Small);
        machine.Load().ThrowIfFailed();
        machine.Card.Faults.HangCommand(opcode);

        machine.Unload();

        Assert.Equal(Machine.Nothing, machine.Held);
        Assert.True(machine.Device.InternalError);
    }

    private static bool Demotes(Opcode opcode) => Fatal[opcode].StartsWith("InitHca/", StringComparison.Ordinal);
}
