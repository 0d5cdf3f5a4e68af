using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Mlx4.Generators.Model;

namespace Mlx4.Generators.Parsing;

/// <summary>Reads one pipeline of a type.</summary>
internal sealed class PipelineParser
{
    private readonly INamedTypeSymbol _type;
    private readonly Compilation _compilation;
    private readonly Reporter _reporter;
    private readonly string _load;
    private readonly IReadOnlyList<Stage> _stages;
    private readonly CancellationToken _cancellation;
    private readonly CleanupBinder _cleanups;
    private readonly ConditionBinder _conditions;
    private readonly LoopBinder _loops;

    /// <summary>Whether something was found that keeps the load from being what was written.</summary>
    private bool _broken;

    public PipelineParser(
        INamedTypeSymbol type, Compilation compilation, Reporter reporter, string load, IEnumerable<Stage> stages, CancellationToken cancellation)
    {
        _type = type;
        _compilation = compilation;
        _reporter = reporter;
        _load = load;
        Unload = PipelineNames.UnloadOf(type, load);
        _stages = [.. stages.OrderBy(stage => stage.Arguments.Order).ThenBy(stage => stage.Method.ToDisplayString(), StringComparer.Ordinal)];
        _cancellation = cancellation;
        MemberLookup members = new(type, compilation);
        _cleanups = new CleanupBinder(type, compilation, members, reporter);
        _conditions = new ConditionBinder(type, members, reporter);
        _loops = new LoopBinder(type, compilation, members, reporter);
    }

    /// <summary>The name of the unload.</summary>
    public string Unload { get; }

    /// <summary>Reads everything.</summary>
    /// <param name="host">The type to write into.</param>
    /// <param name="hooks">The hooks that the type implements.</param>
    public PipelineModel Parse(HostModel host, HookDeclarations hooks)
    {
        Require(PipelineNames.Check(_type, _load, Unload, _reporter));
        CheckOrdersAndNames();
        PipelineSignature signature = ParseSignature();
        foreach (Stage stage in _stages)
        {
            Require(_conditions.Bind(stage, signature.Load.Parameters));
        }

        EquatableArray<StageModel> stages = StageModels(signature.Error);
        string? errorType = signature.Error?.ToDisplayString(Names.TypeFormat) ?? (_broken ? "global::Mlx4.Runtime.Errno" : null);
        return new PipelineModel(
            host,
            _load,
            Unload,
            signature.Accessibility,
            errorType,
            signature.Error?.SpecialType == SpecialType.System_Int32,
            signature.Load.ToModel(),
            signature.Unload.ToModel(),
            stages,
            hooks.Next(errorType),
            new HiddenMembers(_type, _compilation, _cancellation).Of(_load, Unload, signature),
            _broken);
    }

    /// <summary>Reads what the load and the unload return and take.</summary>
    public PipelineSignature ParseSignature()
    {
        ITypeSymbol? error = ParseReturns();
        foreach (Stage stage in _stages)
        {
            _cancellation.ThrowIfCancellationRequested();
            Require(_loops.Bind(stage));
            Require(_cleanups.Bind(stage));
        }

        ParameterUnion load = new(_load, _reporter);
        foreach (Stage stage in _stages)
        {
            Require(load.Add(stage.Method, stage.IsLoop ? 1 : 0));
        }
        AddCleanups(load, static stage => true);
        ParameterUnion unload = new(Unload, new Reporter(null));
        AddCleanups(unload, static stage => !stage.Arguments.Transient);
        IEnumerable<ITypeSymbol> types = load.Parameters.Select(parameter => parameter.Type);
        return new PipelineSignature(error, load, unload, AccessibilityRules.Widest(_type, error is null ? types : types.Append(error)));
    }

    private void Require(bool isRight) => _broken |= !isRight;

    private void AddCleanups(ParameterUnion parameters, Func<Stage, bool> which)
    {
        foreach (Stage stage in _stages.Where(which))
        {
            if (stage.Cleanup is not null)
            {
                Require(parameters.Add(stage.Cleanup, stage.IsLoop ? 1 : 0));
            }
        }
    }

    private void CheckOrdersAndNames()
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        for (int i = 0; i < _stages.Count; i++)
        {
            Stage stage = _stages[i];
            if (i > 0 && _stages[i - 1].Arguments.Order == stage.Arguments.Order)
            {
                (Stage earlier, Stage later) = ByPosition(_stages[i - 1], stage);
                _reporter.OnAttribute(DiagnosticDescriptors.DuplicateOrder, later.Arguments.Attribute, earlier.DisplayName, later.DisplayName, _load, stage.Arguments.Order);
                _broken = true;
            }
            if (!names.Add(stage.DisplayName))
            {
                _reporter.OnName(DiagnosticDescriptors.StageNotSupported, stage.Method, stage.DisplayName, $"another stage of '{_load}' has that name already: set Name");
                _broken = true;
            }
        }
    }

    /// <summary>The two stages as they stand in the source, so that the later one is reported whatever the order of files.</summary>
    private static (Stage Earlier, Stage Later) ByPosition(Stage one, Stage other)
    {
        FileLinePositionSpan first = one.Method.Locations[0].GetLineSpan();
        FileLinePositionSpan second = other.Method.Locations[0].GetLineSpan();
        int byFile = string.CompareOrdinal(first.Path, second.Path);
        int byPosition = byFile != 0 ? byFile : first.StartLinePosition.CompareTo(second.StartLinePosition);
        return byPosition <= 0 ? (one, other) : (other, one);
    }

    /// <summary>Checks what the stages' methods are and return, and finds the one error type.</summary>
    private ITypeSymbol? ParseReturns()
    {
        ITypeSymbol? pipelineError = null;
        string? from = null;
        foreach (Stage stage in _stages)
        {
            string? problem = Signature.WhyNotCallable(stage.Method);
            ReturnShape? returns = ReturnParser.Parse(stage.Method, out ITypeSymbol? error);
            if (problem is null && returns is null)
            {
                problem = stage.Method.IsAsync && stage.Method.ReturnsVoid
                    ? "an async void method ends before its work does: return a Task"
                    : $"it returns '{stage.Method.ReturnType.ToDisplayString()}': return void, Errno, another enum whose 0 is success, int, or an InitResult of those";
            }
            if (problem is null && error is not null)
            {
                pipelineError ??= error;
                from ??= stage.DisplayName;
                problem = SymbolEqualityComparer.Default.Equals(pipelineError, error)
                    ? null
                    : $"its errors are '{error.ToDisplayString()}', and those of '{from}' are '{pipelineError.ToDisplayString()}': the stages of a pipeline agree on one type";
            }
            if (problem is not null)
            {
                _reporter.OnName(DiagnosticDescriptors.StageNotSupported, stage.Method, stage.DisplayName, problem);
                _broken = true;
            }
            stage.IsCallable = problem is null;
            stage.Returns = returns ?? ReturnShape.None;
        }
        return pipelineError;
    }

    private EquatableArray<StageModel> StageModels(ITypeSymbol? error)
    {
        StageReferenceBinder references = new(_stages, _reporter);
        int[] cleanupAt = new int[_stages.Count];
        for (int i = 0; i < cleanupAt.Length; i++)
        {
            cleanupAt[i] = references.CleanupAt(i, out bool isRight);
            Require(isRight);
        }
        ImmutableArray<StageModel>.Builder models = ImmutableArray.CreateBuilder<StageModel>(_stages.Count);
        for (int i = 0; i < _stages.Count; i++)
        {
            RestartModel? restart = references.Restart(i, error, cleanupAt, out bool isRight);
            Require(isRight);
            Stage stage = _stages[i];
            models.Add(new StageModel(
                stage.Arguments.Order,
                Call(stage.Method, stage),
                stage.Returns,
                stage.DisplayName,
                stage.Cleanup is null ? null : Call(stage.Cleanup, stage),
                stage.Arguments.NoCleanup,
                stage.When,
                stage.ForEach,
                restart,
                stage.Arguments.Transient && stage.Cleanup is not null,
                cleanupAt[i],
                cleanupAt[i] < 0 ? null : _stages[cleanupAt[i]].Method.Name));
        }
        return new EquatableArray<StageModel>(models.ToImmutable());
    }

    private static CallModel Call(IMethodSymbol method, Stage stage) => new(
        Names.Escape(method.Name),
        method.IsStatic,
        method.Parameters
            .Skip(stage.IsLoop ? 1 : 0)
            .Select(parameter => new ArgumentModel(Names.Escape(parameter.Name), parameter.RefKind == RefKind.In))
            .ToEquatableArray());
}
