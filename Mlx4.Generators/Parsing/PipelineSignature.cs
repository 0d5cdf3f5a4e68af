using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Mlx4.Generators.Parsing;

/// <summary>What a stage has to know of a pipeline that it nests.</summary>
/// <param name="Name">The pipeline's name.</param>
/// <param name="Load">The name of the load.</param>
/// <param name="LoadParameters">Its parameters in order.</param>
/// <param name="TokenIsLast">Whether a cancellation token follows them.</param>
/// <param name="Unload">The name of the unload.</param>
/// <param name="UnloadParameters">Its parameters in order.</param>
/// <param name="Returns">What the load returns.</param>
/// <param name="Confinement">The accessibility of the load, if other types cannot call it.</param>
/// <param name="IsCircular">Whether it would load itself.</param>
internal sealed record PipelineSignature(
    string Name,
    string Load,
    ImmutableArray<IParameterSymbol> LoadParameters,
    bool TokenIsLast,
    string Unload,
    ImmutableArray<IParameterSymbol> UnloadParameters,
    StageReturn Returns,
    string? Confinement,
    bool IsCircular);
