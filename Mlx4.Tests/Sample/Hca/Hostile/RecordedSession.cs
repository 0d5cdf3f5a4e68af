using Mlx4.Sample.Hca;
using Mlx4.Sample.Hca.Commands;
using Mlx4.Tests.Sample.Driver;
using Mlx4.Tests.Sample.Hca.Functions;
using Mlx4.Tests.Sample.Hca.Verbs;
using static Mlx4.Tests.Sample.Hca.Verbs.VerbsDriver;

namespace Mlx4.Tests.Sample.Hca.Hostile;

/// <summary>
/// What well-behaved drivers do, for the hostile one to start from: a whole session that can be played back up to any point, and
/// examples of each command.
/// </summary>
internal sealed class RecordedSession
{
    private static readonly Lazy<RecordedSession> Plain = new(static () => Record(new ConnectX3Options { FirmwarePages = 16 }));
    private static readonly Lazy<RecordedSession> Managing = new(static () => Record(new ConnectX3Options { FirmwarePages = 16, SysEqs = true }));

    private RecordedSession(ConnectX3Options options, IReadOnlyList<RecordedWrite> writes, byte[] memory, IEnumerable<RecordedCommand> others)
    {
        Options = options;
        Writes = writes;
        Memory = memory;
        ILookup<Opcode, RecordedCommand> commands = writes.Select(write => write.Command).OfType<RecordedCommand>()
            .Concat(others).ToLookup(command => command.Opcode);
        Commands = [.. Enum.GetValues<Opcode>().Select(opcode => commands.Contains(opcode) ? commands[opcode].ToArray() : [Empty(opcode)])];
    }

    /// <summary>The card of the session.</summary>
    public ConnectX3Options Options { get; }

    /// <summary>What the session's driver wrote.</summary>
    public IReadOnlyList<RecordedWrite> Writes { get; }

    /// <summary>What the host's memory held at the end.</summary>
    public byte[] Memory { get; }

    /// <summary>For each opcode commands of the session and of the project's own driver; an empty one of what neither uses.</summary>
    public RecordedCommand[][] Commands { get; }

    /// <summary>What would take the session's objects away.</summary>
    private static RecordedCommand[] Closing =>
    [
        Closes(Opcode.Hw2SwMpt, Region), Closes(Opcode.Hw2SwCq, Cq), Closes(Opcode.Hw2SwSrq, Srq),
        Closes(Opcode.ToErrQp, Qp), Closes(Opcode.ToRstQp, Qp, 2), Closes(Opcode.SqErr2RtsQp, Qp), Closes(Opcode.Init2InitQp, Qp),
        Closes(Opcode.QpFlowSteeringDetach, 0) with { InputParameter = 1, Mailbox = [] },
    ];

    /// <summary>The commands that the project's own driver gives to a card.</summary>
    public static IEnumerable<RecordedCommand> LoadAndUnload(ConnectX3Options card)
    {
        Recorder? recorder = null;
        Machine machine = new(card, Machine.Small, wrap: function => recorder = new Recorder(function));
        Assert.True(machine.Load().Succeeded);
        machine.Unload();
        return recorder!.Writes.Select(write => write.Command).OfType<RecordedCommand>();
    }

    /// <summary>A session with every kind of object, and virtual functions.</summary>
    /// <param name="cardManages">Whether EQs are the system's, and the card manages flow steering, or all of that is the driver's.</param>
    public static RecordedSession Of(bool cardManages) => (cardManages ? Managing : Plain).Value;

    private static RecordedSession Record(ConnectX3Options options)
    {
        Recorder? recorder = null;
        var driver = new VerbsDriver(options, options.SysEqs ? SteeringTests.PutDeviceManaged : null, function => recorder = new Recorder(function));
        driver.BringUp();
        UseVerbs(driver);
        UseFunctions(driver.Raw);
        return new RecordedSession(options, recorder!.Writes, driver.Raw.Host.Image(), [.. LoadAndUnload(options), .. Closing]);
    }

    private static void UseVerbs(VerbsDriver driver)
    {
        RawDriver raw = driver.Raw;
        Do(Opcode.QueryMpt, Region);
        Do(Opcode.QueryCq, Cq);
        Do(Opcode.QueryEq, RawDriver.Eq);
        Do(Opcode.HwHealthCheck, 0);
        driver.PutCqRing(driver.Map(1), 4);
        Do(Opcode.ModifyCq, Cq);
        Do(Opcode.ModifyCq, Cq, 1);
        driver.CreateSrq();
        RawDriver.Ok(raw.Execute(Opcode.ArmSrq, 15, Srq));
        Do(Opcode.QuerySrq, Srq);
        raw.ClearInput();
        foreach (Opcode opcode in (Opcode[])
            [Opcode.Rts2RtsQp, Opcode.UpdateQp, Opcode.SuspendQp, Opcode.UnsuspendQp, Opcode.Rts2SqdQp, Opcode.Sqd2SqdQp, Opcode.Sqd2RtsQp, Opcode.QueryQp])
        {
            Do(opcode, Qp);
        }
        Do(Opcode.WriteMcg, 1);
        Do(Opcode.WriteMcg, 1 << 16, 1);
        Do(Opcode.ReadMcg, 1);
        Do(Opcode.MgidHash, 0);
        raw.ClearInput();
        raw.Input[7] = 1;
        raw.Put32(8, Qp);
        Do(Opcode.QpFlowSteeringAttach, 8);
        raw.Execute(Opcode.FlowSteeringIbUcQpRange, ((ulong)Qp << 32) | Qp);
        raw.ClearInput();
        raw.Put64(0, 100);
        raw.Put64(16, raw.Ring | 1);
        Do(Opcode.WriteMtt, 1);
        RawDriver.Ok(raw.Execute(Opcode.SyncTpt));
        for (uint index = 0; index < 4; index++)
        {
            driver.PutSend(index);
            driver.RingSend();
            driver.ArmCq(index);
        }

        void Do(Opcode opcode, uint modifier, byte opcodeModifier = 0) => raw.ExecuteIn(opcode, modifier, opcodeModifier);
    }

    private static void UseFunctions(RawDriver master)
    {
        RawDriver.Ok(master.Execute(Opcode.MapEq, Sriov.Events, RawDriver.Eq));
        master.EnableVfs(2);
        var slave = new RawSlave(master, 1);
        RawDriver.Ok(master.CreateEqFor(slave));
        RawDriver.Ok(master.GenerateEvent(slave, 0x0a));
        master.Execute(Opcode.ArmCommChannel);
        master.Execute(Opcode.AccessMem, master.In, 0x100);
        master.Execute(Opcode.InformFlrDone, 0, 1);
        master.Execute(Opcode.QueryFunc, 0, 1);
    }

    private static RecordedCommand Closes(Opcode opcode, uint modifier, byte opcodeModifier = 0) =>
        Empty(opcode) with { InputModifier = modifier, OpcodeModifier = opcodeModifier };

    private static RecordedCommand Empty(Opcode opcode) => new(opcode, 0, 1, 0, 0, new byte[Command.MailboxSize]);
}
