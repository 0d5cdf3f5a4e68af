namespace Mlx4.Tests.Generators.Diagnostics;

/// <summary>MLX4014: a stage does or undoes another stage's work.</summary>
public class MLX4014Tests
{
    /// <summary>A stage with a ring, and <c>StartHca</c> of the given body after it.</summary>
    private static string[] Pipeline(string body, string members = "", string freeRing = "_ring!.Dispose();") => Parts.Nic($$"""
        private readonly Card _card = new();
        private Ring? _ring;
        private int _irq;
        {{members}}
        [InitStage(10, Cleanup = nameof(FreeRing))]
        private Errno AllocRing()
        {
            _ring = Ring.Create(2);
            return _ring.Start();
        }
        private void FreeRing() { {{freeRing}} }

        [InitStage(20, Cleanup = nameof(FreeIrq))]
        private void AllocIrq() => _irq = _card.AllocIrq();
        private void FreeIrq() => _card.FreeIrq(_irq);

        [InitStage(30, Cleanup = nameof(CloseHca))]
        private Errno InitHca()
        {
            {{body}}
        }
        private void CloseHca() => _card.Post(9);
        """);

    private static Task Reports(string text, string body, string members = "", string freeRing = "_ring!.Dispose();") =>
        Build.Reports("MLX4014", $"Stage 'InitHca' {text}", Pipeline(body, members, freeRing));

    private static Task IsSilent(string body, string members = "", string freeRing = "_ring!.Dispose();") => Build.IsSilent("MLX4014", Pipeline(body, members, freeRing));

    private const string CallsStage = "calls the stage 'AllocRing', which the load runs by itself: move what both need into a method that is no stage";
    private const string CallsCleanup = "calls 'FreeRing', which undoes stage 'AllocRing' and runs once more when the load fails or is undone: leave it to the ladder";
    private const string CallsOwn = "calls its own cleanup 'CloseHca' and then succeeds, so it runs once more when the load fails later or is undone: call it only where the stage fails";
    private const string Releases = "releases '_ring', which stage 'AllocRing' has taken and 'FreeRing' releases once more: leave it to that cleanup";
    private const string ReleasesIrq = "releases '_irq', which stage 'AllocIrq' has taken and 'FreeIrq' releases once more: leave it to that cleanup";

    [Theory]
    [InlineData("return [|AllocRing()|];")]
    [InlineData("return [|this.AllocRing()|];")]
    [InlineData("if (_ring is null) { _ = [|AllocRing()|]; } return Errno.Ok;")]
    [InlineData("Func<Errno> again = () => [|AllocRing()|]; return again();")]
    public Task Another_stage_is_called(string body) => Reports(CallsStage, body);

    [Fact]
    public Task Another_stage_is_called_by_a_helper() => Reports(CallsStage, "return Again();", "private Errno Again() => [|AllocRing()|];");

    [Theory]
    [InlineData("[|FreeRing()|]; return Errno.EIO;")]
    [InlineData("[|FreeRing()|]; return Errno.Ok;")]
    [InlineData("if (_card.Post(1) is var error and not Errno.Ok) { [|FreeRing()|]; return error; } return Errno.Ok;")]
    [InlineData("try { _ = _card.Post(1); } finally { [|FreeRing()|]; } return Errno.Ok;")]
    public Task Another_stages_cleanup_is_called(string body) => Reports(CallsCleanup, body);

    [Fact]
    public Task Another_stages_cleanup_is_called_by_a_property() => Reports(
        CallsCleanup, "return Undone ? Errno.EIO : Errno.Ok;", "private bool Undone { get { [|FreeRing()|]; return true; } }");

    [Fact]
    public Task The_cleanup_of_a_later_stage_is_called() => Build.Reports(
        "MLX4014",
        "Stage 'AllocRing' calls 'CloseHca', which undoes stage 'InitHca' and runs once more when the load fails or is undone: leave it to the ladder",
        Parts.Nic("""
            [InitStage(10, NoCleanup = "nothing")] private Errno AllocRing() { [|CloseHca()|]; return Errno.Ok; }
            [InitStage(20, Cleanup = nameof(CloseHca))] private Errno InitHca() => Errno.Ok;
            private void CloseHca() { }
            """));

    [Fact]
    public Task What_another_stage_took_is_released_on_a_failing_path() => Reports(
        Releases, "if (_card.Post(1) is var error and not Errno.Ok) { [|_ring!.Dispose()|]; return error; } return Errno.Ok;");

    [Theory]
    [InlineData("[|_ring!.Dispose()|]; _ring = null; return Errno.Ok;")]
    [InlineData("Ring? ring = _ring; [|ring!.Dispose()|]; return Errno.Ok;")]
    public Task What_another_stage_took_is_released(string body) => Reports(Releases, body);

    [Fact]
    public Task What_another_stage_took_is_given_back_by_a_helper() => Reports(ReleasesIrq, "Back(_irq); return Errno.EIO;", "private void Back(int irq) => [|_card.FreeIrq(irq)|];");

    [Theory]
    [InlineData("if (_card.Post(1) is var error and not Errno.Ok) { CloseHca(); return error; } return Errno.Ok;")]
    [InlineData("CloseHca(); return Errno.EIO;")]
    [InlineData("CloseHca(); throw new InvalidOperationException();")]
    [InlineData("Errno error = _card.Post(1); if (error != Errno.Ok) { CloseHca(); } return error;")]
    [InlineData("for (int i = 0; i < 3; i++) { if (_card.Post(1) == Errno.Ok) { return Errno.Ok; } CloseHca(); } return Errno.EIO;")]
    [InlineData("CloseHca(); return _card.Post(1);")]
    public Task Its_own_cleanup_undoes_it_where_it_fails_or_begins_again(string body) => IsSilent(body);

    [Fact]
    public Task Its_own_cleanup_may_run_twice() => Build.IsSilent("MLX4014", Parts.Nic("""
        private Ring? _ring;
        [InitStage(10, Cleanup = nameof(Stop))] private void Start()
        {
            _ring = Ring.Create(2);
            if (_ring.Start() != Errno.Ok) { Stop(); }
        }
        private void Stop() { if (_ring is not null) { _ring.Stop(); _ring.Dispose(); _ring = null; } }
        """));

    [Theory]
    [InlineData("if (_card.Post(1) != Errno.Ok) { [|CloseHca()|]; } return Errno.Ok;")]
    [InlineData("_ = _card.Post(1); [|CloseHca()|]; return Errno.Ok;")]
    public Task Its_own_cleanup_undoes_it_and_it_succeeds(string body) => Reports(CallsOwn, body);

    [Theory]
    [InlineData("Helper(); return Errno.Ok;", "private void Helper() => _ring!.Stop();")]
    [InlineData("_ring!.Dispose(); _ring = Ring.Create(4); return Errno.Ok;", "")]
    [InlineData("using Ring mine = Ring.Create(1); return mine.Start();", "")]
    [InlineData("_other.Dispose(); return Errno.Ok;", "private readonly Ring _other = new();")]
    [InlineData("_card.FreeIrq(7); return Errno.Ok;", "")]
    [InlineData("if (_card.Post(1) is var error and not Errno.Ok) { Ring ring = Ring.Create(1); ring.Dispose(); return error; } return Errno.Ok;", "")]
    [InlineData("lock (_card) { _ring!.Stop(); } return _ring!.Start();", "")]
    [InlineData("return Local(); Errno Local() => AllocRing(2); Errno AllocRing(int size) => _card.Post(size);", "")]
    [InlineData("_card.FreeIrq(_irq); _irq = _card.AllocIrq(); return Errno.Ok;", "")]
    [InlineData("Action later = FreeRing; GC.KeepAlive(later); return Errno.Ok;", "")]
    [InlineData("GC.KeepAlive(new Action(() => FreeRing())); return Errno.Ok;", "")]
    [InlineData("_peer!.FreeRing(); return _peer.AllocRing();", "private Nic? _peer;")]
    [InlineData("string name = nameof(FreeRing) + nameof(AllocRing); return name.Length > 0 ? Errno.Ok : Errno.EIO;", "")]
    public Task What_is_no_other_stages_work(string body, string members) => IsSilent(body, members);

    [Theory]
    [InlineData("_ring?.Dispose(); _ring = null;")]
    [InlineData("if (_ring != null) { _ring.Dispose(); }")]
    public Task What_is_released_early_and_forgotten_where_the_cleanup_asks(string freeRing) =>
        IsSilent("_ring!.Dispose(); _ring = null; return Errno.Ok;", "", freeRing);

    [Fact]
    public Task A_release_inside_a_cleanup_that_is_called_is_one_report() => Build.Reports(
        "MLX4014", [.. Pipeline("[|FreeRing()|]; [|FreeIrq()|]; return Errno.EIO;")],
        [
            $"Stage 'InitHca' {CallsCleanup}",
            "Stage 'InitHca' calls 'FreeIrq', which undoes stage 'AllocIrq' and runs once more when the load fails or is undone: leave it to the ladder",
        ]);

    [Fact]
    public Task A_stage_before_the_one_that_takes_it() => Build.IsSilent("MLX4014", Parts.Nic("""
        private Ring? _ring;
        [InitStage(10, NoCleanup = "nothing")] private void Forget() { _ring?.Dispose(); }
        [InitStage(20, Cleanup = nameof(FreeRing))] private void AllocRing() => _ring = Ring.Create(1);
        private void FreeRing() => _ring!.Dispose();
        """));

    [Fact]
    public Task Stages_of_other_pipelines() => Build.IsSilent("MLX4014", Parts.Nic("""
        [InitStage(10, Cleanup = nameof(Stop))] private Errno Start() => Errno.Ok;
        private void Stop() { }
        [InitStage(10, NoCleanup = "nothing", Pipeline = "Suspend")] private void SuspendHca() => Stop();
        [InitStage(10, NoCleanup = "nothing", Pipeline = "Resume")] private Errno ResumeHca() => Start();
        """));

    [Fact]
    public Task A_cleanup_that_calls_a_stage_or_a_cleanup_is_no_stage() => Build.IsSilent("MLX4014", Parts.Nic("""
        [InitStage(10, Cleanup = nameof(Stop))] private void Start() { }
        private void Stop() { }
        [InitStage(20, Cleanup = nameof(StopAll))] private void StartAll() { }
        private void StopAll() => Stop();
        """));

    [Fact]
    public Task Asynchronous_stages() => Build.Reports(
        "MLX4014",
        "Stage 'InitHca' calls 'FreeRingAsync', which undoes stage 'AllocRing' and runs once more when the load fails or is undone: leave it to the ladder",
        Parts.Nic("""
            private AsyncRing? _ring;
            [InitStage(10, Cleanup = nameof(FreeRingAsync))] private void AllocRing() => _ring = new AsyncRing();
            private async ValueTask FreeRingAsync() => await _ring!.DisposeAsync();
            [InitStage(20, NoCleanup = "nothing")] private async Task<Errno> InitHca()
            {
                await Task.Yield();
                await [|FreeRingAsync()|].ConfigureAwait(false);
                return Errno.EIO;
            }
            """));
}
