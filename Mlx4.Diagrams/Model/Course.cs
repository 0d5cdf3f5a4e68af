using Mlx4.Runtime;

namespace Mlx4.Diagrams.Model;

/// <summary>What a load does, step by step, how it ends, and what an unload does then: the promises of the generated code, followed on the table.</summary>
internal sealed class Course
{
    private readonly IReadOnlyList<StageInfo> _stages;
    private readonly Ladder _ladder;
    private readonly List<Step> _steps = [];

    /// <summary>The stages that have completed, and those loops that have for some items.</summary>
    private readonly HashSet<int> _completed = [];
    private readonly HashSet<int> _begun = [];

    private Course(PipelineDrawing pipeline)
    {
        _stages = pipeline.Stages;
        _ladder = pipeline.Ladder;
    }

    /// <summary>The steps.</summary>
    public IReadOnlyList<Step> Steps { get; private set; } = [];

    /// <summary>The steps of an unload after it.</summary>
    public IReadOnlyList<Step> Unload { get; private set; } = [];

    /// <summary>Whether it ends with everything loaded.</summary>
    public bool IsLoaded { get; private set; }

    /// <summary>What a load does.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="variant">Says which stages run; <see langword="null"/>: all of them.</param>
    /// <param name="fault">What fails; <see langword="null"/>: nothing.</param>
    public static Course OfLoad(PipelineDrawing pipeline, PipelineVariant? variant, Fault? fault = null)
    {
        Course course = new(pipeline);
        course.IsLoaded = course.Load(variant, fault);
        course.Steps = [.. course._steps];
        course._steps.Clear();
        course.Undo(course._ladder.Places);
        course.Unload = [.. course._steps];
        return course;
    }

    /// <summary>Loads.</summary>
    /// <returns>Whether all is loaded.</returns>
    private bool Load(PipelineVariant? variant, Fault? fault)
    {
        int restarts = 0;
        for (int next = 0; next < _stages.Count; next++)
        {
            if (_completed.Contains(next) || _begun.Contains(next))
            {
                Add(StepKind.Keep, next);
            }
            else if (variant?.Runs(_stages[next].Name) == false)
            {
                Add(StepKind.Skip, next);
            }
            else if (fault?.Stage != next || (fault?.Kind == FaultKind.RestartOnce && restarts > 0))
            {
                Add(StepKind.Run, next);
                _completed.Add(next);
            }
            else if (fault?.Kind is FaultKind.RestartOnce or FaultKind.RestartAlways && restarts < _stages[next].MaxRestarts)
            {
                restarts++;
                Fail(next);
                next = Restart(next) - 1;
            }
            else if (_stages[next].Optional && fault?.Kind != FaultKind.Exception)
            {
                Add(StepKind.LetGo, next);
            }
            else
            {
                Fail(next);
                Undo(_ladder.Places);
                return false;
            }
        }
        Undo(_ladder.Places.Where(stage => _stages[stage].Transient));
        return true;
    }

    private void Fail(int stage)
    {
        Add(StepKind.Fail, stage);
        if (_stages[stage].ForEach is not null)
        {
            _begun.Add(stage);
        }
    }

    /// <summary>Goes back, and undoes what stands in the ladder down to there; what stands below is kept.</summary>
    /// <returns>The stage with which the load goes on.</returns>
    private int Restart(int stage)
    {
        int from = _ladder.IndexOf(_stages[stage].RestartFrom!);
        Undo(_ladder.Places.Where(place => from <= _ladder.PlaceOf(place)));
        Add(StepKind.Restart, from);
        return from;
    }

    /// <summary>Undoes what has completed of some stages.</summary>
    private void Undo(IEnumerable<int> stages)
    {
        foreach (int stage in stages)
        {
            bool isComplete = _completed.Remove(stage);
            if ((_begun.Remove(stage) || isComplete) && _stages[stage].Cleanup is not null)
            {
                Add(isComplete ? StepKind.Undo : StepKind.UndoItems, stage);
            }
        }
    }

    private void Add(StepKind kind, int stage) => _steps.Add(new Step(kind, stage));
}
