using Mlx4.Tests.Generators.Harness;

namespace Mlx4.Tests.Generators.Behaviour;

/// <summary>Promise 15: the load goes on without an optional stage that fails with an error.</summary>
public class OptionalStageTests
{
    /// <summary>The clock is a convenience, and so is the sensor that only a clock makes sense of; the rest has to be there.</summary>
    private static string Card(string declaration, string others = "", string mapUar = "Errno MapUar() => Probe.Step(\"uar\");") => Source.Nic($$"""
        {{others}}
        bool _hasClock;
        bool HasClock => _hasClock;
        public int Ports = 2;

        [InitStage(10, Cleanup = nameof(Disable))] Errno Enable() => Probe.Step("enable");
        void Disable() => Probe.Step("-enable");
        [InitStage(20, Cleanup = nameof(UnmapClock), Optional = true)] Errno MapClock()
        {
            Errno error = Probe.Step("clock");
            _hasClock = error == Errno.Ok;
            return error;
        }
        void UnmapClock()
        {
            _hasClock = false;
            Probe.Step("-clock");
        }
        [InitStage(30, Cleanup = nameof(UnmapUar))] {{mapUar}}
        void UnmapUar() => Probe.Step("-uar");
        [InitStage(40, Cleanup = nameof(StopSensor), When = nameof(HasClock), Optional = true)] Errno StartSensor() => Probe.Step("sensor");
        void StopSensor() => Probe.Step("-sensor");
        [InitStage(50, NoCleanup = "test", ForEach = nameof(Ports), Optional = true)] Errno SensePort(int port) => Probe.Step("p" + port);
        [InitStage(60, Cleanup = nameof(CloseHca))] Errno InitHca() => Probe.Step("hca");
        void CloseHca() => Probe.Step("-hca");
        [InitStage(70, NoCleanup = "test", Optional = true)] Errno Arm() => Probe.Step("arm");
        """, declaration);

    private static readonly Func<string, Device> Nics = Device.Types(
        Card("public sealed partial class Nic"),
        Card("public partial struct Value", "public Value() { }"),
        Card("public sealed partial class Async", mapUar: "async System.Threading.Tasks.Task<Errno> MapUar() { await System.Threading.Tasks.Task.Yield(); return Probe.Step(\"uar\"); }"));

    public static TheoryData<string, string, string, string, string> Plans
    {
        get
        {
            const string All = "enable clock uar sensor p0 p1 hca arm";
            const string Down = "-hca -sensor -uar -clock -enable";
            (string Plan, string Result, string Load, string Unload)[] plans =
            [
                ("", "ok", All, Down),

                // An error of each stage.
                ("enable=EIO", "Enable: EIO", "enable", ""),
                ("clock=EIO", "ok", "enable clock uar p0 p1 hca arm", "-hca -uar -enable"),
                ("uar=EIO", "MapUar: EIO", "enable clock uar -clock -enable", ""),
                ("sensor=EIO", "ok", All, "-hca -uar -clock -enable"),
                ("p0=EIO", "ok", All, Down),
                ("p1=EIO", "ok", All, Down),
                ("p0=EIO p1=EBUSY", "ok", All, Down),
                ("hca=EIO", "InitHca: EIO", "enable clock uar sensor p0 p1 hca -sensor -uar -clock -enable", ""),
                ("arm=EIO", "ok", All, Down),

                // An exception of each, which unwinds as ever.
                ("clock=throw", "clock threw", "enable clock -enable", ""),
                ("uar=throw", "uar threw", "enable clock uar -clock -enable", ""),
                ("sensor=throw", "sensor threw", "enable clock uar sensor -uar -clock -enable", ""),
                ("p1=throw", "p1 threw", "enable clock uar sensor p0 p1 -sensor -uar -clock -enable", ""),
                ("hca=throw", "hca threw", "enable clock uar sensor p0 p1 hca -sensor -uar -clock -enable", ""),
                ("arm=throw", "arm threw", $"{All} {Down}", ""),

                // What failed is not undone when another stage fails or throws later.
                ("clock=EIO uar=EBUSY", "MapUar: EBUSY", "enable clock uar -enable", ""),
                ("clock=EIO hca=EBUSY", "InitHca: EBUSY", "enable clock uar p0 p1 hca -uar -enable", ""),
                ("sensor=EIO hca=EBUSY", "InitHca: EBUSY", "enable clock uar sensor p0 p1 hca -uar -clock -enable", ""),
                ("sensor=EIO arm=throw", "arm threw", $"{All} -hca -uar -clock -enable", ""),
                ("clock=EIO p0=throw", "p0 threw", "enable clock uar p0 -uar -enable", ""),

                // A cleanup that throws is passed, whether it is that of an optional stage or another one's.
                ("hca=EIO -sensor=throw -clock=throw", "unwind(InitHca, EIO): -sensor threw, -clock threw", "enable clock uar sensor p0 p1 hca -sensor -uar -clock -enable", ""),
                ("clock=EIO hca=EIO -uar=throw", "unwind(InitHca, EIO): -uar threw", "enable clock uar p0 p1 hca -uar -enable", ""),
            ];
            TheoryData<string, string, string, string, string> data = [];
            foreach (string type in new[] { "Nic", "Value", "Async" })
            {
                foreach ((string plan, string result, string load, string unload) in plans)
                {
                    data.Add(type, plan, result, load, unload);
                }
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Plans))]
    public async Task An_error_of_an_optional_stage_is_let_go(string type, string plan, string result, string load, string unload)
    {
        Device nic = Nics(type).Plan(plan);

        Assert.Equal(result, await TryLoad(nic, type));
        Assert.Equal(load, nic.TakeLog());
        await Unload(nic, type);
        Assert.Equal(unload, nic.TakeLog());

        // The next load tries it anew.
        Assert.Equal("ok", await TryLoad(nic, type));
        Assert.Equal("enable clock uar sensor p0 p1 hca arm", nic.TakeLog());
        await Unload(nic, type);
        Assert.Equal("-hca -sensor -uar -clock -enable", nic.Log);
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

    [Fact]
    public async Task Cancellation_is_not_let_go()
    {
        Device nic = Nics("Async");
        using CancellationTokenSource source = new();
        nic.Plan("clock", (Action)source.Cancel);
        Assert.Equal("cancelled", await nic.TryAsync("LoadOneAsync", source.Token));
        Assert.Equal("enable clock -clock -enable", nic.TakeLog());

        nic.Plan("clock", new OperationCanceledException());
        Assert.Equal("cancelled", await nic.TryAsync("LoadOneAsync", CancellationToken.None));
        Assert.Equal("enable clock -enable", nic.Log);
    }

    /// <summary>Hooks that note what they are told, refuse with what is planned for <c>?stage</c>, and throw at what is planned for an event.</summary>
    private const string Hooks = """
        partial void OnStageStarting(StageInfo stage, ref Errno error) => error = Probe.Step("?" + stage.Name);
        partial void OnStageEvent(in StageEvent stageEvent)
        {
            string cause = stageEvent.Error ?? (stageEvent.Exception == null ? "" : "!");
            string item = stageEvent.Item < 0 ? "" : stageEvent.Item.ToString();
            Probe.Step($"<{stageEvent.Kind}:{stageEvent.Stage.Name}{item}{(cause.Length == 0 ? "" : "=" + cause)}>");
        }
        """;

    private static readonly Func<Device> Watched = Device.Factory(Source.Nic($$"""
        const int Two = 2;

        [InitStage(10, Cleanup = nameof(StopA))] void A() => Probe.Step("A");
        void StopA() => Probe.Step("-A");
        [InitStage(20, Cleanup = nameof(StopB), Optional = true)] Errno B() => Probe.Step("B");
        void StopB() => Probe.Step("-B");
        [InitStage(30, Cleanup = nameof(StopC), Optional = true)] void C() => Probe.Step("C");
        void StopC() => Probe.Step("-C");
        [InitStage(40, NoCleanup = "test", ForEach = nameof(Two), Optional = true)] Errno D(int i) => Probe.Step("d" + i);
        [InitStage(50, NoCleanup = "test")] Errno E() => Probe.Step("E");
        {{Hooks}}
        """));

    private const string A = "<Starting:A> ?A A <Completed:A> ";
    private const string B = "<Starting:B> ?B B <Completed:B> ";
    private const string C = "<Starting:C> ?C C <Completed:C> ";
    private const string D = "<Starting:D0> ?D d0 <Completed:D0> <Starting:D1> ?D d1 <Completed:D1> ";
    private const string E = "<Starting:E> ?E E <Completed:E>";
    private const string UndoA = "<CleaningUp:A> -A <CleanedUp:A>";
    private const string UndoB = "<CleaningUp:B> -B <CleanedUp:B> ";
    private const string UndoC = "<CleaningUp:C> -C <CleanedUp:C> ";

    [Theory]
    [InlineData("", "ok", A + B + C + D + E, UndoC + UndoB + UndoA)]
    [InlineData("B=EIO", "ok", A + "<Starting:B> ?B B <Failed:B=EIO> " + C + D + E, UndoC + UndoA)]
    [InlineData("?B=EIO", "ok", A + "<Starting:B> ?B <Failed:B=EIO> " + C + D + E, UndoC + UndoA)]
    [InlineData("?C=EIO", "ok", A + B + "<Starting:C> ?C <Failed:C=EIO> " + D + E, UndoB + UndoA)]
    [InlineData("?B=EIO ?C=EBUSY", "ok", A + "<Starting:B> ?B <Failed:B=EIO> <Starting:C> ?C <Failed:C=EBUSY> " + D + E, UndoA)]
    [InlineData("d0=EIO", "ok", A + B + C + "<Starting:D0> ?D d0 <Failed:D0=EIO> <Starting:D1> ?D d1 <Completed:D1> " + E, UndoC + UndoB + UndoA)]
    [InlineData("?D=EIO d1=EBUSY", "ok", A + B + C + "<Starting:D0> ?D <Failed:D0=EIO> <Starting:D1> ?D d1 <Failed:D1=EBUSY> " + E, UndoC + UndoB + UndoA)]
    [InlineData("?A=EIO", "A: EIO", "<Starting:A> ?A <Failed:A=EIO>", "")]
    [InlineData("B=EIO E=EBUSY", "E: EBUSY", A + "<Starting:B> ?B B <Failed:B=EIO> " + C + D + "<Starting:E> ?E E <Failed:E=EBUSY> " + UndoC + UndoA, "")]

    // What throws unwinds: the stage, the hook and the observer.
    [InlineData("B=throw", "B threw", A + "<Starting:B> ?B B <Failed:B=!> " + UndoA, "")]
    [InlineData("?C=throw", "?C threw", A + B + "<Starting:C> ?C <Failed:C=!> " + UndoB + UndoA, "")]
    [InlineData("<Completed:B>=throw", "<Completed:B> threw", A + "<Starting:B> ?B B <Completed:B> <Failed:B=!> " + UndoB + UndoA, "")]
    [InlineData("<Completed:C>=throw", "<Completed:C> threw", A + B + "<Starting:C> ?C C <Completed:C> <Failed:C=!> " + UndoC + UndoB + UndoA, "")]
    public void The_observer_is_told_of_it_and_refusals_are_let_go_too(string plan, string result, string load, string unload)
    {
        Device nic = Watched().Plan(plan);

        Assert.Equal(result, nic.TryLoad());
        Assert.Equal(load.TrimEnd(), nic.TakeLog());
        nic.Unload();
        Assert.Equal(unload.TrimEnd(), nic.Log);
    }

    [Fact]
    public void An_observer_that_throws_when_told_of_it_unwinds_and_what_failed_is_not_undone()
    {
        Device nic = Watched().Plan("B=EIO").Plan("<Failed:B=EIO>", new IOException("the observer threw"));

        Assert.Equal("the observer threw", nic.TryLoad());
        Assert.Equal(A + "<Starting:B> ?B B <Failed:B=EIO> <Failed:B=!> " + UndoA, nic.Log);
    }

    [Theory]
    [InlineData("", "ok", "A B C", "-B -A")]
    [InlineData("B=EIO", "ok", "A B C", "-A")]
    [InlineData("B=EBUSY", "ok", "A B -A A B C", "-B -A")]
    [InlineData("B=EBUSY,EBUSY", "ok", "A B -A A B C", "-A")]
    [InlineData("B=EBUSY,EIO", "ok", "A B -A A B C", "-A")]
    [InlineData("B=EBUSY,EBUSY C=EIO", "C: EIO", "A B -A A B C -A", "")]
    [InlineData("B=EBUSY A=ok,EIO", "A: EIO", "A B -A A", "")]
    [InlineData("B=EBUSY -A=throw", "unwind(B, EBUSY): -A threw", "A B -A", "")]

    // Another stage's restart tries it anew, whether it failed before or not.
    [InlineData("C=EAGAIN", "ok", "A B C -B B C", "-B -A")]
    [InlineData("B=EIO C=EAGAIN", "ok", "A B C B C", "-B -A")]
    [InlineData("B=ok,EIO C=EAGAIN", "ok", "A B C -B B C", "-A")]
    [InlineData("B=EIO,EBUSY C=EAGAIN", "ok", "A B C B -A A B C", "-B -A")]
    public void Its_restart_comes_first_and_any_other_error_is_let_go(string plan, string result, string load, string unload)
    {
        Device nic = Device.Of(Source.Nic("""
            [InitStage(10, Cleanup = nameof(StopA))] Errno A() => Probe.Step("A");
            void StopA() => Probe.Step("-A");
            [InitStage(20, Cleanup = nameof(StopB), Optional = true, RestartOn = Errno.EBUSY, RestartFrom = nameof(A))] Errno B() => Probe.Step("B");
            void StopB() => Probe.Step("-B");
            [InitStage(30, NoCleanup = "test", RestartOn = Errno.EAGAIN, RestartFrom = nameof(B))] Errno C() => Probe.Step("C");
            """)).Plan(plan);

        Assert.Equal(result, nic.TryLoad());
        Assert.Equal(load, nic.TakeLog());
        nic.Unload();
        Assert.Equal(unload, nic.Log);
    }

    [Theory]
    [InlineData("p1=EBUSY", "p0 p1 p0 p1 p2 C")]
    [InlineData("p1=EBUSY,EBUSY", "p0 p1 p0 p1 p2 C")]
    [InlineData("p0=EIO p1=EBUSY", "p0 p1 p0 p1 p2 C")]
    public void A_loop_that_restarts_begins_anew_and_then_lets_go(string plan, string log)
    {
        Device nic = Device.Of(Source.Nic("""
            const int Three = 3;

            [InitStage(10, NoCleanup = "test", ForEach = nameof(Three), Optional = true, RestartOn = Errno.EBUSY, RestartFrom = nameof(SensePort))] Errno SensePort(int port) => Probe.Step("p" + port);
            [InitStage(20, NoCleanup = "test")] Errno C() => Probe.Step("C");
            """)).Plan(plan);

        Assert.Equal("ok", nic.TryLoad());
        Assert.Equal(log, nic.Log);
    }

    [Theory]
    [InlineData("", "ok", "lock vf C -lock", "-vf")]
    [InlineData("lock=EIO", "ok", "lock vf C", "-vf")]
    [InlineData("vf=EIO", "ok", "lock vf C -lock", "")]
    [InlineData("lock=EIO C=EIO", "C: EIO", "lock vf C -vf", "")]
    [InlineData("vf=EIO C=EIO", "C: EIO", "lock vf C -lock", "")]
    [InlineData("C=EAGAIN", "ok", "lock vf C -lock lock C -lock", "-vf")]
    [InlineData("lock=EIO C=EAGAIN", "ok", "lock vf C lock C -lock", "-vf")]
    [InlineData("vf=EIO C=EAGAIN", "ok", "lock vf C -lock lock vf C -lock", "-vf")]
    [InlineData("vf=EIO,EIO C=EAGAIN", "ok", "lock vf C -lock lock vf C -lock", "")]
    public void Transient_or_kept_by_a_restart_it_is_so_only_if_it_completed(string plan, string result, string load, string unload)
    {
        Device nic = Device.Of(Source.Nic("""
            [InitStage(10, NoCleanup = "test")] Errno Enable() => Errno.Ok;
            [InitStage(20, Cleanup = nameof(Unlock), Transient = true, Optional = true)] Errno Lock() => Probe.Step("lock");
            void Unlock() => Probe.Step("-lock");
            [InitStage(30, Cleanup = nameof(RemoveFunctions), CleanupAt = nameof(Enable), Optional = true)] Errno AddFunctions() => Probe.Step("vf");
            void RemoveFunctions() => Probe.Step("-vf");
            [InitStage(40, NoCleanup = "test", RestartOn = Errno.EAGAIN, RestartFrom = nameof(Lock))] Errno C() => Probe.Step("C");
            """)).Plan(plan);

        Assert.Equal(result, nic.TryLoad());
        Assert.Equal(load, nic.TakeLog());
        nic.Unload();
        Assert.Equal(unload, nic.Log);
    }

    private const string Part = """
        internal sealed partial class Part
        {
            private readonly Probe _probe;
            private readonly string _name;
            public Part(Probe probe, string name)
            {
                _probe = probe;
                _name = name;
            }

            [InitStage(10, Cleanup = nameof(StopA))] Errno A() => _probe.Step(_name + "A");
            void StopA() => _probe.Step("-" + _name + "A");
            [InitStage(20, Cleanup = nameof(StopB))] ASYNC B()
            {
                AWAIT
                return _probe.Step(_name + "B");
            }
            void StopB() => _probe.Step("-" + _name + "B");
        }
        """;

    private static readonly Func<string, Device> Nesting = Device.Types(NestingIn("Nic", isAsync: false), NestingIn("Async", isAsync: true));

    private static string NestingIn(string type, bool isAsync) => Source.Nic($$"""
        Part? _clock;
        Part? _sensor;
        Part? _port;

        [InitStage(10, Optional = true)] Part Clock => _clock ??= new Part(Probe, "c");
        [InitStage(20, Cleanup = nameof(StopSensor), Optional = true)] {{(isAsync ? "async System.Threading.Tasks.ValueTask<InitResult<Errno>>" : "InitResult<Errno>")}} StartSensor()
        {
            _sensor ??= new Part(Probe, "s");
            return {{(isAsync ? "await _sensor.LoadOneAsync()" : "_sensor.LoadOne()")}};
        }
        {{(isAsync ? "async System.Threading.Tasks.Task StopSensor() => await _sensor!.UnloadOneAsync();" : "void StopSensor() => _sensor!.UnloadOne();")}}
        [InitStage(30)] Part Port => _port ??= new Part(Probe, "p");
        [InitStage(40, NoCleanup = "test")] Errno Check() => Probe.Step("check");
        {{Part.Replace("ASYNC", isAsync ? "async System.Threading.Tasks.Task<Errno>" : "Errno", StringComparison.Ordinal).Replace("AWAIT", isAsync ? "await System.Threading.Tasks.Task.Yield();" : "", StringComparison.Ordinal)}}
        """, $"public sealed partial class {type}");

    [Theory]
    [InlineData("", "ok", "cA cB sA sB pA pB check", "-pB -pA -sB -sA -cB -cA")]
    [InlineData("cA=EIO", "ok", "cA sA sB pA pB check", "-pB -pA -sB -sA")]
    [InlineData("cB=EIO", "ok", "cA cB -cA sA sB pA pB check", "-pB -pA -sB -sA")]
    [InlineData("sB=EIO", "ok", "cA cB sA sB -sA pA pB check", "-pB -pA -cB -cA")]
    [InlineData("cB=EIO sA=EIO", "ok", "cA cB -cA sA pA pB check", "-pB -pA")]

    // The result names the stage that failed, and nothing of those that were let go before.
    [InlineData("cB=EIO check=EBUSY", "Check: EBUSY", "cA cB -cA sA sB pA pB check -pB -pA -sB -sA", "")]
    [InlineData("sB=EIO pB=EBUSY", "Port/B: EBUSY", "cA cB sA sB -sA pA pB -pA -cB -cA", "")]

    // A cleanup that throws in there is no error.
    [InlineData("cB=EIO -cA=throw", "unwind(B, EIO): -cA threw", "cA cB -cA", "")]
    [InlineData("cB=throw", "cB threw", "cA cB -cA", "")]
    public async Task The_failed_load_of_a_nested_pipeline_is_let_go(string plan, string result, string load, string unload)
    {
        foreach (string type in new[] { "Nic", "Async" })
        {
            Device nic = Nesting(type).Plan(plan);

            Assert.Equal(result, await TryLoad(nic, type));
            Assert.Equal(load, nic.TakeLog());
            await Unload(nic, type);
            Assert.Equal(unload, nic.Log);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("partial void OnStageEvent(in StageEvent stageEvent) => Probe.Step(stageEvent.Kind.ToString());")]
    [InlineData("partial void OnStageStarting(StageInfo stage, ref Errno error) => error = Probe.Step(\"?\");")]
    [InlineData(Hooks)]
    public void A_pipeline_may_be_optional_all_through(string hooks)
    {
        foreach (string cleanup in new[] { "NoCleanup = \"test\"", "Cleanup = nameof(Stop)" })
        {
            foreach (string restart in new[] { "", ", RestartOn = Errno.EBUSY, RestartFrom = nameof(A)" })
            {
                Device nic = Device.Of(Source.Nic($$"""
                    [InitStage(10, NoCleanup = "test", Optional = true)] Errno A() => Probe.Step("A");
                    [InitStage(20, {{cleanup}}, Optional = true{{restart}})] Errno B() => Probe.Step("B");
                    void Stop() { }
                    {{hooks}}
                    """)).Plan("A=EIO,EIO B=EBUSY,EBUSY");

                Assert.Equal("ok", nic.TryLoad());
                Assert.Equal(restart.Length == 0 ? ["A", "B"] : ["A", "B", "A", "B"], nic.Log.Split(' ').Where(step => step is "A" or "B"));
            }
        }
    }

    [Fact]
    public void Without_a_hook_nothing_can_fail_a_stage_that_returns_no_error()
    {
        Device nic = Device.Of(Source.Nic("""
            [InitStage(10, Cleanup = nameof(StopA), Optional = true)] void A() => Probe.Step("A");
            void StopA() => Probe.Step("-A");
            [InitStage(20, NoCleanup = "test")] Errno B() => Probe.Step("B");
            """)).Plan("B=EIO A=ok,throw");

        Assert.Equal("B: EIO", nic.TryLoad());
        Assert.Equal("A B -A", nic.TakeLog());
        Assert.Equal("A threw", nic.TryLoad());
        Assert.Equal("A", nic.Log);
    }
}
