using Mlx4.Tests.Generators.Harness;

namespace Mlx4.Tests.Generators.Behaviour;

/// <summary>Pipelines with stages or cleanups that are awaited.</summary>
public class AsyncTests
{
    /// <summary>Stages of every asynchronous shape among synchronous ones. Each yields, so that nothing completes on the spot.</summary>
    private static readonly Func<Device> Mixed = Device.Factory("using System.Threading;\nusing System.Threading.Tasks;\n" + Source.Nic("""
        private readonly string[] _items = { "x", "y", "z" };
        public CancellationToken Seen;
        public bool CleanupCouldBeCancelled;

        [InitStage(10, Cleanup = nameof(UndoA))]
        private async Task<Errno> A(CancellationToken token) { Seen = token; await Task.Yield(); return Probe.Step("A"); }
        private async ValueTask UndoA(CancellationToken token) { CleanupCouldBeCancelled = token.CanBeCanceled; await Task.Yield(); Probe.Step("-A"); }

        [InitStage(20, Cleanup = nameof(UndoB))]
        private Errno B(int size) => Probe.Step($"B({size})");
        private void UndoB() => Probe.Step("-B");

        [InitStage(30, Cleanup = nameof(UndoC), ForEach = nameof(_items))]
        private async ValueTask<Errno> C(string item) { await Task.Yield(); return Probe.Step("C" + item); }
        private async Task UndoC(string item) { await Task.Yield(); Probe.Step("-C" + item); }

        [InitStage(40, Cleanup = nameof(UndoD))]
        private async ValueTask D() { await Task.Yield(); Probe.Step("D"); }
        private void UndoD() => Probe.Step("-D");

        [InitStage(50, Cleanup = nameof(UndoE))]
        private async ValueTask<InitResult<Errno>> E() { await Task.Yield(); return new InitResult<Errno>(Probe.Step("E"), "inner"); }
        private void UndoE() => Probe.Step("-E");

        [InitStage(60, NoCleanup = "test")]
        private async Task<InitResult<Errno>> F() { await Task.Yield(); return new InitResult<Errno>(Probe.Step("F")); }
        """));

    [Theory]
    [InlineData("", "ok", "A B(7) Cx Cy Cz D E F")]
    [InlineData("A=EIO", "A: EIO", "A")]
    [InlineData("A=throw", "A threw", "A")]
    [InlineData("B(7)=EIO", "B: EIO", "A B(7) -A")]
    [InlineData("Cx=EIO", "C: EIO", "A B(7) Cx -B -A")]
    [InlineData("Cz=EIO", "C: EIO", "A B(7) Cx Cy Cz -Cy -Cx -B -A")]
    [InlineData("Cy=throw", "Cy threw", "A B(7) Cx Cy -Cx -B -A")]
    [InlineData("D=throw", "D threw", "A B(7) Cx Cy Cz D -Cz -Cy -Cx -B -A")]
    [InlineData("E=EIO", "E/inner: EIO", "A B(7) Cx Cy Cz D E -D -Cz -Cy -Cx -B -A")]
    [InlineData("F=EIO", "F: EIO", "A B(7) Cx Cy Cz D E F -E -D -Cz -Cy -Cx -B -A")]
    [InlineData("F=EIO -Cy=throw -A=throw", "unwind(F, EIO): -Cy threw, -A threw", "A B(7) Cx Cy Cz D E F -E -D -Cz -Cy -Cx -B -A")]
    [InlineData("D=throw -B=throw", "unwind(D): D threw, -B threw", "A B(7) Cx Cy Cz D -Cz -Cy -Cx -B -A")]
    public async Task What_completed_is_undone_in_reverse(string plan, string result, string log)
    {
        Device nic = Mixed().Plan(plan);

        Assert.Equal(result, await nic.TryAsync("LoadOneAsync", 7, CancellationToken.None));
        Assert.Equal(log, nic.Log);
    }

    [Fact]
    public async Task The_unload_takes_no_token_and_undoes_everything()
    {
        Device nic = Mixed();
        await nic.TryAsync("LoadOneAsync", 7, CancellationToken.None);
        nic.TakeLog();

        Assert.Equal("", await nic.TryAsync("UnloadOneAsync"));
        Assert.Equal("-E -D -Cz -Cy -Cx -B -A", nic.TakeLog());
        Assert.Equal("", await nic.TryAsync("UnloadOneAsync"));
        Assert.Equal("", nic.Log);
    }

    [Fact]
    public async Task A_stage_gets_the_loads_token_and_a_cleanup_one_that_nobody_cancels()
    {
        using CancellationTokenSource source = new();
        Device nic = Mixed().Plan("B(7)=EIO");

        await nic.TryAsync("LoadOneAsync", 7, source.Token);

        Assert.Equal(source.Token, nic.Get("Seen"));
        Assert.Equal(false, nic.Get("CleanupCouldBeCancelled"));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("A", "A -A")]
    [InlineData("B(7)", "A B(7) -B -A")]
    [InlineData("Cx", "A B(7) Cx -Cx -B -A")]
    [InlineData("Cz", "A B(7) Cx Cy Cz -Cz -Cy -Cx -B -A")]
    [InlineData("E", "A B(7) Cx Cy Cz D E -E -D -Cz -Cy -Cx -B -A")]
    public async Task The_token_is_looked_at_before_each_stage_and_item(string cancelledDuring, string log)
    {
        using CancellationTokenSource source = new();
        Device nic = Mixed();
        if (cancelledDuring.Length == 0)
        {
            await source.CancelAsync();
        }
        else
        {
            nic.Plan(cancelledDuring, (Action)source.Cancel);
        }

        Assert.Equal("cancelled", await nic.TryAsync("LoadOneAsync", 7, source.Token));
        Assert.Equal(log, nic.Log);
    }

    [Fact]
    public async Task After_the_last_stage_the_token_is_not_looked_at()
    {
        using CancellationTokenSource source = new();
        Device nic = Mixed().Plan("F", (Action)source.Cancel);

        Assert.Equal("ok", await nic.TryAsync("LoadOneAsync", 7, source.Token));
    }

    [Fact]
    public async Task Cancelled_with_a_cleanup_that_throws_the_next_stage_is_named()
    {
        using CancellationTokenSource source = new();
        Device nic = Mixed().Plan("B(7)", (Action)source.Cancel).Plan("-A", new IOException("-A threw"));

        Assert.Equal("unwind(C): cancelled, -A threw", await nic.TryAsync("LoadOneAsync", 7, source.Token));
    }

    [Fact]
    public async Task The_token_is_looked_at_before_the_condition_of_a_stage_that_would_be_skipped()
    {
        using CancellationTokenSource source = new();
        Device nic = Device.Of("using System.Threading.Tasks;\n" + Source.Nic("""
            private bool No() { Probe.Step("No"); return false; }

            [InitStage(10, Cleanup = nameof(UndoA))]
            private async Task A() { await Task.Yield(); Probe.Step("A"); }
            private void UndoA() => Probe.Step("-A");

            [InitStage(20, NoCleanup = "test", When = nameof(No))]
            private void B() => Probe.Step("B");
            """)).Plan("A", (Action)source.Cancel);

        Assert.Equal("cancelled", await nic.TryAsync("LoadOneAsync", source.Token));
        Assert.Equal("A -A", nic.Log);
    }

    [Fact]
    public async Task A_second_load_is_refused_while_the_first_is_awaited()
    {
        TaskCompletionSource gate = new();
        Device nic = Device.Of("using System.Threading.Tasks;\n" + Source.Nic("""
            public Task Gate = Task.CompletedTask;

            [InitStage(10, NoCleanup = "test")]
            private async Task<Errno> A() { await Gate; return Errno.Ok; }
            """)).Set("Gate", gate.Task);

        Task<string> first = nic.TryAsync("LoadOneAsync", CancellationToken.None);
        Assert.Equal("refused", await nic.TryAsync("LoadOneAsync", CancellationToken.None));
        Assert.Equal("refused", await nic.TryAsync("UnloadOneAsync"));
        gate.SetResult();

        Assert.Equal("ok", await first);
        Assert.Equal("refused", await nic.TryAsync("LoadOneAsync", CancellationToken.None));
    }

    [Fact]
    public async Task Only_the_cleanups_may_be_asynchronous()
    {
        Device nic = Device.Of("using System.Threading.Tasks;\n" + Source.Nic("""
            [InitStage(10, Cleanup = nameof(UndoA))]
            private void A() => Probe.Step("A");
            private async Task UndoA() { await Task.Yield(); Probe.Step("-A"); }

            [InitStage(20, NoCleanup = "test")]
            private Errno B() => Probe.Step("B");
            """)).Plan("B=EIO");

        Assert.Equal("B: EIO", await nic.TryAsync("LoadOneAsync", CancellationToken.None));
        Assert.Equal("A B -A", nic.Log);
    }

    [Fact]
    public async Task A_pipeline_without_errors_returns_a_plain_task()
    {
        Device nic = Device.Of("using System.Threading.Tasks;\n" + Source.Nic("""
            [InitStage(10, Cleanup = nameof(Undo))]
            private async ValueTask A() { await Task.Yield(); Probe.Step("A"); }
            private void Undo() => Probe.Step("-A");
            """));

        Assert.Equal("", await nic.TryAsync("LoadOneAsync", CancellationToken.None));
        Assert.Equal("", await nic.TryAsync("UnloadOneAsync"));
        Assert.Equal("A -A", nic.Log);
    }

    [Fact]
    public async Task Restarts_and_transients_work_as_in_a_synchronous_pipeline()
    {
        Device nic = Device.Of("using System.Threading.Tasks;\n" + Source.Nic("""
            [InitStage(10, Cleanup = nameof(UndoA), Transient = true)]
            private async Task A() { await Task.Yield(); Probe.Step("A"); }
            private async Task UndoA() { await Task.Yield(); Probe.Step("-A"); }

            [InitStage(20, Cleanup = nameof(UndoB), RestartOn = Errno.EAGAIN, RestartFrom = nameof(A), MaxRestarts = 2)]
            private async Task<Errno> B() { await Task.Yield(); return Probe.Step("B"); }
            private void UndoB() => Probe.Step("-B");
            """)).Plan("B=EAGAIN,EAGAIN,ok");

        Assert.Equal("ok", await nic.TryAsync("LoadOneAsync", CancellationToken.None));
        Assert.Equal("A B -A A B -A A B -A", nic.TakeLog());
        await nic.TryAsync("UnloadOneAsync");
        Assert.Equal("-B", nic.Log);
    }

    private static readonly string Observed = "using System.Threading.Tasks;\n" + Source.Nic("""
        private const int Ports = 2;

        [InitStage(10, Cleanup = nameof(Undo), ForEach = nameof(Ports))]
        private async Task<Errno> A(int port) { await Task.Yield(); return Probe.Step($"A{port}"); }
        private void Undo(int port) => Probe.Step($"-A{port}");

        partial void OnStageEvent(in StageEvent stageEvent) => Probe.Step(stageEvent.ToString().Replace(" ", ":"));
        """);

    [Fact]
    public async Task The_observer_is_told_of_no_failure_when_the_load_is_cancelled()
    {
        using CancellationTokenSource source = new();
        Device nic = Device.Of(Observed).Plan("A0", (Action)source.Cancel);

        Assert.Equal("cancelled", await nic.TryAsync("LoadOneAsync", source.Token));
        Assert.Equal("Starting:A[0] A0 Completed:A[0] CleaningUp:A[0] -A0 CleanedUp:A[0]", nic.Log);
    }

    [Fact]
    public async Task The_observer_is_told_of_a_stage_that_throws()
    {
        Device nic = Device.Of(Observed).Plan("A1", new IOException("dead"));

        Assert.Equal("dead", await nic.TryAsync("LoadOneAsync", CancellationToken.None));
        Assert.Equal("Starting:A[0] A0 Completed:A[0] Starting:A[1] A1 Failed:A[1]::dead CleaningUp:A[0] -A0 CleanedUp:A[0]", nic.Log);
    }

    [Fact]
    public void Names_that_end_in_Async_get_no_second_one()
    {
        string text = GeneratorRun.Of("using System.Threading.Tasks;\n" + Source.File("""
            [InitPipeline("StartAsync", Unload = "StopAsync")]
            public partial class Nic
            {
                [InitStage(10, NoCleanup = "test", Pipeline = "StartAsync")]
                private async Task A() => await Task.Yield();
            }
            """)).AssertCompilesWithoutWarning().Text;

        Assert.Contains("ValueTask StartAsync(", text, StringComparison.Ordinal);
        Assert.Contains("ValueTask StopAsync(", text, StringComparison.Ordinal);
        Assert.Contains("StartAsyncStages", text, StringComparison.Ordinal);
        Assert.Contains("StageInfo(\"StartAsync\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public Task The_generated_code_of_an_asynchronous_pipeline() => Snapshot.Verify(GeneratorRun.Of("using System.Threading;\nusing System.Threading.Tasks;\n" + Source.File("""
        public sealed partial class Service
        {
            private readonly string[] _listeners = { "http", "https" };

            [InitStage(10, Cleanup = nameof(CloseDatabase))]
            private async Task<Errno> OpenDatabase(string url, CancellationToken cancellationToken) { await Task.Delay(1, cancellationToken); return Errno.Ok; }
            private async ValueTask CloseDatabase() => await Task.Yield();

            [InitStage(20, Cleanup = nameof(StopListener), ForEach = nameof(_listeners))]
            private Errno StartListener(string listener) => Errno.Ok;
            private void StopListener(string listener) { }
        }
        """)).AssertCompilesWithoutWarning().Text);
}
