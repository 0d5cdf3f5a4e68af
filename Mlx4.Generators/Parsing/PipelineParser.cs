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
    private readonly Reporter _reporter;
    private readonly HostModel _host;
    private readonly string _load;
    private readonly string _unload;
    private readonly IReadOnlyList<Stage> _stages;
    private readonly CancellationToken _cancellation;
    private readonly CleanupBinder _cleanups;
    private readonly ConditionBinder _conditions;
    private readonly LoopBinder _loops;

    /// <summary>Whether something was found that keeps the load from being what was written.</summary>
    private bool _broken;

    public PipelineParser(
        INamedTypeSymbol type, Compilation compilation, Reporter reporter, HostModel host, string load, IEnumerable<Stage> stages, CancellationToken cancellation)
    {
        _type = type;
        _reporter = reporter;
        _host = host;
        _load = load;
        _unload = PipelineNames.UnloadOf(type, load);
        _stages = [.. stages.OrderBy(stage => stage.Arguments.Order).ThenBy(stage => stage.Method.ToDisplayString(), StringComparer.Ordinal)];
        _cancellation = cancellation;
        MemberLookup members = new(type, compilation);
        _cleanups = new CleanupBinder(type, compilation, members, reporter);
        _conditions = new ConditionBinder(type, members, reporter);
        _loops = new LoopBinder(type, compilation, members, reporter);
    }

    public PipelineModel Parse(HookDeclarations hooks)
    {
        Require(PipelineNames.Check(_type, _load, _unload, _reporter));
        CheckOrdersAndNames();
        ITypeSymbol? error = ParseSignatures();
        foreach (Stage stage in _stages)
        {
            _cancellation.ThrowIfCancellationRequested();
            Require(_loops.Bind(stage));
            Require(_cleanups.Bind(stage));
        }

        ParameterUnion parameters = new(_load, _reporter);
        foreach (Stage stage in _stages)
        {
            Require(parameters.Add(stage.Method, stage.IsLoop ? 1 : 0));
        }
        AddCleanups(parameters, static stage => true);
        ParameterUnion unloadParameters = new(_unload, new Reporter(null));
        AddCleanups(unloadParameters, static stage => !stage.Arguments.Transient);
        unloadParameters.Tighten(parameters);
        foreach (Stage stage in _stages)
        {
            Require(_conditions.Bind(stage, parameters.Parameters));
        }

        EquatableArray<StageModel> stages = StageModels(error);
        string? errorType = error?.ToDisplayString(Names.TypeFormat) ?? (_broken ? "global::Mlx4.Runtime.Errno" : null);
        IEnumerable<ITypeSymbol> signature = parameters.Parameters.Select(parameter => parameter.Type);
        return new PipelineModel(
            _host,
            _load,
            _unload,
            AccessibilityRules.Widest(_type, error is null ? signature : signature.Append(error)),
            errorType,
            error?.SpecialType == SpecialType.System_Int32,
            parameters.ToModel(),
            unloadParameters.ToModel(),
            stages,
            hooks.Next(errorType),
            PipelineNames.Hiding(_type, _load, _unload),
            _broken);
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
        foreach (IGrouping<int?, Stage> same in _stages.GroupBy(stage => stage.Arguments.Order).Where(group => group.Key is not null))
        {
            Stage[] inSource = [.. same.OrderBy(Path, StringComparer.Ordinal).ThenBy(Position)];
            foreach (Stage later in inSource.Skip(1))
            {
                _reporter.OnAttribute(DiagnosticDescriptors.DuplicateOrder, later.Arguments.Attribute, inSource[0].DisplayName, later.DisplayName, _load, same.Key);
                _broken = true;
            }
        }
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (Stage stage in _stages)
        {
            Require(!stage.Arguments.IsUnfinished);
            if (!names.Add(stage.DisplayName))
            {
                _reporter.OnName(DiagnosticDescriptors.StageNotSupported, stage.Method, stage.DisplayName, $"another stage of '{_load}' has that name already: set Name");
                _broken = true;
            }
        }
    }

    /// <summary>The file of a stage: the later one in the source is reported, whatever the order of files.</summary>
    private static string Path(Stage stage) => stage.Method.Locations[0].GetLineSpan().Path;

    private static int Position(Stage stage) => stage.Method.Locations[0].SourceSpan.Start;

    /// <summary>Checks what the stages' methods are and return, and finds the one error type.</summary>
    private ITypeSymbol? ParseSignatures()
    {
        ITypeSymbol? pipelineError = null;
        string? from = null;
        foreach (Stage stage in _stages)
        {
            string? problem = Signature.WhyNotCallable(stage.Method);
            ReturnShape? returns = ReturnParser.Parse(stage.Method, out ITypeSymbol? error);
            if (Unfinished.Is(stage.Method))
            {
                _broken = true;
                continue;
            }
            if (problem is null && returns is null)
            {
                problem = stage.Method.RefKind != RefKind.None ? "it returns by reference: return the value"
                    : stage.Method.IsAsync && stage.Method.ReturnsVoid
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
                stage.Arguments.Order ?? 0,
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
