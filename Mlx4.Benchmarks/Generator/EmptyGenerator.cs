using Microsoft.CodeAnalysis;

namespace Mlx4.Benchmarks.Generator;

/// <summary>Asks for the same members as ours and does nothing with them: what is left is the driver's.</summary>
internal sealed class EmptyGenerator : IIncrementalGenerator
{
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<int> members = context.SyntaxProvider.ForAttributeWithMetadataName("Mlx4.Runtime.InitStageAttribute", static (_, _) => true, static (_, _) => 0);
        context.RegisterSourceOutput(members.Where(static member => member > 0), static (_, _) => { });
    }
}
