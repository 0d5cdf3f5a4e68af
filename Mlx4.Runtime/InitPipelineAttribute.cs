using System;

namespace Mlx4.Runtime;

/// <summary>
/// Names a pipeline of the type. Needed only for names other than <c>LoadOne</c> and <c>UnloadOne</c>: stages join a pipeline
/// by <see cref="InitStageAttribute.Pipeline"/>.
/// </summary>
/// <param name="load">The name of the generated load method.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, AllowMultiple = true, Inherited = false)]
public sealed class InitPipelineAttribute(string load = "LoadOne") : Attribute
{
    /// <summary>The name of the generated load method.</summary>
    public string Load { get; } = load;

    /// <summary>
    /// The name of the generated unload method. By default <c>Unload</c> and what follows <c>Load</c> in the load's name, or, if that does
    /// not begin with <c>Load</c>, <c>Unload</c> and the name.
    /// </summary>
    public string? Unload { get; set; }
}
