namespace Mlx4.Sample.Driver;

/// <summary>What the function is among those of its card.</summary>
internal enum FunctionMode
{
    /// <summary>The physical function of a card without virtual ones.</summary>
    Single,

    /// <summary>The physical function of a card with virtual ones: it gives their commands to the firmware, and keeps account of what they have.</summary>
    Master,

    /// <summary>A function that reaches the firmware through the master only.</summary>
    Slave,
}
