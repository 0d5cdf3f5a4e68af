namespace Mlx4.Sample.Matrix;

/// <summary>What becomes of the virtual functions that are wanted.</summary>
internal enum SriovKind
{
    /// <summary>The driver enables them.</summary>
    Granted,

    /// <summary>They are there before the load.</summary>
    Existing,

    /// <summary>Fewer are there before the load.</summary>
    Fewer,

    /// <summary>The card lets none be enabled.</summary>
    Refused,
}
