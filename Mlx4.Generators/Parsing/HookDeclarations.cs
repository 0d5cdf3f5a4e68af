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
    private readonly IMethodSymbol? _observer;
    private readonly Dictionary<string, IMethodSymbol> _refusals = [];
    private readonly HashSet<string> _declared = [];
    private readonly bool _isStatic;

    private bool _eventsDeclared;

    public HookDeclarations(INamedTypeSymbol type, Reporter reporter)
    {
        _isStatic = type.IsStatic;
        _observer = type.GetMembers(WellKnownNames.ObserverHook).OfType<IMethodSymbol>().FirstOrDefault(IsObserver);
        foreach (IMethodSymbol refusal in type.GetMembers(WellKnownNames.StartingHook).OfType<IMethodSymbol>().Where(IsRefusal))
        {
            _refusals[refusal.Parameters[1].Type.ToDisplayString(Names.TypeFormat)] = refusal;
        }
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

    /// <summary>Whether hooks can be declared: they are methods of an instance.</summary>
    private bool CanDeclare => !AreInConflict && !_isStatic;

    /// <summary>The hooks of the next pipeline. Each hook is declared in the file of the first pipeline that has it.</summary>
    public HookModel Next(string? errorType)
    {
        bool declaresEvents = !_eventsDeclared && CanDeclare;
        _eventsDeclared = true;
        IMethodSymbol? refusal = errorType is not null && _refusals.TryGetValue(errorType, out IMethodSymbol? found) ? found : null;
        bool declaresStarting = errorType is not null && CanDeclare && _declared.Add(errorType);
        return new HookModel(
            _observer is not null,
            refusal is not null,
            declaresEvents ? ParameterName(_observer, 0, "stageEvent") : null,
            (declaresStarting ? new[] { ParameterName(refusal, 0, "stage"), ParameterName(refusal, 1, "error") } : []).ToEquatableArray());
    }

    private static string ParameterName(IMethodSymbol? hook, int index, string usual) => hook is null ? usual : Names.Escape(hook.Parameters[index].Name);

    private static bool IsObserver(IMethodSymbol method) =>
        method is { Name: WellKnownNames.ObserverHook, Parameters: [{ Type: INamedTypeSymbol { Name: "StageEvent" } }] };

    private static bool IsRefusal(IMethodSymbol method) => method is { Name: WellKnownNames.StartingHook, Parameters: [_, { RefKind: RefKind.Ref }] };

    private static bool IsPartial(IMethodSymbol method) => method.DeclaringSyntaxReferences.Any(reference =>
        reference.GetSyntax() is MethodDeclarationSyntax declaration && declaration.Modifiers.Any(modifier => modifier.ValueText == "partial"));
}
