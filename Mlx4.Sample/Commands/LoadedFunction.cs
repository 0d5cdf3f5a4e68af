namespace Mlx4.Sample.Commands;

/// <summary>Which function of the card the shown load is of.</summary>
internal enum LoadedFunction
{
    /// <summary>The physical one.</summary>
    Physical,

    /// <summary>A virtual one, whose master is loaded before.</summary>
    Virtual,
}
