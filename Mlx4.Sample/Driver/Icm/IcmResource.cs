namespace Mlx4.Sample.Driver.Icm;

/// <summary>What has a table in ICM, in the order in which tables of equal size are laid out (<c>MLX4_RES_…</c>).</summary>
internal enum IcmResource
{
    /// <summary>Queue pair contexts.</summary>
    Qp,

    /// <summary>Outstanding RDMA reads and atomics, as responder.</summary>
    Rdmarc,

    /// <summary>Alternate path contexts.</summary>
    Altc,

    /// <summary>Auxiliary queue pair contexts.</summary>
    Auxc,

    /// <summary>Shared receive queue contexts.</summary>
    Srq,

    /// <summary>Completion queue contexts.</summary>
    Cq,

    /// <summary>Event queue contexts.</summary>
    Eq,

    /// <summary>Memory protection entries.</summary>
    Dmpt,

    /// <summary>Memory protection entries of the contexts themselves.</summary>
    Cmpt,

    /// <summary>Memory translation entries.</summary>
    Mtt,

    /// <summary>Multicast groups.</summary>
    Mcg,
}
