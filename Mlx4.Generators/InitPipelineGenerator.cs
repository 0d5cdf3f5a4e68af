using Microsoft.CodeAnalysis;

namespace Mlx4.Generators;

/// <summary>Writes the load and the unload of every pipeline of stages.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class InitPipelineGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
    }
}
