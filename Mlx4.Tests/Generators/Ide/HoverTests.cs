using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Mlx4.Tests.Generators.Harness;

namespace Mlx4.Tests.Generators.Ide;

/// <summary>What an editor shows of a load under the mouse: the stages, each of which leads to its method, and so does what undoes it.</summary>
public class HoverTests
{
    private const string Part = " public partial class Part { [InitStage(10, NoCleanup = \"none\")] public Errno Stop() => 0; }";

    [Theory]
    [InlineData("public partial class Nic { [InitStage(10, Cleanup = nameof(Stop))] private Errno Start() => 0; private void Stop() { } }",
        "Nic.Start() | Nic.Stop()")]
    [InlineData("public partial class Nic { [InitStage(10, Name = \"First <1>\", Cleanup = nameof(Stop))] private Errno Start() => 0; private void Stop() { } }",
        "Nic.Start() | Nic.Stop()")]
    [InlineData("public partial class Nic { [InitStage(10, Cleanup = nameof(@class))] private Errno @event() => 0; private void @class() { } }",
        "Nic.event() | Nic.class()")]
    [InlineData("public partial class Nic { [InitStage(10, Cleanup = nameof(@where))] private Errno @async() => 0; private void @where() { } }",
        "Nic.async() | Nic.where()")]
    [InlineData("public partial class Nic { [InitStage(10, NoCleanup = \"none\")] private Errno Start(List<int[]>? a, int? b, in (int X, string Y) c) => 0; private void Start() { } }",
        "Nic.Start(System.Collections.Generic.List<int[]>, int?, in (int X, string Y))")]
    [InlineData("public partial class Nic { int n = 1; [InitStage(10, Cleanup = nameof(Stop), ForEach = nameof(n))] private Errno Start(int i) => 0; private void Stop(int i) { } private void Stop() { } }",
        "Nic.Start(int) | Nic.Stop(int)")]
    [InlineData("public partial class Nic { [InitStage(10, Name = \"one\", NoCleanup = \"none\")] Errno A(int a) => 0; [InitStage(20, Name = \"two\", NoCleanup = \"none\")] Errno A(string b) => 0; }",
        "Nic.A(int); Nic.A(string)")]
    [InlineData("public partial class Nic<T> where T : class { [InitStage(10, Cleanup = nameof(Stop))] private Errno Start(T a, T[] b) => 0; private void Stop(T a) { } private int Stop(T[] b, int c) => c; }",
        "Nic<T>.Start(T, T[]) | Nic<T>.Stop(T)")]
    [InlineData("public partial class Outer<T> { public partial record struct Nic<U> { [InitStage(10, Cleanup = nameof(Stop))] private Errno Start(T a, U b) => 0; private static void Stop() { } } }",
        "Outer<T>.Nic<U>.Start(T, U) | Outer<T>.Nic<U>.Stop()")]
    [InlineData("public class Base { protected void Stop() { } } public partial class Nic : Base { [InitStage(10, Cleanup = nameof(Stop))] private Errno Start() => 0; }",
        "Nic.Start() | Base.Stop()")]
    [InlineData("public class Base<T> { protected void Stop(T what) { } } public partial class Nic : Base<int> { [InitStage(10, Cleanup = nameof(Stop))] private Errno Start() => 0; }",
        "Nic.Start() | Base<T>.Stop(T)")]
    [InlineData("public class Base { protected void Start(int a) { } protected void Stop(int a) { } } public partial class Nic : Base { [InitStage(10, Cleanup = nameof(Stop))] Errno Start() => 0; new void Stop(int a) { } }",
        "Nic.Start() | Nic.Stop(int)")]
    [InlineData("public partial class Nic { [InitStage(10)] private readonly Part _part = new Part(); [InitStage(20)] private Part[] Parts { get; } = { }; }" + Part,
        "Nic._part; Nic.Parts")]
    [InlineData("public partial class Nic { private partial Errno Start(); } partial class Nic { [InitStage(10, Cleanup = nameof(Stop))] private partial Errno Start() => 0; private void Stop() { } }",
        "Nic.Start() | Nic.Stop()")]
    [InlineData("namespace Mlx4.Nic { public partial class Nic { [InitStage(10, Cleanup = nameof(System))] private Errno Runtime() => 0; private void System() { } } }",
        "Mlx4.Nic.Nic.Runtime() | Mlx4.Nic.Nic.System()")]
    public void Each_stage_leads_to_its_method_and_so_does_its_cleanup(string source, string expected)
    {
        GeneratorRun run = GeneratorRun.Of(Source.File(source)).AssertCompilesWithoutWarning();
        IEnumerable<XElement> rows = Rows(run.Output, "LoadOne");

        Assert.Equal(expected.Split("; "), rows.Select(row => string.Join(" | ", row.Descendants("see").Select(see => Target(see, run.Output).ToDisplayString(WithoutNullability)))));
    }

    [Fact]
    public void The_stages_of_an_asynchronous_load_lead_to_their_methods_too()
    {
        GeneratorRun run = GeneratorRun.Of("using System.Threading;\nusing System.Threading.Tasks;\n" + Source.File("""
            public partial class Nic
            {
                [InitStage(10, Cleanup = nameof(StopAsync))] private Task<Errno> StartAsync(CancellationToken token) => Task.FromResult(Errno.Ok);
                private ValueTask StopAsync() => default;
            }
            """)).AssertCompilesWithoutWarning();

        Assert.Equal(
            ["Nic.StartAsync(System.Threading.CancellationToken)", "Nic.StopAsync()"],
            Rows(run.Output, "LoadOneAsync").Descendants("see").Select(see => Target(see, run.Output).ToDisplayString(WithoutNullability)));
    }

    private static readonly SymbolDisplayFormat WithoutNullability = SymbolDisplayFormat.CSharpErrorMessageFormat
        .WithMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.UseSpecialTypes);

    private static IEnumerable<XElement> Rows(Compilation compilation, string load)
    {
        ISymbol method = Assert.Single(compilation.GetSymbolsWithName(load, SymbolFilter.Member), symbol => symbol.ContainingType.Name == "Nic");
        return XElement.Parse(method.GetDocumentationCommentXml()!).Descendants("item");
    }

    /// <summary>What an editor opens for a link.</summary>
    private static ISymbol Target(XElement see, Compilation compilation)
    {
        ISymbol target = DocumentationCommentId.GetFirstSymbolForDeclarationId(see.Attribute("cref")!.Value, compilation)!;
        Assert.StartsWith("Test", Assert.Single(target.Locations).SourceTree!.FilePath, StringComparison.Ordinal);
        return target;
    }
}
