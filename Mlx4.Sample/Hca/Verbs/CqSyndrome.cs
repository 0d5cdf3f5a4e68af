namespace Mlx4.Sample.Hca.Verbs;

/// <summary>Why a CQ failed, as its error event says.</summary>
internal enum CqSyndrome : byte
{
    None = 0,

    /// <summary>It was full.</summary>
    Overrun = 1,

    /// <summary>Its ring could not be written.</summary>
    AccessViolation = 2,
}
