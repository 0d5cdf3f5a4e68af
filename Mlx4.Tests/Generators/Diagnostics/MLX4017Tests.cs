namespace Mlx4.Tests.Generators.Diagnostics;

/// <summary>MLX4017: a stage makes and keeps what its cleanup does not release.</summary>
public class MLX4017Tests
{
    private const string Members = """
        private readonly Card _card = new();
        private readonly List<Ring> _rings = new();
        private readonly Dictionary<int, Ring> _byNumber = new();
        private readonly List<Port> _ports = new();
        private Ring[] _array = Array.Empty<Ring>();
        private Ring? _ring;
        private IDisposable? _any;
        private Timer? _timer;
        private Thread? _thread;
        private CancellationTokenSource? _stop;
        private byte[]? _buffer;
        private bool _stopping;
        private Stream? _stream;
        private object? _owner;
        private void Work() { }
        private void OnReset() { }
        """;

    /// <summary>A stage and its cleanup, of the given bodies.</summary>
    private static string[] Pipeline(string stage, string cleanup, string members = "") => Parts.Nic($$"""
        {{Members}}
        {{members}}
        [InitStage(10, Cleanup = nameof(Free))]
        private Errno Alloc()
        {
            {{stage}}
            return Errno.Ok;
        }
        private void Free()
        {
            {{cleanup}}
        }
        """);

    private static Task Reports(string what, string stage, string cleanup, string way = "dispose", string members = "") => Build.Reports(
        "MLX4017", $"Stage 'Alloc' makes a {what}, and its cleanup 'Free' neither releases it nor hands it on: {way} it there", Pipeline(stage, cleanup, members));

    private static Task IsSilent(string stage, string cleanup, string members = "") => Build.IsSilent("MLX4017", Pipeline(stage, cleanup, members));

    [Theory]
    [InlineData("'Ring' and keeps it in '_ring'", "[|_ring = new Ring()|];", "")]
    [InlineData("'Ring' and keeps it in '_ring'", "[|_ring = new Ring()|];", "_ring = null;")]
    [InlineData("'Ring' and keeps it in '_ring'", "[|_ring = Ring.Create(2)|];", "if (_ring is null) { return; } _card.Post(_ring.Size);")]
    [InlineData("'Ring' and keeps it in '_ring'", "[|_ring ??= new Ring()|];", "Console.WriteLine(_ring);")]
    [InlineData("'Ring' and keeps it in 'this._ring'", "var ring = new Ring { Size = 2 }; [|this._ring = ring|];", "_card.Ring.Dispose();")]
    [InlineData("'Ring' and keeps it in '_ring'", "if (!Ring.TryCreate(2, [|out _ring|])) { return Errno.ENOMEM; }", "")]
    [InlineData("'Ring' and keeps it in '_any'", "[|_any = new Ring()|];", "")]
    [InlineData("'FileStream' and keeps it in '_stream'", "[|_stream = File.OpenRead(\"fw.bin\")|];", "_stream!.Flush();")]
    [InlineData("'Timer' and keeps it in '_timer'", "[|_timer = new Timer(_ => Work())|];", "")]
    [InlineData("'CancellationTokenSource' and keeps it in '_stop'", "[|_stop = new CancellationTokenSource()|];", "_ = _stop!.Token;")]
    [InlineData("'Ring' and keeps it in '_rings'", "[|_rings.Add(new Ring())|];", "_rings.Clear();")]
    [InlineData("'Ring' and keeps it in '_byNumber[3]'", "[|_byNumber[3] = new Ring()|];", "_byNumber.Remove(3);")]
    [InlineData("'Ring' and keeps it in '_array[i]'", "_array = new Ring[4]; for (int i = 0; i < 4; i++) { [|_array[i] = new Ring()|]; }", "Array.Clear(_array);")]
    [InlineData("'Ring' and keeps it in '_array'", "[|_array = new[] { new Ring(), new Ring() }|];", "_array = Array.Empty<Ring>();")]
    [InlineData("'Ring' and keeps it in '_array'", "[|_array = [new Ring(), Ring.Create(2)]|];", "")]
    public Task What_is_made_is_not_released(string what, string stage, string cleanup) => Reports(what, stage, cleanup);

    [Theory]
    [InlineData("[|_thread = new Thread(Work)|]; _thread.Start();", "")]
    [InlineData("var thread = new Thread(Work) { IsBackground = true }; [|_thread = thread|]; thread.Start();", "if (_thread!.IsAlive) { _thread = null; }")]
    public Task A_thread_goes_on(string stage, string cleanup) => Reports("'Thread' and keeps it in '_thread'", stage, cleanup, "stop and join");

    [Fact]
    public Task A_rented_array_is_not_returned() => Reports(
        "'byte[]' and keeps it in '_buffer'", "[|_buffer = ArrayPool<byte>.Shared.Rent(4096)|];", "_buffer = null;", "return");

    [Fact]
    public Task It_is_made_by_a_helper() => Reports("'Ring' and keeps it in '_ring'", "Make();", "Forget();", members: """
        private void Make() => [|_ring = New()|];
        private static Ring New() => new Ring();
        private void Forget() => _ring = null;
        """);

    [Fact]
    public Task It_is_kept_by_a_property() => Reports("'Ring' and keeps it in 'Live'", "[|Live = new Ring()|];", "", members: """
        private Ring? Live { get => _ring; set { _ring = value; } }
        """);

    [Fact]
    public Task It_is_kept_in_an_item_of_a_loop() => Build.Reports(
        "MLX4017", "Stage 'Alloc' makes a 'Ring' and keeps it in 'port.Ring', and its cleanup 'Free' neither releases it nor hands it on: dispose it there", Parts.Nic("""
            private readonly List<Port> _ports = new();
            [InitStage(10, Cleanup = nameof(Free), ForEach = nameof(_ports))] private void Alloc(Port port) => [|port.Ring = new Ring()|];
            private void Free(Port port) { port.IsUp = false; port.Ring = null; }
            """));

    [Fact]
    public Task It_is_kept_in_an_object_that_the_stage_makes() => Reports(
        "'Ring' and keeps it in 'Ring'", "_owner = new Port { [|Ring = new Ring()|] };", "_owner = null;");

    [Fact]
    public Task An_asynchronous_stage() => Build.Reports(
        "MLX4017", "Stage 'Alloc' makes a 'Ring' and keeps it in '_ring', and its cleanup 'Free' neither releases it nor hands it on: dispose it there", Parts.Nic("""
            private Ring? _ring;
            [InitStage(10, Cleanup = nameof(Free))]
            private async Task<Errno> Alloc() { [|_ring = await Ring.CreateAsync().ConfigureAwait(false)|]; return _ring.Start(); }
            private async Task Free() { await Task.Yield(); _ring = null; }
            """));

    [Theory]
    [InlineData("_ring!.Dispose();")]
    [InlineData("_ring?.Dispose(); _ring = null;")]
    [InlineData("using (_ring) { }")]
    [InlineData("using Ring? ring = _ring;")]
    [InlineData("if (_stopping) { _ring!.Dispose(); }")]
    [InlineData("Drop(_ring); static void Drop(IDisposable? thing) => thing?.Dispose();")]
    [InlineData("Interlocked.Exchange(ref _ring, null)?.Dispose();")]
    [InlineData("_card.Release(_ring);")]
    [InlineData("_ring.SafeDispose();")]
    [InlineData("foreach (IDisposable thing in new IDisposable[] { _ring!, _card.Ring }) { thing.Dispose(); }")]
    [InlineData("(_ring, Ring? old) = (null, _ring); old?.Dispose();")]
    [InlineData("_owner = _ring;")]
    [InlineData("_owner = new Wrapper(_ring!);")]
    [InlineData("_ = Task.Run(() => _ring!.Dispose());")]
    [InlineData("Global.Teardown(this);")]
    [InlineData("Ring? ring = _ring; try { ring?.Stop(); } catch (InvalidOperationException) { } finally { ring?.Dispose(); }")]
    [InlineData("if (_any is Ring ring) { ring.Dispose(); }", "_any = _ring = new Ring();")]
    [InlineData("_any?.Dispose();", "_ring = new Ring(); _any = new Wrapper(_ring);")]
    [InlineData("_any?.Dispose();", "_any = new Wrapper(_ring = new Ring());")]
    [InlineData("foreach (Ring ring in _rings) { ring.Dispose(); }", "_ring = new Ring(); _rings.Add(_ring);")]
    public Task The_cleanup_releases_it_or_hands_it_on(string cleanup, string stage = "_ring = new Ring();") => IsSilent(stage, cleanup);

    [Theory]
    [InlineData("_rings.Add(new Ring());", "foreach (Ring ring in _rings) { ring.Dispose(); } _rings.Clear();")]
    [InlineData("_rings.Add(new Ring());", "for (int i = _rings.Count - 1; i >= 0; i--) { _rings[i].Dispose(); _rings.RemoveAt(i); }")]
    [InlineData("_rings.Add(new Ring());", "_rings.ForEach(ring => ring.Dispose());")]
    [InlineData("_rings.Add(new Ring());", "_rings.ForEach(Drop); static void Drop(Ring ring) => ring.Dispose();")]
    [InlineData("_rings.Add(new Ring());", "foreach (Ring ring in Enumerable.Reverse(_rings)) { ring.Dispose(); }")]
    [InlineData("_byNumber[3] = new Ring();", "foreach (Ring ring in _byNumber.Values) { ring.Dispose(); }")]
    [InlineData("_byNumber[3] = new Ring();", "foreach ((int _, Ring ring) in _byNumber) { ring.Dispose(); }")]
    [InlineData("_byNumber[3] = new Ring();", "foreach (KeyValuePair<int, Ring> pair in _byNumber) { pair.Value.Dispose(); }")]
    [InlineData("_byNumber.Add(3, new Ring());", "if (_byNumber.Remove(3, out Ring? ring)) { ring.Dispose(); }")]
    [InlineData("_queue.Enqueue(new Ring());", "while (_queue.TryDequeue(out Ring? ring)) { ring.Dispose(); }")]
    [InlineData("_stack.Push(new Ring());", "while (_stack.Count > 0) { _stack.Pop().Dispose(); }")]
    [InlineData("_array = new Ring[4]; for (int i = 0; i < 4; i++) { _array[i] = new Ring(); }", "foreach (Ring ring in _array) { ring.Dispose(); }")]
    [InlineData("_array = new Ring[4]; for (int i = 0; i < 4; i++) { _array[i] = new Ring(); }", "Array.ForEach(_array, ring => ring.Dispose());")]
    [InlineData("_array = [new Ring()];", "_array[0].Dispose();")]
    [InlineData("_ports.Add(new Port { Ring = new Ring() });", "foreach (Port port in _ports) { port.Ring?.Dispose(); }")]
    [InlineData("foreach (Port port in _ports) { port.Ring = new Ring(); }", "foreach (Port port in _ports) { port.Close(); }")]
    public Task Things_in_collections_are_released(string stage, string cleanup) => IsSilent(stage, cleanup, """
        private readonly ConcurrentQueue<Ring> _queue = new();
        private readonly Stack<Ring> _stack = new();
        """);

    [Theory]
    [InlineData("_rings.Add(new Ring());", "while (_rings is [Ring first, ..]) { first.Dispose(); _rings.RemoveAt(0); }")]
    [InlineData("_rings.Add(new Ring());", "Each(ring => ring.Dispose());")]
    [InlineData("_rings.Add(new Ring());", "List<Ring> old = new(_rings); _rings.Clear(); foreach (Ring ring in old) { ring.Dispose(); }")]
    [InlineData("_rings.Add(new Ring());", "foreach (IDisposable thing in _rings.OfType<IDisposable>().ToArray()) { thing.Dispose(); }")]
    [InlineData("_rings.Add(new Ring());", "using IEnumerator<Ring> each = ((IEnumerable<Ring>)_rings).GetEnumerator(); while (each.MoveNext()) { each.Current.Dispose(); }")]
    [InlineData("_frozen = _frozen.Add(new Ring());", "foreach (Ring ring in _frozen) { ring.Dispose(); }")]
    [InlineData("var rings = new List<Ring>(); rings.Add(new Ring()); _rings.AddRange(rings);", "foreach (Ring ring in _rings) { ring.Dispose(); }")]
    [InlineData("_pair = (new Ring(), new Ring());", "_pair.First.Dispose(); _pair.Second.Dispose();")]
    [InlineData("(_ring, _any) = (new Ring(), new Ring());", "(Ring? one, IDisposable? other) = (_ring, _any); one?.Dispose(); other?.Dispose();")]
    [InlineData("_ring = new Ring();", "DisposeOf(ref _ring);")]
    [InlineData("_ring = new Ring();", "_ = Later(); async Task Later() { await Task.Yield(); _ring?.Dispose(); }")]
    [InlineData("_ring = new Ring();", "switch (_ring) { case { IsUp: true } up: up.Stop(); up.Dispose(); break; case not null: _ring.Dispose(); break; }")]
    [InlineData("_ring = new Ring();", "Held.Dispose();")]
    [InlineData("Held = new Ring();", "_held.Dispose();")]
    [InlineData("_stream = new BufferedStream(File.OpenRead(\"fw.bin\"));", "try { _stream!.Flush(); } finally { _stream!.Close(); }")]
    public Task Adverse_ways_to_release(string stage, string cleanup) => IsSilent(stage, cleanup, """
        private System.Collections.Immutable.ImmutableList<Ring> _frozen = System.Collections.Immutable.ImmutableList<Ring>.Empty;
        private (Ring First, Ring Second) _pair;
        private Ring _held = new();
        private Ring Held { get => _ring ?? _held; set => _held = value; }
        private void Each(Action<Ring> action) { foreach (Ring ring in _rings) { action(ring); } }
        private static void DisposeOf<T>(ref T? thing) where T : class, IDisposable { thing?.Dispose(); thing = null; }
        """);

    [Fact]
    public Task A_generic_structure_in_a_type() => Build.Reports(
        "MLX4017", "Stage 'Alloc' makes a 'Ring' and keeps it in '_ring', and its cleanup 'Free' neither releases it nor hands it on: dispose it there", Parts.Nic("""
            private partial struct Queue<T>
            {
                private Ring? _ring;
                private Ring? _other;
                [InitStage(10, Cleanup = nameof(Free))] private void Alloc() { [|_ring = new Ring()|]; _other = new Ring(); }
                private void Free() { _other?.Dispose(); _ring = null; }
            }
            """));

    [Theory]
    [InlineData("_timer = new Timer(_ => Work());", "_timer!.Change(Timeout.Infinite, Timeout.Infinite);")]
    [InlineData("_clock = new System.Timers.Timer(10);", "_clock!.Enabled = false;")]
    [InlineData("_clock = new System.Timers.Timer(10);", "_clock!.Stop();")]
    [InlineData("_thread = new Thread(Work); _thread.Start();", "_thread!.Join();")]
    [InlineData("_thread = new Thread(Work); _thread.Start();", "_stopping = true;")]
    [InlineData("_stop = new CancellationTokenSource(); _thread = new Thread(Work);", "_stop!.Cancel();")]
    [InlineData("_buffer = ArrayPool<byte>.Shared.Rent(4096);", "ArrayPool<byte>.Shared.Return(_buffer!);")]
    [InlineData("_async = new AsyncRing();", "_async!.DisposeAsync().AsTask().Wait();")]
    public Task Other_ways_to_stop(string stage, string cleanup) => IsSilent(stage, cleanup, """
        private System.Timers.Timer? _clock;
        private AsyncRing? _async;
        """);

    [Theory]
    [InlineData("_ring = _card.Ring;")]
    [InlineData("_ring = _card.GetRing();")]
    [InlineData("_ring = _card.FindRing(2);")]
    [InlineData("_ = _card.TryGetRing(out _ring);")]
    [InlineData("_ring = _rings[0];")]
    [InlineData("_ring = _rings.First();")]
    [InlineData("_task = Task.Run(Work);")]
    [InlineData("_stream = new MemoryStream();")]
    [InlineData("using Ring ring = new Ring(); _ = ring.Start();")]
    [InlineData("Ring ring = new Ring(); ring.Dispose();")]
    [InlineData("_ring = new Ring(); _ring.Dispose();")]
    [InlineData("_ring = new Ring(); _ring.Dispose(); _ring = null;")]
    [InlineData("_ring = Ring.TryOpen(); if (_ring is not null) { _ring.Dispose(); return Errno.EIO; }")]
    [InlineData("_ring = new Ring(); if (_ring.Size == 0) { return Errno.EIO; } _ring.Dispose();")]
    [InlineData("Ring mine = new Ring(); _registry.Register(mine); _ring = mine;")]
    [InlineData("_array = new Ring[4];")]
    [InlineData("_owner = new Lazy<Ring>(() => new Ring());")]
    [InlineData("_owner = _rings.GetEnumerator();")]
    [InlineData("_port.Ring = new Ring();")]
    [InlineData("_port.Rings.Add(new Ring());")]
    public Task What_the_stage_does_not_make_or_does_not_keep(string stage) => IsSilent(stage, "", """
        private Task? _task;
        private readonly Port _port = new();
        private readonly Registry _registry = new();
        private sealed class Registry { public void Register(IDisposable thing) { } }
        """);

    [Fact]
    public Task A_parameter_is_not_made() => Build.IsSilent("MLX4017", Parts.Nic("""
        private Ring? _ring;
        [InitStage(10, Cleanup = nameof(Free))] private void Take(Ring ring) => _ring = ring;
        private void Free() => _ring = null;
        """));

    [Theory]
    [InlineData("public void Dispose() { UnloadOne(); _ring?.Dispose(); }")]
    [InlineData("public void Dispose() => Dispose(true); protected virtual void Dispose(bool disposing) { if (disposing) { _ring?.Dispose(); } }")]
    [InlineData("~Nic() => _ring?.Dispose();")]
    [InlineData("public async ValueTask DisposeAsync() { await Task.Yield(); _ring?.Dispose(); }")]
    public Task The_types_own_disposal_releases_it(string dispose) => IsSilent("_ring = new Ring();", "", dispose);

    [Fact]
    public Task The_types_own_disposal_does_not() => Reports(
        "'Ring' and keeps it in '_ring'", "[|_ring = new Ring()|];", "", members: "public void Dispose() { UnloadOne(); _timer?.Dispose(); GC.SuppressFinalize(this); }");

    [Fact]
    public Task A_base_type_releases_it() => IsSilent("_inherited = new Ring();", "DropInherited();");

    [Fact]
    public Task The_cleanup_of_an_earlier_stage_releases_it() => Build.IsSilent("MLX4017", Parts.Nic("""
        private readonly List<Ring> _rings = new();
        [InitStage(10, Cleanup = nameof(FreeAll))] private void Begin() { }
        private void FreeAll() { foreach (Ring ring in _rings) { ring.Dispose(); } _rings.Clear(); }
        [InitStage(20, Cleanup = nameof(Stop))] private void AllocRx() => _rings.Add(new Ring());
        private void Stop() { }
        [InitStage(30, NoCleanup = "FreeAll does it")] private void AllocTx() => _rings.Add(new Ring());
        """));

    [Fact]
    public Task The_cleanup_of_a_later_stage_releases_it() => Build.Reports(
        "MLX4017", "Stage 'AllocRing' makes a 'Ring' and keeps it in '_ring', and its cleanup 'Stop' neither releases it nor hands it on: dispose it there", Parts.Nic("""
            private Ring? _ring;
            [InitStage(10, Cleanup = nameof(Stop))] private void AllocRing() => [|_ring = new Ring()|];
            private void Stop() { }
            [InitStage(20, Cleanup = nameof(FreeRing))] private Errno StartRing() => _ring!.Start();
            private void FreeRing() => _ring!.Dispose();
            """));

    [Fact]
    public Task Without_a_cleanup_and_a_later_stage_releases_it() => Build.Reports(
        "MLX4017",
        "Stage 'AllocRing' makes a 'Ring' and keeps it in '_ring', and has no cleanup: if it is the last stage that succeeds, nobody releases it, "
            + "since 'FreeRing' belongs to the later stage 'StartRing'. Give 'AllocRing' a cleanup that does",
        Parts.Nic("""
            private Ring? _ring;
            [InitStage(10, NoCleanup = "FreeRing does it")] private void AllocRing() => [|_ring = new Ring()|];
            [InitStage(20, Cleanup = nameof(FreeRing))] private Errno StartRing() => _ring!.Start();
            private void FreeRing() { _ring!.Stop(); _ring.Dispose(); }
            """));

    [Theory]
    [InlineData("private void StartRing() { }", "private void FreeRing() { }")]
    [InlineData("private void StartRing() => _ring = new Ring();", "private void FreeRing() => _ring!.Dispose();")]
    [InlineData("private void StartRing() { }", "private void FreeRing() => _ring!.Dispose();", "public void Dispose() => _ring?.Dispose();")]
    public Task Without_a_cleanup_and_no_later_stage_owns_it(string start, string free, string members = "") => Build.IsSilent("MLX4017", Parts.Nic($$"""
        private Ring? _ring;
        {{members}}
        [InitStage(10, NoCleanup = "lives as long as the object")] private void AllocRing() => _ring = new Ring();
        [InitStage(20, Cleanup = nameof(FreeRing))] {{start}}
        {{free}}
        """));

    private static string Subscribes(string name) =>
        $"Stage 'Alloc' subscribes to '{name}', and its cleanup 'Free' does not unsubscribe: the next load subscribes once more. Remove the handler there";

    [Theory]
    [InlineData("Card.Reset", "[|_card.Reset += OnReset|];", "")]
    [InlineData("Card.Reset", "[|_card.Reset += () => Work()|];", "_card.Post(1);")]
    [InlineData("Card.Lost", "[|Card.Lost += OnReset|];", "_card.Reset -= OnReset;")]
    [InlineData("Nic.Changed", "[|Changed += OnReset|];", "")]
    public Task A_handler_is_not_removed(string name, string stage, string cleanup) =>
        Build.Reports("MLX4017", Subscribes(name), Pipeline(stage, cleanup, "private event Action? Changed; private void Raise() => Changed?.Invoke();"));

    [Theory]
    [InlineData("_card.Reset += OnReset;", "_card.Reset -= OnReset;")]
    [InlineData("_card.Reset += OnReset;", "Card card = _card; card.Reset -= OnReset;")]
    [InlineData("Changed += OnReset;", "Changed = null;")]
    [InlineData("_ring = new Ring(); _ring.Filled += OnReset;", "_ring!.Dispose();")]
    [InlineData("_ring!.Filled += OnReset;", "_ring!.Dispose();")]
    [InlineData("var ring = new Ring(); ring.Filled += OnReset; ring.Dispose();", "")]
    [InlineData("_card.Reset += OnReset; _card.Reset -= OnReset;", "")]
    public Task A_handler_is_removed_or_goes_with_the_object(string stage, string cleanup) =>
        IsSilent(stage, cleanup, "private event Action? Changed; private void Raise() => Changed?.Invoke();");

    [Fact]
    public Task A_handler_of_what_an_earlier_stage_makes_anew() => Build.IsSilent("MLX4017", Parts.Nic("""
        private Card? _card;
        [InitStage(10, NoCleanup = "an object")] private void MakeCard() => _card = new Card();
        [InitStage(20, Cleanup = nameof(Stop))] private void Listen() => _card!.Reset += Stop;
        private void Stop() { }
        """));

    [Fact]
    public Task Code_that_does_not_compile_is_survived() => Unfinished("_ring = new ; _x = Foo(); _rings.Add(); this. = 3; _card.Reset += ;", "foreach (var in _rings) { .Dispose(); }");

    private static async Task Unfinished(string stage, string cleanup) =>
        Assert.DoesNotContain(await Build.DiagnosticsOf(Mlx4.Tests.Generators.Harness.Compilations.Create(Pipeline(stage, cleanup))), diagnostic => diagnostic.Id is "AD0001" or "MLX4017");
}
