namespace Mlx4.Tests.Generators.Diagnostics;

/// <summary>MLX4025: a stage returns an error that can only be success.</summary>
public class MLX4025Tests
{
    private static string Stage(string body, string type = "Errno") => $$"""
        [InitStage(10, NoCleanup = "reads only")]
        private {{type}} Query()
        {
        {{body}}
        }
        """;

    private static Task Reports(string body, string variable = "error", string success = "Errno.Ok", string type = "Errno") => Flow.Reports(
        "MLX4025",
        Stage(body, type),
        $"Stage 'Query' returns '{variable}', which can only be success here, so the load goes on: return the error that is meant, or {success} if it is none");

    [Fact]
    public Task In_a_branch_after_the_variable_was_tested() => Reports("""
        Errno error = _card.Post(1);
        if (error != Errno.Ok) return error;
        if (!_card.IsReady()) { Log.Warn("not ready"); [|return error;|] }
        return error;
        """);

    [Fact]
    public Task Before_the_variable_got_an_error() => Reports("""
        Errno err = Errno.Ok;
        if (!_card.IsReady()) [|return err;|]
        err = _card.Post(1);
        return err;
        """, "err");

    [Fact]
    public Task The_wrong_one_of_two_variables() => Reports("""
        Errno first = _card.Post(1);
        if (first is not Errno.Ok) return first;
        Errno second = _card.Post(2);
        if (second != Errno.Ok) [|return first;|]
        return Errno.Ok;
        """, "first");

    [Fact]
    public Task In_a_case() => Reports("""
        Errno error = _card.Post(1);
        if (error != Errno.Ok) return error;
        switch (_card.Ports)
        {
            case 0: [|return error;|]
            default: break;
        }
        return Errno.Ok;
        """);

    [Fact]
    public Task In_a_handler_of_exceptions() => Reports("""
        Errno error = Errno.Ok;
        try { _card.Reset(); }
        catch (InvalidOperationException) { [|return error;|] }
        error = _card.Post(1);
        return error;
        """);

    [Fact]
    public Task A_result_of_a_load() => Reports("""
        InitResult<Errno> result = new(_card.Post(1));
        if (result.Failed) return result;
        if (!_card.IsReady()) [|return result;|]
        return default;
        """, "result", "default", "InitResult<Errno>");

    [Fact]
    public Task A_number() => Reports("""
        int rc = (int)_card.Post(1);
        if (rc != 0) return rc;
        if (!_card.IsReady()) [|return rc;|]
        return 0;
        """, "rc", "0", "int");

    [Fact]
    public Task In_a_task() => Flow.Reports(
        "MLX4025",
        Stage("""
            Errno error = await Task.FromResult(_card.Post(1)).ConfigureAwait(false);
            if (error is not Errno.Ok) return error;
            if (_card.Ports == 0) [|return error;|]
            return Errno.Ok;
            """, "async Task<Errno>"),
        "Stage 'Query' returns 'error', which can only be success here, so the load goes on: return the error that is meant, or Errno.Ok if it is none");

    public static TheoryData<string, string> Meant => new()
    {
        { "the last statement", "Errno error = _card.Post(1); if (error != Errno.Ok) { return error; } _card.Reset(); return error;" },
        { "a literal", "Errno error = _card.Post(1); if (error != Errno.Ok) return error; if (_card.Ports == 0) return Errno.Ok; return Errno.Ok;" },
        { "a constant", "const Errno None = Errno.Ok; if (_card.Ports == 0) return None; return _card.Post(1);" },
        { "success was asked for", "Errno error = _card.Post(1); if (error == Errno.Ok) return error; _card.Reset(); return _card.Post(2);" },
        { "success was asked for among others", "Errno error = _card.Post(1); if (error == Errno.Ok && _card.IsReady()) return error; return Errno.EIO;" },
        { "the first that succeeds", "Errno error = Errno.EIO; for (int i = 0; i < 3; i++) { error = _card.Post(i); if (error != Errno.Ok) continue; return error; } return error;" },
        { "not in a branch, before labels", "Errno error = _card.Post(1); if (error != Errno.Ok) goto fail; if (_card.Ports > 2) Log.Warn(\"many\"); return error; fail: _card.Reset(); return error;" },
        { "it may have failed", "Errno error = _card.Post(1); if (_card.Ports == 0) return error; return Errno.Ok;" },
        { "one way leads there with an error", "Errno error = Errno.Ok; if (_card.Ports > 1) error = _card.Post(1); if (!_card.IsReady()) return error; return Errno.Ok;" },
        { "a flag was made of it", "Errno error = _card.Post(1); bool works = error == Errno.Ok; if (works) return error; return Errno.EIO;" },
        { "the other branch of its test", "Errno error = _card.Post(1); if (error != Errno.Ok) { _card.Reset(); } else if (_card.Ports == 0) { return error; } return Errno.Ok;" },
        { "a case of it", "Errno error = _card.Post(1); switch (error) { case Errno.Ok: return error; default: return Errno.EIO; }" },
        { "a loop that ends with it", "Errno error; do { error = _card.Post(1); } while (error == Errno.EAGAIN); return error;" },
        { "an exception may have been caught with an error", "Errno error = Errno.Ok; try { error = _card.Post(1); _card.Reset(); } catch (InvalidOperationException) { return error; } return Errno.Ok;" },
    };

    [Theory]
    [MemberData(nameof(Meant))]
    public Task What_is_meant(string why, string body)
    {
        Assert.NotEmpty(why);
        return Flow.IsSilent("MLX4025", Stage(body));
    }
}
