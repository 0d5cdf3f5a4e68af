using Mlx4.Runtime;
using Mlx4.Tests.Generators.Harness;

namespace Mlx4.Tests.Generators.Behaviour;

/// <summary>Rulings E1 to E9 and B9: what <c>OnStageEvent</c> is told, and when.</summary>
public class ObserverTests
{
    /// <summary>Events in the log, between the steps: <c>&lt;Starting</c> and so on, with stage, item and cause.</summary>
    private const string Observer = """
        partial void OnStageEvent(in StageEvent stageEvent)
        {
            string cause = stageEvent.Error ?? (stageEvent.Exception == null ? "" : "!");
            string item = stageEvent.Item < 0 ? "" : stageEvent.Item.ToString();
            Probe.Step($"<{stageEvent.Kind}:{stageEvent.Stage.Name}{item}{(cause.Length == 0 ? "" : "=" + cause)}>");
        }
        """;

    private static readonly Func<Device> Nic = Device.Factory(Source.Nic($$"""
        public bool UsesB;
        const int Two = 2;

        [InitStage(10, Cleanup = nameof(StopA), Name = "first")] Errno A() => Probe.Step("A");
        void StopA() => Probe.Step("-A");
        [InitStage(20, Cleanup = nameof(StopB), When = nameof(UsesB))] Errno B() => Probe.Step("B");
        void StopB() => Probe.Step("-B");
        [InitStage(30, Cleanup = nameof(StopC), ForEach = nameof(Two))] Errno C(int index) => Probe.Step("c" + index);
        void StopC(int index) => Probe.Step("-c" + index);
        [InitStage(40, NoCleanup = "test", RestartOn = Errno.EBUSY, RestartFrom = nameof(C))] Errno D() => Probe.Step("D");

        {{Observer}}
        """));

    private const string UpToB = "<Starting:first> A <Completed:first> <Skipped:B> ";
    private const string Items = "<Starting:C0> c0 <Completed:C0> <Starting:C1> c1 <Completed:C1> ";
    private const string UndoItems = "<CleaningUp:C1> -c1 <CleanedUp:C1> <CleaningUp:C0> -c0 <CleanedUp:C0>";
    private const string UndoA = "<CleaningUp:first> -A <CleanedUp:first>";

    [Theory]
    [InlineData("", "ok", UpToB + Items + "<Starting:D> D <Completed:D>")]
    [InlineData("A=EIO", "first: EIO", "<Starting:first> A <Failed:first=EIO>")]
    [InlineData("A=throw", "A threw", "<Starting:first> A <Failed:first=!>")]
    [InlineData("c0=EIO", "C: EIO", UpToB + "<Starting:C0> c0 <Failed:C0=EIO> " + UndoA)]
    [InlineData("c1=EIO", "C: EIO", UpToB + "<Starting:C0> c0 <Completed:C0> <Starting:C1> c1 <Failed:C1=EIO> <CleaningUp:C0> -c0 <CleanedUp:C0> " + UndoA)]
    [InlineData("c1=throw", "c1 threw", UpToB + "<Starting:C0> c0 <Completed:C0> <Starting:C1> c1 <Failed:C1=!> <CleaningUp:C0> -c0 <CleanedUp:C0> " + UndoA)]
    [InlineData("D=EIO", "D: EIO", UpToB + Items + "<Starting:D> D <Failed:D=EIO> " + UndoItems + " " + UndoA)]
    [InlineData("D=throw", "D threw", UpToB + Items + "<Starting:D> D <Failed:D=!> " + UndoItems + " " + UndoA)]
    [InlineData("D=EBUSY", "ok", UpToB + Items + "<Starting:D> D <Failed:D=EBUSY> <Restarting:D=EBUSY> " + UndoItems + " " + Items + "<Starting:D> D <Completed:D>")]
    [InlineData("D=EIO -c1=throw", "unwind(D, EIO): -c1 threw", UpToB + Items + "<Starting:D> D <Failed:D=EIO> <CleaningUp:C1> -c1 <CleanupFailed:C1=!> <CleaningUp:C0> -c0 <CleanedUp:C0> " + UndoA)]
    [InlineData("D=EBUSY -c0=throw", "unwind(D, EBUSY): -c0 threw", UpToB + Items + "<Starting:D> D <Failed:D=EBUSY> <Restarting:D=EBUSY> <CleaningUp:C1> -c1 <CleanedUp:C1> <CleaningUp:C0> -c0 <CleanupFailed:C0=!> " + UndoA)]
    public void Every_step_is_told_in_order(string plan, string result, string log)
    {
        Device nic = Nic().Plan(plan);

        Assert.Equal(result, nic.TryLoad());
        Assert.Equal(log, nic.Log);
    }

    [Theory]
    [InlineData("", "", UndoItems + " " + UndoA)]
    [InlineData("-c1=throw -A=throw", "unwind(-): -c1 threw, -A threw", "<CleaningUp:C1> -c1 <CleanupFailed:C1=!> <CleaningUp:C0> -c0 <CleanedUp:C0> <CleaningUp:first> -A <CleanupFailed:first=!>")]
    public void The_unload_tells_its_cleanups(string plan, string result, string log)
    {
        Device nic = Nic();
        nic.Load();
        nic.TakeLog();

        Assert.Equal(result, nic.Plan(plan).TryUnload());
        Assert.Equal(log, nic.Log);
    }

    [Fact]
    public void A_call_that_is_refused_or_does_nothing_tells_nothing()
    {
        Device nic = Nic();
        nic.Unload();
        Assert.Equal("", nic.Log);
        nic.Load();
        nic.TakeLog();

        Assert.Equal("refused", nic.TryLoad());
        Assert.Equal("", nic.Log);
    }

    [Fact]
    public void Transients_are_told_when_they_end()
    {
        Device nic = Device.Of(Source.Nic($$"""
            [InitStage(10, Cleanup = nameof(StopA), Transient = true)] void A() => Probe.Step("A");
            void StopA() => Probe.Step("-A");
            [InitStage(20, NoCleanup = "test")] void B() => Probe.Step("B");
            {{Observer}}
            """));

        nic.Load();
        Assert.Equal("<Starting:A> A <Completed:A> <Starting:B> B <Completed:B> <CleaningUp:A> -A <CleanedUp:A>", nic.TakeLog());
        nic.Unload();
        Assert.Equal("", nic.Log);
    }

    [Fact]
    public void A_loop_without_items_tells_nothing_and_a_loop_that_is_skipped_does()
    {
        Device nic = Device.Of(Source.Nic($$"""
            public int None = 0;
            public bool Never = false;
            [InitStage(10, NoCleanup = "test", ForEach = nameof(None))] void A(int index) => Probe.Step("A");
            [InitStage(20, NoCleanup = "test", ForEach = nameof(None), When = nameof(Never))] void B(int index) => Probe.Step("B");
            {{Observer}}
            """));

        nic.Load();
        Assert.Equal("<Skipped:B>", nic.Log);
    }

    [Fact]
    public void After_the_restart_of_a_loop_no_item_is_told_of_other_stages()
    {
        Device nic = Device.Of(Source.Nic($$"""
            const int Two = 2;
            [InitStage(10, NoCleanup = "test")] Errno A() => Probe.Step("A");
            [InitStage(20, NoCleanup = "test", ForEach = nameof(Two), RestartOn = Errno.EBUSY, RestartFrom = nameof(A))] Errno B(int index) => Probe.Step("b" + index);
            {{Observer}}
            """)).Plan("A=ok,EIO b1=EBUSY");

        Assert.Equal("A: EIO", nic.TryLoad());
        Assert.Equal("<Starting:A> A <Completed:A> <Starting:B0> b0 <Completed:B0> <Starting:B1> b1 <Failed:B1=EBUSY> <Restarting:B1=EBUSY> <Starting:A> A <Failed:A=EIO>", nic.Log);
    }

    [Theory]
    [InlineData("<Starting:A>=throw", "<Starting:A> threw", "<Starting:A> <Failed:A=!>")]
    [InlineData("<Completed:A>=throw", "<Completed:A> threw", "<Starting:A> A <Completed:A> <Failed:A=!> <CleaningUp:A> -A <CleanedUp:A>")]
    [InlineData("<Starting:B>=throw", "<Starting:B> threw", "<Starting:A> A <Completed:A> <Starting:B> <Failed:B=!> <CleaningUp:A> -A <CleanedUp:A>")]
    [InlineData("B=EIO <Failed:B=EIO>=throw", "unwind(B, EIO): <Failed:B=EIO> threw", "<Starting:A> A <Completed:A> <Starting:B> B <Failed:B=EIO> <CleaningUp:A> -A <CleanedUp:A>")]
    [InlineData("B=EIO <CleaningUp:A>=throw", "unwind(B, EIO): <CleaningUp:A> threw", "<Starting:A> A <Completed:A> <Starting:B> B <Failed:B=EIO> <CleaningUp:A> -A <CleanedUp:A>")]
    [InlineData("B=EIO <CleanedUp:A>=throw", "unwind(B, EIO): <CleanedUp:A> threw", "<Starting:A> A <Completed:A> <Starting:B> B <Failed:B=EIO> <CleaningUp:A> -A <CleanedUp:A>")]
    [InlineData("B=EIO -A=throw <CleanupFailed:A=!>=throw", "unwind(B, EIO): -A threw, <CleanupFailed:A=!> threw", "<Starting:A> A <Completed:A> <Starting:B> B <Failed:B=EIO> <CleaningUp:A> -A <CleanupFailed:A=!>")]
    public void What_an_observer_throws_counts_as_the_stage_throwing_and_keeps_no_cleanup_from_running(string plan, string result, string log)
    {
        Device nic = Device.Of(Source.Nic($$"""
            [InitStage(10, Cleanup = nameof(StopA))] Errno A() => Probe.Step("A");
            void StopA() => Probe.Step("-A");
            [InitStage(20, NoCleanup = "test")] Errno B() => Probe.Step("B");
            {{Observer}}
            """));
        foreach (string step in plan.Split(' '))
        {
            int split = step.LastIndexOf('=');
            nic.Plan(step[..split], step[(split + 1)..] == "throw" ? new IOException(step[..split] + " threw") : Errno.EIO);
        }

        Assert.Equal(result, nic.TryLoad());
        Assert.Equal(log, nic.Log);
        Assert.Equal("ok", nic.TryLoad());
    }

    [Theory]
    [InlineData("", "ok", "<Starting:A> A <Completed:A> <Starting:B> B <Completed:B>")]
    [InlineData("B=EIO", "B: EIO", "<Starting:A> A <Completed:A> <Starting:B> B <Failed:B=EIO>")]
    [InlineData("B=throw", "B threw", "<Starting:A> A <Completed:A> <Starting:B> B <Failed:B=!>")]
    [InlineData("B=EBUSY", "ok", "<Starting:A> A <Completed:A> <Starting:B> B <Failed:B=EBUSY> <Restarting:B=EBUSY> <Starting:A> A <Completed:A> <Starting:B> B <Completed:B>")]
    [InlineData("A=EAGAIN", "ok", "<Starting:A> A <Failed:A=EAGAIN> <Restarting:A=EAGAIN> <Starting:A> A <Completed:A> <Starting:B> B <Completed:B>")]
    public void Where_nothing_has_to_be_undone_there_is_no_ladder(string plan, string result, string log)
    {
        string source = Source.Nic($$"""
            [InitStage(10, NoCleanup = "test", RestartOn = Errno.EAGAIN, RestartFrom = nameof(A))] Errno A() => Probe.Step("A");
            [InitStage(20, NoCleanup = "test", RestartOn = Errno.EBUSY, RestartFrom = nameof(A))] Errno B() => Probe.Step("B");
            {{Observer}}
            """);
        Device nic = Device.Of(source).Plan(plan);

        Assert.Equal(result, nic.TryLoad());
        Assert.Equal(log, nic.TakeLog());
        nic.Unload();
        Assert.Equal("", nic.Log);
        Assert.DoesNotContain("UnwindLoadOne", GeneratorRun.Of(source).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_an_observer_throws_of_a_restart_ends_the_load_where_nothing_has_to_be_undone()
    {
        Device nic = Device.Of(Source.Nic($$"""
            [InitStage(10, NoCleanup = "test")] void A() => Probe.Step("A");
            [InitStage(20, NoCleanup = "test", RestartOn = Errno.EBUSY, RestartFrom = nameof(A))] Errno B() => Probe.Step("B");
            {{Observer}}
            """)).Plan("B=EBUSY").Plan("<Restarting:B=EBUSY>", new IOException("observer"));

        Assert.Equal("unwind(B, EBUSY): observer", nic.TryLoad());
        Assert.Equal("ok", nic.TryLoad());
    }

    [Fact]
    public void The_user_names_the_parameters()
    {
        Device nic = Device.Of(Source.Nic("""
            [InitStage(10, NoCleanup = "test")] Errno A() => Probe.Step("A");
            partial void OnStageEvent(in StageEvent @event) => Probe.Step(@event.Kind.ToString());
            partial void OnStageStarting(StageInfo what, ref Errno result) => Probe.Step(what.Name + "?");
            [InitStage(10, NoCleanup = "test", Pipeline = "LoadPort")] int B() => 0;
            partial void OnStageStarting(StageInfo step, ref int code) => code = 3;
            """));

        Assert.Equal("ok", nic.TryLoad());
        Assert.Equal("Starting A? A Completed", nic.TakeLog());
        Assert.Equal("B: 3", nic.Call("LoadPort")!.ToString());
    }

    [Theory]
    [InlineData("?=throw", "? threw", "<Starting:A> A <Completed:A> ? <Failed:B=!> <CleaningUp:A> -A <CleanedUp:A>")]
    public void A_condition_that_throws_fails_its_stage(string plan, string result, string log)
    {
        Device nic = Device.Of(Source.Nic($$"""
            [InitStage(10, Cleanup = nameof(StopA))] Errno A() => Probe.Step("A");
            void StopA() => Probe.Step("-A");
            [InitStage(20, NoCleanup = "test", When = nameof(Asks))] Errno B() => Probe.Step("B");
            bool Asks() => Probe.Step("?") == 0;
            {{Observer}}
            """)).Plan(plan);

        Assert.Equal(result, nic.TryLoad());
        Assert.Equal(log, nic.Log);
    }

    [Fact]
    public void The_error_of_a_nested_pipeline_is_told_without_its_path_and_the_pipeline_is_named()
    {
        Device nic = Device.Of(Source.Nic("""
            [InitStage(10, NoCleanup = "test", Pipeline = "LoadPort")] InitResult<Errno> A() => new InitResult<Errno>(Errno.EIO, "x/y");
            [InitStage(20, NoCleanup = "test")] InitResult<Errno> Port() => LoadPort();
            partial void OnStageEvent(in StageEvent stageEvent) => Probe.Log.Add($"{stageEvent.Pipeline}:{stageEvent}");
            """));

        Assert.Equal("Port/A/x/y: EIO", nic.TryLoad());
        Assert.Equal("LoadOne:Starting Port LoadPort:Starting A LoadPort:Failed A: EIO LoadOne:Failed Port: EIO", nic.Log);
    }
}
