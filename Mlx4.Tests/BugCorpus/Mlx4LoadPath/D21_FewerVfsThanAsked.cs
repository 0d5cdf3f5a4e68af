// D21. Records of more virtual functions are written than there is memory for
// Source: Linux 7.2.13, drivers/net/ethernet/mellanox/mlx4/main.c:3617, mlx4_load_one
// Class: F
//
// If virtual functions exist already, the array gets their number of records; then a record is filled for each that was asked for. Here
// the loop stage takes its number of items from what it loops over.
//
// Impossible: promise 4 (the number of items is read once, from the collection), shown by LoopTests.The_number_of_items_is_read_once
// Load: alloc(2) vf(0) vf(1) => ok
// Unload: -vf(1) -vf(0)
// Load vf(1)=EINVAL: alloc(2) vf(0) vf(1) -vf(0) => InitVf: EINVAL

using System;
using Mlx4.Runtime;

internal sealed class VfRecord(int index)
{
    public int Index { get; } = index;
    public int MinPort { get; set; }
}

internal sealed partial class VfTable
{
    public Probe Probe = null!;
    private const int RequestedVfs = 4;
    private readonly int _existingVfs = 2;
    private VfRecord[] _records = [];

    [InitStage(10, NoCleanup = "only memory")]
    private Errno AllocRecords()
    {
        VfRecord[] records = new VfRecord[_existingVfs == 0 ? RequestedVfs : Math.Min(_existingVfs, RequestedVfs)];
        for (int i = 0; i < records.Length; i++)
        {
            records[i] = new VfRecord(i);
        }

        _records = records;
        return Probe.Step($"alloc({records.Length})");
    }

    [InitStage(20, Cleanup = nameof(ReleaseVf), ForEach = nameof(_records))]
    private Errno InitVf(VfRecord record)
    {
        record.MinPort = 1;
        return Probe.Step($"vf({record.Index})");
    }

    private void ReleaseVf(VfRecord record) => Probe.Step($"-vf({record.Index})");
}
