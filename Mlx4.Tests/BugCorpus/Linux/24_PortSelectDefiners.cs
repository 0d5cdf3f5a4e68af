// 24. net/mlx5: definers that the last attempt destroyed are destroyed again
// Source: 5641e82cb55b (CVE-2025-21675), mlx5_lag_port_sel_create in drivers/net/ethernet/mellanox/mlx5/core/lag/port_sel.c
// Class: H
//
// The definers are kept in an array that the unwinding walks from end to end. It is not cleared afterwards: an attempt that fails
// early walks over the pointers that the one before it left.
// What is undone here is what this load made; nothing is remembered from the last.
//
// Impossible: promise 4 (of items 0 to k, k-1 to 0 are undone, k is not), shown by GuardTests.It_can_be_loaded_again_however_it_ended
// Load create_table=ENOMEM: create(L2) create(L3) create(L4) create_table destroy(L4) destroy(L3) destroy(L2) => CreateTable: ENOMEM
// Load create(L3)=EINVAL: create(L2) create(L3) destroy(L2) => CreateDefiner: EINVAL
// Load create(L2)=EINVAL: create(L2) => CreateDefiner: EINVAL

using Mlx4.Runtime;

internal sealed partial class PortSelection
{
    public Probe Probe = null!;
    private readonly string[] _trafficTypes = ["L2", "L3", "L4"];

    [InitStage(10, Cleanup = nameof(DestroyDefiner), ForEach = nameof(_trafficTypes))]
    private Errno CreateDefiner(string trafficType) => Probe.Step($"create({trafficType})");

    private void DestroyDefiner(string trafficType) => Probe.Step($"destroy({trafficType})");

    [InitStage(20, Cleanup = nameof(DestroyTable))]
    private Errno CreateTable() => Probe.Step("create_table");

    private void DestroyTable() => Probe.Step("destroy_table");
}
