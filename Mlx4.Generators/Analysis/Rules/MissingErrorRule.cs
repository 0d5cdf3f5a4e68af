using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Mlx4.Generators.Analysis.Acquiring;
using Mlx4.Generators.Analysis.Paths;

namespace Mlx4.Generators.Analysis.Rules;

/// <summary>
/// A return in a branch, of an error variable that can only be success there and that the branch does not ask: most likely another
/// error was meant.
/// </summary>
internal sealed class MissingErrorRule : IFlowRule
{
    public DiagnosticDescriptor Descriptor => DiagnosticDescriptors.MissingError;

    public void Check(FlowHost host, FlowReporter reporter)
    {
        foreach (FlowStage stage in host.Pipelines.SelectMany(pipeline => pipeline.Stages))
        {
            if (stage.Declaration.Returns.Error is ITypeSymbol error && stage.Paths.IsComplete)
            {
                Check(stage, error, reporter);
            }
        }
    }

    private static void Check(FlowStage stage, ITypeSymbol error, FlowReporter reporter)
    {
        Dictionary<SyntaxNode, ISymbol> candidates = [];
        HashSet<SyntaxNode> others = [];
        foreach (ExecutedPath path in stage.Paths.Paths.Where(path => path is { End: PathEnd.Return, Operation: not null }))
        {
            if (Exits.SyntaxOf(path) is not ReturnStatementSyntax exit)
            {
                continue;
            }
            if (path.Succeeds && VariableOf(path.Operation!) is ISymbol variable && IsInOtherBranch(exit, variable) && !IsAsked(path))
            {
                candidates[exit] = variable;
            }
            else
            {
                others.Add(exit);
            }
        }
        foreach (KeyValuePair<SyntaxNode, ISymbol> candidate in candidates.Where(candidate => !others.Contains(candidate.Key)))
        {
            bool isResult = candidate.Value is ILocalSymbol { Type: var type } && Errors.IsInitResult(type);
            reporter.Report(candidate.Key.GetLocation(), [], stage.Name, candidate.Value.Name, isResult ? "default" : SuccessOf(error));
        }
    }

    /// <summary>Whether the returned value itself was the last to be tested.</summary>
    private static bool IsAsked(ExecutedPath path)
    {
        IOperation? last = path.Events.OfType<UseEvent>().LastOrDefault(use => use.Kind == UseKind.Test)?.Operation;
        return last is not null && path.Events.OfType<UseEvent>().Any(use => use.Kind == UseKind.Test && ReferenceEquals(use.Operation, last) && use.Value.Equals(path.Result));
    }

    /// <summary>The variable that is returned, if it is one.</summary>
    private static ISymbol? VariableOf(IOperation returned) => returned switch
    {
        { ConstantValue.HasValue: true } => null,
        IConversionOperation conversion => VariableOf(conversion.Operand),
        IParenthesizedOperation parenthesized => VariableOf(parenthesized.Operand),
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IObjectCreationOperation { Arguments: [var argument, ..] } creation when Errors.IsInitResult(creation.Type) => VariableOf(argument.Value),
        IInvocationOperation { TargetMethod.Name: "FromResult", Arguments: [var argument] } => VariableOf(argument.Value),
        _ => null,
    };

    /// <summary>Whether a return stands in a branch, and the variable not in what decides between that and the branches beside it. What stands around them may well have asked it.</summary>
    private static bool IsInOtherBranch(ReturnStatementSyntax exit, ISymbol variable)
    {
        for (SyntaxNode? node = exit; node?.Parent is SyntaxNode parent && node is not (MemberDeclarationSyntax or LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax); node = parent)
        {
            SyntaxNode? condition = parent switch
            {
                IfStatementSyntax branch => branch.Condition,
                SwitchSectionSyntax { Parent: SwitchStatementSyntax choice } => choice.Expression,
                WhileStatementSyntax loop => loop.Condition,
                ForStatementSyntax { Condition: ExpressionSyntax stated } => stated,
                CatchClauseSyntax { Filter: CatchFilterClauseSyntax filter } => filter,
                _ => null,
            };
            if (condition is not null && condition.DescendantNodesAndSelf().Any(each => each is IdentifierNameSyntax name && name.Identifier.ValueText == variable.Name))
            {
                return false;
            }
            if (parent is IfStatementSyntax { Parent: not ElseClauseSyntax } or SwitchSectionSyntax or CatchClauseSyntax)
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>Success as the user would write it.</summary>
    private static string SuccessOf(ITypeSymbol error) => error.TypeKind != TypeKind.Enum ? "0"
        : error.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(field => field is { HasConstantValue: true, ConstantValue: System.IConvertible value } && value.ToDecimal(System.Globalization.CultureInfo.InvariantCulture) == 0) is IFieldSymbol success
            ? $"{error.Name}.{success.Name}" : SyntaxFacts.GetText(SyntaxKind.DefaultKeyword);
}
