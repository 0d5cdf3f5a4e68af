// D28. The table of event queues is mapped for more entries than were reserved for it
// Source: Linux 7.2.13, drivers/net/ethernet/mellanox/mlx4/main.c, mlx4_init_icm, against profile.c
// Class: G
//
// The profile lays the tables out in the card's memory, with room for at most 128 event queues. The mapping takes the number that the card can
// have, which may be larger, and runs into the table that comes next.
//
// Missed: two numbers that should be one; what is mapped is also unmapped, so nothing is lost

using System;
using Mlx4.Runtime;

internal interface IIcmTables
{
    Errno ReserveLayout(int eqEntries, out ulong eqBase);
    Errno MapTable(ulong address, int entries);
    void UnmapTable(ulong address, int entries);
}

internal sealed partial class EqContextTable(IIcmTables icm, int physicalEqs)
{
    private const int MaxReservedEqs = 128;
    private ulong _eqBase;

    [InitStage(10, NoCleanup = "only computes addresses")]
    private Errno MakeProfile() => icm.ReserveLayout(Math.Min(physicalEqs, MaxReservedEqs), out _eqBase);

    [InitStage(20, Cleanup = nameof(UnmapEqTable))]
    private Errno MapEqTable() => icm.MapTable(_eqBase, physicalEqs);

    private void UnmapEqTable() => icm.UnmapTable(_eqBase, physicalEqs);
}
