namespace Mlx4.Tests.Generators.Diagnostics;

/// <summary>MLX4009: a parameter has two types in one pipeline.</summary>
public class MLX4009Tests
{
    private static string Message(string name, string method, string type, string other, string otherType, string pipeline = "LoadOne") =>
        $"Parameter '{name}' of '{method}' is '{type}', but '{other}' takes it as '{otherType}': parameters of one name become one parameter of '{pipeline}', so use one type or two names";

    private static Task Reports(string message, string body, string calls) => Build.Reports("MLX4009", message, Build.Nic(body, calls));

    private static Task Conflict(string first, string second, string firstShown, string secondShown) => Reports(
        Message("port", "InitPort", secondShown, "Query", firstShown), $$"""
        [InitStage(10, NoCleanup = "a query")]
        private Errno Query({{first}} port) => Errno.Ok;
        [InitStage(20, NoCleanup = "the reset does it")]
        private Errno InitPort({{second}} [|port|]) => Errno.Ok;
        """, "_ = nic.LoadOne(default!); nic.UnloadOne();");

    [Theory]
    [InlineData("int", "long", "int", "long")]
    [InlineData("int", "int?", "int", "int?")]
    [InlineData("string", "object", "string", "object")]
    [InlineData("int[]", "List<int>", "int[]", "System.Collections.Generic.List<int>")]
    [InlineData("List<int>", "List<long>", "System.Collections.Generic.List<int>", "System.Collections.Generic.List<long>")]
    [InlineData("object", "dynamic", "object", "dynamic")]
    [InlineData("List<string>", "List<string?>", "System.Collections.Generic.List<string>", "System.Collections.Generic.List<string?>")]
    [InlineData("List<string?>?", "List<string>", "System.Collections.Generic.List<string?>?", "System.Collections.Generic.List<string>")]
    [InlineData("List<string>[]", "List<string?>[]", "System.Collections.Generic.List<string>[]", "System.Collections.Generic.List<string?>[]")]
    [InlineData("Func<string?, string>", "Func<string, List<string?>>", "System.Func<string?, string>", "System.Func<string, System.Collections.Generic.List<string?>>")]
    public Task Two_stages(string first, string second, string firstShown, string secondShown) => Conflict(first, second, firstShown, secondShown);

    [Fact]
    public Task A_stage_and_its_cleanup() => Reports(Message("pages", "UnmapIcm", "int", "MapIcm", "long"), """
        [InitStage(10, Cleanup = nameof(UnmapIcm))]
        private Errno MapIcm(long pages) => Errno.Ok;
        private void UnmapIcm(int [|pages|]) { }
        """, "_ = nic.LoadOne(1);");

    [Fact]
    public Task A_cleanup_and_a_later_stage() => Reports(Message("pages", "UnmapIcm", "int", "StartHca", "string"), """
        [InitStage(10, Cleanup = nameof(UnmapIcm))]
        private Errno MapIcm() => Errno.Ok;
        private void UnmapIcm(int [|pages|]) { }
        [InitStage(20, NoCleanup = "the reset does it")]
        private Errno StartHca(string pages) => Errno.Ok;
        """, "_ = nic.LoadOne(\"\");");

    [Fact]
    public Task Two_cleanups() => Reports(Message("pages", "StopHca", "string", "UnmapIcm", "int"), """
        [InitStage(10, Cleanup = nameof(UnmapIcm))]
        private Errno MapIcm() => Errno.Ok;
        private void UnmapIcm(int pages) { }
        [InitStage(20, Cleanup = nameof(StopHca))]
        private Errno StartHca() => Errno.Ok;
        private void StopHca(string [|pages|]) { }
        """, "_ = nic.LoadOne(1); nic.UnloadOne(1);");

    [Fact]
    public Task The_earlier_stage_decides_wherever_it_stands() => Reports(Message("port", "InitPort", "long", "Query", "int"), """
        [InitStage(20, NoCleanup = "the reset does it")]
        private Errno InitPort(long [|port|]) => Errno.Ok;
        [InitStage(10, NoCleanup = "a query")]
        private Errno Query(int port) => Errno.Ok;
        """, "_ = nic.LoadOne(1);");

    [Fact]
    public Task A_named_pipeline_is_named() => Reports(Message("port", "InitPort", "long", "Query", "int", "LoadVf"), """
        [InitStage(10, NoCleanup = "a query")]
        [InitStage(10, NoCleanup = "a query", Pipeline = "LoadVf")]
        private Errno Query(int port) => Errno.Ok;
        [InitStage(20, NoCleanup = "the reset does it", Pipeline = "LoadVf")]
        private Errno InitPort(long [|port|]) => Errno.Ok;
        """, "_ = nic.LoadOne(1); _ = nic.LoadVf(1);");

    [Fact]
    public Task A_cleanup_in_a_base_type() => Build.Reports("MLX4009", Message("pages", "UnmapIcm", "int", "MapIcm", "long"),
        Build.Nic("""
            [InitStage(10, Cleanup = nameof(UnmapIcm))]
            private Errno MapIcm(long pages) => Errno.Ok;
            """, "_ = nic.LoadOne(1);"),
        "partial class Nic : Device { } public class Device { protected void UnmapIcm(int [|pages|]) { } }");

    [Fact]
    public Task Names_that_differ_in_case_are_two() => Build.Accepts(Build.Nic("""
        [InitStage(10, NoCleanup = "a query")]
        private Errno Query(int port) => Errno.Ok;
        [InitStage(20, NoCleanup = "the reset does it")]
        private Errno InitPort(long Port) => Errno.Ok;
        """, "_ = nic.LoadOne(1, 2L); nic.UnloadOne();"));

    [Fact]
    public Task Two_pipelines_may_have_a_type_each() => Build.Accepts(Build.Nic("""
        [InitStage(10, NoCleanup = "a query")]
        private Errno Query(int port) => Errno.Ok;
        [InitStage(20, NoCleanup = "the reset does it", Pipeline = "LoadVf")]
        private Errno InitPort(long port) => Errno.Ok;
        """, "_ = nic.LoadOne(1); _ = nic.LoadVf(2L);"));

    [Theory]
    [InlineData("string? name", "string name")]
    [InlineData("string name", "string? name")]
    [InlineData("string[] name", "string?[] name")]
    [InlineData("string?[] name", "string[]? name")]
    [InlineData("IEnumerable<string?> name", "IEnumerable<string> name")]
    [InlineData("IEnumerable<string?>? name", "IEnumerable<string> name")]
    [InlineData("Action<string?> name", "Action<string> name")]
    [InlineData("Func<string, string?> name", "Func<string?, string> name")]
    [InlineData("(string, string?) name", "(string, string) name")]
    [InlineData("List<string?> name", "List<string?>? name")]
    [InlineData("in int name", "int name")]
    [InlineData("int name = 3", "int name")]
    [InlineData("int name = 3", "int name = 4")]
    [InlineData("params int[] name", "int[] name")]
    [InlineData("System.Int32 name", "int name")]
    public Task One_type_may_be_declared_in_two_ways(string first, string second) => Build.Accepts(Build.Nic($$"""
        [InitStage(10, NoCleanup = "a query")]
        private Errno Query({{first}}) => Errno.Ok;
        [InitStage(20, Cleanup = nameof(CleanupPort))]
        private Errno InitPort({{second}}) => Errno.Ok;
        private void CleanupPort({{second}}) { }
        """, "_ = nic.LoadOne(default!); nic.UnloadOne(default!);"));
}
