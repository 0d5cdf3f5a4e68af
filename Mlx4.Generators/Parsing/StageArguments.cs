using System.Collections.Generic;
using Microsoft.CodeAnalysis;

namespace Mlx4.Generators.Parsing;

/// <summary>The arguments of an <c>[InitStage]</c>, as they are written; nothing is looked up yet.</summary>
internal sealed class StageArguments
{
    /// <summary>Reads the arguments of an attribute.</summary>
    public StageArguments(AttributeData attribute)
    {
        Attribute = attribute;
        Order = attribute.ConstructorArguments is [{ Kind: TypedConstantKind.Primitive, Value: int order }] ? order : null;
        IsUnfinished = Order is null;
        bool cleanupUnknown = IsUnfinished;
        bool restartUnknown = false;
        foreach (KeyValuePair<string, TypedConstant> argument in attribute.NamedArguments)
        {
            TypedConstant value = argument.Value;
            if (!IsReadable(argument.Key, value))
            {
                IsUnfinished = true;
                cleanupUnknown |= argument.Key is nameof(Cleanup) or nameof(NoCleanup);
                restartUnknown |= argument.Key is nameof(RestartOn) or nameof(RestartFrom) or nameof(MaxRestarts);
                continue;
            }
            switch (argument.Key)
            {
                case nameof(Cleanup): Cleanup = value.Value as string; break;
                case nameof(NoCleanup): NoCleanup = value.Value as string; break;
                case nameof(When): When = value.Value as string; break;
                case nameof(ForEach): ForEach = value.Value as string; break;
                case nameof(RestartOn): RestartOn = value; break;
                case nameof(RestartFrom): RestartFrom = value.Value as string; break;
                case nameof(MaxRestarts): MaxRestarts = value.Value as int?; break;
                case nameof(Transient): Transient = value.Value is true; break;
                case nameof(Optional): Optional = value.Value is true; break;
                case nameof(CleanupAt): CleanupAt = value.Value as string; break;
                case nameof(Pipeline): Pipeline = value.Value as string ?? Pipeline; break;
                case nameof(Name): Name = value.Value as string; break;
            }
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

    public AttributeData Attribute { get; }

    /// <summary>Whether the compiler complains of the attribute: what it could not read is as if it were not stated, and not asked for.</summary>
    public bool IsUnfinished { get; }

    /// <summary>The order, <see langword="null"/> if it cannot be read.</summary>
    public int? Order { get; }

    public string? Cleanup { get; }

    public string? NoCleanup { get; }

    public string? When { get; }

    public string? ForEach { get; }

    public TypedConstant? RestartOn { get; }

    public string? RestartFrom { get; }

    public int? MaxRestarts { get; }

    public bool Transient { get; }

    public bool Optional { get; }

    public string? CleanupAt { get; }

    public string Pipeline { get; } = WellKnownNames.DefaultLoad;

    public string? Name { get; }

    /// <summary>Whether a value is of its property's type; only <c>RestartOn</c> may be of any.</summary>
    private static bool IsReadable(string name, TypedConstant value) =>
        value.Kind != TypedConstantKind.Error && (name == nameof(RestartOn) || value.Kind == TypedConstantKind.Primitive);
}
