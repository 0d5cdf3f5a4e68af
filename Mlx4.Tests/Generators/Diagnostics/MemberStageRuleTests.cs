using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Mlx4.Tests.Generators.Harness;

namespace Mlx4.Tests.Generators.Diagnostics;

/// <summary>What is said of fields and properties that cannot be stages.</summary>
public class MemberStageRuleTests
{
    private const string Part = """
        public partial class Part
        {
            [InitStage(10, Cleanup = nameof(Free))] private Errno Alloc(int size) => Errno.Ok;
            private void Free() { }
        }
        """;

    private static Task Refuses(string member, string name, string reason, string more = Part) => Build.Reports(
        "MLX4006", $"'{name}' cannot be a stage: {reason}", Build.Nic(member, "_ = nic.LoadOne();"), "using Mlx4.Runtime;\n" + more);

    [Fact]
    public Task A_member_with_a_pipeline_needs_nothing_else() => Build.Accepts(
        Build.Nic("[InitStage(10)] private readonly Part _part = new Part();", "_ = nic.LoadOne(4); nic.UnloadOne();"), "using Mlx4.Runtime;\n" + Part);

    [Fact]
    public Task A_member_may_be_declared_nullable() => Build.Accepts(
        Build.Nic("[InitStage(10)] private readonly Part? _part = new Part();", "_ = nic.LoadOne(4); nic.UnloadOne();"), "using Mlx4.Runtime;\n" + Part);

    [Fact]
    public Task A_member_without_a_pipeline() => Build.Reports(
        "MLX4006",
        "'_name' cannot be a stage: 'string' has no pipeline of its own: a field or property is a stage if its type has stages, or if it is a collection of such",
        Build.Nic("[InitStage(10)] private readonly string [|_name|] = \"\";", "_ = nic.LoadOne();"));

    [Fact]
    public Task A_member_of_the_type_itself() => Build.Reports(
        "MLX4006",
        "'_next' cannot be a stage: the pipeline of 'Nic' would load itself again: a pipeline cannot be nested in itself",
        Build.Nic("[InitStage(10)] private readonly Nic [|_next|] = new Nic();", "_ = nic.LoadOne();"));

    [Fact]
    public async Task Two_types_that_nest_each_other()
    {
        const string Other = "using Mlx4.Runtime;\npublic partial class Other { [InitStage(10)] private readonly Nic [|_nic|] = new Nic(); }";
        await Build.Reports(
            "MLX4006",
            [Build.Nic("[InitStage(10)] private readonly Other [|_other|] = new Other();", "_ = nic.LoadOne();"), Other],
            [
                "'_other' cannot be a stage: the pipeline of 'Other' would load itself again: a pipeline cannot be nested in itself",
                "'_nic' cannot be a stage: the pipeline of 'Nic' would load itself again: a pipeline cannot be nested in itself",
            ]);
    }

    [Fact]
    public Task A_property_that_cannot_be_read() => Refuses(
        "[InitStage(10)] private Part [|Queue|] { set { } }", "Queue", "it cannot be read");

    [Fact]
    public Task A_structure_in_a_readonly_field() => Refuses(
        "[InitStage(10)] private readonly Part [|_part|];",
        "_part",
        "'Part' is a structure, and what would be loaded here is a copy of it: use a class, or a field that is not readonly",
        Part.Replace("partial class", "partial struct", StringComparison.Ordinal));

    [Fact]
    public Task A_structure_in_a_list() => Refuses(
        "[InitStage(10)] private List<Part> [|_parts|] = new List<Part>();",
        "_parts",
        "'Part' is a structure, and what would be loaded here is a copy of it: use a class, or a field that is not readonly",
        Part.Replace("partial class", "partial struct", StringComparison.Ordinal));

    [Fact]
    public Task A_ForEach_on_a_collection() => Refuses(
        "[InitStage(10, ForEach = nameof(_parts))] private Part[] [|_parts|] = { };",
        "_parts",
        "it is not a method that takes an item: remove ForEach, a collection is looped over as it is");

    [Fact]
    public Task A_load_that_is_private() => Refuses(
        "[InitStage(10)] private readonly Part [|_part|] = new Part();",
        "_part",
        "'LoadOne' of 'Part' is private",
        "public partial class Part { private enum Mode { } [InitStage(10, NoCleanup = \"test\")] private void A(Mode mode) { } }");

    [Fact]
    public async Task Three_types_that_nest_each_other()
    {
        static string Circle(string type, string next) => $"using Mlx4.Runtime;\npublic partial class {type} {{ [InitStage(10)] private readonly {next} [|_{next}|] = new {next}(); }}";
        static string Message(string next) => $"'_{next}' cannot be a stage: the pipeline of '{next}' would load itself again: a pipeline cannot be nested in itself";
        await Build.Reports("MLX4006", [Circle("A", "B"), Circle("B", "C"), Circle("C", "A")], [Message("B"), Message("C"), Message("A")]);
    }

    [Fact]
    public Task Several_pipelines_of_other_names() => Refuses(
        "[InitStage(10)] private readonly Part [|_part|] = new Part();",
        "_part",
        "'Part' has several pipelines and none is called 'LoadOne': call one of them from a method, and make that the stage",
        """
        public partial class Part
        {
            [InitStage(10, NoCleanup = "test", Pipeline = "LoadA")] private Errno A(int size) => Errno.Ok;
            [InitStage(10, NoCleanup = "test", Pipeline = "LoadB")] private Errno B() => Errno.Ok;
        }
        """);

    [Theory]
    [InlineData("Cleanup = [|nameof(Stop)|]", "Cleanup")]
    [InlineData("NoCleanup = [|\"none\"|]", "NoCleanup")]
    public Task A_cleanup_of_its_own(string argument, string name) => Build.Reports(
        "MLX4011",
        $"Stage '_part': it is undone by the unload of its own pipeline: remove {name}",
        Build.Nic($"[InitStage(10, {argument})] private readonly Part _part = new Part(); private void Stop() {{ }}", "_ = nic.LoadOne(0);"),
        "using Mlx4.Runtime;\n" + Part);

    [Fact]
    public Task Errors_of_another_type() => Build.Reports(
        "MLX4006",
        "'_part' cannot be a stage: its errors are 'Mlx4.Runtime.Errno', and those of 'Open' are 'int': the stages of a pipeline agree on one type",
        Build.Nic("[InitStage(5, NoCleanup = \"test\")] private int Open() => 0; [InitStage(10)] private readonly Part [|_part|] = new Part();", "_ = nic.LoadOne(0);"),
        "using Mlx4.Runtime;\n" + Part);

    [Fact]
    public Task A_parameter_of_another_type() => Build.Reports(
        "MLX4009",
        "Parameter 'size' of '_part.LoadOne' is 'int', but 'Open' takes it as 'long': parameters of one name become one parameter of 'LoadOne', so use one type or two names",
        Build.Nic("[InitStage(5, NoCleanup = \"test\")] private void Open(long size) { } [InitStage(10)] private readonly Part [|_part|] = new Part();", "_ = nic.LoadOne(0);"),
        "using Mlx4.Runtime;\n" + Part);

    [Theory]
    [InlineData("class", "Test1.cs(2,14) MLX4005 on 'Part': 'Part' has to be partial, so that the load of 'Alloc' can be written into it: add the modifier partial")]
    [InlineData("readonly partial struct", "Test1.cs(4,59) MLX4006 on 'Alloc': 'Alloc' cannot be a stage: 'Part' is a readonly structure, which cannot remember what has been loaded: use a class")]
    public async Task A_pipeline_that_is_in_error_itself(string declaration, string error)
    {
        ImmutableArray<Diagnostic> diagnostics = await Build.DiagnosticsOf(GeneratorRun.Of(
            Build.Nic("[InitStage(10)] private Part _part = new Part();", "_ = nic.LoadOne();"),
            "using Mlx4.Runtime;\n" + Part.Replace("partial class", declaration, StringComparison.Ordinal)));

        Assert.Equal(
            ["Test0.cs(7,30) MLX4006 on '_part': '_part' cannot be a stage: the pipeline of 'Part' is in error itself", error],
            diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(Build.Describe));
    }
}
