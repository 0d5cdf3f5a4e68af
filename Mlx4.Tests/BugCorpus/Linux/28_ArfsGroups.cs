// 28. net/mlx5e: the groups of a flow table are freed where they cannot be filled, and again with the table
// Source: 3c6d5189246f (CVE-2024-35835), arfs_create_groups in drivers/net/ethernet/mellanox/mlx5/core/en_arfs.c
// Class: E
//
// When its scratch buffer cannot be allocated, the function that creates the groups frees the table's array of groups. Its caller
// then destroys the table, which frees the array.

using System;
using System.Buffers;
using Mlx4.Runtime;

internal interface IFlowSteering
{
    Errno CreateTable(int level, out uint table);
    void DestroyTable(uint table);
    Errno CreateGroup(uint table, ReadOnlySpan<byte> criteria);
}

internal sealed partial class ArfsTable(IFlowSteering steering)
{
    private IMemoryOwner<uint>? _groups;
    private uint _table;

    [InitStage(10, Cleanup = nameof(FreeGroups))]
    private void AllocGroups() => _groups = MemoryPool<uint>.Shared.Rent(4);

    private void FreeGroups() => _groups!.Dispose();

    [InitStage(20, Cleanup = nameof(DestroyTable))]
    private Errno CreateTable(int level) => steering.CreateTable(level, out _table);

    private void DestroyTable() => steering.DestroyTable(_table);

    [InitStage(30, NoCleanup = "the groups go with the table")]
    private Errno CreateGroups(int protocol)
    {
        byte[]? criteria = BuildCriteria(protocol);
        if (criteria is null)
        {
            _groups!.Dispose(); // MLX4014 '_groups'
            return Errno.EINVAL;
        }

        return steering.CreateGroup(_table, criteria);
    }

    private static byte[]? BuildCriteria(int protocol) => protocol is 6 or 17 ? [4, (byte)protocol] : null;
}
