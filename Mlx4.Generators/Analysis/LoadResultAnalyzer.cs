using System;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Mlx4.Generators.Analysis.Paths;
using Mlx4.Generators.Model;
using Mlx4.Generators.Parsing;

namespace Mlx4.Generators.Analysis;

/// <summary>Looks for loads whose result nobody takes, wherever in the compilation they are called and whichever assembly they are of.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class LoadResultAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(DiagnosticDescriptors.LoadResultIgnored);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        if (context is null)
        {
            throw new ArgumentNullException(nameof(context));
        }
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(WellKnownNames.InitStageAttribute) is not null)
            {
                start.RegisterOperationAction(Analyze, OperationKind.ExpressionStatement);
            }
        });
    }

    private static void Analyze(OperationAnalysisContext context)
    {
        IOperation? dropped = ((IExpressionStatementOperation)context.Operation).Operation;
        bool isAwaited = false;
        SyntaxNode? conditional = null;
        // From the statement inwards, through what only passes the result on.
        while (dropped is not null)
        {
            switch (dropped)
            {
                case IAwaitOperation awaited:
                    isAwaited = true;
                    dropped = awaited.Operation;
                    break;
                case IConditionalAccessOperation access:
                    conditional = access.Syntax;
                    dropped = access.WhenNotNull;
                    break;
                case IConversionOperation conversion:
                    dropped = conversion.Operand;
                    break;
                case IInvocationOperation { Instance: IOperation task } call when PassesOn(call.TargetMethod):
                    isAwaited |= call.TargetMethod.Name is "GetResult" or "Wait";
                    dropped = task;
                    break;
                case IInvocationOperation call:
                    if (WhatIsLost(call.TargetMethod, isAwaited) is string lost)
                    {
                        context.ReportDiagnostic(Diagnostic.Create(DiagnosticDescriptors.LoadResultIgnored, (conditional ?? call.Syntax).GetLocation(), lost));
                    }
                    return;
                default:
                    return;
            }
        }
    }

    /// <summary>Whether a method of a task or an awaiter only passes on what the task gives, or waits for it.</summary>
    private static bool PassesOn(IMethodSymbol method) =>
        method.Name is "ConfigureAwait" or "AsTask" or "Preserve" or "GetAwaiter" or "GetResult" or "Wait"
        && method.ContainingNamespace.ToDisplayString() is "System.Threading.Tasks" or "System.Runtime.CompilerServices";

    /// <summary>What is lost with the result of a call; null if it is no load, or one that gives nothing.</summary>
    private static string? WhatIsLost(IMethodSymbol method, bool isAwaited)
    {
        bool isTask = Errors.IsTask(method.ReturnType);
        bool hasResult = Errors.IsInitResult(Errors.Awaited(method.ReturnType));
        if (!(isTask || hasResult) || (isAwaited && !hasResult) || !IsLoad(method.OriginalDefinition))
        {
            return null;
        }
        return isTask && !isAwaited
            ? $"Nobody awaits '{method.Name}', so nobody knows when it is done or whether it has failed: await it{(hasResult ? " and look at its result" : "")}"
            : $"Nobody looks at the result of '{method.Name}', so a load that has failed goes unnoticed: test it, call ThrowIfFailed(), or assign it to _ if it does not matter";
    }

    /// <summary>Whether a method is a load that the generator wrote: it has a table of stages beside it.</summary>
    private static bool IsLoad(IMethodSymbol method)
    {
        if (method.ContainingType is not INamedTypeSymbol type || !(GeneratedMembers.Is(method) || UserMethods.IsForUs(method)))
        {
            return false;
        }
        const string Async = "Async";
        return HasTable(method.Name)
            || (method.Name.EndsWith(Async, StringComparison.Ordinal) && HasTable(method.Name.Substring(0, method.Name.Length - Async.Length)));

        bool HasTable(string load) => type.GetMembers(GeneratedNames.StagesOf(load)).Any(member => member is IPropertySymbol { IsStatic: true } && GeneratedMembers.Is(member));
    }
}
