using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Mlx4.Generators.Model;

namespace Mlx4.Generators.Parsing;

/// <summary>
/// Which hooks a type implements. A hook that is not implemented is not called at all, so that neither the machine code nor the
/// reader of the generated code pays for it.
/// </summary>
internal sealed class HookDeclarations
{
    private readonly bool _observes;
    private readonly HashSet<string> _refuses;
    private readonly HashSet<string> _declared = [];

    private bool _eventsDeclared;

    public HookDeclarations(INamedTypeSymbol type, Reporter reporter)
    {
        _observes = type.GetMembers(WellKnownNames.ObserverHook).OfType<IMethodSymbol>().Any(IsObserver);
        _refuses = [.. type.GetMembers(WellKnownNames.StartingHook).OfType<IMethodSymbol>().Where(IsRefusal)
            .Select(method => method.Parameters[1].Type.ToDisplayString(Names.TypeFormat))];
        foreach (ISymbol member in type.GetMembers(WellKnownNames.ObserverHook).Concat(type.GetMembers(WellKnownNames.StartingHook)))
        {
            string? wayOut = member is not IMethodSymbol method ? "rename it"
                : (IsObserver(method) || IsRefusal(method)) && !GeneratedMembers.Is(method) && !IsPartial(method)
                    ? "add the modifier partial, so that it implements the generated declaration"
                    : null;
            if (wayOut is not null)
            {
                reporter.OnName(DiagnosticDescriptors.MemberConflict, member, member.Name, type.Name, wayOut);
                AreInConflict = true;
            }
        }
    }

    /// <summary>Whether members of the user stand where the hooks would be declared; then none is.</summary>
    public bool AreInConflict { get; }

    /// <summary>The hooks of the next pipeline. Each hook is declared in the file of the first pipeline that has it.</summary>
    public HookModel Next(string? errorType)
    {
        bool declaresEvents = !_eventsDeclared && !AreInConflict;
        _eventsDeclared = true;
        return new HookModel(
            _observes,
            errorType is not null && _refuses.Contains(errorType),
            declaresEvents,
            errorType is not null && !AreInConflict && _declared.Add(errorType));
    }

    private static bool IsObserver(IMethodSymbol method) =>
        method is { Name: WellKnownNames.ObserverHook, Parameters: [{ Type: INamedTypeSymbol { Name: "StageEvent" } }] };

    private static bool IsRefusal(IMethodSymbol method) => method is { Name: WellKnownNames.StartingHook, Parameters: [_, { RefKind: RefKind.Ref }] };

    private static bool IsPartial(IMethodSymbol method) => method.DeclaringSyntaxReferences.Any(reference =>
        reference.GetSyntax() is MethodDeclarationSyntax declaration && declaration.Modifiers.Any(modifier => modifier.ValueText == "partial"));
}
