using System.Linq;
using Microsoft.CodeAnalysis;

namespace Mlx4.Generators.Parsing;

/// <summary>
/// Tells the generator's own members from the user's: the analyzer sees both, and has to come to the same result as the generator,
/// which sees the user's alone.
/// </summary>
internal static class GeneratedMembers
{
    /// <summary>Whether the generator wrote a member.</summary>
    public static bool Is(ISymbol member) => AttributeText.MayBeOn(member) && member.GetAttributes().Any(attribute =>
        attribute.AttributeClass?.Name == "GeneratedCodeAttribute" && attribute.ConstructorArguments is [{ Value: "Mlx4.Generators" }, ..]);
}
