// 15. net/mlx5: the rollback of a shared forwarding table is off by one
// Source: 0f0e4ae6975c (CVE-2026-72345), single FDB creation in drivers/net/ethernet/mellanox/mlx5/core/lag
// Class: F
//
// The forwarding tables of all ports are joined to that of the first, one after the other. When one cannot be joined, the loop
// that goes back begins and ends at the wrong port.
//
// Impossible: promise 4 (of items 0 to k, k-1 to 0 are undone, k is not), shown by LoopTests.Items_are_undone_in_reverse_but_not_the_one_that_failed
// Load join(3)=EINVAL: create join(1) join(2) join(3) leave(2) leave(1) destroy => JoinPort: EINVAL
// Load join(1)=EINVAL: create join(1) destroy => JoinPort: EINVAL
// Load activate=EBUSY: create join(1) join(2) join(3) activate leave(3) leave(2) leave(1) destroy => Activate: EBUSY

using Mlx4.Runtime;

internal sealed partial class SharedForwardingTable
{
    public Probe Probe = null!;
    private readonly int[] _otherPorts = [1, 2, 3];

    [InitStage(10, Cleanup = nameof(DestroyMaster))]
    private Errno CreateMaster() => Probe.Step("create");

    private void DestroyMaster() => Probe.Step("destroy");

    [InitStage(20, Cleanup = nameof(LeavePort), ForEach = nameof(_otherPorts))]
    private Errno JoinPort(int port) => Probe.Step($"join({port})");

    private void LeavePort(int port) => Probe.Step($"leave({port})");

    [InitStage(30, Cleanup = nameof(Deactivate))]
    private Errno Activate() => Probe.Step("activate");

    private void Deactivate() => Probe.Step("deactivate");
}
