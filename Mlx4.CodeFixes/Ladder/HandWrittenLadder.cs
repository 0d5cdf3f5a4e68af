using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Mlx4.Generators.Model;
using Mlx4.Generators.Parsing;

namespace Mlx4.CodeFixes.Ladder;

/// <summary>A method that is a hand-written ladder, understood completely.</summary>
/// <param name="Method">The method.</param>
/// <param name="Symbol">Its symbol.</param>
/// <param name="Error">The variable that holds the error, if there is one.</param>
/// <param name="Rungs">The steps, in order.</param>
internal sealed record HandWrittenLadder(MethodDeclarationSyntax Method, IMethodSymbol Symbol, ILocalSymbol? Error, IReadOnlyList<Rung> Rungs)
{
    /// <summary>Reads a method.</summary>
    /// <returns>Nothing if it is no ladder, or one of which anything is not understood.</returns>
    public static HandWrittenLadder? Read(MethodDeclarationSyntax method, SemanticModel model, CancellationToken cancellation)
    {
        if (method.Body is not BlockSyntax body
            || body.ContainsDirectives
            || model.GetDeclaredSymbol(method, cancellation) is not IMethodSymbol
            {
                MethodKind: MethodKind.Ordinary, IsStatic: false, IsAsync: false, IsGenericMethod: false, IsVirtual: false, IsOverride: false, IsPartialDefinition: false,
                ContainingType.TypeKind: TypeKind.Class or TypeKind.Struct,
            } symbol
            || symbol.ContainingType.IsReadOnly
            || symbol.Parameters.Any(parameter => parameter.RefKind != RefKind.None || !Signature.IsPassable(parameter))
            || StageReturn.Of(symbol) is not { IsAwaited: false, Shape: ReturnShape.None or ReturnShape.Error } returns)
        {
            return null;
        }
        ILocalSymbol? error = returns.Error is null ? null : body.DescendantNodes().OfType<ReturnStatementSyntax>()
            .Select(statement => statement.Expression is IdentifierNameSyntax name ? model.GetSymbolInfo(name, cancellation).Symbol as ILocalSymbol : null)
            .FirstOrDefault(local => local is not null && SymbolEqualityComparer.Default.Equals(local.Type, returns.Error));
        StepReader reader = new(model, error);
        // A ladder of flags may look like a nested try, whose steps share the flags.
        IReadOnlyList<Rung>? rungs = Shapes.Select(read => read(body, reader)).FirstOrDefault(rungs => rungs is { Count: > 1 }
            && rungs.Any(rung => rung.Undo.Count > 0)
            && rungs.All(rung => Unguard(rung, reader))
            && KeepsLocalsApart(body, rungs, error, model));
        return rungs is null ? null : new HandWrittenLadder(method, symbol, error, rungs);
    }

    private static readonly Func<BlockSyntax, StepReader, IReadOnlyList<Rung>?>[] Shapes = [LabelLadder.Read, FlagLadder.Read, NestedTries.Read];

    /// <summary>Where a step has a condition, what undoes it has to have the same one; the load remembers it.</summary>
    private static bool Unguard(Rung rung, StepReader reader)
    {
        rung.UndoAsWritten.AddRange(rung.Undo);
        if (rung.When is null)
        {
            return true;
        }
        List<StatementSyntax> inside = [];
        foreach (StatementSyntax statement in rung.Undo)
        {
            if (statement is not IfStatementSyntax { Else: null } guard || reader.ConditionOf(guard.Condition) != rung.When)
            {
                return false;
            }
            inside.AddRange(StepReader.Inside(guard.Statement));
        }
        rung.Undo.Clear();
        rung.Undo.AddRange(inside);
        return true;
    }

    /// <summary>Whether no variable but the error crosses from one step, or one undoing, to another.</summary>
    private static bool KeepsLocalsApart(BlockSyntax body, IReadOnlyList<Rung> rungs, ILocalSymbol? error, SemanticModel model)
    {
        Dictionary<ISymbol, SyntaxNode> homes = new(SymbolEqualityComparer.Default);
        HashSet<StatementSyntax> undo = [.. rungs.SelectMany(rung => rung.Undo)];
        Dictionary<StatementSyntax, StatementSyntax> parts = [];
        foreach (Rung rung in rungs)
        {
            StatementSyntax first = rung.Before.Concat(rung.Written).First();
            foreach (StatementSyntax statement in rung.Before.Concat(rung.Written))
            {
                parts[statement] = first;
            }
            foreach (StatementSyntax statement in rung.Undo)
            {
                parts[statement] = rung.Undo[0];
            }
        }
        foreach (KeyValuePair<StatementSyntax, StatementSyntax> part in parts)
        {
            foreach (SyntaxNode node in part.Key.DescendantNodes())
            {
                ISymbol? local = node is IdentifierNameSyntax ? model.GetSymbolInfo(node).Symbol : node is VariableDeclaratorSyntax or SingleVariableDesignationSyntax ? model.GetDeclaredSymbol(node) : null;
                if (local is not ILocalSymbol || SymbolEqualityComparer.Default.Equals(local, error))
                {
                    continue;
                }
                if (homes.TryGetValue(local, out SyntaxNode? home) && home != part.Value)
                {
                    return false;
                }
                homes[local] = part.Value;
            }
        }
        // What is declared outside of all steps and used in one would be left behind.
        return homes.Keys.All(local => local.DeclaringSyntaxReferences.All(reference =>
            reference.GetSyntax().Ancestors().OfType<StatementSyntax>().Any(statement => statement != body && parts.TryGetValue(statement, out StatementSyntax? home) && home == homes[local])));
    }
}
