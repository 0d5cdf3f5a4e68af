using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mlx4.Generators.Parsing;

/// <summary>The arguments of an <c>[InitStage]</c>, as they are written; nothing is looked up yet.</summary>
internal sealed record StageArguments
{
    /// <summary>Reads the arguments of an attribute that the compiler has bound.</summary>
    public StageArguments(AttributeData attribute)
    {
        Attribute = attribute.ApplicationSyntaxReference;
        Order = attribute.ConstructorArguments is [{ Kind: TypedConstantKind.Primitive, Value: int order }] ? order : null;
        IsUnfinished = Order is null;
        bool cleanupUnknown = IsUnfinished;
        bool restartUnknown = false;
        foreach (KeyValuePair<string, TypedConstant> argument in attribute.NamedArguments)
        {
            if (IsReadable(argument.Key, argument.Value))
            {
                State(argument.Key, argument.Value.Kind == TypedConstantKind.Array ? null : argument.Value.Value);
                RestartOn = argument.Key == nameof(RestartOn) ? argument.Value : RestartOn;
                continue;
            }
            IsUnfinished = true;
            cleanupUnknown |= argument.Key is nameof(Cleanup) or nameof(NoCleanup);
            restartUnknown |= argument.Key is nameof(RestartOn) or nameof(RestartFrom) or nameof(MaxRestarts);
        }
        if (cleanupUnknown && Cleanup is null)
        {
            NoCleanup = "unknown";
            Transient = false;
            CleanupAt = null;
        }
        if (restartUnknown)
        {
            RestartOn = null;
            RestartFrom = null;
            MaxRestarts = null;
        }
    }

    /// <summary>
    /// Reads the arguments of an attribute from its text: an order, and named arguments that are strings, numbers, truth values and
    /// <c>nameof</c>. Whoever asks has to know that the names of the attribute and of <c>nameof</c> mean what they look like.
    /// </summary>
    /// <returns>The same as the compiler would make of it; <see langword="null"/> if that takes more than the text.</returns>
    public static StageArguments? FromText(AttributeSyntax attribute)
    {
        if (attribute.ContainsDiagnostics
            || attribute.ArgumentList is not { Arguments: [{ NameEquals: null, NameColon: null, Expression: ExpressionSyntax order }, ..] arguments }
            || PlainValue.Of(order) is not int number)
        {
            return null;
        }
        StageArguments read = new(attribute.GetReference(), number);
        for (int i = 1; i < arguments.Count; i++)
        {
            if (arguments[i].NameEquals is not NameEqualsSyntax name
                || PlainValue.Of(arguments[i].Expression) is not object value
                || !read.State(name.Name.Identifier.ValueText, value))
            {
                return null;
            }
        }
        return read;
    }

    private StageArguments(SyntaxReference attribute, int order)
    {
        Attribute = attribute;
        Order = order;
    }

    /// <summary>The attribute's place, if it is in source.</summary>
    public SyntaxReference? Attribute { get; init; }

    /// <summary>Whether the compiler complains of the attribute: what it could not read is as if it were not stated, and not asked for.</summary>
    public bool IsUnfinished { get; }

    /// <summary>The order, <see langword="null"/> if it cannot be read.</summary>
    public int? Order { get; }

    public string? Cleanup { get; private set; }

    public string? NoCleanup { get; private set; }

    public string? When { get; private set; }

    public string? ForEach { get; private set; }

    public TypedConstant? RestartOn { get; }

    public string? RestartFrom { get; private set; }

    public int? MaxRestarts { get; private set; }

    public bool Transient { get; private set; }

    public bool Optional { get; private set; }

    public string? CleanupAt { get; private set; }

    public string Pipeline { get; private set; } = WellKnownNames.DefaultLoad;

    public string? Name { get; private set; }

    /// <summary>Takes what one argument says.</summary>
    /// <returns>Whether there is an argument of that name and type; that of <c>RestartOn</c> is of none.</returns>
    private bool State(string name, object? value)
    {
        switch (name, value)
        {
            case (nameof(Cleanup), string text): Cleanup = text; return true;
            case (nameof(NoCleanup), string text): NoCleanup = text; return true;
            case (nameof(When), string text): When = text; return true;
            case (nameof(ForEach), string text): ForEach = text; return true;
            case (nameof(RestartFrom), string text): RestartFrom = text; return true;
            case (nameof(MaxRestarts), int count): MaxRestarts = count; return true;
            case (nameof(Transient), bool isSo): Transient = isSo; return true;
            case (nameof(Optional), bool isSo): Optional = isSo; return true;
            case (nameof(CleanupAt), string text): CleanupAt = text; return true;
            case (nameof(Pipeline), string text): Pipeline = text; return true;
            case (nameof(Name), string text): Name = text; return true;
            default: return false;
        }
    }

    /// <summary>Whether a value is of its property's type; only <c>RestartOn</c> may be of any.</summary>
    private static bool IsReadable(string name, TypedConstant value) =>
        value.Kind != TypedConstantKind.Error && (name == nameof(RestartOn) || value.Kind == TypedConstantKind.Primitive);
}
