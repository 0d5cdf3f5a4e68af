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

/// <summary>
/// MLX4018 in a loop: makes a stage that is a loop over a member, and its cleanup, which is another, into methods of one item, and states <c>ForEach</c>.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ForEachFix))]
public sealed class ForEachFix() : StageFixProvider(DiagnosticDescriptors.LostOnFailure.Id)
{
    private protected override async Task<IReadOnlyList<Fix>> FixesAsync(Document document, Diagnostic diagnostic, CancellationToken cancellation)
    {
        SyntaxNode root = (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false))!;
        SemanticModel model = (await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false))!;
        SourceText text = await document.GetTextAsync(cancellation).ConfigureAwait(false);
        if (root.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<MethodDeclarationSyntax>() is not MethodDeclarationSyntax method
            || model.GetDeclaredSymbol(method, cancellation) is not IMethodSymbol symbol
            || StageAttribute.Of(symbol, document.Project.Solution, cancellation).ToArray() is not [StageAttribute { Arguments: { ForEach: null, Cleanup: string cleanupName } } stage]
            || new MemberLookup(symbol.ContainingType, model.Compilation).Methods(cleanupName) is not [{ DeclaringSyntaxReferences: [SyntaxReference reference] }]
            || reference.SyntaxTree != method.SyntaxTree
            || root.FindNode(reference.Span) is not MethodDeclarationSyntax cleanup
            || IsShared(symbol.ContainingType, cleanupName))
        {
            return [];
        }
        // The stage is the loop and a return of success; the cleanup is a loop over the same.
        if (method.Body?.Statements is not [ForEachStatementSyntax up, ReturnStatementSyntax { Expression: ExpressionSyntax success }]
            || cleanup.Body?.Statements is not [ForEachStatementSyntax down]
            || method.Body.ContainsDirectives || cleanup.Body.ContainsDirectives
            || Member(up.Expression, model) is not ISymbol over
            || !SymbolEqualityComparer.Default.Equals(over, Member(Forwards(down.Expression), model))
            || new LoopBinder(symbol.ContainingType, model.Compilation, new MemberLookup(symbol.ContainingType, model.Compilation), new Reporter(null)).ItemTypeOf(TypeOf(over)) is null
            || model.GetConstantValue(success, cancellation) is not { HasValue: true, Value: 0 }
            || Leaves(up.Statement) || Leaves(down.Statement) || down.Statement.DescendantNodes().Any(node => node is ReturnStatementSyntax))
        {
            return [];
        }
        return
        [
            new Fix($"Loop over '{over.Name}' with ForEach", "for each",
            [
                stage.Add("ForEach", StageAttribute.NameOf(over.Name)),
                .. OfOneItem(document, text, method, up, model),
                .. OfOneItem(document, text, cleanup, down, model),
            ]),
        ];
    }

    private static bool IsShared(INamedTypeSymbol type, string cleanup) =>
        type.GetMembers().SelectMany(StageAttributes.Of).Count(data => new StageArguments(data).Cleanup == cleanup) > 1;

    /// <summary>The field or property of the type that an expression is.</summary>
    private static ISymbol? Member(ExpressionSyntax expression, SemanticModel model) =>
        expression is IdentifierNameSyntax or MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } && model.GetSymbolInfo(expression).Symbol is ISymbol symbol and (IFieldSymbol or IPropertySymbol)
            ? symbol
            : null;

    private static ITypeSymbol TypeOf(ISymbol member) => member is IFieldSymbol field ? field.Type : ((IPropertySymbol)member).Type;

    /// <summary>What a loop goes over in reverse: the load does that by itself.</summary>
    private static ExpressionSyntax Forwards(ExpressionSyntax expression) => expression switch
    {
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Reverse", Expression: ExpressionSyntax source }, ArgumentList.Arguments.Count: 0 } => source,
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Reverse" }, ArgumentList.Arguments: [ArgumentSyntax only] } => only.Expression,
        _ => expression,
    };

    private static bool Leaves(StatementSyntax body) => body.DescendantNodesAndSelf().Any(node => node is BreakStatementSyntax or ContinueStatementSyntax or GotoStatementSyntax or YieldStatementSyntax);

    /// <summary>Takes the loop away from around its body, and puts the item first among the parameters.</summary>
    private static IEnumerable<DocumentEdit> OfOneItem(Document document, SourceText text, MethodDeclarationSyntax method, ForEachStatementSyntax loop, SemanticModel model)
    {
        ITypeSymbol item = model.GetForEachStatementInfo(loop).ElementType!;
        string type = loop.Type.IsVar ? item.ToMinimalDisplayString(model, method.SpanStart) : loop.Type.ToString();
        bool isFirst = method.ParameterList.Parameters.Count == 0;
        yield return DocumentEdit.Insert(document, method.ParameterList.OpenParenToken.Span.End, $"{type} {loop.Identifier.Text}{(isFirst ? "" : ", ")}");
        if (Layout.IsOnOneLine(text, method.Body!.Span) || loop.Statement is not BlockSyntax block || block.Statements.Count == 0)
        {
            yield return DocumentEdit.Replace(document, TextSpan.FromBounds(loop.SpanStart, loop.Statement is BlockSyntax inner && inner.Statements.Count > 0 ? inner.Statements[0].SpanStart : loop.Statement.SpanStart), "");
            if (loop.Statement is BlockSyntax { Statements.Count: > 0 } braces)
            {
                yield return DocumentEdit.Replace(document, TextSpan.FromBounds(braces.Statements.Last().Span.End, braces.Span.End), "");
            }
            yield break;
        }
        // The lines of the body move out by one level; what stood between them stays.
        string outer = Layout.Indentation(text, loop.SpanStart);
        string deeper = Layout.Indentation(text, block.Statements[0].SpanStart);
        int first = text.Lines.GetLineFromPosition(block.OpenBraceToken.Span.End).EndIncludingLineBreak;
        int last = text.Lines.GetLineFromPosition(block.CloseBraceToken.SpanStart).Start;
        string body = string.Concat(text.GetSubText(TextSpan.FromBounds(first, last)).Lines.Select(line =>
        {
            string written = line.Text!.ToString(line.SpanIncludingLineBreak);
            return written.StartsWith(deeper, System.StringComparison.Ordinal) ? outer + written.Substring(deeper.Length) : written;
        }));
        yield return DocumentEdit.Replace(document, TextSpan.FromBounds(text.Lines.GetLineFromPosition(loop.SpanStart).Start, text.Lines.GetLineFromPosition(block.CloseBraceToken.SpanStart).EndIncludingLineBreak), body);
    }
}
