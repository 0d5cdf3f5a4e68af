using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Mlx4.Generators.Analysis.Acquiring;
using Mlx4.Generators.Analysis.Paths;

namespace Mlx4.Generators.Analysis.Rules;

/// <summary>An error that nobody looks at before the stage succeeds.</summary>
internal sealed class DroppedErrorRule : IFlowRule
{
    public DiagnosticDescriptor Descriptor => DiagnosticDescriptors.DroppedError;

    public void Check(FlowHost host, FlowReporter reporter)
    {
        foreach (FlowPipeline pipeline in host.Pipelines)
        {
            ITypeSymbol? error = pipeline.Stages.Select(stage => stage.Declaration.Returns.Error).FirstOrDefault(type => type is not null);
            HashSet<IMethodSymbol> cleanups = new(pipeline.Stages.Select(stage => stage.Cleanup).OfType<IMethodSymbol>(), SymbolEqualityComparer.Default);
            HashSet<ISymbol>? asked = error is { SpecialType: SpecialType.System_Int32 } ? Asked(pipeline) : null;
            foreach (FlowStage stage in pipeline.Stages)
            {
                foreach (ExecutedPath path in stage.Paths.Paths.Where(path => path is { Succeeds: true, IsCaught: false }))
                {
                    foreach ((IOperation call, Frame frame) in Dropped(path, error, asked))
                    {
                        if (!RunsIn(frame, cleanups))
                        {
                            reporter.Report(Texts.Whole(call.Syntax).GetLocation(), [], stage.Name, Texts.Called(call));
                        }
                    }
                }
            }
        }
    }

    /// <summary>The calls of a path whose errors are not looked at afterwards.</summary>
    private static IEnumerable<(IOperation Call, Frame Frame)> Dropped(ExecutedPath path, ITypeSymbol? error, HashSet<ISymbol>? asked)
    {
        HashSet<Value> used = [];
        HashSet<IOperation> dropped = [];
        See(path.Result, used);
        for (int i = path.Events.Length - 1; i >= 0; i--)
        {
            switch (path.Events[i])
            {
                case DropEvent drop:
                    dropped.Add(drop.Operation);
                    break;
                case CallEvent { IsFollowed: false, Operation: IInvocationOperation } call when IsLost(path, i, call.Method, call.Result, used, dropped, error, asked):
                    yield return (call.Operation, call.Frame);
                    break;
                case ReturnEvent { Operation: IInvocationOperation } end when IsLost(path, i, end.Method, end.Result, used, dropped, error, asked):
                    yield return (end.Operation, end.Frame);
                    break;
                case UseEvent use when !IsAwait(use.Operation):
                    See(use.Value, used);
                    break;
                case StoreEvent store:
                    See(store.New, used);
                    break;
                case AssignEvent { New: TestValue test }:
                    See(test, used);
                    break;
                default:
                    break;
            }
        }
    }

    private static bool IsAwait(IOperation operation) => operation is IAwaitOperation or IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "AsTask" };

    private static void See(Value? value, HashSet<Value> used)
    {
        if (value is TestValue test)
        {
            See(test.Operand, used);
            See(test.Other, used);
        }
        else if (value is not null and not ConstantValue)
        {
            used.Add(value);
        }
    }

    private static bool IsLost(ExecutedPath path, int at, IMethodSymbol method, Value result, HashSet<Value> used, HashSet<IOperation> dropped, ITypeSymbol? error, HashSet<ISymbol>? asked)
    {
        PathEvent happened = path.Events[at];
        if (used.Contains(result) || (result is ConstantValue && !dropped.Contains(happened.Operation)) || path.Facts.IsDefault(result) is true)
        {
            return false;
        }
        if (IsTry(method))
        {
            return LeavesSomething((IInvocationOperation)happened.Operation, result, used, path);
        }
        ITypeSymbol? type = Errors.Awaited(method.ReturnType);
        bool isError = error is not null && type is not null && (SymbolEqualityComparer.Default.Equals(type, error)
            // Of a load, that it is no statement of its own is another rule's.
            || (Errors.IsInitResult(type) && !dropped.Contains(happened.Operation)));
        return isError && (asked is null || (!Disposables.IsFramework(method) && asked.Contains(method.OriginalDefinition))) && !IsFailing(happened.Facts, result, error!);
    }

    /// <summary>Whether a path is failing already: something is known to have returned an error.</summary>
    private static bool IsFailing(Facts facts, Value except, ITypeSymbol error) => facts.NotDefault().Any(value =>
        !value.Equals(except) && value is ResultValue { Operation.Type: ITypeSymbol type } && Errors.Awaited(type) is ITypeSymbol given && (SymbolEqualityComparer.Default.Equals(given, error) || Errors.IsInitResult(given)));

    private static bool IsTry(IMethodSymbol method) => method.ReturnType.SpecialType == SpecialType.System_Boolean
        && method.Name.Length > 3 && method.Name.StartsWith("Try", StringComparison.Ordinal) && char.IsUpper(method.Name[3])
        && method.Parameters.Any(parameter => parameter.RefKind == RefKind.Out);

    /// <summary>Whether what a call gives is used as if it were there, without asking.</summary>
    private static bool LeavesSomething(IInvocationOperation invocation, Value result, HashSet<Value> used, ExecutedPath path)
    {
        foreach (IArgumentOperation argument in invocation.Arguments.Where(argument => argument.Parameter is { RefKind: RefKind.Out } && argument.Value is not IDiscardOperation))
        {
            OutValue given = new(result, argument.Parameter!.Ordinal);
            if (used.Contains(given) && !path.Events.OfType<UseEvent>().Any(use => use.Kind == UseKind.Test && use.Value.Equals(given)))
            {
                return true;
            }
        }
        return false;
    }

    private static bool RunsIn(Frame frame, HashSet<IMethodSymbol> methods)
    {
        for (Frame? each = frame; each is not null; each = each.Caller)
        {
            if (methods.Contains(each.Method))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>The methods whose number is somewhere asked or returned, so that it is an error.</summary>
    private static HashSet<ISymbol> Asked(FlowPipeline pipeline) => new(
        pipeline.Stages.SelectMany(stage => stage.Paths.Paths).SelectMany(path => path.Events).OfType<UseEvent>()
            .Where(use => use.Kind is UseKind.Test or UseKind.Return).Select(use => use.Value).OfType<ResultValue>()
            .Select(value => value.Operation).OfType<IInvocationOperation>().Select(invocation => (ISymbol)invocation.TargetMethod.OriginalDefinition),
        SymbolEqualityComparer.Default);
}
