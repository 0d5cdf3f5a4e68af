using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Mlx4.Tests.Generators.Harness;

namespace Mlx4.Tests.Generators.Snapshots;

/// <summary>Promise 13: the generated code compiles without a warning, whatever stands around it.</summary>
public class WarningTests
{
    /// <summary>A bit of everything, in C# 9.</summary>
    private const string Everything = """
        {
            private readonly List<string> _items = new List<string>();
            private bool _ready;
            private readonly Inner _inner = new Inner();

            [InitStage(10, Cleanup = nameof(StopA), When = nameof(_ready))] private Errno A(string name, in DateTime at) { _ready = true; return 0; }
            private void StopA(string name) { }
            [InitStage(20, Cleanup = nameof(StopB), ForEach = nameof(_items), Transient = true)] private void B(string item, object tag = null) { }
            private void StopB(string item) { }
            [InitStage(30, Cleanup = nameof(StopC), RestartOn = Errno.EBUSY, RestartFrom = nameof(B))] private InitResult<Errno> C() => _inner.LoadOne();
            private void StopC() => _inner.UnloadOne();
            [InitStage(40, Cleanup = nameof(StopD), CleanupAt = nameof(A)), Obsolete] private Errno D(params string[] names) => 0;
            [Obsolete("old")] private void StopD() { }
            [InitStage(50, Cleanup = nameof(StopG), Optional = true, When = nameof(_ready))] private InitResult<Errno> G() => _inner.LoadOne();
            private void StopG() => _inner.UnloadOne();
            [InitStage(60, NoCleanup = "none", Optional = true, ForEach = nameof(_items))] private Errno H(string item) => 0;
            [InitStage(10, NoCleanup = "none", Pipeline = "LoadPort")] private int E() => 0;
            [InitStage(10, NoCleanup = "none", Optional = true, Pipeline = "LoadOptional")] private Errno I() => 0;
            [InitStage(10, NoCleanup = "none", Pipeline = "LoadVoid")] private void F() { }
            HOOKS
        }
        """;

    private const string Inner = "public partial class Inner { [InitStage(10, NoCleanup = \"none\")] private Errno X() => 0; }";

    private const string Hooks = "partial void OnStageEvent(in StageEvent stageEvent) { } partial void OnStageStarting(StageInfo stage, ref Errno error) { } partial void OnStageStarting(StageInfo stage, ref int error) { }";

    public static TheoryData<string, string, NullableContextOptions, bool> Contexts
    {
        get
        {
            TheoryData<string, string, NullableContextOptions, bool> contexts = [];
            foreach (string directive in new[] { "", "#nullable enable annotations\n", "#nullable disable\n" })
            {
                foreach (string hooks in new[] { "", Hooks })
                {
                    contexts.Add(directive, hooks, NullableContextOptions.Disable, false);
                    contexts.Add(directive, hooks, NullableContextOptions.Enable, true);
                }
            }
            return contexts;
        }
    }

    [Theory]
    [MemberData(nameof(Contexts))]
    public void In_any_nullable_context_checked_or_not(string directive, string hooks, NullableContextOptions nullable, bool isChecked)
    {
        bool isAnnotated = directive.Length > 0 ? directive.Contains("enable", StringComparison.Ordinal) : nullable == NullableContextOptions.Enable;
        string source = Source.File("public partial class Nic" + Everything.Replace("HOOKS", hooks, StringComparison.Ordinal) + Inner);
        source = isAnnotated ? source.Replace("object tag", "object? tag", StringComparison.Ordinal) : source;
        CSharpCompilation compilation = Compilations.Create([directive + source]);

        GeneratorRun.Of(compilation.WithOptions(compilation.Options.WithNullableContextOptions(nullable).WithOverflowChecks(isChecked))).AssertCompilesWithoutWarning();
    }

    [Theory]
    [InlineData("public partial class Nic", "")]
    [InlineData("public sealed partial record Nic", Hooks)]
    [InlineData("internal partial class Nic<T> where T : struct", Hooks)]
    public void In_C_sharp_9_on_netstandard_2_0(string host, string hooks)
    {
        string source = Source.File(host + Everything.Replace("HOOKS", hooks, StringComparison.Ordinal).Replace("object tag", "object? tag", StringComparison.Ordinal) + Inner);
        CSharpCompilation compilation = Compilations.Create([source], LanguageVersion.CSharp9, Compilations.NetStandard);

        GeneratorRun.Of(compilation).AssertCompilesWithoutWarning();
    }

    [Theory]
    [InlineData(LanguageVersion.CSharp9, " : this()")]
    [InlineData(LanguageVersion.CSharp10, " : this()")]
    [InlineData(LanguageVersion.CSharp11, "")]
    public void A_structure_may_have_a_constructor(LanguageVersion version, string initializer)
    {
        GeneratorRun.Of(Compilations.Create(
            [Source.File($"public partial struct Nic {{ public Nic(int port){initializer} {{ _port = port; }} private int _port; [InitStage(10, NoCleanup = \"none\")] private int A() => _port; }}")],
            version)).AssertCompilesWithoutWarning();
    }

    [Theory]
    [InlineData("System")]
    [InlineData("Mlx4")]
    [InlineData("Errno")]
    [InlineData("Exception")]
    [InlineData("Task")]
    [InlineData("List")]
    [InlineData("InitResult")]
    [InlineData("StageInfo")]
    [InlineData("PipelineGuard")]
    [InlineData("UnwindException")]
    [InlineData("String")]
    [InlineData("Object")]
    [InlineData("GeneratedCode")]
    public void Beside_user_types_of_any_name(string name)
    {
        string body = Everything.Replace("HOOKS", Hooks, StringComparison.Ordinal)
            .Replace("List<string>", "global::System.Collections.Generic.List<string>", StringComparison.Ordinal)
            .Replace("[InitStage", "[global::Mlx4.Runtime.InitStage", StringComparison.Ordinal)
            .Replace(", Obsolete", ", global::System.Obsolete", StringComparison.Ordinal)
            .Replace("[Obsolete", "[global::System.Obsolete", StringComparison.Ordinal)
            .Replace("DateTime", "global::System.DateTime", StringComparison.Ordinal)
            .Replace("object tag", "object? tag", StringComparison.Ordinal);
        foreach (string type in new[] { "InitResult", "StageInfo", "StageEvent", "Errno" })
        {
            body = System.Text.RegularExpressions.Regex.Replace(body, $@"(?<![.\w]){type}\b", $"global::Mlx4.Runtime.{type}");
        }
        string inner = Inner.Replace("[InitStage", "[global::Mlx4.Runtime.InitStage", StringComparison.Ordinal).Replace("Errno", "global::Mlx4.Runtime.Errno", StringComparison.Ordinal);

        GeneratorRun.Of($$"""
            namespace Application
            {
                public class {{name}} { }
                public partial class Nic {{body.Replace("HOOKS", "", StringComparison.Ordinal)}}
                {{inner}}
            }
            """).AssertCompilesWithoutWarning();
        GeneratorRun.Of($$"""
            namespace Application
            {
                public partial class Outer
                {
                    public class {{name}} { }
                    public partial class Nic {{body}}
                    {{inner}}
                }
            }
            """).AssertCompilesWithoutWarning();
    }
}
