using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Mlx4.CodeFixes.Editing;
using Mlx4.Generators.Parsing;

namespace Mlx4.CodeFixes.Ladder;

/// <summary>The hand-written way down beside a ladder: a method that undoes all its steps, in reverse. It knows what undoes the last step, too.</summary>
internal sealed class UnloadMethod
{
    private readonly MethodDeclarationSyntax _method;

    private UnloadMethod(MethodDeclarationSyntax method) => _method = method;

    /// <summary>Finds it. What it undoes first, before all that the ladder does, undoes the last step.</summary>
    public static UnloadMethod? Find(HandWrittenLadder ladder, SemanticModel model)
    {
        StatementSyntax[] undone = [.. ladder.Rungs.Reverse().Where(rung => !rung.IsTransient).SelectMany(rung => rung.UndoAsWritten)];
        Rung last = ladder.Rungs[ladder.Rungs.Count - 1];
        foreach (MethodDeclarationSyntax method in ladder.Method.Parent!.ChildNodes().OfType<MethodDeclarationSyntax>())
        {
            if (method == ladder.Method || method.Body is not BlockSyntax body || body.ContainsDirectives || undone.Length == 0
                || model.GetDeclaredSymbol(method) is not IMethodSymbol { ReturnsVoid: true, IsStatic: false, IsAsync: false, IsGenericMethod: false }
                || body.DescendantTrivia().Any(trivia => trivia.Kind() is SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia))
            {
                continue;
            }
            int more = body.Statements.Count - undone.Length;
            if ((more == 0 || (more > 0 && last is { Undo.Count: 0, When: null }))
                && body.Statements.Skip(more).Zip(undone, (one, other) => SyntaxFactory.AreEquivalent(one, other)).All(same => same))
            {
                StatementSyntax[] first = [.. body.Statements.Take(more)];
                if (first.All(statement => statement is ExpressionStatementSyntax && !statement.DescendantNodes().OfType<IdentifierNameSyntax>().Any(name => model.GetSymbolInfo(name).Symbol is ILocalSymbol or IParameterSymbol)))
                {
                    last.Undo.AddRange(first);
                    return new UnloadMethod(method);
                }
            }
        }
        return null;
    }

    /// <summary>Makes it call the generated unload, if it has what that takes.</summary>
    public void Replace(Document document, List<DocumentEdit> edits, IReadOnlyList<IParameterSymbol> parameters, string unload)
    {
        if (parameters.All(parameter => _method.ParameterList.Parameters.Any(own => own.Identifier.ValueText == parameter.Name)))
        {
            int header = _method.Body!.OpenBraceToken.GetPreviousToken().Span.End;
            string call = $" => {unload}({string.Join(", ", parameters.Select(parameter => Names.Escape(parameter.Name)))});";
            edits.Add(DocumentEdit.Replace(document, TextSpan.FromBounds(header, _method.Body.Span.End), call));
        }
    }
}
