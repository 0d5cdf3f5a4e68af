namespace Mlx4.Tests.Generators.Diagnostics;

/// <summary>MLX4007: a condition names nothing, or nothing boolean.</summary>
public class MLX4007Tests
{
    private static Task Reports(string body, string text, string calls = "_ = nic.LoadOne(); nic.UnloadOne();") =>
        Build.Reports("MLX4007", $"Stage 'EnableSriov': {text}", Build.Nic(body, calls));

    private static Task Accepts(string condition, string members, string parameters = "", string calls = "_ = nic.LoadOne(); nic.UnloadOne();") => Build.Accepts(Build.Nic($$"""
        [InitStage(10, Cleanup = nameof(DisableSriov), When = {{condition}})]
        private Errno EnableSriov({{parameters}}) => Errno.Ok;
        private void DisableSriov() { }
        {{members}}
        """, calls));

    [Fact]
    public Task A_name_that_nothing_has() => Reports("""
        [InitStage(10, NoCleanup = "a query", When = [|"HasSriov"|])]
        private Errno EnableSriov() => Errno.Ok;
        """, "neither 'Nic' nor the pipeline's parameters have a condition 'HasSriov': name a bool field, property, parameterless method or parameter");

    [Fact]
    public Task A_misspelt_member() => Reports("""
        [InitStage(10, NoCleanup = "a query", When = [|"HasSriow"|])]
        private Errno EnableSriov() => Errno.Ok;
        private bool HasSriov => true;
        """, "neither 'Nic' nor the pipeline's parameters have a condition 'HasSriow': did you mean 'HasSriov'?");

    [Fact]
    public Task A_misspelt_parameter() => Reports("""
        [InitStage(10, NoCleanup = "a query", When = [|"sriow"|])]
        private Errno EnableSriov(bool sriov) => Errno.Ok;
        """, "neither 'Nic' nor the pipeline's parameters have a condition 'sriow': did you mean 'sriov'?", "_ = nic.LoadOne(true); nic.UnloadOne();");

    [Theory]
    [InlineData("private int Functions => 1;")]
    [InlineData("private bool? Functions => true;")]
    [InlineData("private bool Functions(int port) => true;")]
    [InlineData("private bool Functions<T>() => true;")]
    [InlineData("private int Functions() => 1;")]
    [InlineData("private bool Functions { set { } }")]
    [InlineData("private event Action Functions { add { } remove { } }")]
    [InlineData("private sealed class Functions { }")]
    public Task A_member_that_is_no_condition(string member) => Reports($$"""
        [InitStage(10, NoCleanup = "a query", When = [|nameof(Functions)|])]
        private Errno EnableSriov() => Errno.Ok;
        {{member}}
        """, "the condition 'Functions' is not a bool field, property or parameterless method");

    [Fact]
    public Task A_parameter_that_is_no_bool() => Reports("""
        [InitStage(10, NoCleanup = "a query", When = [|"vfs"|])]
        private Errno EnableSriov(int vfs) => Errno.Ok;
        """, "the condition 'vfs' is a parameter that is not a bool", "_ = nic.LoadOne(2); nic.UnloadOne();");

    [Fact]
    public Task A_member_wins_over_a_parameter() => Reports("""
        [InitStage(10, NoCleanup = "a query", When = [|nameof(sriov)|])]
        private Errno EnableSriov(bool sriov) => Errno.Ok;
        private int sriov => 1;
        """, "the condition 'sriov' is not a bool field, property or parameterless method", "_ = nic.LoadOne(true); nic.UnloadOne();");

    [Fact]
    public Task The_item_of_a_loop_is_no_parameter() => Reports("""
        [InitStage(10, NoCleanup = "a query", When = [|"active"|], ForEach = nameof(Ports))]
        private Errno EnableSriov(bool active) => Errno.Ok;
        private bool[] Ports => new bool[2];
        """, "neither 'Nic' nor the pipeline's parameters have a condition 'active': name a bool field, property, parameterless method or parameter");

    [Fact]
    public Task A_private_member_of_the_base_type() => Build.Reports("MLX4007",
        "Stage 'EnableSriov': neither 'Nic' nor the pipeline's parameters have a condition 'HasSriov': name a bool field, property, parameterless method or parameter",
        Build.Nic("""
            [InitStage(10, NoCleanup = "a query", When = [|"HasSriov"|])]
            private Errno EnableSriov() => Errno.Ok;
            """),
        "partial class Nic : Device { } public class Device { private bool HasSriov => true; }");

    [Fact]
    public Task A_property_whose_getter_is_private_to_the_base_type() => Build.Reports("MLX4007",
        "Stage 'EnableSriov': the condition 'HasSriov' is not a bool field, property or parameterless method",
        Build.Nic("""
            [InitStage(10, NoCleanup = "a query", When = [|nameof(HasSriov)|])]
            private Errno EnableSriov() => Errno.Ok;
            """),
        "partial class Nic : Device { } public class Device { protected bool HasSriov { private get; set; } }");

    [Theory]
    [InlineData("private bool Sriov => true;")]
    [InlineData("private static bool Sriov { get; } = true;")]
    [InlineData("public bool Sriov;")]
    [InlineData("private readonly bool Sriov = true;")]
    [InlineData("private volatile bool Sriov = true;")]
    [InlineData("private bool Sriov() => true;")]
    [InlineData("private static bool Sriov() => true;")]
    [InlineData("private bool Sriov() => true; private bool Sriov(int port) => true;")]
    public Task A_condition_may_be(string member) => Accepts("nameof(Sriov)", member);

    [Theory]
    [InlineData("true")]
    [InlineData("false")]
    public Task A_constant_condition_makes_no_warning(string value) => Accepts("nameof(Sriov)", $"private const bool Sriov = {value};");

    [Theory]
    [InlineData("true")]
    [InlineData("false")]
    public Task A_constant_condition_of_a_stage_without_cleanup_makes_no_warning(string value) => Build.Accepts(Build.Nic($$"""
        [InitStage(10, NoCleanup = "a query", When = nameof(Sriov))]
        private Errno QuerySriov() => Errno.Ok;
        [InitStage(20, NoCleanup = "a query", When = nameof(Sriov), ForEach = nameof(Ports))]
        private Errno QueryPort(int port) => Errno.Ok;
        private const bool Sriov = {{value}};
        private const int Ports = 2;
        """));

    [Theory]
    [InlineData("bool sriov")]
    [InlineData("in bool sriov")]
    [InlineData("bool sriov = true")]
    public Task A_parameter_may_be_the_condition(string parameter) => Accepts("\"sriov\"", "", parameter, "_ = nic.LoadOne(true); nic.UnloadOne();");

    [Fact]
    public Task A_parameter_of_another_stage_may_be_the_condition() => Accepts("\"sriov\"", """
        [InitStage(20, NoCleanup = "a query")]
        private Errno Query(bool sriov) => Errno.Ok;
        """, "", "_ = nic.LoadOne(true); nic.UnloadOne();");

    [Fact]
    public Task An_inherited_member_may_be_the_condition() => Build.Accepts(
        Build.Nic("""
            [InitStage(10, NoCleanup = "a query", When = nameof(HasSriov))]
            private Errno EnableSriov() => Errno.Ok;
            """),
        "partial class Nic : Device { } public class Device { protected bool HasSriov { get; private set; } }");

    [Fact]
    public Task A_parameter_of_the_name_of_the_condition_does_not_stand_in_its_way() => Accepts("nameof(_sriov)", "public bool _sriov;", "int _sriov", "_ = nic.LoadOne(1); nic.UnloadOne();");
}
