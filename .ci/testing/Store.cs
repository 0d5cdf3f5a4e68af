using System.Collections.Generic;
using Mlx4.Runtime;
using Mlx4.Testing;

public static class StoreFaults
{
    public static PipelineFaults<Store> Every { get; } = PipelineFaults
        .Of(Store.LoadOneStages, probe => new Store { Faults = probe }, store => store.LoadOne(), store => store.UnloadOne())
        .WithHeld(store => store.Open);
}

public sealed partial class Store
{
    internal FaultProbe? Faults { get; init; }

    internal List<string> Open { get; } = [];

    [InitStage(10, Cleanup = nameof(CloseIndex))]
    private Errno OpenIndex()
    {
        Open.Add("index");
        return Errno.Ok;
    }

    private void CloseIndex() => Open.Remove("index");

    [InitStage(20, Cleanup = nameof(CloseData))]
    private Errno OpenData()
    {
        Open.Add("data");
        return Errno.Ok;
    }

    private void CloseData() => Open.Remove("data");

    partial void OnStageEvent(in StageEvent stageEvent) => Faults?.OnStageEvent(stageEvent);
    partial void OnStageStarting(StageInfo stage, ref Errno error) => Faults?.OnStageStarting(stage, ref error);
}
