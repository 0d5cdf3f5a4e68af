// 38. net: batman-adv: one cleanup for everything, whatever of it is up
// Source: 6f68cd634856 (CVE-2021-47482), batadv_mesh_init in net/batman-adv/main.c
// Class: D
//
// All steps of the initialisation shared one error path, the function that frees a complete mesh. After a failure half way it stopped
// timers and walked tables that did not exist.

using Mlx4.Runtime;

internal interface IMeshTables
{
    Errno InitOriginators(int buckets);
    void FreeOriginators();
    Errno InitTranslation(int buckets);
    void FreeTranslation();
    void PurgeQueued();
}

internal sealed partial class MeshInterface(IMeshTables tables)
{
    [InitStage(10, NoCleanup = "only compares numbers")]
    private Errno CheckBuckets(int buckets) => int.IsPow2(buckets) ? Errno.Ok : Errno.EINVAL;

    [InitStage(20, Cleanup = nameof(FreeMesh))]
    private Errno InitOriginators(int buckets) => tables.InitOriginators(buckets);

    [InitStage(30, Cleanup = nameof(FreeMesh))] // MLX4013 'FreeMesh'
    private Errno InitTranslation(int buckets) => tables.InitTranslation(buckets);

    private void FreeMesh()
    {
        tables.PurgeQueued();
        tables.FreeTranslation();
        tables.FreeOriginators();
    }
}
