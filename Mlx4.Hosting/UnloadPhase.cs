namespace Mlx4.Hosting;

/// <summary>When a stopping host unloads a pipeline.</summary>
public enum UnloadPhase
{
    /// <summary>Before any hosted service is stopped.</summary>
    Stopping,

    /// <summary>With the hosted services, in the reverse of the order in which they were added.</summary>
    Stop,

    /// <summary>After all hosted services have stopped.</summary>
    Stopped,
}
