using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Mlx4.CodeFixes.Editing;
using Mlx4.Generators;
using Mlx4.Generators.Analysis.Paths;
using Mlx4.Generators.Parsing;

namespace Mlx4.CodeFixes;

/// <summary>
/// MLX4001: names the cleanup, which is created if it is not there already, or states that there is none. The reason for that is left empty, so
/// that MLX4011 asks for it where it has to be written: no text of a tool's would be one.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MissingCleanupFix))]
public sealed class MissingCleanupFix() : StageFixProvider(DiagnosticDescriptors.MissingCleanup.Id)
{
    private protected override async Task<IReadOnlyList<Fix>> FixesAsync(Document document, Diagnostic diagnostic, CancellationToken cancellation)
    {
        SyntaxNode? root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        SemanticModel? model = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        if (root!.FindNode(diagnostic.Location.SourceSpan) is not MethodDeclarationSyntax method
            || model!.GetDeclaredSymbol(method, cancellation) is not IMethodSymbol symbol)
        {
            return [];
        }
        // One method can be a stage of several pipelines: what undoes it in one does in all.
        StageAttribute[] silent =
        [
            .. StageAttribute.Of(symbol, document.Project.Solution, cancellation).Where(stage => stage.Arguments is { Cleanup: null, NoCleanup: null }),
        ];
        if (silent.Length == 0)
        {
            return [];
        }
        List<Fix> fixes = [];
        string wanted = Counterparts.NameOfUndoing(symbol.Name);
        MemberLookup members = new(symbol.ContainingType, model!.Compilation);
        if (CanUndo(silent, members, wanted, model.Compilation))
        {
            fixes.Add(new Fix($"Undo it with '{wanted}'", "use cleanup", [.. silent.Select(stage => stage.Add("Cleanup", StageAttribute.NameOf(wanted)))]));
        }
        else if (await CreateAsync(silent, members, wanted, cancellation).ConfigureAwait(false) is Fix create)
        {
            fixes.Add(create);
        }
        fixes.Add(new Fix("State that nothing has to be undone", "no cleanup", [.. silent.Select(stage => stage.Add("NoCleanup", "\"\""))]));
        return fixes;
    }

    /// <summary>Whether there is one method of the name, and it could undo the stage in every pipeline.</summary>
    private static bool CanUndo(StageAttribute[] attributes, MemberLookup members, string name, Compilation compilation)
    {
        INamedTypeSymbol type = attributes[0].Symbol.ContainingType;
        Reporter nobody = new(null);
        return members.Methods(name) is [IMethodSymbol only] && attributes.All(attribute =>
        {
            Stage stage = new(attribute.Symbol, attribute.Arguments);
            return new LoopBinder(type, compilation, members, nobody).Bind(stage)
                && new CleanupBinder(type, compilation, members, nobody).WhyNot(stage, only) is null;
        });
    }

    private static async Task<Fix?> CreateAsync(StageAttribute[] attributes, MemberLookup members, string wanted, CancellationToken cancellation)
    {
        StageAttribute first = attributes[0];
        INamedTypeSymbol type = first.Symbol.ContainingType;
        SemanticModel? model = await first.Document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        SourceText text = await first.Document.GetTextAsync(cancellation).ConfigureAwait(false);
        string name = new[] { wanted, "Undo" + first.Symbol.Name }.Concat(Enumerable.Range(2, 100).Select(number => $"{wanted}{number}"))
            .First(candidate => type.Name != candidate && !members.Exists(candidate) && type.GetMembers(candidate).IsEmpty);
        return CleanupStub.After(first, name, model!, text) is DocumentEdit stub
            ? new Fix(
                $"Create '{name}' to undo it",
                "create cleanup",
                [.. attributes.Select(stage => stage.Add("Cleanup", StageAttribute.NameOf(name))), stub],
                Declares: $"{type.ToDisplayString()}.{name}")
            : null;
    }
}
