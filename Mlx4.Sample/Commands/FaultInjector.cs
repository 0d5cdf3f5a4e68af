using Mlx4.Runtime;

namespace Mlx4.Sample.Commands;

/// <summary>Refuses steps as planned.</summary>
internal sealed class FaultInjector(IReadOnlyList<StepFault> faults)
{
    private readonly int[] _reached = new int[faults.Count];

    /// <summary>The faults whose step was not reached often enough.</summary>
    public IEnumerable<(StepFault Fault, int Reached)> Missed =>
        faults.Select((fault, index) => (Fault: fault, Reached: _reached[index])).Where(pair => pair.Reached < pair.Fault.Occurrence);

    /// <summary>A stage is about to run.</summary>
    public void OnStageStarting(string pipeline, string stage, ref Errno error)
    {
        for (int i = 0; i < faults.Count; i++)
        {
            if (faults[i].Matches(pipeline, stage) && ++_reached[i] == faults[i].Occurrence)
            {
                error = faults[i].Error;
            }
        }
    }
}
