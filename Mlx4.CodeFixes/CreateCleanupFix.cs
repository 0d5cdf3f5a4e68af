using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using Mlx4.CodeFixes.Editing;
using Mlx4.Generators;

namespace Mlx4.CodeFixes;

/// <summary>MLX4002: creates the cleanup of the name that the stage states.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CreateCleanupFix))]
public sealed class CreateCleanupFix() : StageFixProvider(DiagnosticDescriptors.CleanupNotFound.Id)
{
    private protected override async Task<IReadOnlyList<Fix>> FixesAsync(Document document, Diagnostic diagnostic, CancellationToken cancellation)
    {
        if (await StageAttribute.AtAsync(document, diagnostic.Location.SourceSpan, cancellation).ConfigureAwait(false) is not { Arguments.Cleanup: string name } stage
            || !SyntaxFacts.IsValidIdentifier(name)
            || stage.Symbol.ContainingType.Name == name
            || !stage.Symbol.ContainingType.GetMembers(name).IsEmpty)
        {
            return [];
        }
        SemanticModel? model = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        // Where an inherited method has the name, another one beside it would not help.
        if (!model!.LookupSymbols(stage.Syntax.SpanStart, stage.Symbol.ContainingType, name).IsEmpty)
        {
            return [];
        }
        SourceText text = await document.GetTextAsync(cancellation).ConfigureAwait(false);
        return CleanupStub.After(stage, name, model, text) is DocumentEdit stub
            ? [new Fix($"Create '{name}'", "create cleanup", [stub], Declares: $"{stage.Symbol.ContainingType.ToDisplayString()}.{name}")]
            : [];
    }
}
