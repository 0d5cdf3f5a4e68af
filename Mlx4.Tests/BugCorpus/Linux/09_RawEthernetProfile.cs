// 9. IB/mlx5: the profile of raw Ethernet devices has no stage for delay drop
// Source: patch 2e9d386785043d48c38711826eb910315c1de141.1685960567.git.leon@kernel.org, raw_eth_profile in drivers/infiniband/hw/mlx5/main.c
// Class: V
//
// There are two tables of stages. One was forgotten when the delay drop stage was added, and a queue that asks for delay drop on a raw
// Ethernet device then takes a lock that nobody has initialised.
//
// Missed: two pipelines of one type may well have different stages; the way out, one pipeline with conditions, is not forced

using System.Threading;
using Mlx4.Runtime;

internal interface IIbHardware
{
    Errno QueryCapabilities();
    Errno Register(string kind);
    void Unregister(string kind);
    Errno SetDelayDropTimeout(int microseconds);
}

[InitPipeline("LoadIb")]
[InitPipeline("LoadRawEthernet")]
internal sealed partial class IbProfiles(IIbHardware hardware)
{
    private SemaphoreSlim? _delayDrop;

    [InitStage(10, Pipeline = "LoadIb", NoCleanup = "only reads")]
    [InitStage(10, Pipeline = "LoadRawEthernet", NoCleanup = "only reads")]
    private Errno QueryCapabilities() => hardware.QueryCapabilities();

    [InitStage(20, Pipeline = "LoadIb", Cleanup = nameof(CancelDelayDrop))]
    private void InitDelayDrop() => _delayDrop = new SemaphoreSlim(1, 1);

    private void CancelDelayDrop()
    {
        _delayDrop?.Dispose();
        _delayDrop = null;
    }

    [InitStage(30, Pipeline = "LoadIb", Cleanup = nameof(Unregister))]
    [InitStage(30, Pipeline = "LoadRawEthernet", Cleanup = nameof(Unregister))]
    private Errno Register(string kind) => hardware.Register(kind);

    private void Unregister(string kind) => hardware.Unregister(kind);

    public Errno CreateWorkQueue(int timeout)
    {
        _delayDrop!.Wait();
        try
        {
            return hardware.SetDelayDropTimeout(timeout);
        }
        finally
        {
            _delayDrop.Release();
        }
    }
}
