using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Mlx4.CodeFixes.Editing;
using Mlx4.Generators;
using Mlx4.Generators.Parsing;

namespace Mlx4.CodeFixes;

/// <summary>MLX4002, MLX4007, MLX4008, MLX4010 and MLX4011: writes the name that a misspelt one may have meant.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CorrectNameFix))]
public sealed class CorrectNameFix() : StageFixProvider(
    DiagnosticDescriptors.CleanupNotFound.Id,
    DiagnosticDescriptors.ConditionNotFound.Id,
    DiagnosticDescriptors.LoopNotFound.Id,
    DiagnosticDescriptors.RestartInvalid.Id,
    DiagnosticDescriptors.CleanupContradiction.Id)
{
    private protected override async Task<IReadOnlyList<Fix>> FixesAsync(Document document, Diagnostic diagnostic, CancellationToken cancellation)
    {
        if (!diagnostic.Properties.TryGetValue(Remedy.NameProperty, out string? name) || name is null)
        {
            return [];
        }
        SyntaxNode? root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        SemanticModel? model = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        SyntaxNode written = root!.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
        if (written.FirstAncestorOrSelf<AttributeArgumentSyntax>()?.Expression is not ExpressionSyntax value)
        {
            return [];
        }
        // A condition may be a parameter of some other stage, which nameof does not see.
        bool isMember = !model!.LookupSymbols(value.SpanStart, name: name).IsEmpty;
        return [new Fix($"Change to '{name}'", "name", [DocumentEdit.Replace(document, value.Span, isMember ? StageAttribute.NameOf(name) : $"\"{name}\"")])];
    }
}
