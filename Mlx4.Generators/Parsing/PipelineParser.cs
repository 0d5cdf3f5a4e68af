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
    private readonly string _name;
    private readonly IReadOnlyList<Stage> _stages;
    private readonly ImmutableHashSet<ISymbol> _visiting;
    private readonly CancellationToken _cancellation;
    private readonly MemberLookup _members;

    /// <summary>Whether a stage nests a pipeline that nests this one.</summary>
    private bool _circular;

    /// <summary>The error type, if a stage returns one.</summary>
    private ITypeSymbol? _error;

    /// <summary>The parameters of the load, and how it and the unload are declared.</summary>
    private ParameterUnion _parameters = null!;
    private ParameterUnion _unloadParameters = null!;
    private LoadMethods _methods = null!;

    /// <summary>Whether something was found that keeps the load from being what was written.</summary>
    private bool _broken;

    /// <summary>Prepares to read a pipeline.</summary>
    /// <param name="type">The type.</param>
    /// <param name="compilation">The compilation.</param>
    /// <param name="reporter">Takes what is wrong.</param>
    /// <param name="name">The pipeline's name.</param>
    /// <param name="stages">Its stages, in any order.</param>
    /// <param name="visiting">The other types whose pipelines are being read already, because one nests the other.</param>
    /// <param name="cancellation">Stops it.</param>
    public PipelineParser(
        INamedTypeSymbol type,
        Compilation compilation,
        Reporter reporter,
        string name,
        IEnumerable<Stage> stages,
        ImmutableHashSet<ISymbol> visiting,
        CancellationToken cancellation)
    {
        _type = type;
        _compilation = compilation;
        _reporter = reporter;
        _name = name;
        _stages = [.. stages.OrderBy(stage => stage.Arguments.Order).ThenBy(stage => stage.Symbol.Name, StringComparer.Ordinal).ThenBy(stage => stage, ByDisplay.Instance)];
        _visiting = visiting;
        _cancellation = cancellation;
        _members = new MemberLookup(type, compilation);
    }

    /// <summary>Orders overloads; what is not one is never written out.</summary>
    private sealed class ByDisplay : IComparer<Stage>
    {
        public static readonly ByDisplay Instance = new();

        public int Compare(Stage? one, Stage? other) => string.CompareOrdinal(one!.Symbol.ToDisplayString(), other!.Symbol.ToDisplayString());
    }

    private bool IsAsync => _stages.Any(stage => stage.IsAwaited);

    private string? ErrorType => _error?.ToDisplayString(Names.TypeFormat) ?? (_broken ? "global::Mlx4.Runtime.Errno" : null);

    /// <summary>Reads everything.</summary>
    /// <param name="host">The type to write into.</param>
    /// <param name="hooks">The hooks that the type implements.</param>
    public PipelineModel Parse(HostModel host, HookDeclarations hooks)
    {
        EquatableArray<StageModel> stages = ParseStages();
        string? errorType = ErrorType;
        return new PipelineModel(
            host,
            _name,
            _methods.Load,
            _methods.Unload,
            IsAsync,
            _methods.Token,
            errorType,
            _error?.SpecialType == SpecialType.System_Int32,
            _parameters.ToModel(),
            stages,
            hooks.Next(errorType),
            _methods.TableHides,
            _methods.PrivateHides,
            _broken);
    }

    /// <summary>Reads the stages with their symbols.</summary>
    /// <returns>Nothing if the pipeline is in error: what is wrong with its declarations has to be put right first.</returns>
    public BoundPipeline? Bind()
    {
        EquatableArray<StageModel> models = ParseStages();
        return _broken ? null : new BoundPipeline(_name, _methods.Load.Name, _methods.Unload.Name, _stages, models);
    }

    private EquatableArray<StageModel> ParseStages()
    {
        CheckOrdersAndNames();
        BindStages();
        ConditionBinder conditions = new(_type, _members, _reporter);
        OptionalChecker optional = new(hasErrors: _error is not null || _broken, _reporter);
        foreach (Stage stage in _stages)
        {
            Require(conditions.Bind(stage, _parameters.Parameters));
            Require(optional.Check(stage));
        }
        return StageModels(_methods.Token);
    }

    /// <summary>Reads what a stage has to know to nest the pipeline.</summary>
    public PipelineSignature ParseSignature()
    {
        BindStages();
        return new PipelineSignature(
            _name,
            _methods.Load.Name,
            Parameters(_methods.UsersLoad, _parameters),
            TokenIsLast: IsAsync && _methods.UsersLoad is null,
            _methods.Unload.Name,
            Parameters(_methods.UsersUnload, _unloadParameters),
            new StageReturn(_error is null ? ReturnShape.None : ReturnShape.Result, _error, IsAsync),
            _methods.Load.Confinement,
            _circular);
    }

    private static ImmutableArray<IParameterSymbol> Parameters(IMethodSymbol? users, ParameterUnion union) =>
        users is null ? union.Parameters.Select(parameter => parameter.First).ToImmutableArray() : users.Parameters;

    /// <summary>Finds what the stages call and what undoes them, and from that how the load and the unload are declared.</summary>
    private void BindStages()
    {
        LoopBinder loops = new(_type, _compilation, _members, _reporter);
        _error = ParseSignatures(loops);
        CleanupBinder cleanups = new(_type, _compilation, _members, _reporter);
        foreach (Stage stage in _stages)
        {
            _cancellation.ThrowIfCancellationRequested();
            Require(loops.Bind(stage));
            Require(cleanups.Bind(stage));
        }
        bool isAsync = IsAsync;
        if (isAsync)
        {
            CheckAsyncHost();
        }

        _parameters = new ParameterUnion(_name, isAsync, _reporter);
        AddAll(_parameters, static stage => stage.Run);
        AddAll(_parameters, static stage => stage.Cleanup);
        _unloadParameters = new ParameterUnion(_name, isAsync, new Reporter(null));
        AddAll(_unloadParameters, static stage => stage.Arguments.Transient ? null : stage.Cleanup);
        _unloadParameters.Tighten(_parameters);

        _methods = new LoadMethods(_type, _compilation, _reporter, _name, isAsync, _error, ErrorType, _cancellation);
        Require(_methods.Bind(_parameters, _unloadParameters, new HashSet<string>(_stages.Select(stage => stage.Arguments.When).OfType<string>())));
    }

    private void Require(bool isRight) => _broken |= !isRight;

    private void AddAll(ParameterUnion parameters, Func<Stage, Callee?> what)
    {
        foreach (Stage stage in _stages)
        {
            if (what(stage) is Callee callee)
            {
                Require(parameters.Add(callee));
            }
        }
    }

    private void CheckOrdersAndNames()
    {
        for (int i = 1; i < _stages.Count; i++)
        {
            // They stand in order.
            if (_stages[i].Arguments.Order is int order && _stages[i - 1].Arguments.Order == order)
            {
                ReportSameOrders();
                _broken = true;
                break;
            }
        }
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (Stage stage in _stages)
        {
            Require(!stage.Arguments.IsUnfinished);
            if (!names.Add(stage.DisplayName))
            {
                _reporter.OnName(DiagnosticDescriptors.StageNotSupported, stage.Symbol, stage.DisplayName, $"another stage of '{_name}' has that name already: set Name");
                _broken = true;
            }
        }
    }

    private void ReportSameOrders()
    {
        foreach (IGrouping<int?, Stage> same in _stages.GroupBy(stage => stage.Arguments.Order).Where(group => group.Key is not null))
        {
            Stage[] inSource = [.. same.OrderBy(Path, StringComparer.Ordinal).ThenBy(Position)];
            foreach (Stage later in inSource.Skip(1))
            {
                _reporter.OnAttribute(DiagnosticDescriptors.DuplicateOrder, later.Arguments.Attribute, inSource[0].DisplayName, later.DisplayName, _name, same.Key);
            }
        }
    }

    /// <summary>The file of a stage: the later one in the source is reported, whatever the order of files.</summary>
    private static string Path(Stage stage) => stage.Symbol.Locations[0].GetLineSpan().Path;

    private static int Position(Stage stage) => stage.Symbol.Locations[0].SourceSpan.Start;

    /// <summary>Checks what the stages are and return, and finds the one error type.</summary>
    private ITypeSymbol? ParseSignatures(LoopBinder loops)
    {
        ITypeSymbol? pipelineError = null;
        string? from = null;
        NestingBinder nesting = new(_type, _compilation, loops, _visiting, _cancellation);
        foreach (Stage stage in _stages)
        {
            if (Unfinished.Is(stage.Symbol))
            {
                if (stage.Method is not null)
                {
                    stage.Run = Callee.Of(stage.Method, stage.IsLoop);
                }
                _broken = true;
                continue;
            }
            string? problem = stage.Method is null ? nesting.Bind(stage, _name) : ParseMethod(stage, stage.Method);
            if (problem is null && stage.Returns.Error is ITypeSymbol error)
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
        }
        _circular = nesting.IsCircular;
        return pipelineError;
    }

    /// <summary>Checks a stage that is a method.</summary>
    /// <returns>What is wrong, if anything.</returns>
    private static string? ParseMethod(Stage stage, IMethodSymbol method)
    {
        StageReturn? returns = StageReturn.Of(method);
        stage.Returns = returns ?? stage.Returns;
        stage.Run = Callee.Of(method, stage.IsLoop);
        return Signature.WhyNotCallable(method)
            ?? (returns is not null ? null
            : method.RefKind != RefKind.None ? "it returns by reference: return the value"
            : method is { IsAsync: true, ReturnsVoid: true } ? "an async void method ends before its work does: return a Task"
            : $"it returns '{method.ReturnType.ToDisplayString()}': return void, Errno, another enum whose 0 is success, int, an InitResult of those, or a Task or ValueTask of any of them");
    }

    /// <summary>A method of a structure works on a copy once it has awaited something, so that what was loaded would be forgotten.</summary>
    private void CheckAsyncHost()
    {
        if (_type.TypeKind != TypeKind.Struct)
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
        _reporter.OnName(DiagnosticDescriptors.StageNotSupported, stage.Symbol, stage.DisplayName, problem);
        _broken = true;
    }

    private EquatableArray<StageModel> StageModels(string token)
    {
        StageReferenceBinder references = new(_stages, _reporter);
        int[] cleanupAt = new int[_stages.Count];
        for (int i = 0; i < cleanupAt.Length; i++)
        {
            cleanupAt[i] = references.CleanupAt(i, out bool isRight);
            Require(isRight);
        }
        int[] places = new int[_stages.Count];
        RestartModel?[] restarts = new RestartModel?[_stages.Count];
        for (int i = 0; i < places.Length; i++)
        {
            places[i] = cleanupAt[i] < 0 ? i : places[cleanupAt[i]];
            restarts[i] = references.Restart(i, _error, places[i], out bool isRight);
            Require(isRight);
        }
        int[] restarting = [.. Enumerable.Range(0, restarts.Length).Where(stage => restarts[stage] is not null)];
        ImmutableArray<StageModel>.Builder models = ImmutableArray.CreateBuilder<StageModel>(_stages.Count);
        for (int i = 0; i < _stages.Count; i++)
        {
            Stage stage = _stages[i];
            models.Add(new StageModel(
                stage.Arguments.Order ?? 0,
                stage.Symbol.Name,
                Reference.To(stage.Symbol, _type),
                stage.Run.ToModel(token),
                stage.Returns.Shape,
                stage.DisplayName,
                stage.Cleanup?.ToModel(token.Length == 0 ? "" : Tokens.None),
                stage.Cleanup?.Method is IMethodSymbol cleanup ? Reference.To(cleanup, _type) : null,
                stage.Arguments.NoCleanup,
                stage.When,
                stage.ForEach,
                restarts[i],
                stage.Arguments.Transient && stage.Cleanup is not null,
                stage.Arguments.Optional,
                cleanupAt[i],
                cleanupAt[i] < 0 ? null : _stages[cleanupAt[i]].Symbol.Name,
                places[i],
                IsKept(i)));
        }
        return new EquatableArray<StageModel>(models.MoveToImmutable());

        bool IsKept(int stage)
        {
            foreach (int other in restarting)
            {
                if (restarts[other]!.Keeps(other, stage, places[stage]))
                {
                    return true;
                }
            }
            return false;
        }
    }
}
