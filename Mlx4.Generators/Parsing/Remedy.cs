using System.Collections.Immutable;

namespace Mlx4.Generators.Parsing;

/// <summary>What can be done about a report. It travels in the report's properties, where a code fix finds it.</summary>
/// <param name="Name">The name that the written one may have meant.</param>
/// <param name="Surplus">The arguments, with commas between them, any one of which can be removed to put it right.</param>
internal readonly record struct Remedy(string? Name = null, string? Surplus = null)
{
    /// <summary>The property that holds <see cref="Name"/>.</summary>
    public const string NameProperty = "name";

    /// <summary>The property that holds <see cref="Surplus"/>.</summary>
    public const string SurplusProperty = "surplus";

    /// <summary>One of the arguments can go.</summary>
    public static Remedy Remove(params string[] arguments) => new(Surplus: string.Join(",", arguments));

    /// <summary>The properties of the report.</summary>
    public ImmutableDictionary<string, string?> ToProperties()
    {
        ImmutableDictionary<string, string?> properties = ImmutableDictionary<string, string?>.Empty;
        properties = Name is null ? properties : properties.Add(NameProperty, Name);
        return Surplus is null ? properties : properties.Add(SurplusProperty, Surplus);
    }
}
