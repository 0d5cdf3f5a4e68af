using System.Reflection;
using System.Text.RegularExpressions;
using Mlx4.Tests.Generators.Diagnostics;

namespace Mlx4.Tests.Documentation;

/// <summary>What the pages show is what happens.</summary>
[Collection(nameof(ConsoleUsers))]
public sealed partial class ExampleTests
{
    /// <summary>Every complete example: its page and line, and the output that stands below it.</summary>
    public static TheoryData<string, int> Complete => Pages.Blocks("csharp");

    [Theory]
    [MemberData(nameof(Complete))]
    public async Task Every_complete_example_compiles_and_prints_what_stands_below_it(string page, int line)
    {
        IReadOnlyList<Example> examples = Example.Of(page);
        int index = examples.ToList().FindIndex(example => example.Line == line);
        Example output = examples[index + 1];
        Assert.Equal("text", output.Kind);

        Assert.Equal(output.Text + "\n", await Run(examples[index].Text));
    }

    /// <summary>Whoever copies an example gets no warning: but for the one that shows what becomes of a cleanup that throws.</summary>
    [Theory]
    [MemberData(nameof(Complete))]
    public async Task Of_no_complete_example_anything_is_reported(string page, int line)
    {
        string source = Example.Of(page).Single(example => example.Line == line).Text;
        bool throws = source.Contains("private void Unlock() => throw", StringComparison.Ordinal);

        Assert.Equal(throws ? "MLX4021" : "", string.Join('\n', (await Build.DiagnosticsOf(ExampleProgram.Generate(source))).Select(diagnostic => throws ? diagnostic.Id : Build.Describe(diagnostic))));
    }

    /// <summary>What pages show of generated code: of the first example of the README.</summary>
    public static TheoryData<string, int> Generated => Pages.Blocks("csharp generated");

    [Theory]
    [MemberData(nameof(Generated))]
    public void The_generated_code_that_is_shown_is_what_is_generated(string page, int line)
    {
        string source = Example.Of("README.md").First(example => example.Kind == "csharp").Text;
        Example shown = Example.Of(page).Single(example => example.Line == line);

        string generated = Plain(ExampleProgram.Generate(source).Text);

        Assert.All(Members(shown.Text), member => Assert.Contains(member, generated, StringComparison.Ordinal));
    }

    private static async Task<string> Run(string source)
    {
        Assembly program = ExampleProgram.Load(source);
        TextWriter console = Console.Out;
        using StringWriter output = new() { NewLine = "\n" };
        Console.SetOut(output);
        try
        {
            MethodInfo main = program.EntryPoint!;
            if (main.Invoke(null, main.GetParameters().Length == 0 ? null : [Array.Empty<string>()]) is Task task)
            {
                await task;
            }
        }
        finally
        {
            Console.SetOut(console);
        }
        return output.ToString();
    }

    /// <summary>The shown methods, one by one: in the file, others stand between them.</summary>
    private static IEnumerable<string> Members(string shown) => MemberEnd().Split(shown).Select(member => member.Trim('\n'));

    /// <summary>The generated file as the README shows it: without documentation, attributes, full names and the type around it.</summary>
    private static string Plain(string generated) => string.Join('\n', FullName().Replace(generated, "").Split('\n')
        .Where(line => !line.TrimStart().StartsWith("///", StringComparison.Ordinal) && !line.TrimStart().StartsWith("[System", StringComparison.Ordinal))
        .Select(line => line.StartsWith("    ", StringComparison.Ordinal) ? line[4..] : line));

    [GeneratedRegex(@"(?<=\n})\n\n")]
    private static partial Regex MemberEnd();

    [GeneratedRegex(@"global::(System\.Collections\.Generic\.|System\.CodeDom\.Compiler\.|System\.|Mlx4\.Runtime\.CompilerServices\.|Mlx4\.Runtime\.)")]
    private static partial Regex FullName();
}

/// <summary>Examples print to the console, of which there is one.</summary>
[CollectionDefinition(nameof(ConsoleUsers), DisableParallelization = true)]
public sealed class ConsoleUsers;
