using Mlx4.Tests.Generators.Harness;

namespace Mlx4.Tests.Generators.Behaviour;

/// <summary>A load and an unload that the user declares as partial methods; the generator implements them.</summary>
public class UserDeclaredTests
{
    private const string Stages = """
        [InitStage(10, Cleanup = nameof(UndoA))]
        private Errno A(int size, string name) => Probe.Step($"A({size},{name})");
        private void UndoA(string name) => Probe.Step($"-A({name})");

        [InitStage(20, NoCleanup = "test", When = "verbose")]
        private Errno B() => Probe.Step("B");
        """;

    private static Device Of(string declarations) => Device.Of(Source.Nic(Stages + "\n" + declarations));

    [Fact]
    public void Order_default_values_and_a_parameter_for_a_condition_are_the_users()
    {
        Device nic = Of("""
            public partial InitResult<Errno> LoadOne(string name, bool verbose, int size = 3);
            public string Run() => LoadOne("n", true).ToString();
            """);

        Assert.Equal("ok", nic.Call("Run"));
        Assert.Equal("A(3,n) B", nic.Log);
    }

    [Theory]
    [InlineData("")]
    [InlineData("private ")]
    [InlineData("internal ")]
    [InlineData("protected internal ")]
    public void The_accessibility_is_the_users(string accessibility)
    {
        string text = GeneratorRun.Of(Source.File($$"""
            public partial class Nic
            {
                [InitStage(10, NoCleanup = "test")] private void A() { }
                {{accessibility}}partial void LoadOne();
                {{accessibility}}partial void UnloadOne();
            }
            """)).AssertCompilesWithoutWarning().Text;

        Assert.Contains($"\n    {accessibility}partial void LoadOne()", text, StringComparison.Ordinal);
        Assert.Contains($"\n    {accessibility}partial void UnloadOne()", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_modifiers_and_the_documentation_are_the_users()
    {
        string text = GeneratorRun.Of(Source.File("""
            public abstract class Base { public abstract void LoadOne(); }

            public partial class Nic : Base
            {
                [InitStage(10, NoCleanup = "test")] private void A() { }

                /// <summary>Mine.</summary>
                public sealed override partial void LoadOne();
            }
            """)).AssertCompilesWithoutWarning().Text;

        Assert.Contains("public sealed override partial void LoadOne()", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Runs the stages in order", text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unload_may_be_declared_alone()
    {
        Device nic = Of("public partial void UnloadOne(string name);\npublic bool verbose = false;");

        nic.Load(1, "n");
        nic.Unload("m");

        Assert.Equal("A(1,n) -A(m)", nic.Log);
    }

    [Fact]
    public async Task The_name_and_the_place_of_the_token_are_the_users()
    {
        using CancellationTokenSource source = new();
        Device nic = Device.Of("using System.Threading;\nusing System.Threading.Tasks;\n" + Source.Nic("""
            public partial ValueTask<InitResult<Errno>> LoadOneAsync(CancellationToken stop, int size);

            [InitStage(10, NoCleanup = "test")]
            private async Task<Errno> A(int size, CancellationToken token) { await Task.Yield(); Probe.Step($"A({size},{token.CanBeCanceled})"); return Errno.Ok; }
            """));

        Assert.Equal("ok", await nic.TryAsync("LoadOneAsync", source.Token, 5));
        Assert.Equal("A(5,True)", nic.Log);
    }

    [Fact]
    public void A_parameter_may_be_a_condition_and_be_passed_on()
    {
        Device nic = Device.Of(Source.Nic("""
            public partial InitResult<Errno> LoadOne(bool verbose);
            [InitStage(10, Cleanup = nameof(UndoA), When = "verbose")] private Errno A(bool verbose) => Probe.Step($"A({verbose})");
            private void UndoA(bool verbose) => Probe.Step($"-A({verbose})");
            [InitStage(20, NoCleanup = "test")] private Errno B() => Probe.Step("B");
            """)).Plan("B=EIO");

        Assert.Equal("B: EIO", nic.Load(true));
        Assert.Equal("A(True) B -A(True)", nic.Log);
    }

    [Fact]
    public async Task A_load_whose_name_ends_in_Async_may_be_declared()
    {
        Device nic = Device.Of("using System.Threading;\nusing System.Threading.Tasks;\n" + Source.Nic("""
            public partial ValueTask StartAsync(CancellationToken stop);
            [InitStage(10, NoCleanup = "test", Pipeline = "StartAsync")]
            private async Task A() { await Task.Yield(); Probe.Step("A"); }
            """));

        Assert.Equal("", await nic.TryAsync("StartAsync", CancellationToken.None));
        Assert.Equal("A", nic.Log);
    }

    [Fact]
    public void Parameters_may_be_taken_by_in_and_as_params()
    {
        Device nic = Device.Of(Source.Nic("""
            public partial void LoadOne(in Guid id, params string[] names);
            public void Run() => LoadOne(Guid.Empty, "a", "b");

            [InitStage(10, NoCleanup = "test")]
            private void A(in Guid id, string[] names) => Probe.Step($"A({id == Guid.Empty},{names.Length})");
            """));

        nic.Call("Run");

        Assert.Equal("A(True,2)", nic.Log);
    }
}
