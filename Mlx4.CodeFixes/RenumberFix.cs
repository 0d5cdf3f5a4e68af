using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Mlx4.CodeFixes.Editing;
using Mlx4.Generators;
using Mlx4.Generators.Parsing;

namespace Mlx4.CodeFixes;

/// <summary>MLX4004: numbers the stages of a pipeline 10, 20, 30 and so on, in all parts of the type. Stages of one order go by their place in the source.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RenumberFix))]
public sealed class RenumberFix() : StageFixProvider(DiagnosticDescriptors.DuplicateOrder.Id)
{
    private protected override async Task<IReadOnlyList<Fix>> FixesAsync(Document document, Diagnostic diagnostic, CancellationToken cancellation)
    {
        if (await StageAttribute.AtAsync(document, diagnostic.Location.SourceSpan, cancellation).ConfigureAwait(false) is not StageAttribute reported)
        {
            return [];
        }
        string pipeline = reported.Arguments.Pipeline;
        ISymbol[] members = [.. reported.Symbol.ContainingType.GetMembers()];
        StageAttribute[] stages =
        [
            .. members.SelectMany(member => StageAttribute.Of(member, document.Project.Solution, cancellation))
                .Where(stage => stage.Arguments.Pipeline == pipeline)
                .OrderBy(stage => stage.Arguments.Order)
                .ThenBy(stage => stage.Syntax.SyntaxTree.FilePath, StringComparer.Ordinal)
                .ThenBy(stage => stage.Syntax.SpanStart),
        ];
        // A named constant says what the number is for; and what another generator writes cannot be numbered.
        int all = members.SelectMany(StageAttributes.Of).Count(data => new StageArguments(data).Pipeline == pipeline);
        if (stages.Length != all || !stages.All(stage => IsNumber(stage.Order?.Expression)))
        {
            return [];
        }
        return
        [
            new Fix($"Renumber the stages of '{pipeline}' in tens", "renumber",
            [
                .. stages.Select((stage, index) => (Stage: stage, Order: (index + 1) * 10))
                    .Where(numbered => numbered.Stage.Arguments.Order != numbered.Order)
                    .Select(numbered => DocumentEdit.Replace(
                        numbered.Stage.Document, numbered.Stage.Order!.Expression.Span, numbered.Order.ToString(CultureInfo.InvariantCulture))),
            ]),
        ];
    }

    private static bool IsNumber(ExpressionSyntax? expression) => expression is LiteralExpressionSyntax or PrefixUnaryExpressionSyntax { Operand: LiteralExpressionSyntax };
}
