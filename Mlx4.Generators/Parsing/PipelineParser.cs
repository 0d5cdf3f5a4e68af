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
    private readonly HostModel _host;
    private readonly string _name;
    private readonly IReadOnlyList<Stage> _stages;
    private readonly CancellationToken _cancellation;

    /// <summary>Whether something was found that keeps the load from being what was written.</summary>
    private bool _broken;

    public PipelineParser(
        INamedTypeSymbol type, Compilation compilation, Reporter reporter, HostModel host, string name, IEnumerable<Stage> stages, CancellationToken cancellation)
    {
        _type = type;
        _compilation = compilation;
        _reporter = reporter;
        _host = host;
        _name = name;
        _stages = [.. stages.OrderBy(stage => stage.Arguments.Order).ThenBy(stage => stage.Method.ToDisplayString(), StringComparer.Ordinal)];
        _cancellation = cancellation;
    }

    public PipelineModel Parse(HookDeclarations hooks)
    {
        CheckOrdersAndNames();
        ITypeSymbol? error = ParseSignatures();
        MemberLookup members = new(_type, _compilation);
        BindLoopsAndCleanups(members);
        bool isAsync = _stages.Any(stage => stage.IsAwaited);
        if (isAsync)
        {
            CheckAsyncHost();
        }

        ParameterUnion parameters = new(_name, isAsync, _reporter);
        foreach (Stage stage in _stages)
        {
            Require(parameters.Add(stage.Method, stage.IsLoop ? 1 : 0));
        }
        AddCleanups(parameters, static stage => true);
        ParameterUnion unloadParameters = new(_name, isAsync, new Reporter(null));
        AddCleanups(unloadParameters, static stage => !stage.Arguments.Transient);
        unloadParameters.Tighten(parameters);

        string? errorType = error?.ToDisplayString(Names.TypeFormat) ?? (_broken ? "global::Mlx4.Runtime.Errno" : null);
        LoadMethods methods = new(_type, _compilation, _reporter, _name, isAsync, error, errorType, _cancellation);
        Require(methods.Bind(parameters, unloadParameters, new HashSet<string>(_stages.Select(stage => stage.Arguments.When ?? ""))));
        ConditionBinder conditions = new(_type, members, _reporter);
        foreach (Stage stage in _stages)
        {
            Require(conditions.Bind(stage, parameters.Parameters));
        }

        EquatableArray<StageModel> stages = StageModels(error, methods.Token);
        return new PipelineModel(
            _host,
            _name,
            methods.Load,
            methods.Unload,
            isAsync,
            methods.Token,
            errorType,
            error?.SpecialType == SpecialType.System_Int32,
            parameters.ToModel(),
            stages,
            hooks.Next(errorType),
            methods.TableHides,
            methods.PrivateHides,
            _broken);
    }

    private void Require(bool isRight) => _broken |= !isRight;

    private void BindLoopsAndCleanups(MemberLookup members)
    {
        LoopBinder loops = new(_type, _compilation, members, _reporter);
        CleanupBinder cleanups = new(_type, _compilation, members, _reporter);
        foreach (Stage stage in _stages)
        {
            _cancellation.ThrowIfCancellationRequested();
            Require(loops.Bind(stage));
            Require(cleanups.Bind(stage));
        }
    }

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
                _reporter.OnAttribute(DiagnosticDescriptors.DuplicateOrder, later.Arguments.Attribute, inSource[0].DisplayName, later.DisplayName, _name, same.Key);
                _broken = true;
            }
        }
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (Stage stage in _stages)
        {
            Require(!stage.Arguments.IsUnfinished);
            if (!names.Add(stage.DisplayName))
            {
                _reporter.OnName(DiagnosticDescriptors.StageNotSupported, stage.Method, stage.DisplayName, $"another stage of '{_name}' has that name already: set Name");
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
            StageReturn? returns = StageReturn.Of(stage.Method);
            if (Unfinished.Is(stage.Method))
            {
                _broken = true;
                continue;
            }
            if (problem is null && returns is null)
            {
                problem = stage.Method.RefKind != RefKind.None ? "it returns by reference: return the value"
                    : stage.Method is { IsAsync: true, ReturnsVoid: true }
                    ? "an async void method ends before its work does: return a Task"
                    : $"it returns '{stage.Method.ReturnType.ToDisplayString()}': return void, Errno, another enum whose 0 is success, int, an InitResult of those, or a Task or ValueTask of any of them";
            }
            if (problem is null && returns?.Error is ITypeSymbol error)
            {
                pipelineError ??= error;
                from ??= stage.DisplayName;
                problem = SymbolEqualityComparer.Default.Equals(pipelineError, error)
                    ? null
                    : $"its errors are '{error.ToDisplayString()}', and those of '{from}' are '{pipelineError.ToDisplayString()}': the stages of a pipeline agree on one type";
            }
            if (problem is not null)
            {
                Refuse(stage, problem);
            }
            stage.Returns = returns ?? stage.Returns;
        }
        return pipelineError;
    }

    /// <summary>A method of a structure works on a copy once it has awaited something, so that what was loaded would be forgotten.</summary>
    private void CheckAsyncHost()
    {
        if (!_host.IsStruct)
        {
            return;
        }
        foreach (Stage stage in _stages.Where(stage => stage.IsAwaited))
        {
            Refuse(stage, $"it is asynchronous, and '{_type.Name}' is a structure, of which an asynchronous load would change a copy: use a class");
        }
    }

    private void Refuse(Stage stage, string problem)
    {
        _reporter.OnName(DiagnosticDescriptors.StageNotSupported, stage.Method, stage.DisplayName, problem);
        _broken = true;
    }

    private EquatableArray<StageModel> StageModels(ITypeSymbol? error, string token)
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
                Call(stage.Method, stage, token),
                stage.Returns.Shape,
                stage.DisplayName,
                stage.Cleanup is null ? null : Call(stage.Cleanup, stage, token.Length == 0 ? "" : Tokens.None),
                stage.Arguments.NoCleanup,
                stage.When,
                stage.ForEach,
                restart,
                stage.Arguments.Transient && stage.Cleanup is not null,
                cleanupAt[i],
                cleanupAt[i] < 0 ? null : _stages[cleanupAt[i]].Method.Name));
        }
        return models.ToImmutable().ToEquatableArray();
    }

    private static CallModel Call(IMethodSymbol method, Stage stage, string token) => new(
        Names.Escape(method.Name),
        method.IsStatic,
        StageReturn.TaskContent(method.ReturnType, out _),
        method.Parameters
            .Skip(stage.IsLoop ? 1 : 0)
            .Select(parameter => token.Length > 0 && Tokens.Is(parameter)
                ? new ArgumentModel(token, IsIn: false)
                : new ArgumentModel(Names.Escape(parameter.Name), parameter.RefKind == RefKind.In && token.Length == 0))
            .ToEquatableArray());
}
