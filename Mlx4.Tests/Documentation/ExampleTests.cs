using System.Reflection;
using System.Text.RegularExpressions;

namespace Mlx4.Tests.Documentation;

/// <summary>What the README and the pages beside it show is what happens.</summary>
[Collection(nameof(ConsoleUsers))]
public sealed partial class ExampleTests
{
    private static readonly string[] Pages =
    [
        "README.md", "docs/guide.md", "docs/diagrams.md", "docs/hosting.md", "docs/observability.md", "docs/testing.md",
        "Mlx4.Hosting/README.md", "Mlx4.Telemetry/README.md",
    ];

    /// <summary>Every complete example: its page and line, and the output that stands below it.</summary>
    public static TheoryData<string, int> Complete
    {
        get
        {
            TheoryData<string, int> rows = [];
            foreach (Example example in Pages.SelectMany(Example.Of).Where(example => example.Kind == "csharp"))
            {
                rows.Add(example.Page, example.Line);
            }
            return rows;
        }
    }

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

    [Fact]
    public void The_generated_code_in_the_README_is_what_is_generated()
    {
        IReadOnlyList<Example> examples = Example.Of("README.md");
        Example source = examples.First(example => example.Kind == "csharp");
        Example shown = examples.Single(example => example.Kind == "csharp generated");

        string generated = ExampleProgram.Generate(source.Text).Text;

        Assert.All(Members(shown.Text), member => Assert.Contains(member, Plain(generated), StringComparison.Ordinal));
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
