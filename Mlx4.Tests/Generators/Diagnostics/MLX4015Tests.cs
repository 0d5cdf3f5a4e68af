namespace Mlx4.Tests.Generators.Diagnostics;

/// <summary>MLX4015: a cleanup needs a member that only a later stage assigns, or that only a transient stage holds.</summary>
public class MLX4015Tests
{
    private const string Ring = """
        }

        public class Ring : IDisposable
        {
            public int Size { get; set; }
            public int Alloc() => Size;
            public Errno Start() => Errno.Ok;
            public void Free(int number) => Size -= number;
            public void Stop() { }
            public void Dispose() { }
            public static bool Check(int size) => size > 0;
        """;

    /// <summary>A stage with a cleanup of the given body, then one that makes the ring, and other members.</summary>
    private static string Pipeline(string cleanup, string others = "", string arguments = "", string ring = "private Ring? _ring;", string alloc = "_ring = new Ring();", string allocArguments = "NoCleanup = \"only memory\"") => Build.Nic($$"""
            {{ring}}
            [InitStage(10, Cleanup = nameof(CloseHca){{arguments}})]
            private Errno InitHca() => Errno.Ok;
            private void CloseHca()
            {
                {{cleanup}}
            }
            [InitStage(20, {{allocArguments}})]
            private Errno AllocRing()
            {
                {{alloc}}
                return Errno.Ok;
            }
            {{others}}
        {{Ring}}
        """);

    private static Task Reports(string cleanup, string others = "", string arguments = "", string ring = "private Ring? _ring;") =>
        Build.Reports("MLX4015", Later(), Pipeline(cleanup, others, arguments, ring));

    private static Task Accepts(string cleanup, string others = "", string arguments = "", string ring = "private Ring? _ring;", string alloc = "_ring = new Ring();", string allocArguments = "NoCleanup = \"only memory\"") =>
        Build.IsSilent("MLX4015", Pipeline(cleanup, others, arguments, ring, alloc, allocArguments));

    private static string Later(string member = "_ring", string remedy = "ask first whether it is there") =>
        $"Cleanup 'CloseHca' of stage 'InitHca' needs '{member}', which only the later stage 'AllocRing' assigns, and a load that fails before that runs this cleanup: {remedy}, or undo it in a cleanup of 'AllocRing'";

    [Theory]
    [InlineData("[|_ring|]!.Dispose();")]
    [InlineData("[|_ring|]!.Size = 0;")]
    [InlineData("[|_ring|]!.Stop(); _ring.Dispose();")]
    [InlineData("using (Ring ring = _ring!) { [|ring|].Stop(); }")]
    [InlineData("(Ring ring, int _) = (_ring!, 2); [|ring|].Stop();")]
    [InlineData("try { [|_ring|]!.Stop(); } catch (InvalidOperationException) { }")]
    [InlineData("lock (this) { [|_ring|]!.Stop(); }")]
    [InlineData("if (Ring.Check(4)) { Console.WriteLine(); } [|_ring|]!.Stop();")]
    [InlineData("if (Ring.Check(4)) { [|_ring|]!.Stop(); } else { _ring!.Dispose(); }")]
    public Task What_a_failed_load_has_not_made_is_dereferenced(string cleanup) => Reports(cleanup);

    [Theory]
    [InlineData("Helper();", "private void Helper() => [|_ring|]!.Stop();")]
    [InlineData("[|Live|].Stop();", "private Ring Live => _ring!;")]
    [InlineData("Each(ring => [|ring|].Stop());", "private void Each(Action<Ring> each) => each(_ring!);")]
    public Task What_a_cleanup_calls_belongs_to_it(string cleanup, string others) => Reports(cleanup, others);

    private const string Pool = """
        private readonly RingPool _pool = new();
        public sealed class RingPool { public Ring Rent() => new Ring(); public void Return(Ring ring) => ring.Size = 0; public void Forget(Ring? ring) => Console.WriteLine(ring); public void Free(Ring? ring) => Console.WriteLine(ring); }
        """;

    [Fact]
    public Task What_a_failed_load_has_not_made_is_given_back() => Build.Reports("MLX4015", Later(), Pipeline("_pool.Return([|_ring|]!);", Pool, alloc: "_ring = _pool.Rent();"));

    [Theory]
    [InlineData("_pool.Forget(_ring);")]
    [InlineData("_pool.Free(_ring);")]
    public Task What_takes_nothing_may_be_given_nothing(string cleanup) => Accepts(cleanup, Pool, alloc: "_ring = _pool.Rent();");

    [Fact]
    public Task A_number_is_given_back_to_where_it_came_from() => Build.Reports(
        "MLX4015", Later("_number"), Pipeline("_parent.Free([|_number|]);", "private readonly Ring _parent = new();", ring: "private int _number;", alloc: "_number = _parent.Alloc();"));

    [Theory]
    [InlineData("_parent.Free(_number);", "_number = 4;")]
    [InlineData("_parent.Free(_number);", "_number = Console.In.Peek();")]
    [InlineData("_parent.Size = _number;", "_number = _parent.Alloc();")]
    [InlineData("if (_number > 0) { _parent.Free(_number); }", "_number = _parent.Alloc();")]
    public Task Other_numbers_are_no_need(string cleanup, string alloc) =>
        Accepts(cleanup, "private readonly Ring _parent = new();", ring: "private int _number;", alloc: alloc);

    [Theory]
    [InlineData("_ring?.Dispose();")]
    [InlineData("if (_ring is not null) { _ring.Dispose(); _ring = null; }")]
    [InlineData("if (_ring is { } ring) { ring.Dispose(); }")]
    [InlineData("if (_ring == null) { return; } _ring.Dispose();")]
    [InlineData("Ring? ring = _ring; if (ring != null) { ring.Dispose(); }")]
    [InlineData("for (Ring? ring = _ring; ring != null; ring = null) { ring.Dispose(); }")]
    [InlineData("if (Ring.Check(4)) { _ring!.Dispose(); }")]
    [InlineData("if (Ring.Check(4) || Ring.Check(5)) { _ring!.Dispose(); }")]
    [InlineData("if (!Ring.Check(4)) { return; } _ring!.Dispose();")]
    [InlineData("GC.KeepAlive(_ring);")]
    [InlineData("_ring = null;")]
    [InlineData("_ring = new Ring(); _ring.Dispose();")]
    [InlineData("System.Threading.Interlocked.Exchange(ref _ring, null)?.Dispose();")]
    [InlineData("AppDomain.CurrentDomain.ProcessExit += (_, _) => _ring!.Stop();")]
    public Task What_is_asked_for_or_not_needed(string cleanup) => Accepts(cleanup);

    [Theory]
    [InlineData("if (_up) { _ring!.Dispose(); }", "private bool _up;", "_ring = new Ring(); _up = true;")]
    [InlineData("if (_count > 0) { _ring!.Dispose(); }", "private int _count;", "_ring = new Ring(); _count++;")]
    [InlineData("foreach (int key in _keys) { _ring!.Size = key; }", "private readonly List<int> _keys = new(); public void Add(int key) => _keys.Add(key);", "_ring = new Ring();")]
    [InlineData("while (_keys.TryDequeue(out int key)) { _ring!.Size = key; }", "private readonly Queue<int> _keys = new(); public void Add(int key) => _keys.Enqueue(key);", "_ring = new Ring();")]
    [InlineData("if (IsUp) { _ring!.Dispose(); }", "private bool IsUp => _ring is not null;", "_ring = new Ring();")]
    [InlineData("if (IsUp) { _ring!.Dispose(); }", "public bool IsUp { get; set; }", "_ring = new Ring();")]
    public Task A_flag_that_is_set_with_it_is_asked_instead(string cleanup, string others, string alloc) => Accepts(cleanup, others, alloc: alloc);

    [Fact]
    public Task A_flag_that_says_nothing_of_it() => Reports("if (_verbose) { Console.WriteLine(); } [|_ring|]!.Dispose();", "private readonly bool _verbose = true;");

    [Fact]
    public Task A_flag_of_the_beginning_says_nothing_of_it() => Reports("if (_wanted) { [|_ring|]!.Dispose(); }", "private readonly bool _wanted = true;");

    [Fact]
    public Task A_condition_does_not_say_that_the_later_stage_has_run() => Reports("[|_ring|]!.Dispose();", "private bool Wanted => Console.In.Peek() > 0;", ", When = nameof(Wanted)");

    [Theory]
    [InlineData("private Ring? _ring = new();", "", "_ring = new Ring();")]
    [InlineData("private Ring? _ring;", "public Nic() => _ring = new Ring();", "_ring = new Ring();")]
    [InlineData("private Ring? _ring;", "public void Attach(Ring ring) => _ring = ring;", "_ring = new Ring();")]
    [InlineData("private Ring? _ring;", "private void OnUp() => _ring = new Ring(); private event Action? Up; public void Raise() => Up?.Invoke();", "Up += OnUp; _ring = new Ring();")]
    [InlineData("public required Ring _ring { get; set; }", "", "_ring = new Ring();")]
    [InlineData("internal Ring? _ring;", "", "_ring = new Ring();")]
    public Task Others_may_have_assigned_it(string ring, string others, string alloc) => Accepts("_ring!.Dispose();", others, ring: ring, alloc: alloc);

    [Fact]
    public Task An_earlier_stage_has_assigned_it() => Accepts("_ring!.Dispose();", """
        [InitStage(5, NoCleanup = "freed with the HCA")]
        private void Before() => _ring = new Ring();
        """);

    [Fact]
    public Task Its_own_cleanup_may_need_it() => Accepts("", "private void FreeRing() => _ring!.Dispose();", allocArguments: "Cleanup = nameof(FreeRing)");

    [Fact]
    public Task A_cleanup_of_a_later_stage_may_need_it() => Accepts("", """
        [InitStage(30, Cleanup = nameof(StopRing))]
        private Errno StartRing() => _ring!.Start();
        private void StopRing() => _ring!.Stop();
        """);

    [Fact]
    public Task A_base_class_has_assigned_it() => Build.Accepts("""
        using System.IO;
        using Mlx4.Runtime;
        public class Device { protected Stream? Stream { get; set; } }
        public partial class Nic : Device
        {
            [InitStage(10, Cleanup = nameof(Close))]
            private void Init() { }
            private void Close() => Stream!.Dispose();
            [InitStage(20, NoCleanup = "closed with the device")]
            private void Open() => Stream = new MemoryStream();
        }
        """);

    [Fact]
    public Task A_value_that_is_read_later_decides() => Build.Reports(
        "MLX4015", Later("_version", "keep what the stage has done in a member of its own"),
        Pipeline("if ([|_version >= 4|]) { Console.Beep(); }", ring: "private int _version;", alloc: "_version = Console.In.Peek();"));

    [Fact]
    public Task A_flag_that_is_read_later_decides_whether_the_stage_is_undone() => Build.Reports(
        "MLX4015", Later("_shared", "keep what the stage has done in a member of its own"),
        Pipeline("if (![|_shared|]) { Console.Beep(); }", ring: "private bool _shared;", alloc: "_shared = Console.In.Peek() > 0;"));

    [Theory]
    [InlineData("if (_live) { Console.Beep(); }", "_live = Console.In.Peek() > 0;")]
    [InlineData("if (!_live) { return; } Console.Beep();", "_live = Console.In.Peek() > 0;")]
    [InlineData("if (!_live) { Console.Beep(); }", "_live = true;")]
    [InlineData("if (!_live) { Console.Beep(); }", "_live = Console.In.Peek() > 0; _live = true;")]
    public Task Flags_are_asked_on_purpose(string cleanup, string alloc) => Accepts(cleanup, ring: "private bool _live;", alloc: alloc);

    [Theory]
    [InlineData("private Ring? _ring;", "_ring = new Ring();", "_ring?.Dispose(); _ring = null;", "[|_ring|]!.Stop();")]
    [InlineData("private Ring? _ring;", "_ring = new Ring();", "_ring!.Dispose();", "[|_ring|]!.Stop();")]
    [InlineData("private readonly Slot _ring = new();", "_ring.Alloc();", "_ring.Free();", "[|_ring|].Post();")]
    public Task What_only_a_transient_stage_holds(string ring, string alloc, string free, string use) => Build.Reports(
        "MLX4015",
        "Cleanup 'CloseHca' of stage 'InitHca' needs '_ring', which only the transient stage 'AllocSlot' holds: it is given back when the load ends, and the unload runs this cleanup too: let it get one of its own",
        Transient(ring, alloc, free, use));

    [Theory]
    [InlineData("private Ring? _ring;", "_ring = new Ring();", "_ring?.Dispose(); _ring = null;", "_ring?.Stop();")]
    [InlineData("private Ring? _ring;", "_ring = new Ring();", "_ring?.Dispose(); _ring = null;", "_ring = new Ring(); _ring.Stop();")]
    [InlineData("private readonly Slot _ring = new();", "_ring.Alloc();", "_ring.Free();", "_ring.Alloc(); _ring.Post(); _ring.Free();")]
    [InlineData("private readonly System.Threading.SemaphoreSlim _ring = new(1);", "_ring.Wait();", "_ring.Release();", "_ring.Wait(); _ring.Release();")]
    public Task What_is_there_again_or_still(string ring, string alloc, string free, string use) => Build.Accepts(Transient(ring, alloc, free, use));

    private static string Transient(string ring, string alloc, string free, string use) => Build.Nic($$"""
            {{ring}}
            [InitStage(10, Cleanup = nameof(FreeSlot), Transient = true)]
            private void AllocSlot() { {{alloc}} }
            private void FreeSlot() { {{free}} }
            [InitStage(20, Cleanup = nameof(CloseHca))]
            private void InitHca() { }
            private void CloseHca() { {{use}} }
        }

        public class Slot
        {
            public void Alloc() { }
            public void Free() { }
            public void Post() { }
        {{Ring}}
        """);

    [Fact]
    public Task Two_members_are_two_needs() => Build.Reports(
        "MLX4015",
        [Pipeline("[|_ring|]!.Stop(); [|_other|]!.Stop();", "private Ring? _other;", alloc: "_ring = new Ring(); _other = new Ring();")],
        [Later(), Later("_other")]);

    [Fact]
    public Task What_is_undone_at_another_place_is_needed_all_the_same() => Build.Reports(
        "MLX4015",
        "Cleanup 'Disable' of stage 'Enable' needs '_name', which only the later stage 'Name' assigns, and a load that fails before that runs this cleanup: ask first whether it is there, or undo it in a cleanup of 'Name'",
        Build.Nic("""
            private string? _name;
            [InitStage(10, NoCleanup = "nothing")]
            private void Begin() { }
            [InitStage(20, Cleanup = nameof(Disable), CleanupAt = nameof(Begin))]
            private void Enable() { }
            private void Disable() => Console.WriteLine([|_name|]!.Length);
            [InitStage(30, NoCleanup = "a field")]
            private void Name() => _name = Console.ReadLine();
        """));
}
