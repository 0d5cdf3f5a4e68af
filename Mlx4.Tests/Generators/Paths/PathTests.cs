namespace Mlx4.Tests.Generators.Paths;

/// <summary>Paths through methods, as the rules about stages and cleanups see them.</summary>
public class PathTests
{
    private static void Paths(string body, string expected) => Assert.Equal(expected.ReplaceLineEndings("\n"), PathPrinter.Print(body, "Run"));

    [Fact]
    public void An_error_decides_which_way_a_path_goes() => Paths(
        """
        private Ring _ring = new Ring();
        private Errno Run()
        {
            Errno error = _ring.Start();
            if (error != Errno.Ok) return error;
            _ring.Size = 4;
            return error;
        }
        """,
        """
        _ring.Start(); test <_ring.Start()>; failure
        _ring.Start(); test <_ring.Start()>; _ring.Size = 4; success
        """);

    [Fact]
    public void Less_and_greater_are_two_questions_and_at_least_is_the_opposite_of_less() => Paths(
        """
        private void Run(int size)
        {
            if (size < 2) { Console.Beep(1, 1); return; }
            if (size > 2) Console.Beep(2, 2);
            if (size >= 2) Console.Beep(3, 3);
        }
        """,
        """
        test size; Beep(1, 1); drop <Console.Beep(1, 1)>; end
        test size; test size; test size; Beep(3, 3); drop <Console.Beep(3, 3)>; end
        test size; test size; Beep(2, 2); drop <Console.Beep(2, 2)>; test size; Beep(3, 3); drop <Console.Beep(3, 3)>; end
        """);

    [Fact]
    public void Patterns_with_and_and_or_are_two_questions() => Paths(
        """
        private Ring _ring = new Ring();
        private Errno Run()
        {
            if (_ring.Start() is var error and not Errno.Ok) return error;
            return _ring.Start() is Errno.Ok or Errno.EBUSY ? Errno.Ok : Errno.EIO;
        }
        """,
        """
        _ring.Start(); test <_ring.Start()>; failure
        _ring.Start(); test <_ring.Start()>; _ring.Start(); test <_ring.Start()>; success
        _ring.Start(); test <_ring.Start()>; _ring.Start(); test <_ring.Start()>; test <_ring.Start()>; success
        _ring.Start(); test <_ring.Start()>; _ring.Start(); test <_ring.Start()>; test <_ring.Start()>; failure
        """);

    [Fact]
    public void A_collection_is_asked_again_after_something_was_taken_from_it() => Paths(
        """
        private Stack<Ring> _rings = new Stack<Ring>();
        private void Run()
        {
            while (_rings.Count > 0) _rings.Pop();
        }
        """,
        """
        test _rings.Count; end
        test _rings.Count; _rings.Pop(); drop <_rings.Pop()>; test _rings.Count; end
        test _rings.Count; _rings.Pop(); drop <_rings.Pop()>; test _rings.Count; _rings.Pop(); drop <_rings.Pop()>; test _rings.Count; end
        """);

    [Fact]
    public void A_tail_call_may_succeed_or_fail() => Paths(
        """
        private Ring _ring = new Ring();
        private Errno Run() => _ring.Start();
        """,
        """
        _ring.Start(); success
        _ring.Start(); failure
        """);

    [Fact]
    public void What_is_created_is_kept_where_it_is_stored_through_variables() => Paths(
        """
        private Ring? _ring;
        private Errno Run()
        {
            Ring? ring = Ring.Create(2);
            if (ring is null) return Errno.ENOMEM;
            _ring = ring;
            _ring.Next = new Ring { Size = 3 };
            return Errno.Ok;
        }
        """,
        """
        Create(2); test <Ring.Create(2)>; failure
        Create(2); test <Ring.Create(2)>; _ring = <Ring.Create(2)>; new Ring; Ring.Size = 3; Next = <new Ring { Size = 3 }>; success
        """);

    [Fact]
    public void A_conditional_target_is_assigned_to() => Paths(
        """
        private Ring? _ring;
        private void Run(bool big)
        {
            _ring = big ? new Ring() : null;
            _ring?.Stop();
        }
        """,
        """
        test big; _ring = default; end
        test big; new Ring; _ring = <new Ring()>; test <new Ring()>; <new Ring()>.Stop(); drop <.Stop()>; end
        """);

    [Fact]
    public void Helpers_properties_local_functions_and_lambdas_are_followed() => Paths(
        """
        private Ring? _ring;
        private Ring Live => _ring!;
        private Errno Start(Ring ring) => ring.Start();
        private Errno Run()
        {
            Errno error = Start(Live);
            if (error != Errno.Ok) { Undo(); return error; }
            Action stop = () => Live.Stop();
            stop();
            return Errno.Ok;
            void Undo() => _ring!.Dispose();
        }
        """,
        """
        enter get_Live(); enter Start(_ring); _ring.Start(); test <ring.Start()>; enter Undo(); _ring.Dispose(); drop <_ring!.Dispose()>; drop <Undo()>; failure
        enter get_Live(); enter Start(_ring); _ring.Start(); test <ring.Start()>; enter (); enter get_Live(); _ring.Stop(); drop <Live.Stop()>; drop <stop()>; success
        """);

    [Fact]
    public void A_loop_is_gone_through_twice_at_most() => Paths(
        """
        private List<Ring> _rings = new List<Ring>();
        private void Run()
        {
            foreach (Ring ring in _rings) ring.Stop();
        }
        """,
        """
        each of _rings.MoveNext(); test <_rings>; each of _rings.Dispose(); end
        each of _rings.MoveNext(); test <_rings>; _rings[].Stop(); drop <ring.Stop()>; each of _rings.MoveNext(); test <_rings>; each of _rings.Dispose(); end
        each of _rings.MoveNext(); test <_rings>; _rings[].Stop(); drop <ring.Stop()>; each of _rings.MoveNext(); test <_rings>; _rings[].Stop(); drop <ring.Stop()>; each of _rings.MoveNext(); test <_rings>; each of _rings.Dispose(); end
        """);

    [Fact]
    public void What_is_thrown_is_caught_and_finally_runs() => Paths(
        """
        private Ring _ring = new Ring();
        private Errno Run()
        {
            try
            {
                if (_ring.Size == 0) throw new InvalidOperationException();
                return _ring.Start();
            }
            catch (InvalidOperationException)
            {
                return Errno.EINVAL;
            }
            finally
            {
                _ring.Stop();
            }
        }
        """,
        """
        test _ring.Size; _ring.Start(); _ring.Stop(); drop <_ring.Stop()>; success
        test _ring.Size; _ring.Start(); _ring.Stop(); drop <_ring.Stop()>; failure
        test _ring.Size; new InvalidOperationException; _ring.Stop(); drop <_ring.Stop()>; failure
        test _ring.Size; _ring.Stop(); drop <_ring.Stop()>; failure (caught)
        """);

    [Fact]
    public void A_base_type_is_followed() => Paths(
        """
        protected override void Virtual() { base.Virtual(); }
        private void Run() { Virtual(); Helper(); }
        """,
        """
        enter Virtual(); enter Virtual(); new Ring; _inherited = <new Ring()>; drop <base.Virtual()>; drop <Virtual()>; enter Helper(); <new Ring()>.Stop(); drop <_inherited!.Stop()>; drop <Helper()>; end
        """);

    [Fact]
    public void A_number_that_may_be_missing_is_asked_for() => Paths(
        """
        private int? _number;
        private void Run()
        {
            if (_number.HasValue) GC.KeepAlive(_number.Value);
            GC.KeepAlive(_number is null);
        }
        """,
        """
        test _number; KeepAlive((_number Equal default)); drop <GC.KeepAlive(_number is null)>; end
        test _number; KeepAlive(_number); drop <GC.KeepAlive(_number.Value)>; KeepAlive((_number Equal default)); drop <GC.KeepAlive(_number is null)>; end
        """);

    [Fact]
    public void A_parameter_of_the_primary_constructor_is_a_member() => Paths(
        """
        private Errno Run() { given.Stop(); given = new Ring(); return given.Start(); }
        }
        public partial class Nic(Ring given)
        {
        """,
        """
        given.Stop(); drop <given.Stop()>; new Ring; given = <new Ring()>; <new Ring()>.Start(); success
        given.Stop(); drop <given.Stop()>; new Ring; given = <new Ring()>; <new Ring()>.Start(); failure
        """);

    [Fact]
    public void Asynchronous_code_is_as_if_it_were_not() => Paths(
        """
        private Ring? _ring;
        private async Task<Errno> Start() { await Task.Delay(1).ConfigureAwait(false); return _ring!.Start(); }
        private async Task<Errno> Run(CancellationToken token)
        {
            Errno error = await Start().ConfigureAwait(false);
            if (error is not Errno.Ok) return error;
            await using var timer = new Timer(_ => { });
            return await Task.FromResult(Errno.Ok);
        }
        """,
        """
        enter Start(); Delay(1); drop <Task.Delay(1)>; _ring.Start(); test <_ring!.Start()>; failure
        enter Start(); Delay(1); drop <Task.Delay(1)>; _ring.Start(); test <_ring!.Start()>; new Timer; test <new Timer(_ => { })>; <new Timer(_ => { })>.DisposeAsync(); success
        """);

    [Fact]
    public void Try_patterns_and_results_of_loads() => Paths(
        """
        private Ring? _ring;
        private InitResult<Errno> Nested() => new InitResult<Errno>(_ring!.Start(), "x");
        private InitResult<Errno> Run()
        {
            if (!Ring.TryCreate(2, out Ring ring)) return new InitResult<Errno>(Errno.ENOMEM);
            InitResult<Errno> nested = Nested();
            if (nested is { Failed: true }) { ring.Dispose(); return nested; }
            lock (ring) { _ring = ring; }
            return default;
        }
        """,
        """
        TryCreate(2, <ring>); test <Ring.TryCreate(2, out Ring ring)>; failure
        TryCreate(2, <ring>); test <Ring.TryCreate(2, out Ring ring)>; enter Nested(); _ring.Start(); test <_ring!.Start()>; out of <Ring.TryCreate(2, out Ring ring)>.Dispose(); drop <ring.Dispose()>; failure
        TryCreate(2, <ring>); test <Ring.TryCreate(2, out Ring ring)>; enter Nested(); _ring.Start(); test <_ring!.Start()>; Enter(out of <Ring.TryCreate(2, out Ring ring)>, <ring>); _ring = out of <Ring.TryCreate(2, out Ring ring)>; Exit(out of <Ring.TryCreate(2, out Ring ring)>); success
        """);

    [Fact]
    public void Patterns_are_asked_one_part_after_the_other() => Paths(
        """
        private Ring _ring = new Ring();
        private Errno Run()
        {
            if (_ring.Start() is var error and not Errno.Ok) return error;
            if (_ring is { Size: 0, Next: not null }) return Errno.EINVAL;
            return Errno.Ok;
        }
        """,
        """
        _ring.Start(); test <_ring.Start()>; failure
        _ring.Start(); test <_ring.Start()>; test _ring; test _ring.Size; test _ring.Next; failure
        _ring.Start(); test <_ring.Start()>; test _ring; success
        _ring.Start(); test <_ring.Start()>; test _ring; test _ring.Size; success
        _ring.Start(); test <_ring.Start()>; test _ring; test _ring.Size; test _ring.Next; success
        """);

    [Fact]
    public void An_exchange_takes_what_was_there() => Paths(
        """
        private Ring? _ring;
        private void Run() => Interlocked.Exchange(ref _ring, null)?.Dispose();
        """,
        """
        _ring = default; test _ring; end
        _ring = default; test _ring; _ring.Dispose(); drop <.Dispose()>; end
        """);

    [Fact]
    public void A_parameter_of_a_primary_constructor_is_kept_by_the_object() => Paths(
        """
        private void Run() { Helper2(); other.Ring.Stop(); }
        private void Helper2() => other.Ring = new Ring();
        }

        public class Other { public Ring Ring { get; set; } = new Ring(); }

        public partial class Nic(Other other)
        {
        """,
        """
        enter Helper2(); new Ring; other.Ring = <new Ring()>; drop <Helper2()>; <new Ring()>.Stop(); drop <other.Ring.Stop()>; end
        """);
}
