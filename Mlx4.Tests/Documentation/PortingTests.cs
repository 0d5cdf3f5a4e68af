using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CodeRefactorings;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Mlx4.CodeFixes;
using Mlx4.Tests.CodeFixes;

namespace Mlx4.Tests.Documentation;

/// <summary>
/// The steps by which a page turns one piece of code into another: a <c>csharp step</c> is where they begin, a <c>csharp step by TITLE</c> is what the editor makes of the
/// one before with what it offers under that title. What is reported of each stands below it as <c>text reports</c>; of the others, nothing is.
/// </summary>
public sealed class PortingTests
{
    /// <summary>How the kind of a block begins that the editor makes of the one before.</summary>
    public const string By = "csharp step by ";

    private const string Page = "docs/guide/porting.md";

    private static IReadOnlyList<Example> Blocks { get; } = Example.Of(Page);

    /// <summary>The lines of the steps.</summary>
    public static TheoryData<int> Steps => [.. Blocks.Where(IsStep).Select(step => step.Line)];

    /// <summary>The lines of the steps that the editor takes.</summary>
    public static TheoryData<int> Made => [.. Blocks.Where(step => step.Kind.StartsWith(By, StringComparison.Ordinal)).Select(step => step.Line)];

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task Of_each_step_that_is_reported_which_stands_below_it(int line)
    {
        int at = IndexOf(line);
        string expected = at + 1 < Blocks.Count && Blocks[at + 1].Kind == "text reports" ? Blocks[at + 1].Text : "";
        using Editor editor = Open(Blocks[at]);

        string reported = string.Join('\n', (await Editor.DiagnosticsOf(editor.Project)).Select(Describe));

        Assert.True(reported == expected, $"Reported is:\n{reported}");
    }

    [Theory]
    [MemberData(nameof(Made))]
    public async Task The_editor_takes_the_step(int line)
    {
        int at = IndexOf(line);
        string title = Blocks[at].Kind[By.Length..];
        using Editor editor = Open(Blocks.Take(at).Last(IsStep));

        List<CodeAction> offered = await Offered(editor.Project);
        Assert.Contains(title, offered.Select(action => action.Title));

        string made = await Make(offered.Single(action => action.Title == title), editor.Project);

        Assert.True(made == Blocks[at].Text, $"It became:\n{made}");
    }

    [Fact]
    public async Task With_the_label_of_the_C_ladder_the_step_that_stays_behind_is_the_one_without_a_cleanup()
    {
        // The page says so of the ladder of its first step.
        const string Arm = "err = ArmCommChannel();\n        if (err != 0) goto ";
        Example ladder = Blocks.First(IsStep);
        Assert.Contains($"{Arm}err_setup;", ladder.Text, StringComparison.Ordinal);
        using Editor editor = Open(ladder with { Text = ladder.Text.Replace($"{Arm}err_setup;", $"{Arm}err_msi_x;", StringComparison.Ordinal) });

        string made = await Make(Assert.Single(await Offered(editor.Project)), editor.Project);

        Assert.Contains("NoCleanup = \"the ladder that this was did not undo it\")]\n    private Errno SetupHca()", made, StringComparison.Ordinal);
        Assert.Contains("Cleanup = nameof(TeardownHca))]\n    private Errno ArmCommChannel()", made, StringComparison.Ordinal);
    }

    private static bool IsStep(Example block) => block.Kind == "csharp step" || block.Kind.StartsWith(By, StringComparison.Ordinal);

    private static int IndexOf(int line) => Blocks.ToList().FindIndex(block => block.Line == line);

    /// <summary>The first document after an action.</summary>
    private static async Task<string> Make(CodeAction action, Project project)
    {
        ImmutableArray<CodeActionOperation> operations = await action.GetOperationsAsync(CancellationToken.None);
        return (await Editor.TextsOf(((ApplyChangesOperation)Assert.Single(operations)).ChangedSolution.GetProject(project.Id)!))[0];
    }

    /// <summary>Opens a step beside the page's card.</summary>
    private static Editor Open(Example step) => Editor.Open(
        step.Text,
        "global using System; global using System.Collections.Generic; global using Mlx4.Runtime;",
        Blocks.Single(block => block.Kind == "csharp card").Text);

    private static string Describe(Diagnostic diagnostic) => $"{diagnostic.Id}: {diagnostic.GetMessage(CultureInfo.InvariantCulture)}";

    /// <summary>Everything that the editor offers for the first document, at its reports and on its methods.</summary>
    private static async Task<List<CodeAction>> Offered(Project project)
    {
        List<CodeAction> actions = [];
        Document document = project.Documents.First();
        foreach (Diagnostic diagnostic in await Editor.DiagnosticsOf(project))
        {
            foreach (CodeFixProvider provider in Providers.Where(provider => provider.FixableDiagnosticIds.Contains(diagnostic.Id)))
            {
                await provider.RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic, (action, _) => actions.Add(action), CancellationToken.None));
            }
        }
        foreach (MethodDeclarationSyntax method in (await document.GetSyntaxRootAsync())!.DescendantNodes().OfType<MethodDeclarationSyntax>())
        {
            await new LadderRefactoring().ComputeRefactoringsAsync(new CodeRefactoringContext(
                document, new TextSpan(method.Identifier.SpanStart, 0), actions.Add, CancellationToken.None));
        }
        return actions;
    }

    private static IEnumerable<CodeFixProvider> Providers { get; } =
    [
        .. typeof(LadderRefactoring).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(CodeFixProvider)) && !type.IsAbstract)
            .Select(type => (CodeFixProvider)Activator.CreateInstance(type)!),
    ];
}
