namespace Mlx4.Sample.Matrix;

/// <summary>When a fault comes up.</summary>
internal enum FaultPhase
{
    /// <summary>In the load.</summary>
    Load,

    /// <summary>In the unload that a restart begins with.</summary>
    RestartUnload,

    /// <summary>In the unload.</summary>
    Unload,
}
