using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Mlx4.CodeFixes.Editing;
using Mlx4.Generators;
using Mlx4.Generators.Parsing;

namespace Mlx4.CodeFixes;

/// <summary>MLX4011: removes one of two arguments that contradict each other.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RemoveArgumentFix))]
public sealed class RemoveArgumentFix() : StageFixProvider(DiagnosticDescriptors.CleanupContradiction.Id)
{
    private protected override async Task<IReadOnlyList<Fix>> FixesAsync(Document document, Diagnostic diagnostic, CancellationToken cancellation)
    {
        if (!diagnostic.Properties.TryGetValue(Remedy.SurplusProperty, out string? surplus) || surplus is null
            || await StageAttribute.AtAsync(document, diagnostic.Location.SourceSpan, cancellation).ConfigureAwait(false) is not StageAttribute attribute)
        {
            return [];
        }
        return
        [
            .. from name in surplus.Split(',')
               let argument = attribute.Argument(name)
               where argument is not null
               select new Fix($"Remove {name}", "remove " + name, [attribute.Remove(argument)]),
        ];
    }
}
