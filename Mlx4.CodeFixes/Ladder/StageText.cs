using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Mlx4.CodeFixes.Editing;

namespace Mlx4.CodeFixes.Ladder;

/// <summary>Writes methods out of pieces of another one, laid out like it.</summary>
/// <param name="text">The text of the file.</param>
/// <param name="method">The method that is taken apart.</param>
internal sealed class StageText(SourceText text, MethodDeclarationSyntax method)
{
    /// <summary>The line break of the file.</summary>
    public string NewLine { get; } = Layout.NewLine(text);

    /// <summary>The indentation of a member.</summary>
    public string Indentation { get; } = Layout.Indentation(text, method.SpanStart);

    private string Level => Layout.Level(Layout.Indentation(text, method.Body!.Statements[0].SpanStart));

    /// <summary>A method of one expression.</summary>
    public string Method(string returns, string name, IEnumerable<IParameterSymbol> parameters, ExpressionSyntax expression) =>
        $"{Header(returns, name, parameters)} => {expression};{NewLine}";

    /// <summary>A method of statements.</summary>
    /// <param name="returns">What it returns.</param>
    /// <param name="name">Its name.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="body">Writes the lines of the body.</param>
    public string Method(string returns, string name, IEnumerable<IParameterSymbol> parameters, IEnumerable<string> body) =>
        $"{Header(returns, name, parameters)}{Block("", body)}";

    /// <summary>Lines in braces, which stand where the method has them.</summary>
    /// <param name="outer">The indentation beyond a member's.</param>
    /// <param name="body">The lines.</param>
    public string Block(string outer, IEnumerable<string> body)
    {
        StringBuilder written = new();
        written.Append(Layout.OpensOnOwnLine(text, method.Body!) ? NewLine + Indentation + outer : " ").Append('{').Append(NewLine);
        foreach (string line in body)
        {
            written.Append(line.Length == 0 ? "" : Indentation + outer + Level).Append(line).Append(NewLine);
        }
        return written.Append(Indentation).Append(outer).Append('}').Append(NewLine).ToString();
    }

    /// <summary>An <c>if</c> over statements, as lines.</summary>
    public IEnumerable<string> If(string condition, IEnumerable<StatementSyntax> statements)
    {
        bool ownLine = Layout.OpensOnOwnLine(text, method.Body!);
        yield return ownLine ? $"if ({condition})" : $"if ({condition}) {{";
        if (ownLine)
        {
            yield return "{";
        }
        foreach (string line in Lines(statements))
        {
            yield return line.Length == 0 ? line : Level + line;
        }
        yield return "}";
    }

    /// <summary>Statements as lines, with their comments, without indentation.</summary>
    public IEnumerable<string> Lines(IEnumerable<StatementSyntax> statements)
    {
        foreach (StatementSyntax statement in statements)
        {
            string indentation = Layout.Indentation(text, statement.SpanStart);
            int start = text.Lines.GetLineFromPosition(statement.FullSpan.Start).Start == statement.FullSpan.Start ? statement.FullSpan.Start : statement.SpanStart;
            string written = text.ToString(TextSpan.FromBounds(start, Layout.EndOfLine(statement)));
            bool began = false;
            foreach (string line in written.Split('\n').Select(line => line.TrimEnd('\r')))
            {
                string unindented = line.StartsWith(indentation, StringComparison.Ordinal) ? line.Substring(indentation.Length) : line.TrimStart();
                began |= unindented.Length > 0;
                if (began)
                {
                    yield return unindented;
                }
            }
        }
    }

    private string Header(string returns, string name, IEnumerable<IParameterSymbol> parameters)
    {
        string access = method.Modifiers.Count > 0 ? "private " : "";
        return $"{Indentation}{access}{returns} {name}({string.Join(", ", parameters.Select(Parameter))})";
    }

    private string Parameter(IParameterSymbol parameter)
    {
        ParameterSyntax syntax = method.ParameterList.Parameters[parameter.Ordinal];
        return $"{syntax.Type} {syntax.Identifier.Text}";
    }
}
