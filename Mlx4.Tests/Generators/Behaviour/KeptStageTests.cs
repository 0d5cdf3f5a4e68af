using Mlx4.Runtime;
using Mlx4.Tests.Generators.Harness;

namespace Mlx4.Tests.Generators.Behaviour;

/// <summary>Promises 5 and 14: a restart keeps what stands below the stage that it goes back to.</summary>
public class KeptStageTests
{
    /// <summary>Virtual functions are enabled late, stay while the firmware is started again, and go when nothing needs them any more.</summary>
    private static string Card(string declaration, string others = "", string mapIcm = "Errno MapIcm() => Probe.Step(\"icm\");") => Source.Nic($$"""
        {{others}}
        public bool Wanted = true;
        public int Ports = 2;

        [InitStage(10, Cleanup = nameof(Disable))] Errno Enable() => Probe.Step("enable");
        void Disable() => Probe.Step("-enable");
        [InitStage(20, Cleanup = nameof(StopFirmware))] Errno StartFirmware() => Probe.Step("fw");
        void StopFirmware() => Probe.Step("-fw");
        [InitStage(30, Cleanup = nameof(DisableSriov), CleanupAt = nameof(Enable), When = nameof(UsesSriov))] Errno EnableSriov() => Probe.Step("sriov");
        void DisableSriov() => Probe.Step("-sriov");
        bool UsesSriov() { Probe.Step("?"); return Wanted; }
        [InitStage(40, Cleanup = nameof(DropPort), CleanupAt = nameof(EnableSriov), ForEach = nameof(Ports))] Errno AddPort(int port) => Probe.Step("p" + port);
        void DropPort(int port) => Probe.Step("-p" + port);
        [InitStage(50, Cleanup = nameof(UnmapIcm))] {{mapIcm}}
        void UnmapIcm() => Probe.Step("-icm");
        [InitStage(60, NoCleanup = "test", RestartOn = Errno.EAGAIN, RestartFrom = nameof(StartFirmware), MaxRestarts = 2)] Errno Check() => Probe.Step("check");
        [InitStage(70, Cleanup = nameof(CloseHca), RestartOn = Errno.EBUSY, RestartFrom = nameof(Enable))] Errno InitHca() => Probe.Step("hca");
        void CloseHca() => Probe.Step("-hca");
        """, declaration);

    private const string First = "enable fw ? sriov p0 p1 icm check";
    private const string Rewound = "-icm -fw";
    private const string Bottom = "-icm -fw -p1 -p0 -sriov -enable";

    private static readonly Func<string, Device> Nics = Device.Types(
        Card("public sealed partial class Nic"),
        Card("public partial struct Value", "public Value() { }"),
        Card("public sealed partial class Async", mapIcm: "async System.Threading.Tasks.Task<Errno> MapIcm() { await System.Threading.Tasks.Task.Yield(); return Probe.Step(\"icm\"); }"));

    public static TheoryData<string, string, string, string> Plans
    {
        get
        {
            (string Plan, string Result, string Log)[] plans =
            [
                ("check=EAGAIN", "ok", $"{First} {Rewound} fw icm check hca"),
                ("check=EAGAIN,EAGAIN", "ok", $"{First} {Rewound} fw icm check {Rewound} fw icm check hca"),
                ("check=EAGAIN,EAGAIN,EAGAIN", "Check: EAGAIN", $"{First} {Rewound} fw icm check {Rewound} fw icm check {Bottom}"),

                // A fault at each stage before the restart, and after it.
                ("sriov=EIO", "EnableSriov: EIO", "enable fw ? sriov -fw -enable"),
                ("p0=EIO", "AddPort: EIO", "enable fw ? sriov p0 -fw -sriov -enable"),
                ("p1=EIO", "AddPort: EIO", "enable fw ? sriov p0 p1 -fw -p0 -sriov -enable"),
                ("icm=EIO", "MapIcm: EIO", "enable fw ? sriov p0 p1 icm -fw -p1 -p0 -sriov -enable"),
                ("check=EIO", "Check: EIO", $"{First} {Bottom}"),
                ("check=EAGAIN fw=ok,EIO", "StartFirmware: EIO", $"{First} {Rewound} fw -p1 -p0 -sriov -enable"),
                ("check=EAGAIN icm=ok,EIO", "MapIcm: EIO", $"{First} {Rewound} fw icm -fw -p1 -p0 -sriov -enable"),
                ("check=EAGAIN,EIO", "Check: EIO", $"{First} {Rewound} fw icm check {Bottom}"),
                ("check=EAGAIN hca=EIO", "InitHca: EIO", $"{First} {Rewound} fw icm check hca {Bottom}"),
                ("check=EAGAIN hca=throw", "hca threw", $"{First} {Rewound} fw icm check hca {Bottom}"),
                ("check=EAGAIN fw=ok,throw", "fw threw", $"{First} {Rewound} fw -p1 -p0 -sriov -enable"),

                // A cleanup that throws ends the load, whether it is in the rewind or below it.
                ("check=EAGAIN -fw=throw", "unwind(Check, EAGAIN): -fw threw", $"{First} {Bottom}"),
                ("check=EAGAIN hca=EIO -p1=throw -sriov=throw", "unwind(InitHca, EIO): -p1 threw, -sriov threw", $"{First} {Rewound} fw icm check hca {Bottom}"),

                // A restart that goes down to it undoes it, and then it runs again.
                ("hca=EBUSY", "ok", $"{First} hca {Bottom} {First} hca"),
                ("check=EAGAIN hca=EBUSY", "ok", $"{First} {Rewound} fw icm check hca {Bottom} {First} hca"),
                ("check=EAGAIN,ok,EAGAIN hca=EBUSY,EIO", "InitHca: EIO", $"{First} {Rewound} fw icm check hca {Bottom} {First} {Rewound} fw icm check hca {Bottom}"),
            ];
            TheoryData<string, string, string, string> data = [];
            foreach (string type in new[] { "Nic", "Value", "Async" })
            {
                foreach ((string plan, string result, string log) in plans)
                {
                    data.Add(type, plan, result, log);
                }
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Plans))]
    public async Task It_stays_through_the_restart_and_is_undone_once_in_its_place(string type, string plan, string result, string log)
    {
        Device nic = Nics(type).Plan(plan);

        Assert.Equal(result, await TryLoad(nic, type));
        Assert.Equal(log, nic.TakeLog());
        if (result == "ok")
        {
            await Unload(nic, type);
            Assert.Equal($"-hca {Bottom}", nic.TakeLog());
        }

        // The next load begins afresh, whatever this one has kept.
        Assert.Equal("ok", await TryLoad(nic, type));
        Assert.Equal($"{First} hca", nic.TakeLog());
        await Unload(nic, type);
        Assert.Equal($"-hca {Bottom}", nic.Log);
    }

    [Fact]
    public void The_condition_of_what_is_kept_is_not_read_again()
    {
        Device nic = Nics("Nic");
        nic.Plan("check", Errno.EAGAIN).Plan("-fw", (Action)(() => nic.Set("Wanted", false)));

        Assert.Equal("ok", nic.TryLoad());
        nic.Unload();
        Assert.Equal($"{First} {Rewound} fw icm check hca -hca {Bottom}", nic.Log);
    }

    [Theory]
    [InlineData("", "enable fw ? p0 p1 icm check -icm -fw fw ? sriov icm check hca -hca -icm -fw -p1 -p0 -sriov -enable")]
    [InlineData(" sriov=EIO", "enable fw ? p0 p1 icm check -icm -fw fw ? sriov -fw -p1 -p0 -enable")]
    public void What_was_skipped_before_may_run_after(string plan, string log)
    {
        Device nic = Nics("Nic").Set("Wanted", false).Plan("check=EAGAIN" + plan);
        nic.Plan("-fw", (Action)(() => nic.Set("Wanted", true)));

        nic.TryLoad();
        nic.Unload();

        Assert.Equal(log, nic.Log);
    }

    [Theory]
    [InlineData(2, 1, "enable fw ? sriov p0 p1 icm check -icm -fw fw icm check hca -hca -icm -fw -p1 -p0 -sriov -enable")]
    [InlineData(0, 1, "enable fw ? sriov icm check -icm -fw fw p0 icm check hca -hca -icm -fw -p0 -sriov -enable")]
    public void A_loop_keeps_the_items_that_completed_and_one_without_any_is_counted_again(int before, int after, string log)
    {
        Device nic = Nics("Nic").Set("Ports", before);
        nic.Plan("check", Errno.EAGAIN).Plan("-fw", (Action)(() => nic.Set("Ports", after)));

        Assert.Equal("ok", nic.TryLoad());
        nic.Unload();

        Assert.Equal(log, nic.Log);
    }

    [Fact]
    public void It_is_told_as_skipped_and_is_not_asked_for()
    {
        Device nic = Device.Of(Source.Nic("""
            const int Two = 2;

            [InitStage(10, Cleanup = nameof(StopA))] Errno A() => Errno.Ok;
            void StopA() { }
            [InitStage(20, Cleanup = nameof(StopB))] Errno B() => Errno.Ok;
            void StopB() { }
            [InitStage(30, Cleanup = nameof(StopC), CleanupAt = nameof(A))] Errno C() => Errno.Ok;
            void StopC() { }
            [InitStage(40, Cleanup = nameof(StopD), CleanupAt = nameof(A), ForEach = nameof(Two))] Errno D(int i) => Errno.Ok;
            void StopD(int i) { }
            [InitStage(50, NoCleanup = "test", RestartOn = Errno.EBUSY, RestartFrom = nameof(B))] Errno E() => Probe.Step("e");

            partial void OnStageStarting(StageInfo stage, ref Errno error) => Probe.Step(stage.Name + "?");
            partial void OnStageEvent(in StageEvent stageEvent) =>
                Probe.Step(stageEvent.Kind + ":" + stageEvent.Stage.Name + (stageEvent.Item < 0 ? "" : stageEvent.Item.ToString()));
            """)).Plan("e=EBUSY");

        Assert.Equal("ok", nic.TryLoad());
        Assert.Equal(
            "Starting:A A? Completed:A Starting:B B? Completed:B Starting:C C? Completed:C Starting:D0 D? Completed:D0 Starting:D1 D? Completed:D1 Starting:E E? e Failed:E "
            + "Restarting:E CleaningUp:B CleanedUp:B Starting:B B? Completed:B Skipped:C Skipped:D Starting:E E? e Completed:E",
            nic.TakeLog());
        nic.Unload();
        Assert.Equal("CleaningUp:B CleanedUp:B CleaningUp:D1 CleanedUp:D1 CleaningUp:D0 CleanedUp:D0 CleaningUp:C CleanedUp:C CleaningUp:A CleanedUp:A", nic.Log);
    }

    [Fact]
    public void An_observer_that_throws_when_told_of_it_undoes_it_too()
    {
        Device nic = Device.Of(Source.Nic("""
            [InitStage(10, Cleanup = nameof(StopA))] Errno A() => Probe.Step("A");
            void StopA() => Probe.Step("-A");
            [InitStage(20, Cleanup = nameof(StopB))] Errno B() => Probe.Step("B");
            void StopB() => Probe.Step("-B");
            [InitStage(30, Cleanup = nameof(StopC), CleanupAt = nameof(A))] Errno C() => Probe.Step("C");
            void StopC() => Probe.Step("-C");
            [InitStage(40, NoCleanup = "test", RestartOn = Errno.EBUSY, RestartFrom = nameof(B))] Errno D() => Probe.Step("D");

            partial void OnStageEvent(in StageEvent stageEvent)
            {
                if (stageEvent.Kind == StageEventKind.Skipped) Probe.Step("skipped");
            }
            """)).Plan("D=EBUSY skipped=throw");

        Assert.Equal("skipped threw", nic.TryLoad());
        Assert.Equal("A B C D -B B skipped -B -C -A", nic.Log);
    }

    [Theory]
    [InlineData("hca=EBUSY", "ok", "pci cmd vf0 vf1 hca -cmd cmd hca", "-hca -cmd -vf1 -vf0 -pci")]
    [InlineData("hca=EBUSY cmd=ok,EIO", "StartCommands: EIO", "pci cmd vf0 vf1 hca -cmd cmd -vf1 -vf0 -pci", "")]
    [InlineData("hca=EBUSY,EBUSY", "InitHca: EBUSY", "pci cmd vf0 vf1 hca -cmd cmd hca -cmd -vf1 -vf0 -pci", "")]
    [InlineData("vf1=EIO", "Functions/AddSecond: EIO", "pci cmd vf0 vf1 -vf0 -cmd -pci", "")]
    public void A_member_with_a_pipeline_of_its_own_is_kept_as_well(string plan, string result, string load, string unload)
    {
        Device nic = Device.Of(Source.Nic("""
            Functions? _functions;

            [InitStage(10, Cleanup = nameof(Disable))] Errno Enable() => Probe.Step("pci");
            void Disable() => Probe.Step("-pci");
            [InitStage(20, Cleanup = nameof(StopCommands))] Errno StartCommands() => Probe.Step("cmd");
            void StopCommands() => Probe.Step("-cmd");
            [InitStage(30, CleanupAt = nameof(Enable))] Functions Functions => _functions ??= new Functions(Probe);
            [InitStage(40, Cleanup = nameof(CloseHca), RestartOn = Errno.EBUSY, RestartFrom = nameof(StartCommands))] Errno InitHca() => Probe.Step("hca");
            void CloseHca() => Probe.Step("-hca");
            """), Source.File("""
            internal sealed partial class Functions
            {
                private readonly Probe _probe;
                public Functions(Probe probe) => _probe = probe;

                [InitStage(10, Cleanup = nameof(RemoveFirst))] Errno AddFirst() => _probe.Step("vf0");
                void RemoveFirst() => _probe.Step("-vf0");
                [InitStage(20, Cleanup = nameof(RemoveSecond))] Errno AddSecond() => _probe.Step("vf1");
                void RemoveSecond() => _probe.Step("-vf1");
            }
            """)).Plan(plan);

        Assert.Equal(result, nic.TryLoad());
        Assert.Equal(load, nic.TakeLog());
        nic.Unload();
        Assert.Equal(unload, nic.Log);
    }

    [Theory]
    [InlineData("D=EBUSY", "ok", "A B C D D E F", "-B -D -C -A")]
    [InlineData("D=EBUSY,EBUSY", "D: EBUSY", "A B C D D -B -C -A", "")]
    [InlineData("E=EBUSY", "ok", "A B C D E E F", "-B -D -C -A")]
    [InlineData("F=EBUSY", "ok", "A B C D E F -B B E F", "-B -D -C -A")]
    [InlineData("F=EBUSY B=ok,EIO", "B: EIO", "A B C D E F -B B -D -C -A", "")]
    public void The_stage_that_restarts_and_the_one_it_goes_back_to_may_stand_elsewhere(string plan, string result, string load, string unload)
    {
        Device nic = Device.Of(Source.Nic("""
            [InitStage(10, Cleanup = nameof(StopA))] Errno A() => Probe.Step("A");
            void StopA() => Probe.Step("-A");
            [InitStage(20, Cleanup = nameof(StopB))] Errno B() => Probe.Step("B");
            void StopB() => Probe.Step("-B");
            [InitStage(30, Cleanup = nameof(StopC), CleanupAt = nameof(A))] Errno C() => Probe.Step("C");
            void StopC() => Probe.Step("-C");
            [InitStage(40, Cleanup = nameof(StopD), CleanupAt = nameof(A), RestartOn = Errno.EBUSY, RestartFrom = nameof(C))] Errno D() => Probe.Step("D");
            void StopD() => Probe.Step("-D");
            [InitStage(50, NoCleanup = "test", RestartOn = Errno.EBUSY, RestartFrom = nameof(D))] Errno E() => Probe.Step("E");
            [InitStage(60, NoCleanup = "test", RestartOn = Errno.EBUSY, RestartFrom = nameof(B))] Errno F() => Probe.Step("F");
            """)).Plan(plan);

        Assert.Equal(result, nic.TryLoad());
        Assert.Equal(load, nic.TakeLog());
        nic.Unload();
        Assert.Equal(unload, nic.Log);
    }

    [Theory]
    [InlineData("B", "C=EBUSY", "ok", "A B C -B B C D E", "-B -D -A")]
    [InlineData("A", "C=EBUSY", "ok", "A B C -B -A A B C D E", "-B -D -A")]
    [InlineData("B", "E=EBUSY", "ok", "A B C D E -B B C E", "-B -D -A")]
    [InlineData("B", "E=EBUSY C=ok,EBUSY", "ok", "A B C D E -B B C -B B C E", "-B -D -A")]
    [InlineData("A", "E=EBUSY C=ok,EBUSY", "ok", "A B C D E -B B C -B -D -A A B C D E", "-B -D -A")]
    [InlineData("A", "E=EBUSY C=ok,EIO", "C: EIO", "A B C D E -B B C -B -D -A", "")]
    public void A_later_stage_may_stand_within_the_range_of_an_earlier_restart(string from, string plan, string result, string load, string unload)
    {
        Device nic = Device.Of(Source.Nic($$"""
            [InitStage(10, Cleanup = nameof(StopA))] Errno A() => Probe.Step("A");
            void StopA() => Probe.Step("-A");
            [InitStage(20, Cleanup = nameof(StopB))] Errno B() => Probe.Step("B");
            void StopB() => Probe.Step("-B");
            [InitStage(30, NoCleanup = "test", RestartOn = Errno.EBUSY, RestartFrom = nameof({{from}}))] Errno C() => Probe.Step("C");
            [InitStage(40, Cleanup = nameof(StopD), CleanupAt = nameof(A))] Errno D() => Probe.Step("D");
            void StopD() => Probe.Step("-D");
            [InitStage(50, NoCleanup = "test", RestartOn = Errno.EBUSY, RestartFrom = nameof(B))] Errno E() => Probe.Step("E");
            """)).Plan(plan);

        Assert.Equal(result, nic.TryLoad());
        Assert.Equal(load, nic.TakeLog());
        nic.Unload();
        Assert.Equal(unload, nic.Log);
    }

    private static async Task<string> TryLoad(Device nic, string type) => type == "Async" ? await nic.TryAsync("LoadOneAsync", CancellationToken.None) : nic.TryLoad();

    private static async Task Unload(Device nic, string type)
    {
        if (type == "Async")
        {
            Assert.Equal("", await nic.TryAsync("UnloadOneAsync"));
        }
        else
        {
            nic.Unload();
        }
    }
}
