using Microsoft.CodeAnalysis;

namespace Mlx4.Generators.Parsing;

/// <summary>The arguments of an <c>[InitStage]</c>, as they are written; nothing is looked up yet.</summary>
internal sealed class StageArguments
{
    /// <summary>Reads the arguments of an attribute.</summary>
    public StageArguments(AttributeData attribute)
    {
        Attribute = attribute;
        Order = attribute.ConstructorArguments is [{ Value: int order }] ? order : 0;
        foreach (System.Collections.Generic.KeyValuePair<string, TypedConstant> argument in attribute.NamedArguments)
        {
            TypedConstant value = argument.Value;
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
                case nameof(CleanupAt): CleanupAt = value.Value as string; break;
                case nameof(Pipeline): Pipeline = value.Value as string ?? Pipeline; break;
                case nameof(Name): Name = value.Value as string; break;
            }
        }
    }

    public AttributeData Attribute { get; }

    public int Order { get; }

    public string? Cleanup { get; }

    public string? NoCleanup { get; }

    public string? When { get; }

    public string? ForEach { get; }

    public TypedConstant? RestartOn { get; }

    public string? RestartFrom { get; }

    public int? MaxRestarts { get; }

    public bool Transient { get; }

    public string? CleanupAt { get; }

    public string Pipeline { get; } = WellKnownNames.DefaultLoad;

    public string? Name { get; }
}
