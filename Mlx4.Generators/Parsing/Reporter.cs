using System;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mlx4.Generators.Parsing;

/// <summary>
/// Takes what is wrong with declarations. The analyzer listens; for the generator nobody does, and no location is looked up.
/// </summary>
/// <param name="report">Who listens, if anybody.</param>
internal sealed class Reporter(Action<Diagnostic>? report)
{
    /// <summary>Reports on the name of a symbol.</summary>
    public void OnName(DiagnosticDescriptor rule, ISymbol symbol, params object?[] arguments) =>
        report?.Invoke(Diagnostic.Create(rule, symbol.Locations.FirstOrDefault(), arguments));

    /// <summary>Reports on a whole attribute.</summary>
    public void OnAttribute(DiagnosticDescriptor rule, SyntaxReference? attribute, params object?[] arguments) =>
        report?.Invoke(Diagnostic.Create(rule, attribute?.GetSyntax().GetLocation(), arguments));

    /// <summary>Reports on the value of a named argument of an attribute.</summary>
    public void OnArgument(DiagnosticDescriptor rule, SyntaxReference? attribute, string argument, params object?[] arguments) =>
        OnArgument(rule, attribute, argument, default(Remedy), arguments);

    /// <summary>Reports on the value of a named argument of an attribute, with what can be done about it.</summary>
    public void OnArgument(DiagnosticDescriptor rule, SyntaxReference? attribute, string argument, Remedy remedy, params object?[] arguments)
    {
        if (report is null)
        {
            return;
        }
        SyntaxNode? syntax = attribute?.GetSyntax();
        SyntaxNode? value = (syntax as AttributeSyntax)?.ArgumentList?.Arguments
            .FirstOrDefault(candidate => candidate.NameEquals?.Name.Identifier.ValueText == argument)?.Expression;
        report(Diagnostic.Create(rule, (value ?? syntax)?.GetLocation(), remedy.ToProperties(), arguments));
    }
}
