namespace Mlx4.Tests.Generators.Diagnostics;

/// <summary>MLX4008: a loop names nothing, nothing indexable, or items that do not fit.</summary>
public class MLX4008Tests
{
    private static Task Reports(string body, string text) => Build.Reports("MLX4008", $"Stage 'InitPort': {text}", Build.Nic(body));

    private static Task Accepts(string members, string item) => Build.Accepts(Build.Nic($$"""
        [InitStage(10, Cleanup = nameof(CleanupPort), ForEach = nameof(Ports))]
        private Errno InitPort({{item}} port) => Errno.Ok;
        private void CleanupPort({{item}} port) { }
        {{members}}
        """));

    private static string NotIndexable(string type) => $"'Ports' is of type '{type}', which is neither an int nor has an int Count or Length and an indexer by int";

    [Fact]
    public Task A_name_that_nothing_has() => Reports("""
        [InitStage(10, NoCleanup = "a query", ForEach = [|"Ports"|])]
        private Errno InitPort(int port) => Errno.Ok;
        """, "'Nic' has no accessible field or property 'Ports' to loop over");

    [Theory]
    [InlineData("private int Ports => 2;")]
    [InlineData("private int[] Ports = new int[2];")]
    public Task A_misspelt_name(string member) => Reports($$"""
        [InitStage(10, NoCleanup = "a query", ForEach = [|"Port"|])]
        private Errno InitPort(int port) => Errno.Ok;
        {{member}}
        """, "'Nic' has no accessible field or property 'Port' to loop over: did you mean 'Ports'?");

    [Fact]
    public Task A_method() => Reports("""
        [InitStage(10, NoCleanup = "a query", ForEach = [|nameof(Ports)|])]
        private Errno InitPort(int port) => Errno.Ok;
        private int Ports() => 2;
        """, "'Ports' is not a field or a property");

    [Fact]
    public Task A_parameter() => Build.Reports("MLX4008", "Stage 'InitPort': 'Nic' has no accessible field or property 'ports' to loop over", Build.Nic("""
        [InitStage(10, NoCleanup = "a query", ForEach = [|"ports"|])]
        private Errno InitPort(int port, int ports) => Errno.Ok;
        """, "_ = nic.LoadOne(2);"));

    [Theory]
    [InlineData("long", "long")]
    [InlineData("int?", "int?")]
    [InlineData("int[,]", "int[*,*]")]
    [InlineData("IEnumerable<int>", "System.Collections.Generic.IEnumerable<int>")]
    [InlineData("HashSet<int>", "System.Collections.Generic.HashSet<int>")]
    [InlineData("Dictionary<string, int>", "System.Collections.Generic.Dictionary<string, int>")]
    [InlineData("dynamic", "dynamic")]
    public Task A_type_that_is_not_indexable(string type, string shown) => Reports($$"""
        [InitStage(10, NoCleanup = "a query", ForEach = [|nameof(Ports)|])]
        private Errno InitPort(int port) => Errno.Ok;
        private {{type}} Ports => default!;
        """, NotIndexable(shown));

    [Fact]
    public Task A_property_that_cannot_be_read() => Reports("""
        [InitStage(10, NoCleanup = "a query", ForEach = [|nameof(Ports)|])]
        private Errno InitPort(int port) => Errno.Ok;
        private int Ports { set { } }
        """, "'Ports' cannot be read");

    [Fact]
    public Task A_property_whose_getter_is_private_to_the_base_type() => Build.Reports("MLX4008", "Stage 'InitPort': 'Ports' cannot be read",
        Build.Nic("""
            [InitStage(10, NoCleanup = "a query", ForEach = [|nameof(Ports)|])]
            private Errno InitPort(int port) => Errno.Ok;
            """),
        "partial class Nic : Device { } public class Device { protected int Ports { private get; set; } }");

    [Fact]
    public Task A_stage_that_takes_no_item() => Reports("""
        [InitStage(10, NoCleanup = "a query", ForEach = [|nameof(Ports)|])]
        private Errno InitPort() => Errno.Ok;
        private string[] Ports => new string[2];
        """, "its first parameter has to be the item, 'string'");

    [Theory]
    [InlineData("byte", "byte")]
    [InlineData("string", "string")]
    [InlineData("int[]", "int[]")]
    public Task An_item_that_does_not_convert(string item, string shown) => Reports($$"""
        [InitStage(10, NoCleanup = "a query", ForEach = [|nameof(Ports)|])]
        private Errno InitPort({{item}} port) => Errno.Ok;
        private int Ports => 2;
        """, $"its first parameter is '{shown}', and the items of 'Ports' are 'int'");

    [Fact]
    public Task A_private_member_of_the_base_type() => Build.Reports("MLX4008", "Stage 'InitPort': 'Nic' has no accessible field or property 'Ports' to loop over",
        Build.Nic("""
            [InitStage(10, NoCleanup = "a query", ForEach = [|"Ports"|])]
            private Errno InitPort(int port) => Errno.Ok;
            """),
        "partial class Nic : Device { } public class Device { private int Ports => 2; }");

    [Fact]
    public Task A_count_that_hides_the_one_of_the_base_type() => Reports("""
        [InitStage(10, NoCleanup = "a query", ForEach = [|nameof(Ports)|])]
        private Errno InitPort(int port) => Errno.Ok;
        private PortList Ports => new PortList();
        private sealed class PortList : List<int> { public new string Count => ""; }
        """, NotIndexable("Nic.PortList"));

    [Theory]
    [InlineData("private int Ports => 2;", "int")]
    [InlineData("private const int Ports = 2;", "int")]
    [InlineData("private static readonly int Ports = 2;", "long")]
    [InlineData("private string[] Ports => new string[2];", "string")]
    [InlineData("private string[] Ports => new string[2];", "object")]
    [InlineData("private string[] Ports => new string[2];", "in string")]
    [InlineData("private string?[]? Ports => null;", "string?")]
    [InlineData("private int[][] Ports => new int[0][];", "int[]")]
    [InlineData("private List<byte> Ports => new List<byte>();", "int")]
    [InlineData("private IReadOnlyList<string> Ports => new string[2];", "string")]
    [InlineData("private IList<string> Ports => new string[2];", "string")]
    [InlineData("private ReadOnlySpan<byte> Ports => new byte[2];", "byte")]
    [InlineData("private Span<byte> Ports => new byte[2];", "byte")]
    [InlineData("private ArraySegment<byte> Ports => new ArraySegment<byte>(new byte[2]);", "byte")]
    [InlineData("private System.Collections.Immutable.ImmutableArray<byte> Ports => default;", "byte")]
    [InlineData("private string Ports => \"ab\";", "char")]
    [InlineData("private (int Number, string Name)[] Ports => new (int, string)[2];", "(int, string)")]
    [InlineData("private PortList Ports => new PortList(); private sealed class PortList { public int Length => 2; public string this[int i] => \"\"; public int this[string s] => 0; }", "string")]
    [InlineData("private PortList Ports => new PortList(); private sealed class PortList { public readonly int Count = 2; public string this[int i] => \"\"; }", "string")]
    [InlineData("private Number[] Ports => new Number[2]; public struct Number { public static implicit operator int(Number number) => 1; }", "int")]
    public Task A_loop_may_go_over(string member, string item) => Accepts(member, item);

    [Fact]
    public Task A_type_parameter_that_is_known_to_be_a_list() => Build.Accepts("""
        using System.Collections.Generic;
        using Mlx4.Runtime;
        public partial class Nic<TPorts, TPort> where TPorts : class, IReadOnlyList<TPort>
        {
            [InitStage(10, Cleanup = nameof(CleanupPort), ForEach = nameof(Ports))]
            private Errno InitPort(TPort port) => Errno.Ok;
            private void CleanupPort(TPort port) { }
            public TPorts Ports { get; set; } = null!;
        }
        """);

    [Fact]
    public Task The_item_may_have_the_name_of_a_parameter() => Build.Accepts(Build.Nic("""
        [InitStage(10, NoCleanup = "a query")]
        private Errno Query(string port) => Errno.Ok;
        [InitStage(20, Cleanup = nameof(CleanupPort), ForEach = nameof(Ports))]
        private Errno InitPort(int port) => Errno.Ok;
        private void CleanupPort(int port) { }
        private int Ports => 2;
        """, "_ = nic.LoadOne(\"eth0\"); nic.UnloadOne();"));

    [Fact]
    public Task A_parameter_of_the_name_of_the_list_does_not_stand_in_its_way() => Build.Accepts(Build.Nic("""
        [InitStage(10, NoCleanup = "a query")]
        private Errno Query(string Ports) => Errno.Ok;
        [InitStage(20, Cleanup = nameof(CleanupPort), ForEach = nameof(Ports))]
        private Errno InitPort(int port) => Errno.Ok;
        private void CleanupPort(int port) { }
        private int Ports => 2;
        """, "_ = nic.LoadOne(\"eth0\"); nic.UnloadOne();"));
}
