using Microsoft.CodeAnalysis;

namespace Mlx4.Tests.Generators.Diagnostics;

/// <summary>MLX4018: a stage fails and loses what it has acquired.</summary>
public class MLX4018Tests
{
    private static string Lost(string names, string cleanup = "FreeRing", string stage = "InitRing") =>
        $"Stage '{stage}' fails here and loses {names}: its own cleanup '{cleanup}' does not run then; give it back before, or make what can fail after it a stage of its own";

    private static string LostInLoop(string names, string cleanup = "FreeRing") =>
        $"Stage 'InitRing' fails here and loses {names}: its own cleanup '{cleanup}' does not run then; let the stage acquire one item and loop with ForEach, or give back what earlier rounds acquired";

    private static string LostForGood(string names) =>
        $"Stage 'InitRing' fails here and loses {names}: nothing undoes a stage that fails; give it back before, or make what can fail after it a stage of its own";

    private static Task Reports(string body, params string[] messages) => Flow.Reports("MLX4018", body, messages);

    private static Task IsSilent(string body) => Flow.IsSilent("MLX4018", body);

    /// <summary>A stage whose cleanup gives <c>_ring</c> back to the card.</summary>
    private static string Ring(string stage, string cleanup = "_card.FreeRing(_ring);") => $$"""
        private Ring? _ring;
        [InitStage(10, Cleanup = nameof(FreeRing))]
        private Errno InitRing()
        {
        {{stage}}
        }
        private void FreeRing() { {{cleanup}} }
        """;

    [Fact]
    public Task A_member_that_the_cleanup_gives_back_to_where_it_came_from() => Reports(
        Ring("""
            _ring = _card.AllocRing(4);
            if (_ring is null) return Errno.ENOMEM;
            [|return _card.Start(_ring);|]
            """),
        Lost("'_ring'"));

    [Fact]
    public Task A_stage_whose_failure_is_let_go() => Reports(
        Ring("""
            _ring = _card.AllocRing(4);
            if (_ring is null) return Errno.ENOMEM;
            [|return _card.Start(_ring);|]
            """).Replace("nameof(FreeRing)", "nameof(FreeRing), Optional = true", StringComparison.Ordinal),
        Lost("'_ring'"));

    [Fact]
    public Task A_member_that_the_cleanup_disposes() => Reports(
        Ring("""
            _ring = new Ring();
            Errno error = _ring.Start();
            if (error != Errno.Ok) [|return error;|]
            return Errno.Ok;
            """, "_ring?.Dispose();"),
        Lost("'_ring'"));

    [Fact]
    public Task A_member_that_an_out_argument_fills() => Reports(
        """
        private Region? _region;
        [InitStage(10, Cleanup = nameof(FreeRing))]
        private Errno InitRing()
        {
            Errno error = _card.Map(0, out _region);
            if (error != Errno.Ok) return error;
            if (!_card.IsReady()) [|return Errno.EIO;|]
            return Errno.Ok;
        }
        private void FreeRing() => _card.Unmap(_region!);
        """,
        Lost("'_region'"));

    [Fact]
    public Task A_value_that_would_have_been_kept_a_little_later() => Reports(
        Ring("""
            Ring? ring = _card.AllocRing(4);
            if (ring is null) return Errno.ENOMEM;
            if (ring.Start() is var error and not Errno.Ok) [|return error;|]
            _ring = ring;
            return Errno.Ok;
            """),
        Lost("'_ring'"));

    [Fact]
    public Task A_call_that_the_cleanup_undoes() => Reports(
        Ring("""
            if (_card.EnableMsiX() != Errno.Ok) return Errno.ENODEV;
            if (!_card.IsReady()) [|throw new InvalidOperationException();|]
            return Errno.Ok;
            """, "_card.DisableMsiX();"),
        Lost("'_card.EnableMsiX'"));

    [Fact]
    public async Task Everything_is_named_and_located()
    {
        const string Body = """
            private Ring? _ring;
            private int _users;
            [InitStage(10, Cleanup = nameof(FreeRing))]
            private Errno InitRing()
            {
                _card.Removed += OnRemoved;
                _users++;
                _ring = _card.AllocRing(4);
                var lease = new FileStream("x", FileMode.Open);
                return _card.Post(1);
            }
            private void FreeRing()
            {
                _card.FreeRing(_ring);
                _users--;
                _card.Removed -= OnRemoved;
            }
            private void OnRemoved() { }
            """;
        Diagnostic lost = Assert.Single(await Flow.Diagnostics("MLX4018", Body));
        Assert.Equal(Lost("'_card.Removed', '_users', '_ring', 'lease'"), lost.GetMessage(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(
            ["_card.Removed += OnRemoved", "_users++", "_card.AllocRing(4)", "new FileStream(\"x\", FileMode.Open)"],
            lost.AdditionalLocations.Select(location => location.SourceTree!.ToString().Substring(location.SourceSpan.Start, location.SourceSpan.Length)));
        Assert.Equal("InitRing", lost.Properties["Stage"]);
        Assert.Equal("FreeRing", lost.Properties["Cleanup"]);
        Assert.Equal("_card.Removed -= OnRemoved\n_users--\n_card.FreeRing(_ring)\nlease.Dispose()", lost.Properties["Release"]);
        Assert.Null(lost.Properties["Loop"]);
    }

    [Fact]
    public Task Earlier_rounds_of_a_loop() => Reports(
        """
        private readonly Ring?[] _rings = new Ring?[4];
        [InitStage(10, Cleanup = nameof(FreeRing))]
        private Errno InitRing()
        {
            for (int i = 0; i < _rings.Length; i++)
            {
                _rings[i] = _card.AllocRing(i);
                if (_rings[i] is null) [|return Errno.ENOMEM;|]
            }
            return Errno.Ok;
        }
        private void FreeRing() { foreach (Ring? ring in _rings) _card.FreeRing(ring); }
        """,
        LostInLoop("'_rings[i]'"));

    [Fact]
    public Task Earlier_items_of_a_loop_over_calls() => Reports(
        """
        private readonly List<Port> _ports = new();
        [InitStage(10, Cleanup = nameof(FreeRing))]
        private Errno InitRing()
        {
            foreach (Port port in _ports)
            {
                Errno error = port.Open();
                if (error != Errno.Ok) [|return error;|]
            }
            return Errno.Ok;
        }
        private void FreeRing() { foreach (Port port in _ports) port.Close(); }
        """,
        LostInLoop("'port.Open'"));

    [Fact]
    public Task Earlier_handles_of_a_loop_that_ends_with_one_that_is_none() => Reports(
        """
        private readonly int[] _pds = new int[4];
        [InitStage(10, Cleanup = nameof(FreeRing))]
        private Errno InitRing()
        {
            for (int i = 0; i < _pds.Length; i++)
            {
                _pds[i] = _card.AllocPd();
                if (_pds[i] < 0) [|return Errno.ENOSPC;|]
            }
            return Errno.Ok;
        }
        private void FreeRing() { foreach (int pd in _pds) _card.FreePd(pd); }
        """,
        LostInLoop("'_pds[i]'"));

    [Fact]
    public Task A_list_that_is_filled() => Reports(
        """
        private readonly List<Ring> _rings = new();
        [InitStage(10, Cleanup = nameof(FreeRing))]
        private Errno InitRing()
        {
            for (int i = 0; i < 4; i++)
            {
                Ring? ring = _card.AllocRing(i);
                if (ring is null) [|return Errno.ENOMEM;|]
                _rings.Add(ring);
            }
            return Errno.Ok;
        }
        private void FreeRing() { foreach (Ring ring in Enumerable.Reverse(_rings)) ring.Dispose(); }
        """,
        LostInLoop("'_rings'"));

    [Fact]
    public Task A_local_object_and_a_lock_without_a_cleanup() => Reports(
        """
        private readonly object _gate = new();
        [InitStage(10, NoCleanup = "reads only")]
        private Errno InitRing()
        {
            Monitor.Enter(_gate);
            var stream = new FileStream("firmware", FileMode.Open);
            if (stream.Length == 0) [|return Errno.ENODATA;|]
            stream.Dispose();
            if (!_card.IsReady()) [|return Errno.EIO;|]
            Monitor.Exit(_gate);
            return Errno.Ok;
        }
        """,
        LostForGood("'Monitor.Enter', 'stream'"),
        LostForGood("'Monitor.Enter'"));

    [Fact]
    public Task A_local_object_that_was_lent() => Reports(
        """
        [InitStage(10, NoCleanup = "reads only")]
        private Errno InitRing()
        {
            var ring = new Ring();
            Errno error = _card.Start(ring);
            if (error != Errno.Ok) [|return error;|]
            ring.Dispose();
            return Errno.Ok;
        }
        """,
        LostForGood("'ring'"));

    [Fact]
    public Task An_item_of_a_stage_that_loops_and_a_property_of_it() => Reports(
        """
        private readonly Port[] _ports = new Port[2];
        [InitStage(10, Cleanup = nameof(FreeRing), ForEach = nameof(_ports))]
        private Errno InitRing(Port port)
        {
            port.Ring = _card.AllocRing(2);
            [|return port.Ring == null ? Errno.ENOMEM : _card.Post(1);|]
        }
        private void FreeRing(Port port) => _card.FreeRing(port.Ring);
        """,
        Lost("'port.Ring'"));

    [Fact]
    public Task A_handler_of_exceptions_that_returns() => Reports(
        Ring("""
            _ring = new Ring();
            try
            {
                _ring.Start();
            }
            catch (InvalidOperationException)
            {
                [|return Errno.EIO;|]
            }
            return Errno.Ok;
            """, "_ring!.Dispose();"),
        Lost("'_ring'"));

    [Fact]
    public Task Through_helpers_and_after_an_await() => Reports(
        """
        private Ring? _ring;
        [InitStage(10, Cleanup = nameof(FreeRing))]
        private async Task<Errno> InitRing()
        {
            await Open().ConfigureAwait(false);
            if (!_card.IsReady()) [|return Errno.EIO;|]
            return Errno.Ok;
        }
        private async Task Open() => _ring = await _card.OpenRingAsync().ConfigureAwait(false);
        private void FreeRing() => Close(_ring);
        private static void Close(Ring? ring) => ring?.Dispose();
        """,
        Lost("'_ring'"));

    [Fact]
    public Task A_pair_of_helpers() => Reports(
        """
        [InitStage(10, Cleanup = nameof(FreeRing))]
        private Errno InitRing()
        {
            EnableInterrupts();
            [|return _card.Post(1);|]
        }
        private void EnableInterrupts() => _card.Ports = 3;
        private void DisableInterrupts() => _card.Ports = 0;
        private void FreeRing() => DisableInterrupts();
        """,
        Lost("'EnableInterrupts'"));

    [Fact]
    public Task A_rollback_that_forgets_one_of_two() => Reports(
        """
        [InitStage(10, Cleanup = nameof(FreeRing))]
        private Errno InitRing()
        {
            _card.Register("rx");
            _card.Register("tx");
            if (_card.IsReady()) return Errno.Ok;
            _card.Unregister("tx");
            [|return Errno.EIO;|]
        }
        private void FreeRing() { _card.Unregister("tx"); _card.Unregister("rx"); }
        """,
        Lost("'_card.Register'"));

    [Fact]
    public Task ThrowIfFailed_in_a_stage_that_returns_nothing() => Reports(
        """
        private Ring? _ring;
        [InitStage(10, Cleanup = nameof(FreeRing))]
        private void InitRing()
        {
            _ring = new Ring();
            [|new InitResult<Errno>(_card.Post(1)).ThrowIfFailed()|];
        }
        private void FreeRing() => _ring!.Dispose();
        """,
        Lost("'_ring'"));

    public static TheoryData<string, string> Kept => new()
    {
        { "the acquiring call is the last", Ring("_ring = _card.AllocRing(4); return _ring is null ? Errno.ENOMEM : Errno.Ok;") },
        { "it is given back", Ring("_ring = _card.AllocRing(4); Errno error = _card.Start(_ring); if (error != Errno.Ok) { _card.FreeRing(_ring); return error; } return Errno.Ok;") },
        { "the cleanup is called", Ring("_ring = _card.AllocRing(4); Errno error = _card.Start(_ring); if (error != Errno.Ok) FreeRing(); return error;") },
        { "a ladder gives it back", Ring("""
            _ring = _card.AllocRing(4);
            if (_ring is null) return Errno.ENOMEM;
            Errno error = _card.Start(_ring);
            if (error != Errno.Ok) goto free;
            error = _card.Post(2);
            if (error != Errno.Ok) goto stop;
            return Errno.Ok;
            stop: _ring.Stop();
            free: _card.FreeRing(_ring); _ring = null;
            return error;
            """) },
        { "a finally with a flag gives it back", Ring("""
            bool done = false;
            _ring = _card.AllocRing(4);
            try
            {
                Errno error = _card.Start(_ring);
                if (error != Errno.Ok) return error;
                done = true;
                return Errno.Ok;
            }
            finally
            {
                if (!done) _card.FreeRing(_ring);
            }
            """) },
        { "a handler of exceptions gives it back", Ring("""
            _ring = new Ring();
            try { _ring.Start(); if (_ring.Size == 0) throw new InvalidOperationException(); }
            catch { _ring.Dispose(); throw; }
            return Errno.Ok;
            """, "_ring!.Dispose();") },
        { "a helper of another type gives it back", Ring("_ring = _card.AllocRing(4); if (!_card.IsReady()) { Rings.SafeRelease(_ring); return Errno.EIO; } return Errno.Ok;") + "internal static class Rings { internal static void SafeRelease(Ring? ring) { } }" },
        { "a using statement", """
            [InitStage(10, NoCleanup = "reads only")]
            private Errno InitRing()
            {
                using var stream = new FileStream("firmware", FileMode.Open);
                using (var ring = new Ring()) { if (ring.Start() != Errno.Ok) return Errno.EIO; }
                return stream.Length == 0 ? Errno.ENODATA : Errno.Ok;
            }
            """ },
        { "the new object is handed on", """
            private readonly List<Ring> _all = new();
            private Ring? _kept;
            [InitStage(10, NoCleanup = "the type disposes them")]
            private Errno InitRing(ICollection<Ring> owner)
            {
                var one = new Ring();
                _all.Add(one);
                owner.Add(new Ring());
                _kept = new Ring();
                var two = new Ring();
                Action stop = () => two.Stop();
                AppDomain.CurrentDomain.ProcessExit += (_, _) => stop();
                return _card.Post(1);
            }
            """ },
        { "a new object that needs no disposal", Ring("_thread = new Thread(() => { }); _stream = new MemoryStream(); return _card.Post(1);", "_thread!.Join(); _stream!.Dispose();") + "private Thread? _thread; private MemoryStream? _stream;" },
        { "a failed load leaves nothing", """
            private readonly Inner _inner = new();
            [InitStage(10, Cleanup = nameof(FreeRing))]
            private InitResult<Errno> InitRing()
            {
                InitResult<Errno> result = _inner.LoadOne();
                if (result.Failed) return result;
                return default;
            }
            private void FreeRing() => _inner.UnloadOne();
            internal sealed partial class Inner
            {
                [InitStage(10, NoCleanup = "reads only")] private Errno Read() => Errno.Ok;
            }
            """ },
        { "a try that took nothing", """
            private Region? _region;
            [InitStage(10, Cleanup = nameof(FreeRing))]
            private Errno InitRing() { if (!_card.TryMap(0, out _region)) { return Errno.ENOMEM; } return Errno.Ok; }
            private void FreeRing() => _card.Unmap(_region!);
            """ },
        { "a tuple that says that it failed", Ring("(Errno error, _ring) = _card.CreateRing(4); if (error != Errno.Ok) { Log.Warn($\"{error}\"); return error; } return Errno.Ok;", "_card.DestroyRing(_ring);") },
        { "a handle that says that it is none", """
            private int _pd;
            [InitStage(10, Cleanup = nameof(FreeRing))]
            private Errno InitRing() { _pd = _card.AllocPd(); if (_pd < 0) { return Errno.ENOSPC; } return Errno.Ok; }
            private void FreeRing() => _card.FreePd(_pd);
            """ },
        { "an error that is translated", """
            private Region? _region;
            [InitStage(10, Cleanup = nameof(FreeRing))]
            private Errno InitRing()
            {
                Errno error = Errors.Translate(_card.Map(0, out _region));
                if (error != Errno.Ok) return error;
                return Errno.Ok;
            }
            private void FreeRing() => _card.Unmap(_region!);
            """ + "internal static class Errors { internal static Errno Translate(Errno error) => error; }" },
        { "a loop rolls back", """
            private readonly Ring?[] _rings = new Ring?[4];
            [InitStage(10, Cleanup = nameof(FreeRing))]
            private Errno InitRing()
            {
                for (int i = 0; i < _rings.Length; i++)
                {
                    _rings[i] = _card.AllocRing(i);
                    if (_rings[i] is null)
                    {
                        while (--i >= 0) _card.FreeRing(_rings[i]);
                        return Errno.ENOMEM;
                    }
                }
                return Errno.Ok;
            }
            private void FreeRing() { foreach (Ring? ring in _rings) _card.FreeRing(ring); }
            """ },
        { "a loop rolls back through the cleanup", """
            private readonly List<Port> _ports = new();
            [InitStage(10, Cleanup = nameof(FreeRing))]
            private Errno InitRing()
            {
                foreach (Port port in _ports)
                {
                    Errno error = port.Open();
                    if (error != Errno.Ok) { FreeRing(); return error; }
                }
                return Errno.Ok;
            }
            private void FreeRing() { foreach (Port port in _ports) port.Close(); }
            """ },
        { "an earlier stage's cleanup gives it back", """
            private Ring? _ring;
            [InitStage(5, Cleanup = nameof(FreeAll))]
            private Errno Prepare() => Errno.Ok;
            private void FreeAll() => _ring?.Dispose();
            [InitStage(10, Cleanup = nameof(FreeRing))]
            private Errno InitRing() { _ring = new Ring(); return _card.Post(1); }
            private void FreeRing() => _ring?.Dispose();
            """ },
        { "the type's own Dispose gives it back", Ring("_ring = new Ring(); return _card.Post(1);", "_ring!.Dispose(); _ring = null;") + "public void Dispose() => _ring?.Dispose();" },
        { "a scope gives it back", Ring("""
            _ring = new Ring();
            using var undo = new Undo(() => _ring.Dispose());
            if (_card.Post(1) != Errno.Ok) return Errno.EIO;
            undo.Forget();
            return Errno.Ok;
            """, "_ring!.Dispose();") + "internal sealed class Undo(Action action) : IDisposable { public void Forget() { action = () => { }; } public void Dispose() => action(); }" },
        { "a condition that goes with it", Ring("""
            Errno error = Errno.Ok;
            bool taken = false;
            if (_card.Ports > 2) { _ring = _card.AllocRing(4); taken = true; }
            error = _card.Post(1);
            if (error != Errno.Ok && taken) _card.FreeRing(_ring);
            return error;
            """) },
        { "what wraps it is disposed", Ring("""
            _stream = new FileStream("x", FileMode.Open);
            var reader = new StreamReader(_stream);
            if (reader.ReadLine() is null) { reader.Dispose(); return Errno.ENODATA; }
            return Errno.Ok;
            """, "_stream!.Dispose();") + "private Stream? _stream;" },
        { "a lock statement, a semaphore that is a signal, an event", """
            private readonly object _gate = new();
            private readonly SemaphoreSlim _arrived = new(0);
            private readonly ManualResetEvent _ready = new(false);
            [InitStage(10, Cleanup = nameof(FreeRing))]
            private async Task<Errno> InitRing()
            {
                lock (_gate) { if (!_card.IsReady()) return Errno.EIO; }
                _ready.Set();
                await _arrived.WaitAsync();
                return _card.Post(1);
            }
            private void FreeRing() => _ready.Reset();
            """ },
        { "a call that might throw", Ring("_ring = new Ring(); _card.Reset(); ArgumentNullException.ThrowIfNull(_ring); return Errno.Ok;", "_ring!.Dispose();") },
        { "a look-up", """
            private Port? _port;
            private readonly Port[] _ports = new Port[2];
            [InitStage(10, Cleanup = nameof(FreeRing))]
            private Errno InitRing() { _port = _ports[1]; return _card.Post(1); }
            private void FreeRing() => _port!.Close();
            """ },
        { "a temporary setting of another name", """
            [InitStage(10, Cleanup = nameof(FreeRing))]
            private Errno InitRing() { _card.Register("probe"); return _card.Post(1); }
            private void FreeRing() => _card.Unregister("main");
            """ },
        { "a raised count that is lowered again", """
            private int _loading;
            [InitStage(10, Cleanup = nameof(FreeRing))]
            private Errno InitRing() { _loading++; Errno error = _card.Post(1); if (error != Errno.Ok) _loading--; return error; }
            private void FreeRing() => _loading--;
            """ },
        { "taken out of the member by exchange", Ring("_ring = new Ring(); if (_card.Post(1) is not Errno.Ok and var error) { Interlocked.Exchange(ref _ring, null)?.Dispose(); return error; } return Errno.Ok;", "Interlocked.Exchange(ref _ring, null)?.Dispose();") },
    };

    [Theory]
    [MemberData(nameof(Kept))]
    public Task Nothing_is_lost(string why, string body)
    {
        Assert.NotEmpty(why);
        return IsSilent(body);
    }

    [Fact]
    public Task What_a_parameter_of_the_primary_constructor_gave() => Reports(
        """
        internal sealed partial class Inner(Card card)
        {
            private Ring? _ring;
            [InitStage(10, Cleanup = nameof(FreeRing))]
            private Errno InitRing() { _ring = card.AllocRing(4); [|return card.Start(_ring);|] }
            private void FreeRing() => card.FreeRing(_ring);
        }
        """,
        Lost("'_ring'"));

    [Fact]
    public Task What_a_static_method_gave() => Reports(
        """
        private IntPtr _memory;
        [InitStage(10, Cleanup = nameof(FreeRing))]
        private Errno InitRing()
        {
            _memory = System.Runtime.InteropServices.Marshal.AllocHGlobal(16);
            [|return _memory == IntPtr.Zero ? Errno.ENOMEM : _card.Post(1);|]
        }
        private void FreeRing() => System.Runtime.InteropServices.Marshal.FreeHGlobal(_memory);
        """,
        Lost("'_memory'"));

    [Fact]
    public Task A_rented_buffer_and_a_semaphore_that_the_cleanup_releases() => Reports(
        """
        private readonly SemaphoreSlim _gate = new(1);
        private byte[] _buffer = [];
        [InitStage(10, Cleanup = nameof(FreeRing))]
        private async Task<Errno> InitRing()
        {
            await _gate.WaitAsync().ConfigureAwait(false);
            _buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(64);
            [|return _buffer[0] == 1 ? Errno.EIO : Errno.Ok;|]
        }
        private void FreeRing() { System.Buffers.ArrayPool<byte>.Shared.Return(_buffer); _gate.Release(); }
        """,
        Lost("'_gate.WaitAsync', '_buffer'"));

    [Fact]
    public Task What_a_base_type_acquires() => Reports(
        """
        internal class Base { protected Ring? Ring; protected void Open() => Ring = new Ring(); protected void Close() => Ring?.Dispose(); }
        internal sealed partial class Derived : Base
        {
            [InitStage(10, Cleanup = nameof(FreeRing))]
            private Errno InitRing(Card card) { Open(); [|return card.Post(1);|] }
            private void FreeRing() => Close();
        }
        """,
        Lost("'Ring'"));

    [Fact]
    public Task A_nested_load_before_what_fails() => Reports(
        """
        private readonly Inner _inner = new();
        [InitStage(10, Cleanup = nameof(FreeRing))]
        private InitResult<Errno> InitRing()
        {
            InitResult<Errno> result = _inner.LoadOne();
            if (result.Failed) return result;
            [|return new InitResult<Errno>(_card.Post(1));|]
        }
        private void FreeRing() => _inner.UnloadOne();
        internal sealed partial class Inner
        {
            [InitStage(10, NoCleanup = "reads only")] private Errno Read() => Errno.Ok;
        }
        """,
        Lost("'_inner.LoadOne'"));

    [Fact]
    public Task Taken_out_by_exchange_in_the_cleanup_only() => Reports(
        Ring("_ring = new Ring(); [|return _card.Post(1);|]", "Interlocked.Exchange(ref _ring, null)?.Dispose();"),
        Lost("'_ring'"));

    [Fact]
    public Task A_subscription_to_the_wrong_event_gives_nothing_back() => Reports(
        """
        private event Action? Changed;
        [InitStage(10, Cleanup = nameof(FreeRing))]
        private Errno InitRing()
        {
            _card.Removed += OnRemoved;
            Changed?.Invoke();
            if (_card.IsReady()) return Errno.Ok;
            Changed -= OnRemoved;
            [|return Errno.EIO;|]
        }
        private void FreeRing() => _card.Removed -= OnRemoved;
        private void OnRemoved() { }
        """,
        Lost("'_card.Removed'"));
}
