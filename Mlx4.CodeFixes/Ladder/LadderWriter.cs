using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Mlx4.CodeFixes.Editing;
using Mlx4.Generators.Analysis.Paths;
using Mlx4.Generators.Model;
using Mlx4.Generators.Parsing;

namespace Mlx4.CodeFixes.Ladder;

/// <summary>
/// Writes a ladder as stages. Methods that can be stages or cleanups as they are get the attribute or its name; what else is called gets a method
/// around it, after the old method, which calls the generated load.
/// </summary>
internal sealed class LadderWriter
{
    private readonly Document _document;
    private readonly HandWrittenLadder _ladder;
    private readonly SemanticModel _model;
    private readonly OwnMethods _own;
    private readonly StageText _text;
    private readonly SourceText _source;
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly HashSet<MethodDeclarationSyntax> _stages = [];
    private readonly List<IParameterSymbol> _load = [];
    private readonly List<IParameterSymbol> _cleanups = [];
    private readonly List<IParameterSymbol> _unload = [];
    private readonly List<DocumentEdit> _edits = [];

    /// <summary>Prepares to write.</summary>
    public LadderWriter(Document document, HandWrittenLadder ladder, SemanticModel model, SourceText source)
    {
        _document = document;
        _ladder = ladder;
        _model = model;
        _source = source;
        _own = new OwnMethods(ladder, model);
        _text = new StageText(source, ladder.Method);
    }

    private ITypeSymbol? ErrorType => _ladder.Symbol.ReturnsVoid ? null : _ladder.Symbol.ReturnType;

    private int Position => _ladder.Method.SpanStart;

    /// <summary>The edits.</summary>
    /// <returns>Nothing if the names that would be generated are taken, or a condition would have no value.</returns>
    public IReadOnlyList<DocumentEdit>? Write()
    {
        string? pipeline = new[] { WellKnownNames.DefaultLoad, "Load" + _ladder.Symbol.Name }.FirstOrDefault(IsFree);
        if (pipeline is null || _model.Compilation.GetTypeByMetadataName(WellKnownNames.InitStageAttribute) is not INamedTypeSymbol attribute)
        {
            return null;
        }
        _names.UnionWith([pipeline, PipelineNames.UnloadOf(_ladder.Symbol.ContainingType, pipeline)]);
        UnloadMethod? unload = UnloadMethod.Find(_ladder, _model);
        string attributeName = attribute.ToMinimalDisplayString(_model, Position);
        attributeName = attributeName.Substring(0, attributeName.Length - "Attribute".Length);

        StringBuilder added = new();
        for (int i = 0; i < _ladder.Rungs.Count; i++)
        {
            Rung rung = _ladder.Rungs[i];
            ExpressionSyntax? only = OnlyExpression(rung);
            MethodDeclarationSyntax? stage = only is null ? null : _own.Stage(only, rung.CanFail ? ErrorType : null);
            stage = stage is not null && _stages.Add(stage) ? stage : null;
            string name = stage?.Identifier.ValueText ?? Free(NameOf(rung, i));
            string? cleanup = WriteCleanup(rung, name, out string cleanupText);
            string declaration = Attribute(attributeName, i, rung, cleanup, pipeline);
            if (stage is not null)
            {
                string indentation = Layout.Indentation(_source, stage.SpanStart);
                IEnumerable<string> lines = Comments.Of(rung.Written, [only!]).Append(declaration);
                _edits.Add(DocumentEdit.Insert(_document, stage.SpanStart, string.Concat(lines.Select(line => line + _text.NewLine + indentation))));
                Take(_load, _own.Named(stage.ParameterList.Parameters.Select(parameter => parameter.Identifier.ValueText)));
            }
            else
            {
                added.Append(_text.NewLine).Append(WriteStage(rung, name, declaration));
            }
            added.Append(cleanupText.Length > 0 && (stage is not null || only is null) ? _text.NewLine : "").Append(cleanupText);
        }
        // In the order of the generated load: what the stages take, then what the cleanups do.
        Take(_load, _cleanups);
        if (_ladder.Rungs.Any(rung => rung.When is string when && _own.IsFree(when) && !_load.Exists(parameter => parameter.Name == when)))
        {
            return null;
        }
        ReplaceOldMethod(pipeline, added.ToString());
        unload?.Replace(_document, _edits, _unload, PipelineNames.UnloadOf(_ladder.Symbol.ContainingType, pipeline));
        MakePartial();
        return _edits;
    }

    private bool IsFree(string pipeline) => new[] { pipeline, PipelineNames.UnloadOf(_ladder.Symbol.ContainingType, pipeline) }
        .Concat(GeneratedNames.OthersOf(pipeline)).All(_own.IsFree);

    private static ExpressionSyntax? OnlyExpression(Rung rung) =>
        rung.Before.Count > 0 || rung.OnFailure.Count > 0 ? null : rung.Run ?? (rung.Body is [ExpressionStatementSyntax statement] ? statement.Expression : null);

    private string Attribute(string name, int index, Rung rung, string? cleanup, string pipeline)
    {
        StringBuilder written = new($"[{name}({((index + 1) * 10).ToString(CultureInfo.InvariantCulture)}");
        written.Append(cleanup is null ? ", NoCleanup = \"the ladder that this was did not undo it\"" : $", Cleanup = {StageAttribute.NameOf(cleanup)}");
        if (rung.When is string when)
        {
            written.Append($", When = {(_own.IsFree(when) ? $"\"{when}\"" : StageAttribute.NameOf(when))}");
        }
        written.Append(rung.IsTransient && cleanup is not null ? ", Transient = true" : "");
        written.Append(pipeline == WellKnownNames.DefaultLoad ? "" : $", Pipeline = \"{pipeline}\"");
        return written.Append(")]").ToString();
    }

    /// <summary>Writes the method of a step, with its comments and the attribute.</summary>
    private string WriteStage(Rung rung, string name, string declaration)
    {
        ExpressionSyntax? only = OnlyExpression(rung);
        IReadOnlyList<StatementSyntax> kept = rung.CanFail ? [.. rung.Before, .. rung.OnFailure] : [.. rung.Before, .. rung.Body];
        List<SyntaxNode> parts = [.. kept];
        if (rung.Run is not null)
        {
            parts.Add(rung.Run);
        }
        IReadOnlyList<IParameterSymbol> parameters = _own.ParametersIn(parts);
        Take(_load, parameters);
        string returns = rung.CanFail ? _ladder.Method.ReturnType.ToString() : "void";
        string method = only is not null ? _text.Method(returns, name, parameters, only) : _text.Method(returns, name, parameters, Body());
        IEnumerable<string> comments = Comments.Of(rung.Written, only is not null ? [only] : parts);
        return string.Concat(comments.Append(declaration).Select(line => _text.Indentation + line + _text.NewLine)) + method;

        IEnumerable<string> Body()
        {
            foreach (string line in _text.Lines(rung.CanFail ? rung.Before : kept))
            {
                yield return line;
            }
            if (rung.Run is not null && rung.OnFailure.Count == 0)
            {
                yield return $"return {rung.Run};";
            }
            else if (rung.Run is not null)
            {
                yield return $"{returns} {_ladder.Error!.Name} = {rung.Run};";
                foreach (string line in _text.If($"{_ladder.Error.Name} != 0", rung.OnFailure))
                {
                    yield return line;
                }
                yield return $"return {_ladder.Error.Name};";
            }
        }
    }

    /// <summary>Finds the cleanup of a step, or writes it.</summary>
    /// <returns>Its name, nothing if nothing undoes the step.</returns>
    private string? WriteCleanup(Rung rung, string stage, out string written)
    {
        written = "";
        if (rung.Undo.Count == 0)
        {
            return null;
        }
        ExpressionSyntax? only = rung.Undo is [ExpressionStatementSyntax statement] ? statement.Expression : null;
        List<string> comments = [.. Comments.Of(rung.Undo, only is null ? rung.Undo : [only])];
        IMethodSymbol? cleanup = only is null || comments.Count > 0 ? null : _own.Cleanup(only);
        IReadOnlyList<IParameterSymbol> parameters = cleanup is null ? _own.ParametersIn(rung.Undo) : _own.Named(cleanup.Parameters.Select(parameter => parameter.Name));
        Take(_cleanups, parameters);
        if (!rung.IsTransient)
        {
            Take(_unload, parameters);
        }
        if (cleanup is not null)
        {
            return cleanup.Name;
        }
        string name = Free(Counterparts.NameOfUndoing(stage));
        written = string.Concat(comments.Select(comment => _text.Indentation + comment + _text.NewLine))
            + (only is null ? _text.Method("void", name, parameters, _text.Lines(rung.Undo)) : _text.Method("void", name, parameters, only));
        return name;
    }

    private void ReplaceOldMethod(string pipeline, string added)
    {
        MethodDeclarationSyntax method = _ladder.Method;
        string call = $"{pipeline}({string.Join(", ", _load.Select(parameter => Names.Escape(parameter.Name)))}){(ErrorType is null ? "" : ".Error")};";
        string[] left = [.. Comments.LeftIn(method.Body!, _ladder.Rungs.SelectMany(rung => rung.Before.Concat(rung.Written).Concat(rung.Undo)))];
        int header = method.Body!.OpenBraceToken.GetPreviousToken().Span.End;
        string replacement = left.Length == 0 ? " => " + call : _text.Block("", left.Append(ErrorType is null ? call : "return " + call)).TrimEnd('\r', '\n');
        int end = Layout.EndOf(method, out bool isWholeLine);
        _edits.Add(DocumentEdit.Replace(_document, TextSpan.FromBounds(header, method.Body.Span.End), replacement));
        if (added.Length > 0)
        {
            _edits.Add(DocumentEdit.Insert(_document, end, isWholeLine ? added : _text.NewLine + added));
        }
    }

    private void MakePartial() => _edits.AddRange(_ladder.Method.Ancestors().OfType<TypeDeclarationSyntax>()
        .Where(type => !type.Modifiers.Any(modifier => modifier.ValueText == "partial"))
        .Select(type => DocumentEdit.Insert(_document, type.Keyword.SpanStart, "partial ")));

    /// <summary>A name for a step: what it does, or its number.</summary>
    private static string NameOf(Rung rung, int index)
    {
        ExpressionSyntax? expression = rung.Run ?? rung.Body.OfType<ExpressionStatementSyntax>().FirstOrDefault()?.Expression;
        return StepNames.Of(expression) ?? "Step" + (index + 1).ToString(CultureInfo.InvariantCulture);
    }

    private string Free(string wanted)
    {
        string name = new[] { wanted, wanted + "Stage" }.Concat(Enumerable.Range(2, 100).Select(number => wanted + number.ToString(CultureInfo.InvariantCulture)))
            .First(candidate => _own.IsFree(candidate) && !_names.Contains(candidate));
        _names.Add(name);
        return name;
    }

    private static void Take(List<IParameterSymbol> union, IEnumerable<IParameterSymbol> parameters)
    {
        foreach (IParameterSymbol parameter in parameters)
        {
            if (!union.Contains(parameter, SymbolEqualityComparer.Default))
            {
                union.Add(parameter);
            }
        }
    }
}
