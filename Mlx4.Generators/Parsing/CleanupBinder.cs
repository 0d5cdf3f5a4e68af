using System.Collections.Generic;
using Microsoft.CodeAnalysis;

namespace Mlx4.Generators.Parsing;

/// <summary>Finds the method that undoes a stage.</summary>
internal sealed class CleanupBinder(INamedTypeSymbol type, Compilation compilation, MemberLookup members, Reporter reporter)
{
    /// <summary>Binds the cleanup of a stage.</summary>
    /// <returns>Whether what is stated can be generated.</returns>
    public bool Bind(Stage stage)
    {
        StageArguments arguments = stage.Arguments;
        bool statesReason = arguments.NoCleanup is not null;
        if (stage.Method is null)
        {
            return CheckNested(arguments, stage);
        }
        if (arguments.Cleanup is null)
        {
            if (!statesReason)
            {
                reporter.OnName(DiagnosticDescriptors.MissingCleanup, stage.Symbol, stage.DisplayName);
            }
            return CheckReason(stage);
        }
        if (statesReason)
        {
            reporter.OnArgument(DiagnosticDescriptors.CleanupContradiction, arguments.Attribute, nameof(StageArguments.NoCleanup),
                Remedy.Remove(nameof(StageArguments.NoCleanup), nameof(StageArguments.Cleanup)), stage.DisplayName,
                $"it names the cleanup '{arguments.Cleanup}' and says that there is none: remove one of the two");
            return false;
        }

        List<IMethodSymbol> candidates = members.Methods(arguments.Cleanup);
        IMethodSymbol? fits = null;
        int fitting = 0;
        foreach (IMethodSymbol candidate in candidates)
        {
            if (WhyNot(stage, candidate) is null)
            {
                fits ??= candidate;
                fitting++;
            }
        }
        if (fitting == 1)
        {
            stage.Cleanup = Signature.IsEmpty(fits!) ? Callee.OfEmpty(fits!) : Callee.Of(fits!, stage.IsLoop);
            return true;
        }
        if (candidates.Exists(Unfinished.Is))
        {
            return false;
        }
        if (candidates.Count == 1)
        {
            reporter.OnArgument(DiagnosticDescriptors.CleanupDoesNotFit, arguments.Attribute, nameof(StageArguments.Cleanup),
                stage.DisplayName, arguments.Cleanup, WhyNot(stage, candidates[0]));
            return false;
        }
        (string text, string? closest) = Explain(stage, arguments.Cleanup, candidates.Count, fitting);
        reporter.OnArgument(DiagnosticDescriptors.CleanupNotFound, arguments.Attribute, nameof(StageArguments.Cleanup), new Remedy(closest), stage.DisplayName, text);
        return false;
    }

    /// <summary>A nested pipeline is undone by its own unload, which nobody has to name.</summary>
    private bool CheckNested(StageArguments arguments, Stage stage)
    {
        string? surplus = arguments.Cleanup is not null ? nameof(StageArguments.Cleanup) : arguments.NoCleanup is not null ? nameof(StageArguments.NoCleanup) : null;
        if (surplus is not null)
        {
            reporter.OnArgument(DiagnosticDescriptors.CleanupContradiction, arguments.Attribute, surplus, Remedy.Remove(surplus), stage.DisplayName,
                $"it is undone by the unload of its own pipeline: remove {surplus}");
        }
        return surplus is null;
    }

    private bool CheckReason(Stage stage)
    {
        StageArguments arguments = stage.Arguments;
        if (arguments.NoCleanup is not null && string.IsNullOrWhiteSpace(arguments.NoCleanup))
        {
            reporter.OnArgument(DiagnosticDescriptors.CleanupContradiction, arguments.Attribute, nameof(StageArguments.NoCleanup), stage.DisplayName,
                "NoCleanup is empty: say why there is nothing to undo");
        }
        return true;
    }

    private (string Text, string? Closest) Explain(Stage stage, string name, int candidates, int fitting)
    {
        if (fitting > 1)
        {
            return ($"{fitting} methods named '{name}' could be its cleanup: rename all but one", null);
        }
        if (candidates > 1)
        {
            return ($"none of the {candidates} methods named '{name}' can be its cleanup, the first because {WhyNot(stage, members.Methods(name)[0])}", null);
        }
        string? closest = members.Closest(name, member => member is IMethodSymbol { MethodKind: MethodKind.Ordinary } method && WhyNot(stage, method) is null);
        return ($"'{type.Name}' has no accessible method '{name}': {(closest is null ? "add it, or name the one that undoes the stage" : $"did you mean '{closest}'?")}", closest);
    }

    /// <summary>Why a method cannot undo a stage, <see langword="null"/> if it can.</summary>
    public string? WhyNot(Stage stage, IMethodSymbol candidate)
    {
        if (SymbolEqualityComparer.Default.Equals(candidate, stage.Symbol))
        {
            return "it is the stage itself: name the method that undoes it";
        }
        bool isEmpty = Signature.IsEmpty(candidate);
        if (!isEmpty && candidate is { ReturnsVoid: true, IsAsync: true })
        {
            return "an async void method ends before its work does: return a Task";
        }
        if (!isEmpty && !candidate.ReturnsVoid && !(StageReturn.TaskContent(candidate.ReturnType, out ITypeSymbol? content) && content is null))
        {
            return "a cleanup returns nothing, or a Task or ValueTask of nothing";
        }
        if (candidate.IsGenericMethod)
        {
            return "a cleanup cannot be generic";
        }
        if (stage.Symbol.IsStatic && !candidate.IsStatic)
        {
            return "the stage is static and this is not";
        }
        if (!isEmpty && Signature.WhyNotPassable(candidate) is string reason)
        {
            return reason;
        }
        if (stage.IsLoop)
        {
            if (isEmpty || candidate.Parameters.IsEmpty)
            {
                return "its first parameter has to be the item of the loop";
            }
            ITypeSymbol item = candidate.Parameters[0].Type;
            if (stage.ItemType is not null && !compilation.ClassifyCommonConversion(stage.ItemType, item).IsImplicit)
            {
                return $"its first parameter is '{item.ToDisplayString()}', and the item of the loop is '{stage.ItemType.ToDisplayString()}'";
            }
        }
        return null;
    }
}
