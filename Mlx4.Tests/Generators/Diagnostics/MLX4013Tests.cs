namespace Mlx4.Tests.Generators.Diagnostics;

/// <summary>MLX4013: two stages of a pipeline name one cleanup.</summary>
public class MLX4013Tests
{
    /// <summary>Two stages with the cleanup <c>Free</c>.</summary>
    /// <param name="first">More arguments of the first.</param>
    /// <param name="second">The cleanup of the second, and more arguments.</param>
    /// <param name="members">More members.</param>
    private static string[] Pipeline(string first, string second, string members) => Parts.Nic($$"""
        {{members}}
        [InitStage(10, Cleanup = nameof(Free){{first}})]
        private Errno AllocRx() => Errno.Ok;
        [InitStage(20, Cleanup = {{second}})]
        private Errno AllocTx() => Errno.Ok;
        private void Free() { }
        """);

    private const string Message = "Stages 'AllocRx' and 'AllocTx' of 'LoadOne' both name 'Free' as their cleanup, "
        + "so where both have run it runs twice: give each a cleanup of its own, or make one stage of them";

    private static Task Reports(string first, string second, string members = "") =>
        Build.Reports("MLX4013", Message, Pipeline(first, second, members));

    private static Task IsSilent(string first, string second, string members = "") => Build.IsSilent("MLX4013", Pipeline(first, second, members));

    [Fact]
    public Task Two_stages() => Reports("", "[|nameof(Free)|]");

    [Fact]
    public Task However_the_name_is_written() => Reports("", "[|\"Fr\" + \"ee\"|]");

    [Fact]
    public Task Three_stages_give_two_reports() => Build.Reports(
        "MLX4013",
        Parts.Nic("""
            [InitStage(10, Cleanup = nameof(Free))] private Errno AllocRx() => Errno.Ok;
            [InitStage(30, Cleanup = [|nameof(Free)|])] private Errno AllocCq() => Errno.Ok;
            [InitStage(20, Cleanup = [|nameof(Free)|])] private Errno AllocTx() => Errno.Ok;
            private void Free() { }
            """),
        [Message.Replace("'AllocTx'", "'AllocCq'", StringComparison.Ordinal), Message]);

    [Theory]
    [InlineData("_sriov", "_sriov", "private bool _sriov;")]
    [InlineData("_sriov", "_msix", "private bool _sriov; private bool _msix;")]
    [InlineData("IsSmall", "IsBig", "private int _ports; private bool IsSmall => _ports < 4; private bool IsBig => _ports > 2 || _ports == 1;")]
    [InlineData("IsUp", "IsFast", "private Card _card = new(); private bool IsUp => _card.Ring.IsUp; private bool IsFast() => _card.Post(1) == Errno.Ok;")]
    public Task Conditions_that_can_both_be_true(string first, string second, string members) =>
        Reports($", When = nameof({first})", $"[|nameof(Free)|], When = nameof({second})", members);

    [Theory]
    [InlineData("IsPlain", "private bool IsPlain => !_hasMsiX;", "_hasMsiX = true; return Errno.Ok;")]
    [InlineData("IsPlain", "private bool IsPlain() { return _hasMsiX == false; }", "Errno error = _card.Post(1); _hasMsiX = error == Errno.Ok; return error;")]
    [InlineData("IsPlain", "private Ring? _ring; private bool IsPlain => _ring is null;", "_ring = new Ring(); return Errno.Ok;")]
    public Task A_stage_that_runs_instead_of_an_optional_one(string when, string members, string first) => Build.IsSilent("MLX4013", Instead(when, members, first, ", Optional = true"));

    [Theory]
    [InlineData("IsPlain", "private bool IsPlain => !_hasMsiX;", "_hasMsiX = true; return Errno.Ok;", "")]
    [InlineData("_hasMsiX", "", "_hasMsiX = true; return Errno.Ok;", ", Optional = true")]
    [InlineData("IsPlain", "private bool IsPlain => !_hasMsiX;", "if (_card.Post(1) == Errno.Ok) { _hasMsiX = true; } return Errno.Ok;", ", Optional = true")]
    [InlineData("_wanted", "private bool _wanted;", "_hasMsiX = true; return Errno.Ok;", ", Optional = true")]
    public Task A_stage_that_may_run_beside_an_optional_one(string when, string members, string first, string arguments) => Build.Reports(
        "MLX4013",
        "Stages 'EnableMsiX' and 'EnableIntx' of 'LoadOne' both name 'Disable' as their cleanup, so where both have run it runs twice: give each a cleanup of its own, or make one stage of them",
        Instead(when, members, first, arguments, "[|nameof(Disable)|]"));

    private static string[] Instead(string when, string members, string first, string arguments, string cleanup = "nameof(Disable)") => Parts.Nic($$"""
        private readonly Card _card = new();
        private bool _hasMsiX;
        {{members}}
        [InitStage(10, Cleanup = nameof(Disable){{arguments}})]
        private Errno EnableMsiX() { {{first}} }
        [InitStage(20, Cleanup = {{cleanup}}, When = nameof({{when}}))]
        private Errno EnableIntx() => Errno.Ok;
        private void Disable() { Console.WriteLine(_hasMsiX); }
        """);

    [Fact]
    public Task One_condition() => Reports(", When = nameof(_sriov)", "[|nameof(Free)|]", "private bool _sriov;");

    [Theory]
    [InlineData("_sriov", "IsPlain", "private bool _sriov; private bool IsPlain => !_sriov;")]
    [InlineData("IsPlain", "_sriov", "private bool _sriov; private bool IsPlain => _sriov == false;")]
    [InlineData("_sriov", "IsPlain", "private bool _sriov; private bool IsPlain() { if (_sriov) { return false; } return _card.Ring.IsUp; } private Card _card = new();")]
    [InlineData("Has", "HasNot", "private Ring? _ring; private bool Has => _ring is not null; private bool HasNot => _ring is null;")]
    [InlineData("Has", "HasNot", "private Ring? _ring; private bool Has => _ring is not null; private bool HasNot => !Has;")]
    [InlineData("Few", "Many", "private int _ports; private bool Few => _ports <= 2; private bool Many => _ports > 2;")]
    [InlineData("Few", "Many", "private int _ports; private bool Few => _ports is < 2; private bool Many => _ports is >= 2;")]
    [InlineData("IsRead", "IsWritten", "private FileMode _mode; private bool IsRead => _mode == FileMode.Open; private bool IsWritten => _mode != FileMode.Open;")]
    [InlineData("IsRead", "IsWritten", "private FileMode _mode; private bool IsRead => _mode == FileMode.Open; private bool IsWritten => _mode == FileMode.Create;")]
    [InlineData("Both", "Neither", "private bool _a; private bool _b; private bool Both => _a && _b; private bool Neither => !_a && !_b;")]
    [InlineData("Both", "NotBoth", "private bool _a; private bool _b; private bool Both => _a && _b; private bool NotBoth => !(_a && _b);")]
    [InlineData("IsUp", "IsDown", "private Card _card = new(); private bool IsUp() => _card.Post(1) == Errno.Ok; private bool IsDown() => !IsUp();")]
    [InlineData("IsUp", "IsDown", "private Card _card = new(); private bool IsUp => _card.GetRing().IsUp; private bool IsDown => !_card.GetRing().IsUp;")]
    [InlineData("IsUp", "IsDown", "private bool IsUp { get; set; } private bool IsDown { get { return !IsUp; } }")]
    [InlineData("On", "Off", "private const bool On = true; private const bool Off = false;")]
    public Task Conditions_that_exclude_each_other(string first, string second, string members) =>
        IsSilent($", When = nameof({first})", $"nameof(Free), When = nameof({second})", members);

    [Fact]
    public Task A_parameter_that_is_a_condition() => Build.Reports("MLX4013", Message, Parts.Nic("""
        [InitStage(10, Cleanup = nameof(Free), When = "fast")] private Errno AllocRx(bool fast) => Errno.Ok;
        [InitStage(20, Cleanup = [|nameof(Free)|], When = "fast")] private Errno AllocTx(bool fast) => Errno.Ok;
        private void Free() { }
        """));

    [Fact]
    public Task Stages_of_two_pipelines() => Build.IsSilent("MLX4013", Parts.Nic("""
        [InitStage(10, Cleanup = nameof(Free))] private Errno AllocRx() => Errno.Ok;
        [InitStage(10, Cleanup = nameof(Free), Pipeline = "Resume")] private Errno AllocTx() => Errno.Ok;
        private void Free() { }
        """));

    [Fact]
    public Task One_stage_of_two_pipelines() => Build.IsSilent("MLX4013", Parts.Nic("""
        [InitStage(10, Cleanup = nameof(Free))]
        [InitStage(10, Cleanup = nameof(Free), Pipeline = "Resume")]
        private Errno AllocRx() => Errno.Ok;
        private void Free() { }
        """));

    [Fact]
    public Task Overloads_are_two_methods() => Build.IsSilent("MLX4013", Parts.Nic("""
        private int _ports;
        [InitStage(10, Cleanup = nameof(Free))] private Errno AllocRx() => Errno.Ok;
        [InitStage(20, Cleanup = nameof(FreePort), ForEach = nameof(_ports))] private Errno AllocTx(int port) => Errno.Ok;
        private void Free() { }
        private void FreePort(int port) { }
        """));

    [Fact]
    public Task Loops_over_two_collections_free_different_items() => Build.IsSilent("MLX4013", Parts.Nic("""
        private readonly List<Ring> _rx = new(); private readonly Ring[] _tx = new Ring[2];
        [InitStage(10, Cleanup = nameof(Free), ForEach = nameof(_rx))] private Errno AllocRx(Ring ring) => Errno.Ok;
        [InitStage(20, Cleanup = nameof(Free), ForEach = nameof(_tx))] private Errno AllocTx(Ring ring) => Errno.Ok;
        private void Free(Ring ring) { }
        """));

    [Theory]
    [InlineData("private readonly List<Ring> _rings = new();", "_rings", "_rings", "Ring ring")]
    [InlineData("private int _rx; private int _tx;", "_rx", "_tx", "int ring")]
    public Task Loops_over_the_same_items_or_over_numbers(string members, string first, string second, string item) => Build.Reports("MLX4013", Message, Parts.Nic($$"""
        {{members}}
        [InitStage(10, Cleanup = nameof(Free), ForEach = nameof({{first}}))] private Errno AllocRx({{item}}) => Errno.Ok;
        [InitStage(20, Cleanup = [|nameof(Free)|], ForEach = nameof({{second}}))] private Errno AllocTx({{item}}) => Errno.Ok;
        private void Free({{item}}) { }
        """));

    [Fact]
    public Task No_cleanup_is_shared_by_stages_that_have_none() => Build.IsSilent("MLX4013", Parts.Nic("""
        [InitStage(10, NoCleanup = "reads only")] private Errno QueryFw() => Errno.Ok;
        [InitStage(20, NoCleanup = "reads only")] private Errno QueryHca() => Errno.Ok;
        """));
}
