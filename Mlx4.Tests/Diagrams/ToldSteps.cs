using Mlx4.Diagrams.Model;
using Mlx4.Runtime;

namespace Mlx4.Tests.Diagrams;

/// <summary>What a load and an unload did, by their events, in the words of a drawing: a loop is one step, whatever the number of its items.</summary>
internal sealed class ToldSteps(IReadOnlyList<StageInfo> stages)
{
    private readonly List<string> _steps = [];

    /// <summary>The steps.</summary>
    public IReadOnlyList<string> Steps => _steps;

    /// <summary>How often the load went back.</summary>
    public int Restarts { get; private set; }

    /// <summary>How many items of each stage have completed; a stage without a loop has one.</summary>
    public Dictionary<string, int> Completed { get; } = [];

    /// <summary>The stages that were skipped.</summary>
    public HashSet<string> Skipped { get; } = [];

    /// <summary>The same of what a drawing predicts. Loops without items tell nothing.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<StageInfo> stages, IEnumerable<Step> steps, IReadOnlySet<string> silent) =>
    [
        .. from step in steps
           let name = stages[step.Stage].Name
           where step.Kind != StepKind.Restart && !silent.Contains(name)
           select step.Kind switch
           {
               StepKind.Run => $"run {name}",
               StepKind.Skip or StepKind.Keep => $"skip {name}",
               StepKind.Fail => $"fail {name}",
               StepKind.LetGo => $"let go {name}",
               _ => $"undo {name}",
           },
    ];

    /// <summary>Takes the next event.</summary>
    public void Add(StageEventKind kind, string stage, bool isError)
    {
        bool isLetGo = stages.Single(each => each.Name == stage).Optional && isError;
        switch (kind)
        {
            case StageEventKind.Completed:
                Completed[stage] = Completed.GetValueOrDefault(stage) + 1;
                if (_steps.LastOrDefault() is not { } last || (last != $"run {stage}" && last != $"let go {stage}"))
                {
                    _steps.Add($"run {stage}");
                }
                break;
            case StageEventKind.Skipped:
                Skipped.Add(stage);
                _steps.Add($"skip {stage}");
                break;
            case StageEventKind.Failed:
                if (_steps.LastOrDefault() == $"run {stage}")
                {
                    _steps.RemoveAt(_steps.Count - 1);
                }
                _steps.Add(isLetGo ? $"let go {stage}" : $"fail {stage}");
                break;
            case StageEventKind.Restarting:
                Restarts++;
                _steps[^1] = $"fail {stage}";
                break;
            case StageEventKind.CleaningUp when _steps.LastOrDefault() != $"undo {stage}":
                _steps.Add($"undo {stage}");
                break;
            default:
                break;
        }
    }
}
