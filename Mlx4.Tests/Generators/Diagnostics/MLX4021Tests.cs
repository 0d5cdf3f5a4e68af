namespace Mlx4.Tests.Generators.Diagnostics;

/// <summary>MLX4021: a cleanup throws.</summary>
public class MLX4021Tests
{
    private const string Message =
        "This leaves the cleanup 'CloseHca' of stage 'InitHca' by an exception: whoever loads or unloads then gets an UnwindException, whatever the stages returned; log it instead";

    private static string Stage(string cleanup) => $$"""
        [InitStage(10, Cleanup = nameof(CloseHca))]
        private Errno InitHca() => _card.Post(1);
        {{cleanup}}
        """;

    private static Task Reports(string cleanup) => Flow.Reports("MLX4021", Stage(cleanup), Message);

    [Fact]
    public Task A_throw_statement() => Reports("private void CloseHca() { if (_card.Post(2) != Errno.Ok) [|throw new InvalidOperationException();|] }");

    [Fact]
    public Task A_throw_expression() => Reports("private void CloseHca() { string name = _name ?? [|throw new InvalidOperationException()|]; Log.Warn(name); } private string? _name = \"\";");

    [Fact]
    public Task A_cleanup_that_is_yet_to_be_written() => Reports("private void CloseHca() => [|throw new NotImplementedException()|];");

    [Fact]
    public Task ThrowIfFailed() => Reports("private void CloseHca() => [|new InitResult<Errno>(_card.Post(2)).ThrowIfFailed()|];");

    [Fact]
    public Task In_a_helper() => Reports("private void CloseHca() => Check(_card.Post(2)); private static void Check(Errno error) { if (error != Errno.Ok) [|throw new InvalidOperationException();|] }");

    [Fact]
    public Task In_a_task() => Reports("private async Task CloseHca() { await Task.Yield(); if (_card.Post(2) != Errno.Ok) { [|throw new InvalidOperationException();|] } }");

    [Fact]
    public Task Thrown_again() => Reports("private void CloseHca() { try { _card.Reset(); } catch (InvalidOperationException) { Log.Warn(\"reset\"); [|throw;|] } }");

    [Fact]
    public Task The_second_of_two_that_are_thrown_again() => Reports("""
        private void CloseHca()
        {
            try { _card.Reset(); } catch (InvalidOperationException) { Again(); }
            try { _card.Reset(); } catch (ArgumentException) { Log.Warn("reset"); [|throw;|] }
        }
        private void Again()
        {
            try { try { _card.Reset(); } catch (InvalidOperationException) { Log.Warn("again"); throw; } } catch (Exception) { }
        }
        """);

    [Fact]
    public Task One_that_another_handler_does_not_take() => Reports(
        "private void CloseHca() { try { if (_card.Ports == 0) [|throw new InvalidOperationException();|] } catch (ArgumentException) { } }");

    [Fact]
    public Task One_place_for_two_cleanups() => Flow.Reports(
        "MLX4021",
        Stage("private void CloseHca() => Check(2);") + """
        [InitStage(20, Cleanup = nameof(ClosePort))]
        private Errno InitPort() => _card.Post(3);
        private void ClosePort() => Check(4);
        private void Check(int command) { if (_card.Post(command) != Errno.Ok) [|throw new InvalidOperationException();|] }
        """,
        Message);

    public static TheoryData<string, string> Contained => new()
    {
        { "it is caught", "private void CloseHca() { try { if (_card.Ports == 0) throw new InvalidOperationException(); } catch (InvalidOperationException) { Log.Warn(\"closing\"); } }" },
        { "a base type of it is caught", "private void CloseHca() { try { Check(); } catch (Exception) { } } private void Check() { throw new InvalidOperationException(); }" },
        { "a call that might throw", "private void CloseHca() { _card.Reset(); ArgumentNullException.ThrowIfNull(_card); }" },
        { "in a function that is handed out", "private void CloseHca() { _card.Removed += () => throw new InvalidOperationException(); Action other = Other; Log.Warn(other.Method.Name); } private void Other() => throw new InvalidOperationException();" },
        { "it cannot be reached", "private void CloseHca() { switch (_card.Ports) { case 0: break; default: throw new System.Diagnostics.UnreachableException(); } }" },
        { "a condition that is never true", "private void CloseHca() { bool failed = false; if (failed) throw new InvalidOperationException(); }" },
        { "in a stage", "private void CloseHca() { } [InitStage(20, NoCleanup = \"reads only\")] private void Read() { if (_card.Ports == 0) throw new InvalidOperationException(); }" },
        { "of no cleanup", "private void CloseHca() { } public void Close() { throw new InvalidOperationException(); }" },
        { "the stage has ruled it out", "private Ring Live => _ring ?? throw new InvalidOperationException(); private Ring? _ring; private void CloseHca() { } [InitStage(20, Cleanup = nameof(FreeRing))] private void InitRing() => _ring = new Ring(); private void FreeRing() => Live.Dispose(); [InitStage(30, Cleanup = nameof(StopRing))] private Errno StartRing() => Live.Start(); private void StopRing() => Live.Stop();" },
        { "cancellation", "private void CloseHca() { CancellationToken.None.ThrowIfCancellationRequested(); }" },
    };

    [Theory]
    [MemberData(nameof(Contained))]
    public Task What_does_not_leave(string why, string cleanup)
    {
        Assert.NotEmpty(why);
        return Flow.IsSilent("MLX4021", Stage(cleanup));
    }
}
