using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Mlx4.Generators.Parsing;

namespace Mlx4.CodeFixes.Editing;

/// <summary>
/// The cleanup method of a stage, to be filled in. It throws: an empty one would leak without a word, while this fails the first test of a failing
/// load, does not stop the ladder, and is what MLX4021 reports for as long as it stands.
/// </summary>
internal static class CleanupStub
{
    /// <summary>The edit that writes the method right after its stage.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="name">The method's name.</param>
    /// <param name="model">The meaning of the stage's file.</param>
    /// <param name="text">The text of the stage's file.</param>
    /// <returns>Nothing if the stage is not a method that a load could call.</returns>
    public static DocumentEdit? After(StageAttribute stage, string name, SemanticModel model, SourceText text)
    {
        if (stage.Member is not MethodDeclarationSyntax method || stage.Symbol is not IMethodSymbol symbol || Signature.WhyNotCallable(symbol) is not null)
        {
            return null;
        }
        string declaration = Declaration(stage, method, symbol, name, model, static _ => true);
        int end = Layout.EndOf(method, out bool isWholeLine);
        if (!isWholeLine)
        {
            return DocumentEdit.Insert(stage.Document, end, " " + declaration);
        }
        string newLine = Layout.NewLine(text);
        string gap = Layout.IsOnOneLine(text, TextSpan.FromBounds(method.Identifier.SpanStart, method.Span.End)) ? "" : newLine;
        return DocumentEdit.Insert(stage.Document, end, gap + Layout.Indentation(text, method.SpanStart) + declaration + newLine);
    }

    /// <summary>The method's text.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="method">Its method.</param>
    /// <param name="symbol">The method's symbol.</param>
    /// <param name="name">The cleanup's name.</param>
    /// <param name="model">The meaning of the file.</param>
    /// <param name="takes">Which of the stage's parameters it may take.</param>
    public static string Declaration(StageAttribute stage, MethodDeclarationSyntax method, IMethodSymbol symbol, string name, SemanticModel model, Func<IParameterSymbol, bool> takes) =>
        $"{Modifiers(method)}{ReturnType(symbol, model, method.SpanStart)} {Names.Escape(name)}({Parameters(stage, method, symbol, takes)})"
        + $" => throw new {Shortest(model, "System.NotImplementedException", method.SpanStart)}();";

    /// <summary>Private, as nobody but the load calls it; said in words where the stage says it.</summary>
    private static string Modifiers(MethodDeclarationSyntax method)
    {
        bool statesAccess = method.Modifiers.Any(modifier => modifier.Kind() is SyntaxKind.PrivateKeyword or SyntaxKind.PublicKeyword or SyntaxKind.InternalKeyword or SyntaxKind.ProtectedKeyword);
        return (statesAccess ? "private " : "") + (method.Modifiers.Any(SyntaxKind.StaticKeyword) ? "static " : "");
    }

    private static string ReturnType(IMethodSymbol stage, SemanticModel model, int position) => StageReturn.TaskContent(stage.ReturnType, out _)
        ? Shortest(model, "System.Threading.Tasks." + stage.ReturnType.Name, position)
        : "void";

    /// <summary>
    /// The stage's parameters. Left out are optional ones and <c>params</c>, which the load can have only while a single method declares them, and the
    /// token of an asynchronous stage, which no cleanup gets.
    /// </summary>
    private static string Parameters(StageAttribute stage, MethodDeclarationSyntax method, IMethodSymbol symbol, Func<IParameterSymbol, bool> takes)
    {
        bool isLoop = stage.Arguments.ForEach is not null;
        bool isAsync = StageReturn.TaskContent(symbol.ReturnType, out _);
        IEnumerable<ParameterSyntax> parameters = method.ParameterList.Parameters.Where((parameter, index) => (isLoop && index == 0)
            || (takes(symbol.Parameters[index]) && parameter.Default is null && !parameter.Modifiers.Any(SyntaxKind.ParamsKeyword) && !(isAsync && Tokens.Is(symbol.Parameters[index]))));
        return string.Join(", ", parameters.Select(parameter =>
            $"{(parameter.Modifiers.Any(SyntaxKind.InKeyword) ? "in " : "")}{parameter.Type} {parameter.Identifier.Text}"));
    }

    private static string Shortest(SemanticModel model, string metadataName, int position) =>
        model.Compilation.GetTypeByMetadataName(metadataName)?.ToMinimalDisplayString(model, position) ?? metadataName;
}
