using Mlx4.Runtime;
using Mlx4.Sample.Driver;

namespace Mlx4.Sample.Matrix;

/// <summary>Watches a driver's pipelines: their order, and for a recorder what they do. Refuses a stage if it is told to.</summary>
/// <param name="ignored">A pipeline whose order is not looked at: that of the probe, in a restart that goes on behind its back.</param>
internal sealed class MatrixMonitor(string? ignored) : IStageMonitor
{
    private StagePlace? _refused;
    private Errno _error;
    private int _left;

    /// <summary>Whether everything is undone in the reverse of its order.</summary>
    public OrderCheck Order { get; private set; } = new();

    /// <summary>Writes down what could be made to fail; <see langword="null"/>: nobody does.</summary>
    public FaultRecorder? Recorder { get; set; }

    /// <summary>Begins to check the order anew.</summary>
    public void ForgetOrder() => Order = new OrderCheck();

    /// <summary>Refuses a stage the n-th time that it is to run from now on.</summary>
    public void Refuse(StagePlace stage, Errno error, int occurrence) => (_refused, _error, _left) = (stage, error, occurrence);

    /// <summary>Refuses nothing any more.</summary>
    public void RefuseNothing() => _refused = null;

    public void OnStageEvent(StageScope pipeline, in StageEvent stageEvent)
    {
        if (pipeline.Pipeline != ignored)
        {
            Order.OnStageEvent(pipeline, stageEvent);
        }
        Recorder?.OnStageEvent(pipeline, stageEvent);
    }

    public void OnStageStarting(StageScope pipeline, StageInfo stage, ref Errno error)
    {
        Recorder?.OnStageStarting();
        if (_refused is { } refused && refused.Stage == stage && --_left == 0)
        {
            error = _error;
        }
    }

    public void OnWarning(StageScope pipeline, string warning)
    {
    }
}
