// 18. net/mlx5: a device that cannot register frees the group that another device made
// Source: af87194352ca (CVE-2023-54015), mlx5_devcom_register_device in drivers/net/ethernet/mellanox/mlx5/core/lib/devcom.c
// Class: K
//
// Devices of one card share a group, which the first of them makes and enters in a list. When a later one fails after having found
// it, the error path frees the group, whoever made it, and leaves it in the list.

using System;
using System.Collections.Concurrent;
using Mlx4.Runtime;

internal sealed class DevcomGroup : IDisposable
{
    public static ConcurrentDictionary<Guid, DevcomGroup> All { get; } = new();
    public int Members { get; set; }
    public void Dispose() => Members = 0;
}

internal sealed partial class DevcomMember(int maximum)
{
    private DevcomGroup? _group;

    [InitStage(10, NoCleanup = "only looks")]
    private Errno CheckCard(Guid card) => card == Guid.Empty ? Errno.ENODEV : Errno.Ok;

    [InitStage(20, Cleanup = nameof(Leave))]
    private Errno Register(Guid card)
    {
        DevcomGroup group = DevcomGroup.All.GetOrAdd(card, static _ => new DevcomGroup());
        if (group.Members >= maximum)
        {
            group.Dispose(); // MLX4027 'All'
            return Errno.ENOMEM;
        }

        group.Members++;
        _group = group;
        return Errno.Ok;
    }

    private void Leave()
    {
        _group!.Members--;
        _group = null;
    }
}
