using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Mlx4.Generators.Analysis.Acquiring;
using Mlx4.Generators.Analysis.Paths;

namespace Mlx4.Generators.Analysis.Rules;

/// <summary>What was disposed, freed or unmapped on a path is not to be used, kept or returned after it.</summary>
internal sealed class UseAfterReleaseRule : IFlowRule
{
    public DiagnosticDescriptor Descriptor => DiagnosticDescriptors.UsedAfterRelease;

    public void Check(FlowHost host, FlowReporter reporter)
    {
        foreach (FlowStage stage in host.Pipelines.SelectMany(pipeline => pipeline.Stages))
        {
            foreach (ExecutedPath path in stage.Paths.Paths)
            {
                Check(stage, path, reporter);
            }
        }
    }

    private static void Check(FlowStage stage, ExecutedPath path, FlowReporter reporter)
    {
        Dictionary<Value, CallEvent> released = [];
        foreach (PathEvent happened in path.Events)
        {
            if (released.Count > 0 && happened is UseEvent use && released.TryGetValue(use.Value, out CallEvent? by) && VerbOf(use, by) is string verb)
            {
                reporter.Report(Exit(use).GetLocation(), [Texts.Whole(by.Operation.Syntax).GetLocation()], stage.Name, verb, NameOf(use.Value, by), Texts.Called(by.Operation));
            }
            else if (happened is CallEvent { IsFollowed: false } call)
            {
                Take(call, released);
            }
        }
    }

    private static void Take(CallEvent call, Dictionary<Value, CallEvent> released)
    {
        if (released.Count > 0)
        {
            Renew(call, released);
        }
        if (Released(call) is Value gone && call.Facts.IsDefault(gone) is not true && !released.ContainsKey(gone))
        {
            released.Add(gone, call);
        }
    }

    /// <summary>Forgets what may be there again after a call.</summary>
    private static void Renew(CallEvent call, Dictionary<Value, CallEvent> released)
    {
        if (call.Receiver is ThisValue || call.Arguments.Any(argument => argument is ThisValue))
        {
            // It can have put something new there.
            released.Clear();
        }
        foreach (Value again in call.Arguments.Where(argument => released.TryGetValue(argument, out CallEvent? by) && Counterparts.Undoes(by.Method, call.Method)).ToList())
        {
            released.Remove(again);
        }
    }

    /// <summary>The one object that a call gives back for good.</summary>
    private static Value? Released(CallEvent call)
    {
        if (call.Receiver is not null && call.Method.Name is "Dispose" or "DisposeAsync")
        {
            return call.Receiver is HeldValue or ResultValue or OutValue && Disposables.MustBeDisposed((call.Operation as IInvocationOperation)?.Instance?.Type) ? call.Receiver : null;
        }
        if (!Counterparts.Ends(call.Method) || call.Method.Name.StartsWith("Release", System.StringComparison.Ordinal))
        {
            return null;
        }
        Value[] given = [.. call.Method.Parameters
            .Where(parameter => parameter.Type is { IsReferenceType: true, SpecialType: not SpecialType.System_String, TypeKind: not TypeKind.Delegate } && parameter.RefKind == RefKind.None && parameter.Ordinal < call.Arguments.Length)
            .Select(parameter => call.Arguments[parameter.Ordinal]).Where(argument => argument is HeldValue or ResultValue or OutValue)];
        return given.Length == 1 ? given[0] : null;
    }

    /// <summary>What is done to something that was given back; null if that may be done.</summary>
    private static string? VerbOf(UseEvent use, CallEvent by)
    {
        switch (use.Kind)
        {
            case UseKind.Store:
                return "stores";
            case UseKind.Return:
                return "returns";
            case UseKind.Argument when use.Operation is IInvocationOperation { TargetMethod: IMethodSymbol method }:
                return SymbolEqualityComparer.Default.Equals(method, by.Method) ? "gives back" : MayTake(method, by.Method) ? null : "uses";
            case UseKind.Argument:
                return "uses";
            case UseKind.Dereference:
                return IsAsked(use.Operation, by.Method) ? null : "uses";
            default:
                return null;
        }
    }

    /// <summary>Whether a method may be given what is gone: to forget it, to look for it, to tell of it, or to make it anew.</summary>
    private static bool MayTake(IMethodSymbol method, IMethodSymbol by) =>
        Counterparts.IsRelease(method) || Counterparts.Undoes(by, method) || Ownership.IsTold(method)
        || method.Name is "Contains" or "IndexOf" or "ReferenceEquals" or "Equals" or "SuppressFinalize" or "KeepAlive" or "Clear";

    /// <summary>Whether a member may be asked of what is gone.</summary>
    private static bool IsAsked(IOperation operation, IMethodSymbol by)
    {
        bool isDisposed = Disposables.IsDispose(by);
        return operation switch
        {
            IInvocationOperation { TargetMethod: IMethodSymbol method } => Disposables.IsDispose(method) || Counterparts.IsRelease(method) || method.Name is "Equals" or "GetHashCode" or "GetType" or "ToString",
            // Of what was given to somebody, the members are still there.
            IPropertyReferenceOperation { Property.IsIndexer: false } property => !isDisposed || property.Property.Name is "IsDisposed" or "IsClosed" or "IsInvalid"
                || (property.Parent is IAssignmentOperation assignment && ReferenceEquals(assignment.Target, property)),
            IArrayElementReferenceOperation or IPropertyReferenceOperation => false,
            _ => true,
        };
    }

    private static SyntaxNode Exit(UseEvent use) => use.Kind == UseKind.Return ? Exits.SyntaxOf(use.Operation) : Texts.Whole(use.Operation.Syntax);

    private static string NameOf(Value value, CallEvent by) => value is HeldValue held ? held.ToString()
        : by.Operation is not IInvocationOperation invocation ? ""
        : by.Receiver is not null && by.Receiver.Equals(value) ? Texts.Receiver(invocation)
        : invocation.Arguments.FirstOrDefault(argument => argument.Parameter is IParameterSymbol parameter && by.Arguments[parameter.Ordinal].Equals(value)) is IArgumentOperation given ? Texts.Of(given.Value.Syntax) : "";
}
