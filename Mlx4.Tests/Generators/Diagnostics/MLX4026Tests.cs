namespace Mlx4.Tests.Generators.Diagnostics;

/// <summary>MLX4026: a stage and its cleanup both branch on a member that changes in between.</summary>
public class MLX4026Tests
{
    /// <summary>A stage and its cleanup of the given bodies, then one of the third body, and other members.</summary>
    private static string Pipeline(string stage, string cleanup, string later, string members = "private bool _slave;", string arguments = "", string laterArguments = "NoCleanup = \"a flag\"") => Build.Nic($$"""
            {{members}}
            private readonly Firmware _firmware = new();
            [InitStage(10, Cleanup = nameof(CloseFirmware){{arguments}})]
            private Errno InitFirmware()
            {
                {{stage}}
            }
            private void CloseFirmware()
            {
                {{cleanup}}
            }
            [InitStage(20, {{laterArguments}})]
            private Errno InitHca()
            {
                {{later}}
                return Errno.Ok;
            }
        }

        public class Firmware
        {
            public bool Offline { get; set; }
            public Errno MapArea() => Errno.Ok;
            public void UnmapArea() { }
            public Errno Ask() => Errno.EACCES;
            public event Action? Changed { add { } remove { } }
        """);

    private static string Changed(string by = "stage 'InitHca'", string member = "_slave") =>
        $"Cleanup 'CloseFirmware' branches on '{member}' as its stage 'InitFirmware' does, but {by} assigns it in between: let When decide, which is read once and remembered, or keep what the stage has done in a member of its own";

    private static Task Reports(string stage, string cleanup, string later, string members = "private bool _slave;") =>
        Build.Reports("MLX4026", Changed(), Pipeline(stage, cleanup, later, members));

    private static Task Accepts(string stage, string cleanup, string later, string members = "private bool _slave;", string arguments = "", string laterArguments = "NoCleanup = \"a flag\"") =>
        Build.Accepts(Pipeline(stage, cleanup, later, members, arguments, laterArguments));

    private const string MapIfMaster = "return _slave ? Errno.Ok : _firmware.MapArea();";
    private const string UnmapIfMaster = "if (![|_slave|]) { _firmware.UnmapArea(); }";
    private const string Unmarked = "if (!_slave) { _firmware.UnmapArea(); }";

    [Theory]
    [InlineData(MapIfMaster, UnmapIfMaster, "_slave = true;")]
    [InlineData(MapIfMaster, UnmapIfMaster, "if (_firmware.Ask() == Errno.EACCES) { _slave = true; return Errno.EACCES; }")]
    [InlineData(MapIfMaster, UnmapIfMaster, "_slave = _firmware.Ask() == Errno.EACCES;")]
    [InlineData(MapIfMaster, "if ([|_slave|]) { return; } _firmware.UnmapArea();", "_slave = true;")]
    [InlineData("if (!_slave) { return _firmware.MapArea(); } return Errno.Ok;", "bool master = !_slave; if ([|master|]) { _firmware.UnmapArea(); }", "_slave = true;")]
    [InlineData("if (!_slave) { _pages = 4; } return Errno.Ok;", "if (![|_slave|]) { _pages = 0; }", "_slave = true;")]
    [InlineData("if (!_slave) { _firmware.Changed += OnChanged; } return Errno.Ok;", "if (![|_slave|]) { _firmware.Changed -= OnChanged; }", "_slave = true;")]
    public Task A_flag_changes_in_between(string stage, string cleanup, string later) => Reports(stage, cleanup, later, "private bool _slave; private int _pages; public int Pages => _pages; private void OnChanged() { }");

    [Theory]
    [InlineData("private bool _slave; private bool IsMaster => !_slave;", "return IsMaster ? _firmware.MapArea() : Errno.Ok;", "if ([|IsMaster|]) { _firmware.UnmapArea(); }", "_slave = true;")]
    [InlineData("private bool _slave; private void Demote() => _slave = true;", MapIfMaster, UnmapIfMaster, "Demote();")]
    [InlineData("private bool _slave; private void Unmap() { if (![|_slave|]) { _firmware.UnmapArea(); } }", MapIfMaster, "Unmap();", "_slave = true;")]
    [InlineData("private bool _slave { get; set; }", MapIfMaster, UnmapIfMaster, "_slave = true;")]
    [InlineData("public bool _slave;", MapIfMaster, UnmapIfMaster, "_slave = true;")]
    public Task Helpers_and_properties_are_looked_through(string members, string stage, string cleanup, string later) => Reports(stage, cleanup, later, members);

    [Theory]
    [InlineData("private Role _slave; private enum Role { Master, Slave }", "return _slave == Role.Slave ? Errno.Ok : _firmware.MapArea();", "if ([|_slave != Role.Slave|]) { _firmware.UnmapArea(); }", "_slave = Role.Slave;")]
    [InlineData("private int _slave;", "return _slave > 0 ? Errno.Ok : _firmware.MapArea();", "if ([|_slave > 0|]) { return; } _firmware.UnmapArea();", "_slave = 1;")]
    [InlineData("private string? _slave;", "return _slave != null ? Errno.Ok : _firmware.MapArea();", "if ([|_slave == null|]) { _firmware.UnmapArea(); }", "_slave = \"vf\";")]
    public Task Other_values_change_too(string members, string stage, string cleanup, string later) => Reports(stage, cleanup, later, members);

    [Fact]
    public Task A_cleanup_that_has_run_before_changes_it() => Build.Reports("MLX4026", Changed("cleanup 'CloseHca'"), Pipeline(
        MapIfMaster, UnmapIfMaster, "", "private bool _slave; private void CloseHca() => _slave = true;", laterArguments: "Cleanup = nameof(CloseHca)"));

    [Fact]
    public Task A_restart_runs_the_cleanup_after_the_change() => Build.Reports("MLX4026", Changed(), Pipeline(
        MapIfMaster, UnmapIfMaster, "if (!_slave && _firmware.Ask() == Errno.EACCES) { _slave = true; return Errno.EACCES; }",
        laterArguments: "NoCleanup = \"a flag\", RestartOn = Errno.EACCES, RestartFrom = nameof(InitFirmware)"));

    [Theory]
    [InlineData(MapIfMaster, "_firmware.UnmapArea();", "_slave = true;")]
    [InlineData("return _firmware.MapArea();", Unmarked, "_slave = true;")]
    [InlineData("_slave = _firmware.Offline; " + MapIfMaster, Unmarked, "_slave = true;")]
    [InlineData("if (_slave) { return Errno.EIO; } return _firmware.MapArea();", Unmarked, "_slave = true;")]
    [InlineData("if (_slave) { Console.WriteLine(1); } return _firmware.MapArea();", "if (_slave) { Console.WriteLine(2); } _firmware.UnmapArea();", "_slave = true;")]
    [InlineData(MapIfMaster, "bool slave = false; if (!slave) { _firmware.UnmapArea(); }", "_slave = true;")]
    public Task Only_one_of_the_two_decides_or_nothing_changes(string stage, string cleanup, string later) => Accepts(stage, cleanup, later);

    [Fact]
    public Task What_the_stage_has_done_is_kept_in_a_member_of_its_own() => Accepts(
        "_mapped = !_slave; return _slave ? Errno.Ok : _firmware.MapArea();", "if (_mapped) { _firmware.UnmapArea(); _mapped = false; }", "_slave = true;", "private bool _slave; private bool _mapped;");

    [Fact]
    public Task The_later_stage_sets_it_back_when_it_is_undone() => Accepts(
        MapIfMaster, Unmarked, "_slave = true;", "private bool _slave; private void CloseHca() => _slave = false;", laterArguments: "Cleanup = nameof(CloseHca)");

    [Fact]
    public Task A_condition_is_remembered() => Accepts(
        MapIfMaster, Unmarked, "_slave = true;", "private bool _slave; private bool IsMaster => !_slave;", ", When = nameof(IsMaster)");

    [Fact]
    public Task A_reference_is_asked_for_before_it_is_used() => Accepts(
        "_area ??= new Firmware(); return Errno.Ok;", "if (_area != null) { _area.UnmapArea(); }", "_area = new Firmware();", "private Firmware? _area;");

    [Fact]
    public Task Nothing_changes() => Accepts(MapIfMaster, Unmarked, "", "private readonly bool _slave = Console.In.Peek() > 0;");

    [Fact]
    public Task Only_an_earlier_stage_assigns_it() => Build.Accepts(Pipeline(MapIfMaster, Unmarked, "", """
        private bool _slave;
        [InitStage(5, NoCleanup = "a flag")]
        private void DecideRole() => _slave = Console.In.Peek() > 0;
        """));

    [Fact]
    public Task Handlers_and_other_methods_are_no_stages() => Accepts(MapIfMaster, Unmarked, "_firmware.Changed += OnChanged;", "private bool _slave; public void OnChanged() => _slave = true;");

    [Fact]
    public Task Of_opposite_conditions_only_one_runs() => Build.Accepts(Pipeline(
        MapIfMaster, Unmarked, "_slave = true;", "private bool _slave; private readonly bool _physical = true; private bool Virtual => !_physical;",
        ", When = nameof(_physical)", "NoCleanup = \"a flag\", When = nameof(Virtual)"));
}
