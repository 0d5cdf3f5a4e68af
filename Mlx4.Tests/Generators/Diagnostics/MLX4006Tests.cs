using Mlx4.Tests.Generators.Harness;

namespace Mlx4.Tests.Generators.Diagnostics;

/// <summary>MLX4006: the stage cannot be called by a generated load.</summary>
public class MLX4006Tests
{
    private static Task Reports(string body, string text, string calls = "_ = nic.LoadOne(); nic.UnloadOne();") =>
        Build.Reports("MLX4006", $"'MapIcm' cannot be a stage: {text}", Build.Nic(body, calls));

    private static Task ReportsExplicit(string source) =>
        Build.Reports("MLX4006", "'IIcm.MapIcm' cannot be a stage: only an ordinary method can", "using Mlx4.Runtime;\n" + source);

    private static Task ReportsHost(string source, string text) =>
        Build.Reports("MLX4006", $"'MapIcm' cannot be a stage: {text}", "using System.Runtime.InteropServices; using Mlx4.Runtime;\n" + source);

    [Theory]
    [InlineData("bool", "bool", "false")]
    [InlineData("string", "string", "\"\"")]
    [InlineData("long", "long", "0L")]
    [InlineData("Errno?", "Mlx4.Runtime.Errno?", "null")]
    [InlineData("InitResult<DateTime>", "Mlx4.Runtime.InitResult<System.DateTime>", "default")]
    public Task What_it_returns(string type, string shown, string value) => Reports($$"""
        [InitStage(10, NoCleanup = "the reset does it")]
        private {{type}} [|MapIcm|]() => {{value}};
        """, $"it returns '{shown}': {Wording.Returns}");

    [Fact]
    public Task It_returns_by_reference() => Reports("""
        private Errno _error;
        [InitStage(10, NoCleanup = "the reset does it")]
        private ref Errno [|MapIcm|]() => ref _error;
        """, "it returns by reference: return the value");

    [Fact]
    public Task It_is_async_void() => Reports("""
        [InitStage(10, NoCleanup = "the reset does it")]
        private async void [|MapIcm|]() => await System.Threading.Tasks.Task.Yield();
        """, "an async void method ends before its work does: return a Task");

    [Fact]
    public Task It_is_generic() => Reports("""
        [InitStage(10, NoCleanup = "the reset does it")]
        private Errno [|MapIcm|]<T>() => Errno.Ok;
        """, "it is generic");

    [Fact]
    public Task It_is_abstract() => ReportsHost("""
        public abstract partial class Nic
        {
            [InitStage(10, NoCleanup = "the reset does it")]
            protected abstract Errno [|MapIcm|]();
        }
        """, "it is abstract");

    [Fact]
    public Task A_pointer_in_an_array() => Reports("""
        [InitStage(10, NoCleanup = "the reset does it")]
        private unsafe Errno [|MapIcm|](int*[] pages) => Errno.Ok;
        """, "its parameter 'pages' is of type 'int*[]', which cannot be kept for the unwinding");

    [Theory]
    [InlineData("ref int pages", "passed by ref: keep the value in a field")]
    [InlineData("ref readonly int pages", "passed by ref: keep the value in a field")]
    [InlineData("System.Span<int> pages", "of type 'System.Span<int>', which cannot be kept for the unwinding")]
    public Task A_parameter_that_a_load_cannot_pass_on(string parameter, string text) => Reports($$"""
        [InitStage(10, NoCleanup = "the reset does it")]
        private Errno [|MapIcm|]({{parameter}}) => Errno.Ok;
        """, $"its parameter 'pages' is {text}");

    [Fact]
    public Task An_out_parameter() => Reports("""
        [InitStage(10, NoCleanup = "the reset does it")]
        private Errno [|MapIcm|](out int pages) { pages = 0; return Errno.Ok; }
        """, "its parameter 'pages' is passed by out: keep the value in a field");

    [Fact]
    public Task Two_error_types() => Reports("""
        [InitStage(5, NoCleanup = "a query")]
        private int Query() => 0;
        [InitStage(10, NoCleanup = "the reset does it")]
        private Errno [|MapIcm|]() => Errno.Ok;
        """, "its errors are 'Mlx4.Runtime.Errno', and those of 'Query' are 'int': the stages of a pipeline agree on one type");

    [Fact]
    public Task Two_error_types_one_of_them_in_a_result() => Reports("""
        [InitStage(5, NoCleanup = "a query")]
        private Errno Query() => Errno.Ok;
        [InitStage(10, NoCleanup = "the reset does it")]
        private InitResult<int> [|MapIcm|]() => default;
        """, "its errors are 'int', and those of 'Query' are 'Mlx4.Runtime.Errno': the stages of a pipeline agree on one type");

    [Fact]
    public Task Two_stages_of_one_display_name() => Reports("""
        [InitStage(5, NoCleanup = "a query", Name = "MapIcm")]
        private Errno Query() => Errno.Ok;
        [InitStage(10, NoCleanup = "the reset does it")]
        private Errno [|MapIcm|]() => Errno.Ok;
        """, "another stage of 'LoadOne' has that name already: set Name");

    [Fact]
    public Task An_accessor() => Build.Reports("MLX4006", "'get_Icm' cannot be a stage: only an ordinary method can", Build.Nic("""
        private Errno Icm
        {
            [InitStage(10, NoCleanup = "the reset does it")]
            [|get|] => Errno.Ok;
        }
        """));

    [Fact]
    public Task An_operator() => Build.Reports("MLX4006", "'op_UnaryPlus' cannot be a stage: only an ordinary method can", Build.Nic("""
        [InitStage(10, NoCleanup = "the reset does it")]
        public static Nic operator [|+|](Nic nic) => nic;
        """, "_ = nic.LoadOne(new Nic()); nic.UnloadOne();"));

    [Fact]
    public Task A_local_function() => Build.ReportsAndWorks("MLX4006", "'MapIcm' cannot be a stage: only an ordinary method can", Build.Nic("""
        [InitStage(10, NoCleanup = "the reset does it")]
        private Errno Query()
        {
            return MapIcm();

            [InitStage(20, NoCleanup = "the reset does it")]
            static Errno [|MapIcm|]() => Errno.Ok;
        }
        """));

    [Fact]
    public Task A_lambda() => Build.ReportsAndWorks("MLX4006", "'a lambda' cannot be a stage: only an ordinary method can", Build.Nic("""
        [InitStage(10, NoCleanup = "the reset does it")]
        private Errno Query()
        {
            Func<Errno> map = [[|InitStage(20, NoCleanup = "the reset does it")|]] () => Errno.Ok;
            return map();
        }
        """));

    [Fact]
    public Task A_lambda_in_a_type_without_stages() => Build.Reports("MLX4006", "'a lambda' cannot be a stage: only an ordinary method can", """
        using Mlx4.Runtime;
        public class Nic { public System.Func<int, Errno> Map = [[|InitStage(20)|]] (int port) => Errno.Ok; }
        """);

    [Fact]
    public Task A_method_for_an_interface_alone() => ReportsExplicit("""
        public interface IIcm { Errno MapIcm(); }
        public partial class Nic : IIcm
        {
            [InitStage(10, NoCleanup = "the reset does it")]
            Errno IIcm.[|MapIcm|]() => Errno.Ok;
        }
        """);

    private const string Stage = "[InitStage(10, NoCleanup = \"the reset does it\")] private Errno [|MapIcm|]() => Errno.Ok;";

    [Fact]
    public Task An_interface() => ReportsHost($$"""public partial interface INic { {{Stage}} }""", "'INic' is neither a class nor a structure");

    [Fact]
    public Task A_static_class() => ReportsHost(
        """public static partial class Nic { [InitStage(10, NoCleanup = "the reset does it")] private static Errno [|MapIcm|]() => Errno.Ok; }""",
        "'Nic' is a static class, and what has been loaded is remembered in an instance: remove static");

    [Fact]
    public Task A_static_class_whose_load_is_called() => ReportsHost("""
        public static partial class Nic
        {
            public static partial InitResult<int> LoadPort();
            [InitStage(10, NoCleanup = "the reset does it")] private static Errno [|MapIcm|](int pages) => Errno.Ok;
            [InitStage(10, NoCleanup = "the reset does it", Pipeline = "LoadPort")] private static int StartPort() => 0;
            public static void Run() { LoadOne(4); UnloadOne(); LoadPort(); UnloadPort(); _ = LoadOneStages; }
        }
        """, "'Nic' is a static class, and what has been loaded is remembered in an instance: remove static");

    [Fact]
    public Task A_readonly_structure() => ReportsHost($$"""
        public readonly partial struct Nic { {{Stage}} }
        internal static class Caller { internal static void Run(Nic nic) { _ = nic.LoadOne(); nic.UnloadOne(); } }
        """, "'Nic' is a readonly structure, which cannot remember what has been loaded: use a class");

    [Fact]
    public Task A_ref_structure() => ReportsHost($$"""
        public ref partial struct Nic { {{Stage}} }
        internal static class Caller { internal static void Run(Nic nic) { _ = nic.LoadOne(); nic.UnloadOne(); } }
        """, "'Nic' is a ref structure, which cannot remember what has been loaded: use a class");

    [Theory]
    [InlineData("Sequential", "sequential")]
    [InlineData("Explicit", "explicit")]
    public Task A_structure_with_a_layout(string layout, string shown) => ReportsHost($$"""
        [StructLayout(LayoutKind.{{layout}})] public partial struct Nic { {{Stage}} }
        internal static class Caller { internal static void Run(Nic nic) { _ = nic.LoadOne(); nic.UnloadOne(); } }
        """, $"'Nic' states a {shown} layout, and the load adds fields to it: use LayoutKind.Auto or a class");

    [Fact]
    public Task A_type_local_to_its_file() => ReportsHost(
        $$"""file partial class Nic { {{Stage}} }""",
        "'Nic' is local to its file, and the load is written into another one: remove the modifier file");

    [Fact]
    public Task What_is_wrong_with_the_type_is_said_once() => ReportsHost($$"""
        public readonly partial struct Nic
        {
            {{Stage}}
            [InitStage(20, NoCleanup = "a query")] private Errno Query() => Errno.Ok;
        }
        """, "'Nic' is a readonly structure, which cannot remember what has been loaded: use a class");

    [Theory]
    [InlineData("")]
    [InlineData("1st")]
    [InlineData("Load One")]
    public Task A_pipeline_of_a_name_that_no_method_can_have(string name) => Build.ReportsAndWorks("MLX4006", $"'MapIcm' cannot be a stage: no method can have the name of its pipeline, '{name}'", Build.Nic($$"""
        [InitStage(5, NoCleanup = "a query")]
        private Errno Query() => Errno.Ok;
        [InitStage(10, NoCleanup = "the reset does it", Pipeline = "{{name}}")]
        private Errno [|MapIcm|]() => Errno.Ok;
        """));

    [Fact]
    public Task An_unload_of_a_name_that_no_method_can_have() => Build.Reports("MLX4006", "'MapIcm' cannot be a stage: no method can have the name of its pipeline's unload, '1st'", """
        using Mlx4.Runtime;
        [InitPipeline("LoadOne", Unload = "1st")]
        public partial class Nic
        {
            [InitStage(10, NoCleanup = "the reset does it")]
            private Errno [|MapIcm|]() => Errno.Ok;
        }
        """);

    [Theory]
    [InlineData("void", "{ }")]
    [InlineData("int", "=> 0;")]
    [InlineData("Errno", "=> Errno.Ok;")]
    [InlineData("DayOfWeek", "=> default;")]
    [InlineData("InitResult<Errno>", "=> default;")]
    [InlineData("InitResult<int>", "=> default;")]
    public Task What_it_may_return(string type, string text) => Build.Accepts(Build.Nic($$"""
        [InitStage(10, NoCleanup = "the reset does it")]
        private {{type}} MapIcm() {{text}}
        """));

    [Fact]
    public Task Pipelines_of_one_type_may_have_an_error_type_each() => Build.Accepts(Build.Nic("""
        [InitStage(10, NoCleanup = "the reset does it")]
        private Errno MapIcm() => Errno.Ok;
        [InitStage(10, NoCleanup = "a query", Pipeline = "LoadVf")]
        private int Query() => 0;
        """));

    [Theory]
    [InlineData("public virtual")]
    [InlineData("internal static")]
    [InlineData("protected internal")]
    public Task Modifiers_do_not_matter(string modifiers) => Build.Accepts(Build.Nic($$"""
        [InitStage(10, NoCleanup = "the reset does it")]
        {{modifiers}} Errno MapIcm() => Errno.Ok;
        """));

    [Fact]
    public Task An_override_is_right() => Build.Accepts(
        Build.Nic("""
            [InitStage(10, NoCleanup = "the reset does it")]
            protected override Errno MapIcm() => Errno.Ok;
            """),
        "partial class Nic : Device { } public abstract class Device { protected abstract Mlx4.Runtime.Errno MapIcm(); }");

    [Fact]
    public Task An_inherited_stage_is_not_of_the_derived_pipeline() => Build.Accepts(Build.Nic("""
        [InitStage(10, NoCleanup = "the reset does it")]
        protected virtual Errno MapIcm() => Errno.Ok;

        private sealed class Vf : Nic
        {
            protected override Errno MapIcm() => Errno.EIO;
        }
        """));

    [Theory]
    [InlineData("private async Task<Errno> [|MapIcm|]() { await Task.Yield(); return Errno.Ok; } private void UnmapIcm() { }")]
    [InlineData("private Errno [|MapIcm|]() => Errno.Ok; private async ValueTask UnmapIcm() => await Task.Yield();")]
    public Task An_asynchronous_pipeline_in_a_structure(string members) => Build.Reports(
        "MLX4006",
        "'MapIcm' cannot be a stage: it is asynchronous, and 'Nic' is a structure, of which an asynchronous load would change a copy: use a class",
        $$"""
        using System.Threading.Tasks;
        using Mlx4.Runtime;
        public partial struct Nic
        {
            [InitStage(10, Cleanup = nameof(UnmapIcm))]
            {{members}}
        }
        """);

    [Theory]
    [InlineData("Auto", "struct")]
    [InlineData("Auto", "class")]
    [InlineData("Sequential", "class")]
    public Task A_layout_to_which_fields_can_be_added(string layout, string keyword) => Build.Accepts($$"""
        using System.Runtime.InteropServices;
        using Mlx4.Runtime;
        [StructLayout(LayoutKind.{{layout}})]
        public partial {{keyword}} Nic
        {
            [InitStage(10, NoCleanup = "the reset does it")]
            private Errno MapIcm() => Errno.Ok;
        }
        """);

    [Theory]
    [InlineData("file partial class Nic { * }")]
    [InlineData("file partial class Outer { public partial class Nic { * } }")]
    [InlineData("public partial interface INic { * }")]
    public void Where_no_load_can_be_declared_nothing_is_generated(string source) => Assert.Empty(GeneratorRun.Of(
        "using Mlx4.Runtime;\n" + source.Replace("*", "[InitStage(10, NoCleanup = \"the reset does it\")] private Errno MapIcm() => Errno.Ok;", StringComparison.Ordinal)).Sources);
}
