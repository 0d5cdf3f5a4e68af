namespace Mlx4.Sample.Driver.Master;

/// <summary>What a virtual function sees of a port's link (<c>IFLA_VF_LINK_STATE</c>).</summary>
internal enum VfLinkState
{
    /// <summary>What it is.</summary>
    Auto,

    /// <summary>It is up, whatever it is.</summary>
    Enable,

    /// <summary>It is down, whatever it is.</summary>
    Disable,
}
