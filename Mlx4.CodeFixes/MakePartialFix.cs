using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Mlx4.CodeFixes.Editing;
using Mlx4.Generators;

namespace Mlx4.CodeFixes;

/// <summary>MLX4005: makes a type and the types around it partial.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MakePartialFix))]
public sealed class MakePartialFix() : StageFixProvider(DiagnosticDescriptors.TypeNotPartial.Id)
{
    private protected override async Task<IReadOnlyList<Fix>> FixesAsync(Document document, Diagnostic diagnostic, CancellationToken cancellation)
    {
        SyntaxNode? root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        TypeDeclarationSyntax[] types =
        [
            .. root!.FindNode(diagnostic.Location.SourceSpan).AncestorsAndSelf().OfType<TypeDeclarationSyntax>()
                .Where(type => !type.Modifiers.Any(SyntaxKind.PartialKeyword)),
        ];
        if (types.Length == 0)
        {
            return [];
        }
        string names = string.Join(" and ", types.Select(type => $"'{type.Identifier.ValueText}'"));
        // The modifier has to be the last one.
        return [new Fix($"Make {names} partial", "partial", [.. types.Select(type => DocumentEdit.Insert(document, type.Keyword.SpanStart, "partial "))])];
    }
}
