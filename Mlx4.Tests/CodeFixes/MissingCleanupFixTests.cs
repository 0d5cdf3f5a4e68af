using Mlx4.CodeFixes;

namespace Mlx4.Tests.CodeFixes;

/// <summary>MLX4001: a cleanup is created or named, or it is stated that there is none.</summary>
public class MissingCleanupFixTests
{
    private static string Nic(string body, string usings = "using System;\n") => $$"""
        {{usings}}using System.Threading;
        using System.Threading.Tasks;
        using Mlx4.Runtime;

        namespace Drivers;

        public sealed partial class Nic
        {
        {{body}}
        }
        """;

    private static Task Creates(string name, string before, string after) =>
        Fixing<MissingCleanupFix>.Makes($"Create '{name}' to undo it", Nic(before), Nic(after));

    [Fact]
    public Task The_cleanup_takes_what_the_stage_takes() => Creates("DisableSriov", """
            // Virtual functions.
            [InitStage(10)] // the first
            private Errno EnableSriov(string device, int[] functions) => Errno.Ok; // in one line

            private int _last;
        """, """
            // Virtual functions.
            [InitStage(10, Cleanup = nameof(DisableSriov))] // the first
            private Errno EnableSriov(string device, int[] functions) => Errno.Ok; // in one line
            private void DisableSriov(string device, int[] functions) => throw new NotImplementedException();

            private int _last;
        """);

    [Fact]
    public Task A_stage_of_several_lines_is_set_off_from_its_cleanup() => Creates("CloseHca", """
            [InitStage(10)]
            private Errno OpenHca()
            {
                return Errno.Ok;
            }
        """, """
            [InitStage(10, Cleanup = nameof(CloseHca))]
            private Errno OpenHca()
            {
                return Errno.Ok;
            }

            private void CloseHca() => throw new NotImplementedException();
        """);

    [Fact]
    public Task The_item_of_a_loop_comes_first() => Creates("CleanupPort", """
            private readonly string[] _ports = { "port 1" };

            [InitStage(10, ForEach = nameof(_ports))]
            Errno InitPort(string port, string? name) => Errno.Ok;
        """, """
            private readonly string[] _ports = { "port 1" };

            [InitStage(10, ForEach = nameof(_ports), Cleanup = nameof(CleanupPort))]
            Errno InitPort(string port, string? name) => Errno.Ok;
            void CleanupPort(string port, string? name) => throw new NotImplementedException();
        """);

    [Fact]
    public Task A_static_stage_has_a_static_cleanup_and_a_stage_without_an_opposite_is_undone() => Creates("UndoProbe", """
            [Obsolete, InitStage(10)]
            public static void Probe(in int slot) { }
        """, """
            [Obsolete, InitStage(10, Cleanup = nameof(UndoProbe))]
            public static void Probe(in int slot) { }
            private static void UndoProbe(in int slot) => throw new NotImplementedException();
        """);

    [Theory]
    [InlineData("Task<Errno>", "Task.FromResult(Errno.Ok)", "Task")]
    [InlineData("ValueTask<InitResult<Errno>>", "default", "ValueTask")]
    [InlineData("ValueTask", "default", "ValueTask")]
    public Task An_asynchronous_stage_has_an_asynchronous_cleanup_without_a_token(string returns, string value, string task) => Creates("StopFirmware", $"""
            [InitStage(10)]
            private {returns} StartFirmware(int slot, CancellationToken cancellation) => {value};
        """, $"""
            [InitStage(10, Cleanup = nameof(StopFirmware))]
            private {returns} StartFirmware(int slot, CancellationToken cancellation) => {value};
            private {task} StopFirmware(int slot) => throw new NotImplementedException();
        """);

    [Fact]
    public Task What_would_change_the_load_is_left_out() => Creates("FreeRings", """
            [InitStage(10)]
            private Errno AllocRings(int count, int size = 4096, params int[] vectors) => Errno.Ok;
            internal void Run() => _ = LoadOne(1);
        """, """
            [InitStage(10, Cleanup = nameof(FreeRings))]
            private Errno AllocRings(int count, int size = 4096, params int[] vectors) => Errno.Ok;
            private void FreeRings(int count) => throw new NotImplementedException();
            internal void Run() => _ = LoadOne(1);
        """);

    [Fact]
    public Task Types_are_written_as_short_as_the_file_allows() => Fixing<MissingCleanupFix>.Makes("Create 'CloseHca' to undo it", Nic("""
            [InitStage(10)]
            private Errno OpenHca() => Errno.Ok;
        """, ""), Nic("""
            [InitStage(10, Cleanup = nameof(CloseHca))]
            private Errno OpenHca() => Errno.Ok;
            private void CloseHca() => throw new System.NotImplementedException();
        """, ""));

    [Fact]
    public Task A_name_that_is_taken_is_not_used() => Creates("UndoOpenHca", """
            [InitStage(10)]
            private Errno OpenHca() => Errno.Ok;
            internal bool CloseHca() => true;
        """, """
            [InitStage(10, Cleanup = nameof(UndoOpenHca))]
            private Errno OpenHca() => Errno.Ok;
            private void UndoOpenHca() => throw new NotImplementedException();
            internal bool CloseHca() => true;
        """);

    [Fact]
    public Task A_method_that_is_there_is_named() => Fixing<MissingCleanupFix>.Makes("Undo it with 'UnmapIcm'", Nic("""
            [InitStage(10)]
            private Errno MapIcm(int pages) => Errno.Ok;
            private void UnmapIcm() { }
        """), Nic("""
            [InitStage(10, Cleanup = nameof(UnmapIcm))]
            private Errno MapIcm(int pages) => Errno.Ok;
            private void UnmapIcm() { }
        """));

    [Fact]
    public Task A_stage_of_two_pipelines_has_one_cleanup() => Fixing<MissingCleanupFix>.Makes("Create 'CloseHca' to undo it", Nic("""
            [InitStage(10), InitStage(20, Pipeline = "LoadVf")]
            private Errno OpenHca() => Errno.Ok;
        """), Nic("""
            [InitStage(10, Cleanup = nameof(CloseHca)), InitStage(20, Pipeline = "LoadVf", Cleanup = nameof(CloseHca))]
            private Errno OpenHca() => Errno.Ok;
            private void CloseHca() => throw new NotImplementedException();
        """));

    [Fact]
    public Task Tabs_and_carriage_returns_stay()
    {
        string before = "using System;\r\nusing Mlx4.Runtime;\r\npartial class Nic\r\n{\r\n\t[InitStage(10)]\r\n\tErrno OpenHca()\r\n\t{\r\n\t\treturn 0;\r\n\t}\r\n}\r\n";
        return Fixing<MissingCleanupFix>.Makes("Create 'CloseHca' to undo it", before, before
            .Replace("(10)", "(10, Cleanup = nameof(CloseHca))", StringComparison.Ordinal)
            .Replace("\t}\r\n}", "\t}\r\n\r\n\tvoid CloseHca() => throw new NotImplementedException();\r\n}", StringComparison.Ordinal));
    }

    [Fact]
    public Task A_type_on_one_line_stays_on_it() => Fixing<MissingCleanupFix>.Makes("Create 'CloseHca' to undo it",
        "using Mlx4.Runtime; partial class Nic { [InitStage(10)] Errno OpenHca() => 0; }",
        "using Mlx4.Runtime; partial class Nic { [InitStage(10, Cleanup = nameof(CloseHca))] Errno OpenHca() => 0; void CloseHca() => throw new System.NotImplementedException(); }");

    [Fact]
    public Task The_reason_is_left_to_be_filled_in() => Fixing<MissingCleanupFix>.Makes("State that nothing has to be undone", Nic("""
            [InitStage(10, When = nameof(_on))]
            private Errno ReadBoardId() => Errno.Ok;
            private bool _on;
        """), Nic("""
            [InitStage(10, When = nameof(_on), NoCleanup = "")]
            private Errno ReadBoardId() => Errno.Ok;
            private bool _on;
        """), "MLX4011");

    [Fact]
    public Task All_of_them_at_once() => Fixing<MissingCleanupFix>.MakesOfAll("Create 'CloseHca' to undo it",
        [Nic("""
            [InitStage(10)]
            private Errno OpenHca() => Errno.Ok;
            [InitStage(20)]
            private Errno MapIcm() => Errno.Ok;
        """), Nic("""
            [InitStage(30)]
            private Errno StartPort() => Errno.Ok;
            [InitStage(40)]
            private Errno RunSense() => Errno.Ok;
            private void StopSense() { }
        """)],
        [Nic("""
            [InitStage(10, Cleanup = nameof(CloseHca))]
            private Errno OpenHca() => Errno.Ok;
            private void CloseHca() => throw new NotImplementedException();
            [InitStage(20, Cleanup = nameof(UnmapIcm))]
            private Errno MapIcm() => Errno.Ok;
            private void UnmapIcm() => throw new NotImplementedException();
        """), Nic("""
            [InitStage(30, Cleanup = nameof(StopPort))]
            private Errno StartPort() => Errno.Ok;
            private void StopPort() => throw new NotImplementedException();
            [InitStage(40)]
            private Errno RunSense() => Errno.Ok;
            private void StopSense() { }
        """)], "MLX4001");

    [Fact]
    public Task Two_overloads_do_not_get_one_cleanup() => Fixing<MissingCleanupFix>.MakesOfAll("Create 'CloseHca' to undo it",
        [Nic("""
            [InitStage(10, Name = "all")]
            private Errno OpenHca() => Errno.Ok;
            [InitStage(20, Name = "one")]
            private Errno OpenHca(int slot) => Errno.Ok;
        """)],
        [Nic("""
            [InitStage(10, Name = "all", Cleanup = nameof(CloseHca))]
            private Errno OpenHca() => Errno.Ok;
            private void CloseHca() => throw new NotImplementedException();
            [InitStage(20, Name = "one")]
            private Errno OpenHca(int slot) => Errno.Ok;
        """)], "MLX4001");

    [Fact]
    public Task A_stage_that_no_load_could_call_gets_no_cleanup() => Fixing<MissingCleanupFix>.Offers(Nic("""
            [InitStage(10)]
            private Errno OpenHca(out int slot) { slot = 0; return Errno.Ok; }
        """), "State that nothing has to be undone");
}
