using System.Collections.Generic;
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
using Mlx4.Generators.Parsing;

namespace Mlx4.CodeFixes;

/// <summary>MLX4019: hands the error of a load on, or throws it; awaits a load that is not awaited.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(UseResultFix))]
public sealed class UseResultFix() : StageFixProvider(DiagnosticDescriptors.LoadResultIgnored.Id)
{
    private protected override async Task<IReadOnlyList<Fix>> FixesAsync(Document document, Diagnostic diagnostic, CancellationToken cancellation)
    {
        SyntaxNode? root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        SemanticModel model = (await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false))!;
        if (OutermostOf(root!.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true)) is not ExpressionSyntax dropped
            || model.GetTypeInfo(dropped, cancellation).Type is not ITypeSymbol type)
        {
            return [];
        }
        bool isTask = StageReturn.TaskContent(type, out ITypeSymbol? content);
        if (isTask && !(IsInAsync(dropped) && dropped is not ConditionalAccessExpressionSyntax))
        {
            return [];
        }
        string start = isTask ? "await " : "";
        if (ErrorOf(isTask ? content : type) is not ITypeSymbol error)
        {
            return isTask && content is null ? [new Fix("Await it", "await", [DocumentEdit.Insert(document, dropped.SpanStart, start)])] : [];
        }

        List<Fix> fixes = [];
        if (WhatToReturn(dropped, error, model, cancellation) is string returned && dropped.Parent is ExpressionStatementSyntax { Parent: BlockSyntax block } statement)
        {
            SourceText text = await document.GetTextAsync(cancellation).ConfigureAwait(false);
            HashSet<string> names = [.. statement.FirstAncestorOrSelf<MemberDeclarationSyntax>()!.DescendantTokens().Select(token => token.ValueText)];
            string name = ResultNames.Concat(Enumerable.Range(2, 100).Select(number => $"result{number}"))
                .First(candidate => model.LookupSymbols(statement.SpanStart, name: candidate).IsEmpty && !names.Contains(candidate));
            string resultType = (isTask ? content! : type).ToMinimalDisplayString(model, statement.SpanStart);
            fixes.Add(new Fix("Return its error if it fails", "return",
            [
                DocumentEdit.Insert(document, dropped.SpanStart, $"{resultType} {name} = {start}"),
                DocumentEdit.Insert(document, Layout.EndOfLine(statement), Layout.If(text, statement, block, $"{name}.Failed", $"return {name}{returned};")),
            ]));
        }
        bool needsParentheses = isTask || dropped is AwaitExpressionSyntax;
        fixes.Add(new Fix("Throw if it fails", "throw",
        [
            .. needsParentheses ? [DocumentEdit.Insert(document, dropped.SpanStart, "(" + start)] : System.Array.Empty<DocumentEdit>(),
            DocumentEdit.Insert(document, dropped.Span.End, (needsParentheses ? ")" : "") + ".ThrowIfFailed()"),
        ]));
        return fixes;
    }

    private static readonly string[] ResultNames = ["result", "loadResult"];

    /// <summary>The expression that is a statement, from the call outwards.</summary>
    private static ExpressionSyntax? OutermostOf(SyntaxNode call) => call.AncestorsAndSelf().TakeWhile(node => node is ExpressionSyntax and not AnonymousFunctionExpressionSyntax)
        .OfType<ExpressionSyntax>().LastOrDefault(expression => expression.Parent is ExpressionStatementSyntax or ArrowExpressionClauseSyntax or LambdaExpressionSyntax);

    /// <summary>The error type of a result, also of one that may be missing because the receiver was null.</summary>
    private static ITypeSymbol? ErrorOf(ITypeSymbol? type) => type switch
    {
        INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable => ErrorOf(nullable.TypeArguments[0]),
        INamedTypeSymbol { Arity: 1 } result when StageAttributes.Is(result, "InitResult") => result.TypeArguments[0],
        _ => null,
    };

    private static bool IsInAsync(SyntaxNode node) => node.AncestorsAndSelf().Select(ancestor => ancestor switch
    {
        AnonymousFunctionExpressionSyntax function => (bool?)function.Modifiers.Any(SyntaxKind.AsyncKeyword),
        LocalFunctionStatementSyntax function => function.Modifiers.Any(SyntaxKind.AsyncKeyword),
        MemberDeclarationSyntax member => member is GlobalStatementSyntax || member.Modifiers.Any(SyntaxKind.AsyncKeyword),
        _ => null,
    }).FirstOrDefault(isAsync => isAsync is not null) ?? false;

    /// <summary>What the method around a call has to return of the result to hand its error on; nothing if it cannot.</summary>
    private static string? WhatToReturn(ExpressionSyntax dropped, ITypeSymbol error, SemanticModel model, CancellationToken cancellation)
    {
        if (dropped is ConditionalAccessExpressionSyntax || model.GetEnclosingSymbol(dropped.SpanStart, cancellation) is not IMethodSymbol method)
        {
            return null;
        }
        ITypeSymbol? returned = method.ReturnType;
        if (method.IsAsync && !StageReturn.TaskContent(method.ReturnType, out returned))
        {
            return null;
        }
        return SymbolEqualityComparer.Default.Equals(returned, error) ? ".Error"
            : returned is not null && SymbolEqualityComparer.Default.Equals(ErrorOf(returned), error) && returned.OriginalDefinition.SpecialType != SpecialType.System_Nullable_T ? ""
            : null;
    }
}
