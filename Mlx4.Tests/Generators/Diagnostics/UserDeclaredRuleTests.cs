using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Mlx4.Tests.Generators.Harness;

namespace Mlx4.Tests.Generators.Diagnostics;

/// <summary>MLX4012 on partial methods of the user that do not fit the pipeline.</summary>
public class UserDeclaredRuleTests
{
    private static Task Reports(string declaration, string reason, string name = "LoadOne", string stages = """
        [InitStage(10, Cleanup = nameof(UndoA))]
        private Errno A(int size, string name) => Errno.Ok;
        private void UndoA(string name) { }
        """) => Build.Reports(
            "MLX4012",
            $"'{name}' of 'Nic' stands where the pipeline needs a member of that name: {reason}",
            "using System.Threading;\nusing System.Threading.Tasks;\n" + Build.Nic(declaration + "\n" + stages, ""));

    [Fact]
    public Task A_missing_parameter() => Reports(
        "public partial InitResult<Errno> [|LoadOne|](int size);", "it lacks the parameter 'name', which 'A' takes");

    [Fact]
    public Task A_missing_parameter_of_a_cleanup() => Reports(
        "public partial InitResult<Errno> [|LoadOne|](int size);",
        "it lacks the parameter 'name', which 'UndoA' takes",
        stages: "[InitStage(10, Cleanup = nameof(UndoA))] private Errno A(int size) => Errno.Ok; private void UndoA(string name) { }");

    [Fact]
    public Task A_static_load() => Reports(
        "public static partial InitResult<Errno> [|LoadOne|](int size, string name);", "it is static, which a load cannot be");

    [Fact]
    public async Task A_generic_load()
    {
        // The compiler too: nobody implements it.
        ImmutableArray<Diagnostic> diagnostics = await Build.DiagnosticsOf(GeneratorRun.Of(Build.Nic("""
            public partial void LoadOne<T>();
            [InitStage(10, NoCleanup = "a query")] private void A() { }
            """, "")));

        Assert.Contains(
            "Test0.cs(7,21) MLX4012 on 'LoadOne': 'LoadOne' of 'Nic' stands where the pipeline needs a member of that name: it is generic, which a load cannot be",
            diagnostics.Select(Build.Describe));
    }

    [Theory]
    [InlineData("ref")]
    [InlineData("out")]
    public Task A_parameter_that_cannot_be_passed_on(string modifier) => Reports(
        $"public partial InitResult<Errno> [|LoadOne|]({modifier} int size, string name);", "its parameter 'size' cannot be passed on to stages and cleanups");

    [Fact]
    public Task A_surplus_parameter() => Reports(
        "public partial InitResult<Errno> [|LoadOne|](int size, string name, long offset);", "no stage, cleanup or condition takes its parameter 'offset'");

    [Fact]
    public Task A_misspelt_parameter() => Reports(
        "public partial InitResult<Errno> [|LoadOne|](int sise, string name);", "no stage, cleanup or condition takes its parameter 'sise': did you mean 'size'?");

    [Fact]
    public Task A_parameter_of_another_type() => Reports(
        "public partial InitResult<Errno> [|LoadOne|](long size, string name);", "its parameter 'size' is 'long', and 'A' takes it as 'int'");

    [Theory]
    [InlineData("string? name", "string?")]
    public Task A_parameter_that_may_be_null_where_a_stage_takes_no_null(string parameter, string shown) => Reports(
        $"public partial InitResult<Errno> [|LoadOne|](int size, {parameter});", $"its parameter 'name' is '{shown}', and 'A' takes it as 'string'");

    [Fact]
    public Task Another_return_type() => Reports(
        "public partial Errno [|LoadOne|](int size, string name);",
        "it returns 'Mlx4.Runtime.Errno' and has to return 'Mlx4.Runtime.InitResult<Mlx4.Runtime.Errno>'");

    [Fact]
    public Task An_unload_with_a_parameter_too_many() => Reports(
        "public partial void [|UnloadOne|](string name, int size);", "no stage, cleanup or condition takes its parameter 'size'", "UnloadOne");

    [Fact]
    public Task An_asynchronous_load_without_a_token() => Reports(
        "public partial ValueTask<InitResult<Errno>> [|LoadOneAsync|]();",
        "it has to take one CancellationToken",
        "LoadOneAsync",
        "[InitStage(10, NoCleanup = \"test\")] private async Task<Errno> A() { await Task.Yield(); return Errno.Ok; }");

    [Fact]
    public Task A_synchronous_name_for_an_asynchronous_pipeline() => Build.Reports(
        "MLX4012",
        "'LoadOne' of 'Nic' stands where the pipeline needs a member of that name: the pipeline has asynchronous stages: declare 'LoadOneAsync'",
        "using System.Threading.Tasks;\n" + Build.Nic("""
            partial void [|LoadOne|]();
            [InitStage(10, NoCleanup = "test")] private async Task<Errno> A() { await Task.Yield(); return Errno.Ok; }
            """, ""));

    [Fact]
    public Task What_fits_is_accepted() => Build.Accepts(Build.Nic("""
        public partial InitResult<Errno> LoadOne(string name, int size);
        public partial void UnloadOne(string name);
        [InitStage(10, Cleanup = nameof(UndoA))]
        private Errno A(int size, string name) => Errno.Ok;
        private void UndoA(string name) { }
        """, "_ = nic.LoadOne(\"a\", 1); nic.UnloadOne(\"a\");"));
}
