using Microsoft.CodeAnalysis;

namespace Mlx4.Generators.Parsing;

/// <summary>The signatures of a pipeline's load and unload.</summary>
/// <param name="Error">The error type, or <see langword="null"/> if no stage returns one.</param>
/// <param name="Load">The parameters of the load.</param>
/// <param name="Unload">The parameters of the unload.</param>
/// <param name="Accessibility">The accessibility of both, as keywords.</param>
internal sealed record PipelineSignature(ITypeSymbol? Error, ParameterUnion Load, ParameterUnion Unload, string Accessibility);
