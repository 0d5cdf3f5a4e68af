namespace Mlx4.Generators.Parsing;

/// <summary>Metadata names of the types that declarations are made of.</summary>
internal static class WellKnownNames
{
    public const string InitStageAttribute = "Mlx4.Runtime.InitStageAttribute";
    public const string StructLayoutAttribute = "System.Runtime.InteropServices.StructLayoutAttribute";

    public const string ObserverHook = "OnStageEvent";
    public const string StartingHook = "OnStageStarting";
    public const string DefaultLoad = "LoadOne";
}
