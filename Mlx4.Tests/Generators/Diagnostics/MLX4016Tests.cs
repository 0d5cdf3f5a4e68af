namespace Mlx4.Tests.Generators.Diagnostics;

/// <summary>MLX4016: a stage needs a member that only a later stage assigns.</summary>
public class MLX4016Tests
{
    /// <summary>A stage of the given body, then one that makes the ring, and other members.</summary>
    private static string Pipeline(string first, string others = "", string arguments = "", string ring = "private Ring? _ring;", string alloc = "_ring = new Ring();") => Build.Nic($$"""
            {{ring}}
            [InitStage(10, NoCleanup = "reads only"{{arguments}})]
            private Errno Start()
            {
                {{first}}
            }
            [InitStage(20, Cleanup = nameof(FreeRing))]
            private Errno AllocRing()
            {
                {{alloc}}
                return Errno.Ok;
            }
            private void FreeRing() => _ring?.Dispose();
            [InitStage(30, NoCleanup = "reads only")]
            private Errno UseRing() => _ring!.Start();
            {{others}}
        }

        public class Ring : IDisposable
        {
            public int Size { get; set; }
            public bool IsUp { get; set; }
            public Errno Start() => Errno.Ok;
            public void Stop() { }
            public void Dispose() { }
            public static bool Check(int size) => size > 0;
        """);

    private static Task Reports(string first, string others = "", string arguments = "") => Build.Reports("MLX4016", Needs("needs"), Pipeline(first, others, arguments));

    private static Task Accepts(string first, string others = "", string arguments = "", string ring = "private Ring? _ring;", string alloc = "_ring = new Ring();") =>
        Build.Accepts(Pipeline(first, others, arguments, ring, alloc));

    private static string Needs(string verb, string member = "_ring") =>
        $"Stage 'Start' {verb} '{member}', which only the later stage 'AllocRing' assigns: give 'AllocRing' a lower order, or ask first whether '{member}' is there";

    [Theory]
    [InlineData("return [|_ring|]!.Start();")]
    [InlineData("return [|_ring|]!.Size > 2 ? Errno.EINVAL : Errno.Ok;")]
    [InlineData("Ring ring = _ring!; return [|ring|].Start();")]
    [InlineData("[|_ring|]!.Stop(); _ring.Stop(); return Errno.Ok;")]
    [InlineData("lock ([|_ring|]!) { return Errno.Ok; }")]
    public Task What_is_not_there_yet_is_dereferenced(string first) => Reports(first);

    [Theory]
    [InlineData("Errno error = Probe(); if (error != Errno.Ok) return error; return [|_ring|]!.Start();")]
    [InlineData("if (Ring.Check(4)) { return Errno.EINVAL; } return [|_ring|]!.Start();")]
    [InlineData("if (Ring.Check(4)) { Console.WriteLine(); } return [|_ring|]!.Start();")]
    [InlineData("if (Ring.Check(4)) { [|_ring|]!.Size = 4; } else { _ring!.Size = 8; } return Errno.Ok;")]
    [InlineData("for (int i = 0; i < 3; i++) { [|_ring|]!.Stop(); } return Errno.Ok;")]
    [InlineData("try { return [|_ring|]!.Start(); } finally { Console.WriteLine(); }")]
    public Task Questions_that_keep_the_stage_from_nothing_are_no_excuse(string first) => Reports(first, "private static Errno Probe() => Console.In.Peek() > 0 ? Errno.EIO : Errno.Ok;");

    [Theory]
    [InlineData("Helper(); return Errno.Ok;", "private void Helper() => [|_ring|]!.Stop();")]
    [InlineData("[|Live|].Stop(); return Errno.Ok;", "private Ring Live => _ring!;")]
    [InlineData("Local(); return Errno.Ok; void Local() => [|_ring|]!.Stop();", "")]
    [InlineData("Action stop = () => [|_ring|]!.Stop(); stop(); return Errno.Ok;", "")]
    public Task What_a_stage_calls_belongs_to_it(string first, string others) => Reports(first, others);

    [Theory]
    [InlineData("_ = System.Threading.Tasks.Task.Run(() => [|_ring|]!.Stop()); return Errno.Ok;", "")]
    [InlineData("_ = System.Threading.Tasks.Task.Run(Work); return Errno.Ok;", "private void Work() => [|_ring|]!.Stop();")]
    [InlineData("new System.Threading.Thread(Work).Start(); return Errno.Ok;", "private void Work() { while (true) { [|_ring|]!.Stop(); } }")]
    [InlineData("var thread = new System.Threading.Thread(() => [|_ring|]!.Stop()) { IsBackground = true }; thread.Start(); return Errno.Ok;", "")]
    [InlineData("_timer = new System.Threading.Timer(_ => [|_ring|]!.Stop(), null, 0, 1000); return Errno.Ok;", "private System.Threading.Timer? _timer;")]
    [InlineData("_timer = new System.Threading.Timer(_ => [|_ring|]!.Stop(), null, TimeSpan.Zero, TimeSpan.FromSeconds(1)); return Errno.Ok;", "private System.Threading.Timer? _timer;")]
    public Task What_it_starts_at_once_runs_before_the_later_stage(string first, string others) =>
        Build.Reports("MLX4016", Needs("starts what needs"), Pipeline(first, others));

    [Theory]
    [InlineData("_ = System.Threading.Tasks.Task.Run(async () => { await System.Threading.Tasks.Task.Delay(100); _ring!.Stop(); }); return Errno.Ok;", "")]
    [InlineData("new System.Threading.Thread(Work).Start(); return Errno.Ok;", "private readonly System.Threading.ManualResetEventSlim _go = new(); private void Work() { _go.Wait(); _ring!.Stop(); }")]
    [InlineData("_timer = new System.Threading.Timer(_ => _ring!.Stop(), null, 1000, 1000); return Errno.Ok;", "private System.Threading.Timer? _timer;")]
    [InlineData("_timer = new System.Threading.Timer(_ => _ring!.Stop()); return Errno.Ok;", "private System.Threading.Timer? _timer;")]
    [InlineData("_handler = () => _ring!.Stop(); return Errno.Ok;", "private Action? _handler; public void Raise() => _handler?.Invoke();")]
    [InlineData("Console.CancelKeyPress += (_, _) => _ring!.Stop(); return Errno.Ok;", "")]
    [InlineData("_ = System.Threading.Tasks.Task.Run(() => _ring?.Stop()); return Errno.Ok;", "")]
    public Task What_runs_later_may_need_it(string first, string others) => Accepts(first, others);

    [Theory]
    [InlineData("_ring?.Stop(); return Errno.Ok;")]
    [InlineData("if (_ring != null) { _ring.Stop(); } return Errno.Ok;")]
    [InlineData("if (_ring is { IsUp: true } ring) { ring.Stop(); } return Errno.Ok;")]
    [InlineData("if (_ring is null) { return Errno.EINVAL; } return _ring.Start();")]
    [InlineData("if (_ring is null) { throw new InvalidOperationException(); } return _ring.Start();")]
    [InlineData("System.Diagnostics.Debug.Assert(_ring is not null); _ring.Stop(); return Errno.Ok;")]
    [InlineData("if (Ring.Check(4)) { _ring!.Stop(); } return Errno.Ok;")]
    [InlineData("if (Ring.Check(4) || Ring.Check(5)) { _ring!.Stop(); } return Errno.Ok;")]
    [InlineData("Console.WriteLine(_ring); return Errno.Ok;")]
    [InlineData("return nameof(_ring).Length > 0 ? Errno.Ok : Errno.EINVAL;")]
    public Task What_is_asked_for_or_only_handed_on_is_no_need(string first) => Accepts(first);

    [Theory]
    [InlineData("if (_hasRing) { _ring!.Stop(); } return Errno.Ok;", "private bool _hasRing;", "_ring = new Ring(); _hasRing = true;")]
    [InlineData("if (!_hasRing) { return Errno.EAGAIN; } return _ring!.Start();", "private bool _hasRing;", "_ring = new Ring(); _hasRing = true;")]
    [InlineData("if (HasRing) { _ring!.Stop(); } return Errno.Ok;", "private bool HasRing => _ring is not null;", "_ring = new Ring();")]
    [InlineData("foreach (int number in _numbers) { _ring!.Size = number; } return Errno.Ok;", "private readonly List<int> _numbers = new(); public void Add(int number) => _numbers.Add(number);", "_ring = new Ring();")]
    public Task A_flag_that_is_set_with_it_is_asked_instead(string first, string others, string alloc) => Accepts(first, others, alloc: alloc);

    [Fact]
    public Task A_condition_that_a_later_stage_sets() => Accepts("return _ring!.Start();", "private bool _again;", ", When = nameof(_again)", alloc: "_ring = new Ring(); _again = true;");

    [Fact]
    public Task A_condition_that_asks_for_it() => Accepts("return _ring!.Start();", "private bool HasRing => _ring is not null;", ", When = nameof(HasRing)");

    [Fact]
    public Task A_condition_that_says_nothing_of_it() => Reports("return [|_ring|]!.Start();", "private readonly bool _wanted = true;", ", When = nameof(_wanted)");

    [Theory]
    [InlineData("private readonly Ring? _ring = new();", "", "")]
    [InlineData("private Ring? _ring = new();", "", "_ring = new Ring();")]
    [InlineData("private Ring? _ring;", "public Nic() => _ring = new Ring();", "_ring = new Ring();")]
    [InlineData("private Ring? _ring;", "public void Attach(Ring ring) => _ring = ring;", "_ring = new Ring();")]
    [InlineData("private Ring? _ring;", "public void Attach(Ring ring) => Set(ring); private void Set(Ring ring) => _ring = ring;", "Set(new Ring());")]
    [InlineData("private Ring? _ring;", "public sealed class Builder { public Nic Make() { var nic = new Nic(); nic._ring = new Ring(); return nic; } }", "_ring = new Ring();")]
    [InlineData("private Ring? _ring;", "public ref Ring? Slot => ref _ring;", "_ring = new Ring();")]
    [InlineData("public Ring? _ring { get; set; }", "", "_ring = new Ring();")]
    [InlineData("public Ring? _ring { get; init; }", "", "")]
    [InlineData("public Ring? _ring;", "", "_ring = new Ring();")]
    [InlineData("protected Ring? _ring;", "", "_ring = new Ring();")]
    [InlineData("[field: NonSerialized] [Inject] private Ring? _ring { get; set; }", "private sealed class InjectAttribute : Attribute { }", "_ring = new Ring();")]
    [InlineData("private static Ring? _ring;", "", "_ring = new Ring();")]
    public Task Others_may_have_assigned_it(string ring, string others, string alloc) => Accepts("return _ring!.Start();", others, ring: ring, alloc: alloc);

    [Theory]
    [InlineData("_ring = new Ring(); return _ring.Start();")]
    [InlineData("_ring ??= new Ring(); return _ring.Start();")]
    [InlineData("Make(out _ring); return _ring.Start();")]
    [InlineData("(_ring, _) = (new Ring(), 0); return _ring.Start();")]
    [InlineData("if (_ring is null) { _ring = new Ring(); } return _ring.Start();")]
    public Task It_assigns_it_itself(string first) => Accepts(first, "private static void Make(out Ring ring) => ring = new Ring();");

    [Theory]
    [InlineData("private Ring? _ring = null;")]
    [InlineData("private Ring _ring = null!;")]
    [InlineData("private Ring _ring = default!;")]
    [InlineData("private Ring? _ring { get; set; }")]
    [InlineData("public Ring? _ring { get; private set; }")]
    public Task However_the_member_is_declared(string ring) => Build.Reports("MLX4016", Needs("needs"), Pipeline("return [|_ring|]!.Start();", ring: ring));

    [Fact]
    public Task A_value_that_is_read_later_decides() => Build.Reports("MLX4016", Needs("decides by", "_version"), Pipeline(
        "if ([|_version >= 4|]) { Console.Beep(); } return Errno.Ok;", "private int _version;", alloc: "_ring = new Ring(); _version = Console.In.Peek();"));

    [Theory]
    [InlineData("if (_version == 0) { Console.Beep(); } return Errno.Ok;", "_ring = new Ring(); _version = Console.In.Peek();")]
    [InlineData("if (_version >= 4) { Console.Beep(); } return Errno.Ok;", "_ring = new Ring(); _version = 4;")]
    [InlineData("if (_version >= 4) { Console.Beep(); } _version = 3; return Errno.Ok;", "_ring = new Ring(); _version = Console.In.Peek();")]
    public Task Flags_and_what_is_remembered_may_decide(string first, string alloc) => Accepts(first, "private int _version;", alloc: alloc);

    [Theory]
    [InlineData("", "Start")]
    [InlineData(", CleanupAt = nameof(Claim)", "Claim")]
    [InlineData(", CleanupAt = nameof(Claim), When = nameof(_again)", "Start")]
    [InlineData(", CleanupAt = nameof(Claim), Optional = true", "Start")]
    [InlineData(", CleanupAt = nameof(Claim), ForEach = nameof(_version)", "Start")]
    public Task What_runs_again_after_a_restart_may_decide_by_what_that_has_found_out(string arguments, string from) => Build.Accepts(
        Restarting("_version >= 4", arguments, from, arguments.Contains("ForEach", StringComparison.Ordinal) ? "int i" : ""));

    [Theory]
    [InlineData("Start")]
    [InlineData("AllocRing")]
    public Task What_a_restart_keeps_has_decided_before(string from) => Build.Reports(
        "MLX4016", Needs("decides by", "_version"), Restarting("[|_version >= 4|]", ", CleanupAt = nameof(Claim)", from));

    private static string Restarting(string question, string arguments, string from, string item = "") => Build.Nic($$"""
            private int _version;
            private bool _again;
            [InitStage(10, Cleanup = nameof(Release))]
            private Errno Claim() => Errno.Ok;
            private void Release() => _again = false;
            [InitStage(20, Cleanup = nameof(Stop){{arguments}})]
            private Errno Start({{item}})
            {
                if ({{question}}) { Console.Beep(); }
                return Errno.Ok;
            }
            private void Stop({{item}}) { }
            [InitStage(30, NoCleanup = "a query")]
            private Errno AllocRing()
            {
                _version = Console.In.Peek();
                return Errno.Ok;
            }
            [InitStage(40, NoCleanup = "a flag", RestartOn = Errno.EAGAIN, RestartFrom = nameof({{from}}))]
            private Errno Check()
            {
                if (_again) { return Errno.Ok; }
                _again = true;
                return Errno.EAGAIN;
            }
        """);

    [Fact]
    public Task In_two_pipelines_nobody_knows_which_comes_first() => Build.Accepts(Build.Nic("""
            private string? _name;
            [InitStage(10, NoCleanup = "reads only")]
            private void Use() => Console.WriteLine(_name!.Length);
            [InitStage(20, NoCleanup = "a field", Pipeline = "Prepare")]
            private void Make() => _name = "eth0";
        """, "nic.LoadOne(); nic.UnloadOne(); nic.Prepare();"));

    [Fact]
    public Task In_a_generic_structure_spread_over_two_parts() => Build.Reports(
        "MLX4016",
        "Stage 'Start' needs '_items', which only the later stage 'Make' assigns: give 'Make' a lower order, or ask first whether '_items' is there",
        """
        using Mlx4.Runtime;
        public partial struct Box<T>
        {
            [InitStage(10, NoCleanup = "reads only")]
            private void Start() => [|_items|]![0] = default!;
        }
        """,
        """
        using Mlx4.Runtime;
        public partial struct Box<T>
        {
            private T[]? _items;
            [InitStage(20, NoCleanup = "only memory")]
            private void Make() => _items = new T[4];
        }
        """);

    [Fact]
    public Task In_asynchronous_stages() => Build.Reports(
        "MLX4016",
        "Stage 'Start' needs '_stream', which only the later stage 'Open' assigns: give 'Open' a lower order, or ask first whether '_stream' is there",
        """
        using System.IO;
        using System.Threading;
        using System.Threading.Tasks;
        using Mlx4.Runtime;
        public partial class Reader
        {
            private Stream? _stream;
            [InitStage(10, NoCleanup = "reads only")]
            private async Task<Errno> Start(CancellationToken token)
            {
                await Task.Yield();
                return await [|_stream|]!.ReadAsync(new byte[4], token).ConfigureAwait(false) == 4 ? Errno.Ok : Errno.EIO;
            }
            [InitStage(20, Cleanup = nameof(Close))]
            private async Task<Errno> Open() { _stream = await Task.FromResult(new MemoryStream()); return Errno.Ok; }
            private async Task Close() { if (_stream is not null) { await _stream.DisposeAsync(); } }
        }
        """);
}
