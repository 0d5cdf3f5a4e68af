namespace Mlx4.Hosting;

/// <summary>When a starting host loads a pipeline.</summary>
public enum LoadPhase
{
    /// <summary>Before any hosted service is started.</summary>
    Starting,

    /// <summary>With the hosted services, in the order in which they were added.</summary>
    Start,

    /// <summary>After all hosted services have started.</summary>
    Started,
}
