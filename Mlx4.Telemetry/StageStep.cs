using Mlx4.Runtime;

namespace Mlx4.Telemetry;

/// <summary>A stage, or one item of it, that is running.</summary>
internal sealed class StageStep : Step
{
    private readonly StageInfo _stage;
    private readonly int _item;

    /// <summary>Begins a stage.</summary>
    public StageStep(string pipeline, in StageEvent starting)
        : base(pipeline, Instruments.Source.StartActivity($"stage {starting.Stage.Name}"))
    {
        _stage = starting.Stage;
        _item = starting.Item;
        if (Activity is { IsAllDataRequested: true } span)
        {
            span.SetTag(Names.Stage, _stage.Name).SetTag(Names.Order, _stage.Order);
            if (_item >= 0)
            {
                span.SetTag(Names.Item, _item);
            }
        }
    }

    /// <summary>The stage by its path from the load, such as <c>SetupHca/AllocEqTable</c>.</summary>
    private string Path => Parent is StageStep outer ? $"{outer.Path}/{_stage.Name}" : _stage.Name;

    /// <summary>Ends the stage that an event tells the end of: not another one, whose beginning nobody listened to.</summary>
    public static void End(in StageEvent ending)
    {
        if (Current is StageStep step && step._stage == ending.Stage && step._item == ending.Item)
        {
            step.EndWith(ending);
        }
    }

    private void EndWith(in StageEvent ending)
    {
        if (ending.Kind == StageEventKind.Failed)
        {
            LoadOf(this)?.StageFailed(Path, ending.Exception);
        }
        if (ending.Exception is not null)
        {
            Activity?.AddException(ending.Exception);
        }
        End(ending.ErrorType(), ending.Error ?? ending.Exception?.Message);
        if (Instruments.StageDuration.Enabled)
        {
            Instruments.StageDuration.Record(Seconds, ending.MetricTags(Pipeline));
        }
    }

    private static LoadStep? LoadOf(Step step)
    {
        for (Step? at = step; at is not null; at = at.Parent)
        {
            if (at is LoadStep load)
            {
                return load;
            }
        }
        return null;
    }
}
