using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Mlx4.CodeFixes.Editing;
using Mlx4.Generators;
using Mlx4.Generators.Analysis.Paths;
using Mlx4.Generators.Model;
using Mlx4.Generators.Parsing;

namespace Mlx4.CodeFixes;

/// <summary>
/// MLX4018: makes what can fail after something was acquired a stage of its own, so that the cleanup of the first runs when it does. Not where a variable
/// would be needed in both.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(SplitStageFix))]
public sealed class SplitStageFix() : StageFixProvider(DiagnosticDescriptors.LostOnFailure.Id)
{
    private protected override async Task<IReadOnlyList<Fix>> FixesAsync(Document document, Diagnostic diagnostic, CancellationToken cancellation)
    {
        SyntaxNode root = (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false))!;
        SemanticModel model = (await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false))!;
        SourceText text = await document.GetTextAsync(cancellation).ConfigureAwait(false);
        if (root.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<MethodDeclarationSyntax>() is not { Body: BlockSyntax body } method
            || Layout.IsOnOneLine(text, body.Span) || body.ContainsDirectives
            || model.GetDeclaredSymbol(method, cancellation) is not IMethodSymbol symbol
            || StageReturn.Of(symbol) is not { Shape: ReturnShape.None or ReturnShape.Error } returns
            || StageAttribute.Of(symbol, document.Project.Solution, cancellation).ToArray() is not [StageAttribute
            {
                Arguments: { Order: int order, RestartOn: null, RestartFrom: null, MaxRestarts: null, Transient: false, CleanupAt: null, Name: null, Cleanup: not null },
            } stage]
            || NextOrder(symbol.ContainingType, stage.Arguments.Pipeline, order) is not int next
            || SplitAt(body, diagnostic, model) is not int at)
        {
            return [];
        }

        StatementSyntax[] rest = [.. body.Statements.Skip(at)];
        string name = FreeName(symbol.ContainingType, StepNames.Of(rest.SelectMany(statement => statement.DescendantNodes()).OfType<InvocationExpressionSyntax>().FirstOrDefault()) ?? symbol.Name + "Rest");
        string cleanup = FreeName(symbol.ContainingType, Counterparts.NameOfUndoing(name));
        HashSet<ISymbol> used = new(rest.SelectMany(statement => statement.DescendantNodes()).OfType<IdentifierNameSyntax>()
            .Select(identifier => model.GetSymbolInfo(identifier).Symbol).OfType<IParameterSymbol>(), SymbolEqualityComparer.Default);
        bool isLoop = stage.Arguments.ForEach is not null;
        IEnumerable<string> parameters = method.ParameterList.Parameters
            .Where((_, index) => (isLoop && index == 0) || used.Contains(symbol.Parameters[index]))
            .Select(parameter => parameter.ToString());

        string newLine = Layout.NewLine(text);
        string indentation = Layout.Indentation(text, method.SpanStart);
        string inner = Layout.Indentation(text, body.Statements[at - 1].SpanStart);
        string success = returns.Error is null ? "" : $"{newLine}{inner}return {Success(returns.Error, model, method.SpanStart)};";
        string attribute = $"[{stage.Syntax.Name}({next.ToString(CultureInfo.InvariantCulture)}, Cleanup = {StageAttribute.NameOf(cleanup)}{Kept(stage)})]";
        string header = $"{string.Concat(method.Modifiers.Select(modifier => modifier.Text + " "))}{method.ReturnType} {Names.Escape(name)}({string.Join(", ", parameters)})";
        string brace = Layout.OpensOnOwnLine(text, body) ? newLine + indentation + "{" : " {";
        string stub = CleanupStub.Declaration(stage, method, symbol, cleanup, model, used.Contains);

        int end = Layout.EndOfLine(body.Statements[at - 1]);
        int begin = FirstLineAfter(text, end);
        int after = Layout.EndOf(method, out bool isWholeLine);
        return
        [
            new Fix($"Make what follows a stage of its own, '{name}'", "split",
            [
                DocumentEdit.Replace(document, TextSpan.FromBounds(end, begin),
                    $"{success}{newLine}{indentation}}}{newLine}{newLine}{indentation}{attribute}{newLine}{indentation}{header}{brace}{newLine}"),
                DocumentEdit.Insert(document, after, isWholeLine ? $"{newLine}{indentation}{stub}{newLine}" : " " + stub),
            ]),
        ];
    }

    /// <summary>The statement at which the second stage begins: the last one before which no variable is declared that is used after it.</summary>
    private static int? SplitAt(BlockSyntax body, Diagnostic diagnostic, SemanticModel model)
    {
        int exit = IndexOf(body, diagnostic.Location);
        int acquired = -1;
        foreach (Location location in diagnostic.AdditionalLocations)
        {
            int index = IndexOf(body, location);
            if (index < 0)
            {
                return null;
            }
            acquired = System.Math.Max(acquired, index);
        }
        if (acquired < 0 || body.DescendantNodes().Any(node => node is GotoStatementSyntax or LocalFunctionStatementSyntax or LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0 }))
        {
            return null;
        }
        for (int at = exit; at > acquired; at--)
        {
            TextSpan rest = TextSpan.FromBounds(body.Statements[at].SpanStart, body.Statements.Last().Span.End);
            bool crosses = body.DescendantNodes(rest).OfType<IdentifierNameSyntax>().Where(name => rest.Contains(name.Span))
                .Any(name => model.GetSymbolInfo(name).Symbol is ILocalSymbol local && local.DeclaringSyntaxReferences.Any(reference => !rest.Contains(reference.Span)));
            if (!crosses)
            {
                return at;
            }
        }
        return null;
    }

    private static int IndexOf(BlockSyntax body, Location location) =>
        location.SourceTree == body.SyntaxTree ? body.Statements.IndexOf(statement => statement.Span.Contains(location.SourceSpan)) : -1;

    /// <summary>An order between the stage's and that of the next one; nothing if there is no room.</summary>
    private static int? NextOrder(INamedTypeSymbol type, string pipeline, int order)
    {
        int[] later =
        [
            .. type.GetMembers().SelectMany(StageAttributes.Of).Select(data => new StageArguments(data))
                .Where(arguments => arguments.Pipeline == pipeline && arguments.Order > order).Select(arguments => arguments.Order!.Value),
        ];
        int next = later.Length == 0 ? order + 10 : order + ((later.Min() - order) / 2);
        return next > order ? next : null;
    }

    /// <summary>What holds for the second stage as for the first.</summary>
    private static string Kept(StageAttribute stage) => string.Concat(new[] { nameof(StageArguments.When), nameof(StageArguments.ForEach), nameof(StageArguments.Pipeline) }
        .Select(stage.Argument).Where(argument => argument is not null).Select(argument => $", {argument}"));

    private static string FreeName(INamedTypeSymbol type, string wanted) => new[] { wanted, wanted + "Stage" }
        .Concat(Enumerable.Range(2, 100).Select(number => wanted + number.ToString(CultureInfo.InvariantCulture)))
        .First(candidate => type.Name != candidate && type.SelfAndBases().All(each => each.GetMembers(candidate).IsEmpty));

    private static string Success(ITypeSymbol error, SemanticModel model, int position) =>
        error.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(field => field.HasConstantValue && System.Convert.ToDecimal(field.ConstantValue, CultureInfo.InvariantCulture) == 0) is IFieldSymbol ok && error.TypeKind == TypeKind.Enum
            ? $"{error.ToMinimalDisplayString(model, position)}.{ok.Name}"
            : "0";

    private static int FirstLineAfter(SourceText text, int position)
    {
        int line = text.Lines.IndexOf(position) + 1;
        while (line < text.Lines.Count - 1 && text.ToString(text.Lines[line].Span).Trim().Length == 0)
        {
            line++;
        }
        return text.Lines[line].Start;
    }
}
