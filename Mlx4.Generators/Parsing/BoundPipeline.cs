using System.Collections.Generic;
using Mlx4.Generators.Model;

namespace Mlx4.Generators.Parsing;

/// <summary>A pipeline without an error in its declarations, with the symbols of its stages.</summary>
/// <param name="Name">Its name, as attributes state it.</param>
/// <param name="Load">The load's name.</param>
/// <param name="Unload">The unload's name.</param>
/// <param name="Stages">The stages, in order.</param>
/// <param name="Models">What the generator knows of each.</param>
internal sealed record BoundPipeline(string Name, string Load, string Unload, IReadOnlyList<Stage> Stages, EquatableArray<StageModel> Models);
