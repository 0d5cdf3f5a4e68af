// D13. After the fallback from MSI-X to a wire, the event queues still hold the numbers of MSI-X vectors
// Source: Linux 7.2.13, drivers/net/ethernet/mellanox/mlx4/main.c:3663, mlx4_load_one
// Class: H
//
// If the test of the interrupts gets no answer, MSI-X is disabled by hand and the set-up of the card is run once more. What enabling
// MSI-X has written into the event queues is not written anew: the numbers of the vectors, the ports they serve, the affinity masks.
// The way out is to let the ladder go back: RestartFrom = nameof(EnableMsiX).

using System.Collections.Generic;
using Mlx4.Runtime;

internal sealed class EventQueueSlot
{
    public int Irq { get; set; }
}

internal interface IInterrupts
{
    int LegacyIrq { get; }
    bool EnableMsiX(int count, out int first);
    void DisableMsiX();
    Errno TestInterrupt(int irq);
}

internal sealed partial class InterruptSetup(IInterrupts interrupts, IReadOnlyList<EventQueueSlot> slots)
{
    private bool _msiX;

    [InitStage(10, Cleanup = nameof(DisableMsiX))]
    private void EnableMsiX()
    {
        _msiX = interrupts.EnableMsiX(slots.Count, out int first);
        for (int i = 0; i < slots.Count; i++)
        {
            slots[i].Irq = _msiX ? first + i : interrupts.LegacyIrq;
        }
    }

    private void DisableMsiX() => interrupts.DisableMsiX();

    [InitStage(20, NoCleanup = "only a test", RestartOn = Errno.EBUSY, RestartFrom = nameof(TestInterrupts))]
    private Errno TestInterrupts()
    {
        Errno err = interrupts.TestInterrupt(slots[0].Irq);
        if (err == Errno.EBUSY && _msiX)
        {
            _msiX = false;
            DisableMsiX(); // MLX4014 'DisableMsiX'
        }

        return err;
    }
}
