using System.Collections;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using Mlx4.Generators;

namespace Mlx4.Tests.Generators.Harness;

/// <summary>What every run of the generator has to keep to.</summary>
internal static class Incrementality
{
    private static readonly Type[] Banned =
        [typeof(Compilation), typeof(ISymbol), typeof(SyntaxNode), typeof(SyntaxTree), typeof(SemanticModel), typeof(Location), typeof(SourceText), typeof(AttributeData), typeof(TypedConstant)];

    /// <summary>Fails if a step made anything anew in a run on an unchanged compilation.</summary>
    public static void AssertNothingNew(GeneratorRunResult result)
    {
        foreach (IncrementalGeneratorRunStep step in OwnSteps(result).Concat(result.TrackedOutputSteps.SelectMany(pair => pair.Value)))
        {
            Assert.All(step.Outputs, output => Assert.True(
                output.Reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged,
                $"step {step.Name} was {output.Reason}"));
        }
    }

    /// <summary>Fails if a value that the generator keeps between runs leads to an object of the compiler.</summary>
    public static void AssertKeepsNoCompiler(GeneratorRunResult result)
    {
        HashSet<object> seen = new(ReferenceEqualityComparer.Instance);
        foreach (IncrementalGeneratorRunStep step in OwnSteps(result))
        {
            foreach ((object value, _) in step.Outputs)
            {
                Walk(value, step.Name ?? "?", seen);
            }
        }
    }

    private static IEnumerable<IncrementalGeneratorRunStep> OwnSteps(GeneratorRunResult result) => result.TrackedSteps
        .Where(pair => pair.Key is TrackingNames.Parse or TrackingNames.Pipeline)
        .SelectMany(pair => pair.Value);

    private static void Walk(object? value, string path, HashSet<object> seen)
    {
        if (value is null or string || value.GetType().IsPrimitive || value.GetType().IsEnum || !seen.Add(value))
        {
            return;
        }
        Type? banned = Array.Find(Banned, type => type.IsInstanceOfType(value));
        Assert.True(banned is null, $"{path} holds a {banned?.Name}: {value.GetType()}");
        if (value is IEnumerable items)
        {
            foreach (object? item in items)
            {
                Walk(item, path + "[]", seen);
            }
        }
        for (Type? type = value.GetType(); type is not null && type != typeof(object); type = type.BaseType)
        {
            foreach (FieldInfo field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                Walk(field.GetValue(value), $"{path}.{field.Name}", seen);
            }
        }
    }
}
