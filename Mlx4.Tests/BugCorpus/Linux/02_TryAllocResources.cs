// 2. net/mlx4_en: rings are used after the failed copy of the settings has freed them
// Source: addad7643142 (CVE-2021-47541), mlx4_en_try_alloc_resources in drivers/net/ethernet/mellanox/mlx4/en_netdev.c
// Class: G
//
// New settings are tried on a copy of the private data. When the copy fails it has freed its arrays, but the error is not looked
// at, and the resources are allocated into the arrays that are gone.

using System;
using Mlx4.Runtime;

internal sealed record PortProfile(int TxRings, int RxRings, int RingSize);

internal sealed class EthernetPrivate
{
    public PortProfile? Profile { get; set; }
    public long[]? TxCompletionQueues { get; set; }

    public Errno CopyTo(EthernetPrivate other, PortProfile profile)
    {
        other.Profile = profile;
        other.TxCompletionQueues = profile.TxRings > 0 ? new long[profile.TxRings] : null;
        return other.TxCompletionQueues is null ? Errno.ENOMEM : Errno.Ok;
    }
}

internal interface IRingAllocator
{
    Errno AllocateRings(EthernetPrivate priv, int ringSize);
    void FreeRings(EthernetPrivate priv);
}

internal sealed partial class EthernetReconfiguration(EthernetPrivate current, IRingAllocator allocator)
{
    private readonly EthernetPrivate _attempt = new();

    [InitStage(10, NoCleanup = "only compares numbers")]
    private Errno CheckProfile(PortProfile profile) =>
        profile.RingSize is >= 64 and <= 8192 && int.IsPow2(profile.RingSize) ? Errno.Ok : Errno.EINVAL;

    [InitStage(20, Cleanup = nameof(FreeResources))]
    private Errno TryAllocResources(PortProfile profile)
    {
        current.CopyTo(_attempt, profile); // MLX4020
        return allocator.AllocateRings(_attempt, profile.RingSize);
    }

    private void FreeResources() => allocator.FreeRings(_attempt);
}
