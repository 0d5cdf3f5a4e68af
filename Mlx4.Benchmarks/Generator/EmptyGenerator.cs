using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mlx4.Benchmarks.Generator;

/// <summary>Asks for stages and does nothing with them: what is left is the driver's.</summary>
/// <param name="asks">Which of the members with an attribute it asks for.</param>
internal sealed class EmptyGenerator(Func<SyntaxNode, CancellationToken, bool> asks) : IIncrementalGenerator
{
    /// <summary>Asks for all of them.</summary>
    public static EmptyGenerator OfAll() => new(static (_, _) => true);

    /// <summary>Asks for the first of each type, as ours does: less can nobody ask for who has to find the types.</summary>
    public static EmptyGenerator OfOneEach() => new(static (node, _) =>
        node.Parent is TypeDeclarationSyntax type && type.Members.First(static member => member.AttributeLists.Count > 0) == node);

    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<int> members = context.SyntaxProvider.ForAttributeWithMetadataName("Mlx4.Runtime.InitStageAttribute", asks, static (_, _) => 0);
        context.RegisterSourceOutput(members.Where(static member => member > 0), static (_, _) => { });
    }
}
