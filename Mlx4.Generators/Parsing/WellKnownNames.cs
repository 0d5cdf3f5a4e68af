namespace Mlx4.Generators.Parsing;

/// <summary>Metadata names of the types that declarations are made of.</summary>
internal static class WellKnownNames
{
    public const string InitStageAttribute = "Mlx4.Runtime.InitStageAttribute";
    public const string InitPipelineAttribute = "Mlx4.Runtime.InitPipelineAttribute";
    public const string InitResult = "Mlx4.Runtime.InitResult`1";
    public const string StageEvent = "Mlx4.Runtime.StageEvent";
    public const string StageInfo = "Mlx4.Runtime.StageInfo";
    public const string StructLayoutAttribute = "System.Runtime.InteropServices.StructLayoutAttribute";

    public const string ObserverHook = "OnStageEvent";
    public const string StartingHook = "OnStageStarting";
    public const string DefaultLoad = "LoadOne";
}
