// 16. net/mlx5: the rollback deletes the rule that could not be made, again and again
// Source: 229bedbf62b1 (CVE-2024-40940), mlx5_lag_create_port_sel_table in drivers/net/ethernet/mellanox/mlx5/core/lag/port_sel.c
// Class: F
//
// A rule is created for each bucket of each port. When one cannot be created, the loop back passes the pointer that holds the error to
// the deletion, once for every rule that it should have deleted.
//
// Impossible: promise 4 (of items 0 to k, k-1 to 0 are undone, k is not), shown by LoopTests.Items_are_undone_in_reverse_but_not_the_one_that_failed
// Load add(port2.bucket1)=ENOSPC: create_group add(port1.bucket1) add(port1.bucket2) add(port2.bucket1) del(port1.bucket2) del(port1.bucket1) destroy_group => AddRule: ENOSPC
// Load: create_group add(port1.bucket1) add(port1.bucket2) add(port2.bucket1) add(port2.bucket2) => ok
// Unload: del(port2.bucket2) del(port2.bucket1) del(port1.bucket2) del(port1.bucket1) destroy_group

using System.Collections.Generic;
using Mlx4.Runtime;

internal sealed record Bucket(int Port, int Index);

internal sealed partial class PortSelectionTable
{
    public Probe Probe = null!;
    private readonly List<Bucket> _buckets = [];

    [InitStage(10, Cleanup = nameof(DestroyGroup))]
    private Errno CreateGroup()
    {
        _buckets.Clear();
        for (int port = 1; port <= 2; port++)
        {
            _buckets.Add(new Bucket(port, 1));
            _buckets.Add(new Bucket(port, 2));
        }

        return Probe.Step("create_group");
    }

    private void DestroyGroup() => Probe.Step("destroy_group");

    [InitStage(20, Cleanup = nameof(DeleteRule), ForEach = nameof(_buckets))]
    private Errno AddRule(Bucket bucket) => Probe.Step($"add(port{bucket.Port}.bucket{bucket.Index})");

    private void DeleteRule(Bucket bucket) => Probe.Step($"del(port{bucket.Port}.bucket{bucket.Index})");
}
