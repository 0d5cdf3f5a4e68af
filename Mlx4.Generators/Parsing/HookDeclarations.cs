using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Mlx4.Generators.Model;

namespace Mlx4.Generators.Parsing;

/// <summary>
/// Which hooks a type implements. A hook that is not implemented is not called at all, so that neither the machine code nor the
/// reader of the generated code pays for it.
/// </summary>
internal sealed class HookDeclarations(INamedTypeSymbol type)
{
    private readonly bool _observes = type.GetMembers(WellKnownNames.ObserverHook).OfType<IMethodSymbol>().Any(method =>
        method.Parameters is [{ Type: INamedTypeSymbol { Name: "StageEvent" } }]);

    private readonly HashSet<string> _refuses = [.. type.GetMembers(WellKnownNames.StartingHook).OfType<IMethodSymbol>()
        .Where(method => method.Parameters is [_, { RefKind: RefKind.Ref }])
        .Select(method => method.Parameters[1].Type.ToDisplayString(Names.TypeFormat))];

    private readonly HashSet<string> _declared = [];

    private bool _eventsDeclared;

    /// <summary>The hooks of the next pipeline. Each hook is declared in the file of the first pipeline that has it.</summary>
    public HookModel Next(string? errorType)
    {
        bool declaresEvents = !_eventsDeclared;
        _eventsDeclared = true;
        return new HookModel(
            _observes,
            errorType is not null && _refuses.Contains(errorType),
            declaresEvents,
            errorType is not null && _declared.Add(errorType));
    }
}
