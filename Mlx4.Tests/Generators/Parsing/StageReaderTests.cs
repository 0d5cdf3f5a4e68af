using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Mlx4.Generators.Parsing;
using Mlx4.Tests.Corpora;
using Mlx4.Tests.Generators.Harness;

namespace Mlx4.Tests.Generators.Parsing;

/// <summary>What attributes say by their text is what the compiler makes of them.</summary>
public class StageReaderTests
{
    private static readonly IReadOnlyList<CorpusFile> Corpora =
        [.. CorpusFile.In(CorpusFile.Bugs, foldersAreUnits: false), .. CorpusFile.In(CorpusFile.Silent, foldersAreUnits: true)];

    public static TheoryData<string> Units => [.. Corpora.Select(file => file.Name)];

    [Theory]
    [MemberData(nameof(Units))]
    public void Of_every_stage_of_the_corpora(string name)
    {
        Compilation compilation = CorpusBuild.Compile(Corpora.Single(file => file.Name == name));
        Assert.NotEqual(0, AssertSame(compilation));
    }

    [Fact]
    public void Of_every_stage_of_the_sample() => Assert.InRange(AssertSame(SampleBuild.Compile()), 100, int.MaxValue);

    [Theory]
    [InlineData("[InitStage(10)]")]
    [InlineData("[InitStage(-10, MaxRestarts = -1)]")]
    [InlineData("[InitStage(0x1_0, MaxRestarts = 0b11)]")]
    [InlineData("[InitStage(1_000, Transient = true, Optional = false)]")]
    [InlineData("[InitStage(10, Cleanup = nameof(B), When = nameof(Nic.B), ForEach = nameof(@if), CleanupAt = nameof(Mlx4.Runtime.Errno))]")]
    [InlineData("[InitStage(10, Cleanup = nameof(\\u0042), RestartFrom = nameof(Missing))]")]
    [InlineData("[InitStage(10, NoCleanup = \"a \\\"query\\\" \\u0041\\x42\", Name = @\"a\"\"b\\n\", Pipeline = \"\"\"Load \"x\" \"\"\")]")]
    [InlineData("[InitStageAttribute(10)]")]
    [InlineData("[Mlx4.Runtime.InitStage(10)]")]
    [InlineData("[global::Mlx4.Runtime.InitStage( /* first */ 10, Name = /* its name */ \"A\")]")]
    [InlineData("[System.Obsolete, InitStage(10), InitStage(20, Pipeline = \"LoadTwo\")]")]
    [InlineData("[InitStage(10)] [System.Obsolete(\"old\")] [InitStage(20, Pipeline = \"LoadTwo\")]")]
    [InlineData("#if DEBUG\n[InitStage(10)]\n#else\n[InitStage(20)]\n#endif\n")]
    public void Of_plain_attributes(string attributes) => Assert.Equal(0, AssertSame(Twice(attributes), out int plain) - plain);

    [Theory]
    [InlineData("[InitStage(order: 10)]")]
    [InlineData("[InitStage(5 + 5)]")]
    [InlineData("[InitStage(First)]")]
    [InlineData("[InitStage('a')]")]
    [InlineData("[InitStage(-2147483648)]")]
    [InlineData("[InitStage((10))]")]
    [InlineData("[InitStage(10, NoCleanup = \"a\" + \"b\")]")]
    [InlineData("[InitStage(10, NoCleanup = $\"a\")]")]
    [InlineData("[InitStage(10, NoCleanup = $\"{nameof(B)}\")]")]
    [InlineData("[InitStage(10, NoCleanup = null)]")]
    [InlineData("[InitStage(10, NoCleanup = Reason)]")]
    [InlineData("[InitStage(10, RestartOn = Errno.EBUSY, RestartFrom = nameof(A1))]")]
    [InlineData("[InitStage(10, RestartOn = 5)]")]
    [InlineData("[InitStage(10, Cleanup = nameof(List<int>.Add))]")]
    [InlineData("[InitStage(10, Cleanup = nameof(global::System))]")]
    [InlineData("[InitStage(10, Cleanup = @nameof(B))]")]
    public void Of_attributes_that_take_the_compiler(string attributes)
    {
        Assert.NotEqual(0, AssertSame(Twice(attributes), out int plain));
        Assert.Equal(0, plain);
    }

    [Theory]
    [InlineData("[InitStage]")]
    [InlineData("[InitStage()]")]
    [InlineData("[InitStage(10, 20)]")]
    [InlineData("[InitStage(\"ten\")]")]
    [InlineData("[InitStage(10u)]")]
    [InlineData("[InitStage(10L, Cleanup = nameof(B))]")]
    [InlineData("[InitStage(10, Cleanup = )]")]
    [InlineData("[InitStage(10, Cleanup = nameof())]")]
    [InlineData("[InitStage(10, Cleanup = nameof(B)]")]
    [InlineData("[InitStage(10, Cleanup = nameof(Nothing))]")]
    [InlineData("[InitStage(10, Cleanup = nameof(Nothing.Neither))]")]
    [InlineData("[InitStage(10, Cleanup = nameof(x: B))]")]
    [InlineData("[InitStage(10, Cleanup = 5, NoCleanup = true, Transient = \"x\", MaxRestarts = \"y\")]")]
    [InlineData("[InitStage(10, Cleanup = nameof(B), Cleanup = nameof(First))]")]
    [InlineData("[InitStage(10, Order = 20)]")]
    [InlineData("[InitStage(10, Unknown = 20)]")]
    [InlineData("[InitStage(Cleanup = nameof(B), 10)]")]
    [InlineData("[InitStage(99999999999)]")]
    public void Of_attributes_in_error(string attributes) => Assert.NotEqual(0, AssertSame(Twice(attributes)));

    /// <summary>The second stage has what the first one seems to explain.</summary>
    [Theory]
    [InlineData("[InitStage(10)] void A1() { } [InitStage(20, Cleanup = nameof(B))] void A2() { } void B() { } static string nameof(object of) => \"\";", 2)]
    [InlineData("[InitStage(10, Cleanup = nameof(B))] void A1() { } [InitStage(20, Cleanup = nameof(B))] void A2(System.Func<object, string> nameof) { } void B() { }", 2)]
    [InlineData("[InitStage(10, Cleanup = nameof(B))] void A1() { } [InitStage(20, Cleanup = nameof(T))] void A2<T>() { } void B() { }", 2)]
    [InlineData("[InitStage(10, Cleanup = nameof(B))] void A1() { } [InitStage(20)] void A2<InitStage>() { } void B() { }", 2)]
    [InlineData("[InitStage(10)] void A1() { } [method: InitStage(20)] void A2() { } [return: InitStage(30)] int A3() => 0;", 2)]
    [InlineData("[InitStage(10)] void A1() { } [Mlx4.Runtime.InitStage(20)] void A2() { } class InitStageAttribute : System.Attribute { public InitStageAttribute(int order) { } }", 1)]
    [InlineData("[InitStage(10)] void A1() { } [Stage(20)] void A2() { } [Stage(30)] void A3() { }", 3)]
    [InlineData("[InitStage(10)] partial void A1(); partial void A1() { } [InitStage(20)] private partial int A2(); [InitStage(30)] private partial int A2() => 0; partial void A3(); [InitStage(40)] partial void A3() { }", 4)]
    [InlineData("[InitStage(10)] void A1() { } [InitStage(20)] Nic F1, F2; [InitStage(30)] Nic P1 { get; [InitStage(40)] set; } [field: InitStage(50)] Nic P2 { get; set; } int P3 { [InitStage(60)] get => 0; }", 7)]
    [InlineData("[InitStage(10)] void A1() { } [InitStage(20)] event System.Action E; [InitStage(30)] Nic() { } [InitStage(40)] int this[int i] => 0; [InitStage(50)] ~Nic() { }", 5)]
    [InlineData("[InitStage(10)] void A1() { } } partial class Nic { [InitStage(20)] void A2() { } class InitStage { } [InitStage(30)] void A3() { }", 3)]
    public void Where_a_scope_is_not_what_it_seems(string body, int stages) =>
        Assert.Equal(stages, AssertSame(Compilations.Create([$"using Mlx4.Runtime; using Stage = Mlx4.Runtime.InitStageAttribute; partial class Nic {{ {body} }}"])));

    [Fact]
    public void Where_the_parts_of_a_type_have_other_usings() => Assert.Equal(4, AssertSame(Compilations.Create(
    [
        "using Mlx4.Runtime; partial class Nic { [InitStage(10)] void A1() { } [InitStage(20, Cleanup = nameof(B))] void A2() { } [Mark(30)] void A3() { } void B() { } }",
        "using InitStage = Other.MarkAttribute; partial class Nic { [InitStage(40)] void A4() { } [InitStage(50)] void A5() { } }",
        "using Mark = Mlx4.Runtime.InitStageAttribute; using static Other.Names; partial class Nic { [Mark(60)] void A6() { } [Mark(70, Cleanup = nameof(B))] void A7() { } }",
        "namespace Other { class MarkAttribute(int order) : System.Attribute { public int Order => order; } static class Names { public static string nameof(object of) => \"\"; } }",
    ])));

    [Fact]
    public void Where_the_attribute_is_not_that_of_the_library() => Assert.Equal(2, AssertSame(Compilations.Create(
    [
        "namespace Mlx4.Runtime { class InitStageAttribute(string order, int step) : System.Attribute { public InitStageAttribute(long order) : this(\"\", 0) { } public object Cleanup { get; set; } } }",
        "partial class Nic { [Mlx4.Runtime.InitStage(10, Cleanup = \"B\")] void A1() { } [Mlx4.Runtime.InitStage(20, Cleanup = \"B\")] void A2() { } }",
    ])));

    private static CSharpCompilation Twice(string attributes) => Compilations.Create([$$"""
        using System.Collections.Generic;
        using Mlx4.Runtime;
        public partial class Nic
        {
            const int First = 1;
            const string Reason = "a query";
            bool @if;
            {{attributes}}
            void A1() { }
            {{attributes}}
            void A2() { }
            void B() { }
        }
        """]);

    private static int AssertSame(Compilation compilation) => AssertSame(compilation, out _);

    /// <summary>Fails unless all members of all types say the same both ways, from the same places.</summary>
    /// <returns>How often they say that they are a stage.</returns>
    private static int AssertSame(Compilation compilation, out int plain)
    {
        int all = 0;
        plain = 0;
        foreach (INamedTypeSymbol type in TypesIn(compilation.Assembly.GlobalNamespace))
        {
            StageReader reader = new();
            foreach (ISymbol member in type.GetMembers())
            {
                List<StageArguments> read = reader.Read(member);
                StageArguments[] bound = [.. StageAttributes.Of(member).Select(attribute => new StageArguments(attribute))];
                Assert.Equal(bound.Select(PlaceOf), read.Select(PlaceOf));
                Assert.Equal(bound.Select(WithoutPlace), read.Select(WithoutPlace));
                all += bound.Length;
                plain += bound.Count(arguments => arguments.Attribute!.GetSyntax() is AttributeSyntax syntax && StageArguments.FromText(syntax) is not null);
            }
        }
        return all;
    }

    private static SyntaxNode? PlaceOf(StageArguments arguments) => arguments.Attribute?.GetSyntax();

    private static StageArguments WithoutPlace(StageArguments arguments) => arguments with { Attribute = null };

    private static IEnumerable<INamedTypeSymbol> TypesIn(INamespaceOrTypeSymbol container) => container.GetMembers().SelectMany(member => member switch
    {
        INamespaceSymbol inner => TypesIn(inner),
        INamedTypeSymbol type => TypesIn(type).Prepend(type),
        _ => [],
    });
}
