using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis;
using Mlx4.Generators.Model;

namespace Mlx4.Generators.Parsing;

/// <summary>Binds what refers to other stages of the pipeline: restarts and <c>CleanupAt</c>.</summary>
internal sealed class StageReferenceBinder(IReadOnlyList<Stage> stages, Reporter reporter)
{
    /// <summary>The index of the stage before whose cleanup the stage's own stands, or -1.</summary>
    /// <param name="index">The stage.</param>
    /// <param name="isRight">Whether what is stated can be generated.</param>
    public int CleanupAt(int index, out bool isRight)
    {
        isRight = true;
        return stages[index].Arguments is { CleanupAt: null, Transient: false } ? -1 : CheckedCleanupAt(index, out isRight);
    }

    private int CheckedCleanupAt(int index, out bool isRight)
    {
        Stage stage = stages[index];
        StageArguments arguments = stage.Arguments;
        isRight = true;
        bool statesCleanup = arguments.Cleanup is not null || stage.Method is null;
        if (arguments.Transient && !statesCleanup)
        {
            Contradiction(nameof(StageArguments.Transient), Remedy.Remove(nameof(StageArguments.Transient)), "it is transient, but has no cleanup that could run when the load ends: set Cleanup, or remove Transient");
            isRight = false;
        }
        if (arguments.CleanupAt is not string name)
        {
            return -1;
        }
        int target = IndexOf(name);
        Remedy remedy = default;
        string? problem =
            !statesCleanup ? Removing("CleanupAt says where its cleanup stands, but it has none: set Cleanup, or remove CleanupAt", nameof(StageArguments.CleanupAt))
            : arguments.Transient ? Removing("a transient stage is undone when the load ends, so CleanupAt means nothing: remove one of the two", nameof(StageArguments.CleanupAt), nameof(StageArguments.Transient))
            : stages.Count(candidate => candidate.Symbol.Name == name) > 1 ? $"CleanupAt names '{name}', which several stages of the pipeline have as their member's name"
            : target < 0 || target >= index ? $"CleanupAt names '{name}', which is not an earlier stage of the pipeline{Suggest(name, stages.Take(index).Where(earlier => !earlier.Arguments.Transient), out remedy)}"
            : stages[target].Arguments.Transient ? $"CleanupAt names '{name}', which is transient: its own cleanup runs when the load ends"
            : null;
        if (problem is null)
        {
            return target;
        }
        Contradiction(nameof(StageArguments.CleanupAt), remedy, problem);
        isRight = false;
        return -1;

        string Removing(string text, params string[] surplus)
        {
            remedy = Remedy.Remove(surplus);
            return text;
        }

        void Contradiction(string argument, Remedy what, string text) =>
            reporter.OnArgument(DiagnosticDescriptors.CleanupContradiction, arguments.Attribute, argument, what, stage.DisplayName, text);
    }

    /// <summary>The restart of a stage, if it states one.</summary>
    /// <param name="index">The stage.</param>
    /// <param name="error">The error type of the pipeline.</param>
    /// <param name="cleanupPlace">The place of the stage's cleanup.</param>
    /// <param name="isRight">Whether what is stated can be generated.</param>
    public RestartModel? Restart(int index, ITypeSymbol? error, int cleanupPlace, out bool isRight)
    {
        isRight = true;
        return stages[index].Arguments is { RestartOn: null, RestartFrom: null, MaxRestarts: null } || IsRefused(stages[index], error)
            ? null
            : CheckedRestart(index, error, cleanupPlace, out isRight);
    }

    private RestartModel? CheckedRestart(int index, ITypeSymbol? error, int cleanupPlace, out bool isRight)
    {
        Stage stage = stages[index];
        StageArguments arguments = stage.Arguments;
        isRight = true;
        int from = IndexOf(arguments.RestartFrom);
        Remedy remedy = default;
        (string Argument, string Text)? problem =
            arguments.RestartOn is null ? (arguments.RestartFrom is null ? nameof(StageArguments.MaxRestarts) : nameof(StageArguments.RestartFrom), "it does not say at which error it restarts: set RestartOn")
            : arguments.RestartFrom is null ? (nameof(StageArguments.RestartOn), "it does not say from which stage it restarts: set RestartFrom")
            : stage.Returns.Error is null ? (nameof(StageArguments.RestartOn), "it returns no error, so it cannot restart on one")
            : !SymbolEqualityComparer.Default.Equals(arguments.RestartOn.Value.Type, error) ? (nameof(StageArguments.RestartOn), $"RestartOn has to be of the pipeline's error type, '{error!.ToDisplayString()}'")
            : IsSuccess(arguments.RestartOn.Value) ? (nameof(StageArguments.RestartOn), "RestartOn is the value that means success")
            : stages.Count(candidate => candidate.Symbol.Name == arguments.RestartFrom) > 1
                ? (nameof(StageArguments.RestartFrom), $"RestartFrom names '{arguments.RestartFrom}', which several stages of the pipeline have as their member's name")
            : from < 0 ? (nameof(StageArguments.RestartFrom), $"RestartFrom names '{arguments.RestartFrom}', which is not a stage of the pipeline{Suggest(arguments.RestartFrom, stages.Take(index + 1), out remedy)}")
            : from > index ? (nameof(StageArguments.RestartFrom), $"RestartFrom names '{arguments.RestartFrom}', which comes later")
            : arguments.MaxRestarts < 1 ? (nameof(StageArguments.MaxRestarts), "MaxRestarts has to be at least 1")
            : stage.ForEach is not null && cleanupPlace < from
                ? (nameof(StageArguments.RestartFrom), $"the items that completed before it restarts would be left as they are, since their cleanup stands just before that of '{stages[cleanupPlace].Symbol.Name}' (CleanupAt), below '{arguments.RestartFrom}': restart from '{stages[cleanupPlace].Symbol.Name}' or an earlier stage, or remove CleanupAt")
            : null;
        if (problem is (string argument, string text))
        {
            reporter.OnArgument(DiagnosticDescriptors.RestartInvalid, arguments.Attribute, argument, remedy, stage.DisplayName, text);
            isRight = false;
            return null;
        }
        return new RestartModel(
            DefaultValues.Text(error!, arguments.RestartOn!.Value.Value!), from, stages[from].Symbol.Name, arguments.MaxRestarts ?? 1);
    }

    /// <summary>Whether what a stage returns has been complained of already.</summary>
    private static bool IsRefused(Stage stage, ITypeSymbol? error) =>
        Unfinished.Is(stage.Symbol) || (stage.Returns.Error is ITypeSymbol own && !SymbolEqualityComparer.Default.Equals(own, error));

    /// <summary>The end of a message that no stage has a name: the one that it may have meant.</summary>
    private static string Suggest(string name, IEnumerable<Stage> candidates, out Remedy remedy)
    {
        remedy = new Remedy(Spelling.Closest(name, candidates.Select(candidate => candidate.Symbol.Name).Where(candidate => candidate != name)));
        return remedy.Name is null ? "" : $": did you mean '{remedy.Name}'?";
    }

    private int IndexOf(string? method)
    {
        for (int i = 0; i < stages.Count; i++)
        {
            if (stages[i].Symbol.Name == method)
            {
                return i;
            }
        }
        return -1;
    }

    private static bool IsSuccess(TypedConstant value) => Convert.ToDecimal(value.Value, CultureInfo.InvariantCulture) == 0;
}
