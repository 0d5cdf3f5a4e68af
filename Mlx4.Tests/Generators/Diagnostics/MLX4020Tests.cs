namespace Mlx4.Tests.Generators.Diagnostics;

/// <summary>MLX4020: a stage drops an error.</summary>
public class MLX4020Tests
{
    private static string Message(string call = "_card.Post", string stage = "InitHca") =>
        $"Stage '{stage}' does not look at what '{call}' returns, so the load goes on when it fails: return the error, or write '_ =' if it does not matter";

    private static string Stage(string body, string type = "Errno") => $$"""
        [InitStage(10, Cleanup = nameof(CloseHca))]
        private {{type}} InitHca()
        {
        {{body}}
        }
        private void CloseHca() => _card.Post(9);
        """;

    private static Task Reports(string body, string call = "_card.Post", string type = "Errno") => Flow.Reports("MLX4020", Stage(body, type), Message(call));

    [Fact]
    public Task A_statement() => Reports("[|_card.Post(1)|]; return _card.Post(2);");

    [Fact]
    public Task In_a_stage_that_returns_nothing() => Flow.Reports(
        "MLX4020", Stage("[|_card.Post(1)|];", "void") + "[InitStage(20, NoCleanup = \"reads only\")] private Errno Read() => _card.Post(1);", Message());

    [Fact]
    public Task A_variable_that_is_overwritten() => Reports("Errno error = [|_card.Post(1)|]; error = _card.Post(2); return error;");

    [Fact]
    public Task A_variable_that_nobody_reads() => Reports("Errno error = [|_card.Post(1)|]; _card.Reset(); return Errno.Ok;");

    [Fact]
    public Task The_earlier_rounds_of_a_loop() => Reports("Errno error = Errno.Ok; for (int i = 0; i < 2; i++) error = [|_card.Post(i)|]; return error;");

    [Fact]
    public Task In_a_helper() => Flow.Reports(
        "MLX4020", Stage("Arm(); return Errno.Ok;") + "private void Arm() { if (_card.Ports > 0) [|_card.Post(1)|]; }", Message());

    [Fact]
    public Task Of_a_helper() => Flow.Reports(
        "MLX4020", Stage("[|Arm()|]; return Errno.Ok;") + "private Errno Arm() { Errno error = _card.Post(1); if (error != Errno.Ok) return error; return _card.Post(2); }", Message("Arm"));

    [Fact]
    public Task Of_a_helper_that_states_its_errors() => Flow.Reports(
        "MLX4020", Stage("[|Arm()|]; return Errno.Ok;") + "private Errno Arm() => _card.Ports > 0 ? Errno.Ok : Errno.ENODEV;", Message("Arm"));

    [Fact]
    public Task Behind_a_question_mark_and_awaited() => Flow.Reports(
        "MLX4020",
        Stage("[|_first?.Open()|]; await [|OpenAsync(_first)|].ConfigureAwait(false); return Errno.Ok;", "async Task<Errno>")
            + "private Port? _first; private static Func<Port?, Task<Errno>> Opening { get; } = _ => Task.FromResult(Errno.Ok); private static Task<Errno> OpenAsync(Port? port) => Opening(port);",
        Message("_first.Open"),
        Message("OpenAsync"));

    [Fact]
    public Task A_try_whose_gift_is_used() => Reports("[|_card.TryMap(0, out Region? region)|]; region!.Write(1); return Errno.Ok;", "_card.TryMap");

    [Fact]
    public Task A_try_that_fills_a_member() => Flow.Reports(
        "MLX4020", Stage("[|_card.TryMap(0, out _region)|]; return Errno.Ok;") + "private Region? _region;", Message("_card.TryMap"));

    [Fact]
    public Task A_number_that_is_an_error_elsewhere() => Flow.Reports(
        "MLX4020",
        """
        private readonly Port2 _port = new();
        [InitStage(10, NoCleanup = "reads only")]
        private int InitHca() { [|_port.Open()|]; _port.Count(); return _port.Open(); }
        internal sealed class Port2 { public int Open() => 0; public int Count() => 0; }
        """,
        Message("_port.Open"));

    public static TheoryData<string, string> Answered => new()
    {
        { "an answer", Stage("_ = _card.Post(1); return Errno.Ok;") },
        { "returned", Stage("return _card.Post(1);") },
        { "tested", Stage("if (_card.Post(1) != Errno.Ok) return Errno.EIO; return Errno.Ok;") },
        { "tested by a pattern", Stage("if (_card.Post(1) is var error and not Errno.Ok) Log.Warn($\"{error}\"); return Errno.Ok;") },
        { "told", Stage("Errno error = _card.Post(1); Log.Warn(error.ToString()); return Errno.Ok;") },
        { "a flag", Stage("bool works = _card.Post(1) == Errno.Ok; return works ? Errno.Ok : Errno.EIO;") },
        { "kept in a member", Stage("_last = _card.Post(1); return Errno.Ok;") + "private Errno _last;" },
        { "handed on", Stage("Check(_card.Post(1)); return Errno.Ok;") + "private static void Check(Errno error) => Log.Warn($\"{error}\");" },
        { "failing already", Stage("Errno error = _card.Post(1); if (error != Errno.Ok) { _card.Post(2); return error; } return Errno.Ok;") },
        { "failing already, by a literal", Stage("if (!_card.IsReady()) { _card.Post(2); return Errno.EIO; } return Errno.Ok;") },
        { "a failure that is tolerated", Stage("Errno error = _card.Post(1); if (error != Errno.Ok) { _card.Post(2); } return Errno.Ok;") },
        { "an exception was caught", Stage("try { _card.Reset(); } catch (InvalidOperationException) { _card.Post(2); } return Errno.Ok;") },
        { "the cleanup, called", Stage("if (!_card.IsReady()) { CloseHca(); } return Errno.Ok;") },
        { "a helper that can only succeed", Stage("Arm(); return Errno.Ok;") + "private Errno Arm() { _card.Reset(); return Errno.Ok; }" },
        { "a helper's constant that is tested", Stage("if (Arm() == Errno.EAGAIN) _card.Reset(); return Errno.Ok;") + "private Errno Arm() => _card.IsReady() ? Errno.Ok : Errno.EAGAIN;" },
        { "a look-up that may find nothing", Stage("_map.Remove(3, out _); _map.TryGetValue(2, out Ring? ring); ring?.Stop(); return Errno.Ok;") + "private readonly Dictionary<int, Ring> _map = new();" },
        { "a try that is asked", Stage("if (!_card.TryMap(0, out Region? region)) return Errno.ENOMEM; region!.Write(1); return Errno.Ok;") },
        { "retried", Stage("Errno error = _card.Post(1); if (error == Errno.EAGAIN) error = _card.Post(1); return error;") },
        { "the first of several errors", Stage("Errno error = Errno.Ok; for (int i = 0; i < 3; i++) { error = _card.Post(i); if (error != Errno.Ok) break; } return error;") },
        { "handed out", Stage("_card.Removed += () => _card.Post(3); return Errno.Ok;") },
        { "a number that is no error", """
            private int _count;
            [InitStage(10, NoCleanup = "reads only")]
            private int InitHca() { Interlocked.Increment(ref _count); new List<int>().RemoveAll(each => each > 1); return 0; }
            """ },
        { "a statement with a load", """
            private readonly Inner _inner = new();
            [InitStage(10, NoCleanup = "reads only")]
            private Errno InitHca() { _ = _inner.LoadOne(); return Errno.Ok; }
            internal sealed partial class Inner { [InitStage(10, NoCleanup = "reads only")] private Errno Read() => Errno.Ok; }
            """ },
    };

    [Theory]
    [MemberData(nameof(Answered))]
    public Task What_is_looked_at(string why, string body)
    {
        Assert.NotEmpty(why);
        return Flow.IsSilent("MLX4020", body);
    }
}
