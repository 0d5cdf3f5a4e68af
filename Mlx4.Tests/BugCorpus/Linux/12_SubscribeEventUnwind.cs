// 12. RDMA/mlx5: unwinding a subscription looks up an event that was never entered
// Source: 43f8f7946814 (CVE-2026-74395), devx subscribe event in drivers/infiniband/hw/mlx5/devx.c
// Class: D
//
// A process subscribes to a list of events. When entering one of them fails, the unwinding goes over the list and releases an entry
// for the event that failed too; there is none, and a null pointer is followed.
// As a loop stage, the events that were entered are the ones that are taken out.
//
// Impossible: promise 4 (of items 0 to k, k-1 to 0 are undone, k is not), shown by LoopTests.Items_are_undone_in_reverse_but_not_the_one_that_failed
// Load xa_insert(9)=ENOMEM: xa_insert(8) xa_insert(3) xa_insert(9) xa_erase(3) xa_erase(8) => EnterEvent: ENOMEM
// Load xa_insert(8)=ENOMEM: xa_insert(8) => EnterEvent: ENOMEM
// Load attach=EBADF: xa_insert(8) xa_insert(3) xa_insert(9) attach xa_erase(9) xa_erase(3) xa_erase(8) => AttachFile: EBADF

using Mlx4.Runtime;

internal sealed partial class EventSubscription
{
    public Probe Probe = null!;
    private readonly int[] _events = [8, 3, 9];

    [InitStage(10, Cleanup = nameof(RemoveEvent), ForEach = nameof(_events))]
    private Errno EnterEvent(int number) => Probe.Step($"xa_insert({number})");

    private void RemoveEvent(int number) => Probe.Step($"xa_erase({number})");

    [InitStage(20, Cleanup = nameof(DetachFile))]
    private Errno AttachFile() => Probe.Step("attach");

    private void DetachFile() => Probe.Step("detach");
}
