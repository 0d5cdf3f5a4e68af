using System.Collections.Generic;
using Mlx4.Runtime;
using Mlx4.Testing;

public sealed partial class Store
{
    public static readonly PipelineFaults<Store> Every = PipelineFaults
        .Of(LoadOneStages, probe => new Store { Faults = probe }, store => store.LoadOne(), store => store.UnloadOne())
        .WithHeld(store => store.Open);

    private FaultProbe? Faults { get; init; }

    private List<string> Open { get; } = [];

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
