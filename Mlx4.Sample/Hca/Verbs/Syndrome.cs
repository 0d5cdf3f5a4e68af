namespace Mlx4.Sample.Hca.Verbs;

/// <summary>What went wrong with a work request, as the CQE says.</summary>
internal enum Syndrome : byte
{
    None = 0x00,

    /// <summary>The work request itself is wrong.</summary>
    LocalQpOperation = 0x02,

    /// <summary>A key in it names no region.</summary>
    LocalProtection = 0x04,

    /// <summary>The QP was in an error state already.</summary>
    Flushed = 0x05,

    /// <summary>Nobody has acknowledged it.</summary>
    RetriesExceeded = 0x15,
}
