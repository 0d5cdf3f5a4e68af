using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Mlx4.Generators;
using Mlx4.Tests.Generators.Harness;

namespace Mlx4.Tests.Generators.Behaviour;

/// <summary>One stage speaks for its type, and most others are told by their text alone: however stages are written, each type is written once, with all of them.</summary>
public class LeadingStageTests
{
    private const string A = "[InitStage(10, NoCleanup = \"none\")] private Errno A() => Errno.Ok;";
    private const string B = "[InitStage(20, NoCleanup = \"none\")] private Errno B() => Errno.Ok;";

    /// <summary>The members that the only generated table names, in order.</summary>
    private static string Stages(GeneratorRun run) => string.Join(' ', Regex.Matches(run.Text, "StageInfo\\(\"LoadOne\", [0-9]+, \"(\\w+)\"").Select(match => match.Groups[1].Value));

    private static string Nic(string body) => $"using Stage = Mlx4.Runtime.InitStageAttribute;\n{Source.File($"public partial class Nic\n{{\n{body}\n}}")}";

    [Theory]
    [InlineData(A + B)]
    [InlineData("[Stage(10, NoCleanup = \"none\")] private Errno A() => Errno.Ok;" + B)]
    [InlineData(A + "[Stage(20, NoCleanup = \"none\")] private Errno B() => Errno.Ok;")]
    [InlineData("[InitStageAttribute(10, NoCleanup = \"none\")] private Errno A() => Errno.Ok;" + B)]
    [InlineData(A + "[Mlx4.Runtime.InitStage(20, NoCleanup = \"none\")] private Errno B() => Errno.Ok;")]
    [InlineData("[global::Mlx4.Runtime.InitStageAttribute(10, NoCleanup = \"none\")] private Errno A() => Errno.Ok;" + B)]
    [InlineData("[method: InitStage(10, NoCleanup = \"none\")] private Errno A() => Errno.Ok;" + B)]
    [InlineData("[Obsolete] private void Old() { } [Obsolete, InitStage(10, NoCleanup = \"none\")] private Errno A() => Errno.Ok;" + B)]
    [InlineData("[Other.InitStage] private void Prepare() { }" + A + B)]
    [InlineData("[Other.InitStage] private void Prepare() { } [Other.InitStage, InitStage(10, NoCleanup = \"none\")] private Errno A() => Errno.Ok;" + B)]
    [InlineData("private void Prepare() { [InitStage(1)] static void Local() { } Local(); }" + A + B)]
    [InlineData("[Obsolete] private partial Errno A(); [InitStage(10, NoCleanup = \"none\")] private partial Errno A() => Errno.Ok;" + B)]
    [InlineData("[InitStage(10, NoCleanup = \"none\")] private partial Errno A() => Errno.Ok; [Obsolete] private partial Errno A();" + B)]
    [InlineData("[Other.InitStage] private void Prepare() { } [Other.InitStage] private partial Errno A() => Errno.Ok; [InitStage(10, NoCleanup = \"none\")] private partial Errno A();" + B)]
    [InlineData("public int X { [Obsolete] get; }" + B + A)]
    public void A_stage_may_be_written_in_any_way(string body)
    {
        GeneratorRun run = GeneratorRun.Of(Nic(body), "namespace Other { [System.AttributeUsage(System.AttributeTargets.All)] public sealed class InitStageAttribute : System.Attribute { } }");

        Assert.Equal("A B", Stages(run));
        Assert.DoesNotContain(run.Output.GetDiagnostics(), diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
    }

    [Theory]
    [InlineData("[InitStage(5)] private")]
    [InlineData("[InitStage(5)] private ;")]
    [InlineData("[InitStage(5)]")]
    [InlineData("[return: InitStage(5)] private int Prepare() => 0;")]
    [InlineData("[@InitStage(5)] private void Prepare() { }")]
    [InlineData("[InitStage<int>(5)] private void Prepare() { }")]
    [InlineData("[InitStage(5)] private Nic() { }")]
    [InlineData("[InitStage(5)] ~Nic() { }")]
    [InlineData("[InitStage(5)] private sealed class Inner { }")]
    [InlineData("[InitStage(5)] private delegate void Inner();")]
    [InlineData("private void Prepare([InitStage(5)] int x) { }")]
    [InlineData("private void Prepare<[InitStage(5)] T>() { }")]
    public void A_misplaced_attribute_takes_no_stage_away(string misplaced)
    {
        string stages = Stages(GeneratorRun.Of(Nic(misplaced + "\n" + A + "\n" + B)));

        Assert.EndsWith("B", stages, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[InitStage(5)] private Errno Field;", "Field A B")]
    [InlineData("[InitStage(5)] private Errno First, Second;", "First Second A B")]
    [InlineData("[InitStage(5)] private Errno Property { get; set; }", "Property A B")]
    [InlineData("private Errno Property { [InitStage(5)] get; }", "get_Property A B")]
    [InlineData("[InitStage(5)] private Errno Property { [InitStage(6)] get; }", "Property get_Property A B")]
    [InlineData("[InitStage(5)] private event Action? Event;", "A B")]
    public void A_stage_may_be_a_member_of_any_kind(string first, string stages) => Assert.Equal(stages, Stages(GeneratorRun.Of(Nic(first + A + B))));

    [Fact]
    public void The_parts_of_a_type_may_stand_in_several_files()
    {
        GeneratorRun run = GeneratorRun.Of(
            Nic("[Obsolete] private void Prepare() { }"),
            Nic("[Stage(20, NoCleanup = \"none\")] private Errno B() => Errno.Ok;"),
            Nic(A + "[InitStage(30, NoCleanup = \"none\")] private Errno C() => Errno.Ok;"));

        Assert.Equal("A B C", Stages(run));
        run.AssertCompilesWithoutWarning();
    }

    [Fact]
    public void What_the_name_means_in_a_type_is_no_matter_for_the_types_around_and_inside_it()
    {
        GeneratorRun run = GeneratorRun.Of(Nic($$"""
            private sealed class InitStageAttribute : Attribute { }
            [InitStage] private void Prepare() { }
            [Stage(10, NoCleanup = "none")] private Errno A() => Errno.Ok;
            [InitStage] private void Finish() { }
            [Stage(20, NoCleanup = "none")] private Errno B() => Errno.Ok;
            """), Source.File($"public partial class Outer {{ {A} public partial class Inner {{ {A} {B} }} {B} }}"));

        Assert.Equal(["Nic.LoadOne.g.cs", "Outer.Inner.LoadOne.g.cs", "Outer.LoadOne.g.cs"], run.Sources.Select(source => source.HintName).Order(StringComparer.Ordinal));
        run.AssertCompilesWithoutWarning();
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(100, 1)]
    [InlineData(300, 400)]
    public void One_stage_is_looked_at_for_a_type_unless_its_first_ones_are_far_down(int membersBefore, int looked)
    {
        string before = string.Concat(Enumerable.Range(0, membersBefore).Select(i => $"public int Field{i};\n"));
        string stages = string.Concat(Enumerable.Range(0, 400).Select(i => $"[InitStage({i}, NoCleanup = \"none\")] private void Start{i}() {{ }}\n"));
        GeneratorRun run = GeneratorRun.Of(Nic(before + stages));

        Assert.Equal(looked, run.Driver.GetRunResult().Results[0].TrackedSteps[TrackingNames.Parse].Sum(step => step.Outputs.Length));
        Assert.Equal(400, Stages(run).Split(' ').Length);
    }
}
