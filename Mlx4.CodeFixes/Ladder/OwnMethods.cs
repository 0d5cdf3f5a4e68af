using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Mlx4.Generators.Parsing;

namespace Mlx4.CodeFixes.Ladder;

/// <summary>Tells the calls of methods that can be stages or cleanups as they are from those that need a method around them.</summary>
/// <param name="ladder">The ladder.</param>
/// <param name="model">The meaning of its file.</param>
internal sealed class OwnMethods(HandWrittenLadder ladder, SemanticModel model)
{
    private readonly MemberLookup _members = new(ladder.Symbol.ContainingType, model.Compilation);

    /// <summary>The declaration of the method that is a stage as it is: one in the same file, which takes parameters of the ladder under their names.</summary>
    public MethodDeclarationSyntax? Stage(ExpressionSyntax run, ITypeSymbol? error) =>
        Called(run) is IMethodSymbol method
        && (error is null ? method.ReturnsVoid : SymbolEqualityComparer.Default.Equals(method.ReturnType, error))
        && Signature.WhyNotCallable(method) is null && !StageAttributes.AreOn(method)
        && method.DeclaringSyntaxReferences is [SyntaxReference only] && only.SyntaxTree == ladder.Method.SyntaxTree && only.GetSyntax() is MethodDeclarationSyntax declaration
            ? declaration
            : null;

    /// <summary>The method that is a cleanup as it is: the only one of its name, which takes parameters of the ladder under their names.</summary>
    public IMethodSymbol? Cleanup(ExpressionSyntax undo) =>
        Called(undo) is { ReturnsVoid: true, IsAsync: false, IsGenericMethod: false } method && _members.Methods(method.Name).Count == 1 ? method : null;

    private IMethodSymbol? Called(ExpressionSyntax expression)
    {
        if (expression is not InvocationExpressionSyntax { Expression: IdentifierNameSyntax or MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } } call
            || model.GetSymbolInfo(call).Symbol is not IMethodSymbol { MethodKind: MethodKind.Ordinary, IsAbstract: false } method
            || !_members.Methods(method.Name).Contains(method, SymbolEqualityComparer.Default))
        {
            return null;
        }
        SeparatedSyntaxList<ArgumentSyntax> arguments = call.ArgumentList.Arguments;
        return arguments.Count == method.Parameters.Length && arguments.Zip(method.Parameters, IsPassedOn).All(passed => passed) ? method : null;
    }

    private bool IsPassedOn(ArgumentSyntax argument, IParameterSymbol parameter) =>
        argument is { NameColon: null, RefKindKeyword.RawKind: 0, Expression: IdentifierNameSyntax }
        && parameter is { RefKind: RefKind.None, IsParams: false, HasExplicitDefaultValue: false }
        && model.GetSymbolInfo(argument.Expression).Symbol is IParameterSymbol passed
        && passed.Name == parameter.Name
        && SymbolEqualityComparer.Default.Equals(passed.Type, parameter.Type);

    /// <summary>The parameters of the ladder that some code uses, in their order.</summary>
    public IReadOnlyList<IParameterSymbol> ParametersIn(IEnumerable<SyntaxNode> nodes)
    {
        HashSet<ISymbol> used = new(nodes.SelectMany(node => node.DescendantNodesAndSelf()).OfType<IdentifierNameSyntax>()
            .Select(name => model.GetSymbolInfo(name).Symbol).OfType<IParameterSymbol>(), SymbolEqualityComparer.Default);
        return [.. ladder.Symbol.Parameters.Where(used.Contains)];
    }

    /// <summary>The parameters of the ladder that a method takes under their names, in the method's order: that is the order of the load's.</summary>
    public IReadOnlyList<IParameterSymbol> Named(IEnumerable<string> names) => [.. names.Select(name => ladder.Symbol.Parameters.First(parameter => parameter.Name == name))];

    /// <summary>Whether the type has no member of a name.</summary>
    public bool IsFree(string name) => ladder.Symbol.ContainingType.Name != name && !_members.Exists(name) && ladder.Symbol.ContainingType.GetMembers(name).IsEmpty;
}
