using Mlx4.Runtime;
using Mlx4.Sample.Linux;

namespace Mlx4.Sample.Commands;

/// <summary>Lets steps fail as planned.</summary>
internal sealed class FaultInjector(IReadOnlyList<StepFault> faults, Machine machine, LinuxTrace trace)
{
    private readonly int[] _reached = new int[faults.Count];

    /// <summary>The faults whose step was not reached often enough.</summary>
    public IEnumerable<(StepFault Fault, int Reached)> Missed =>
        faults.Select((fault, index) => (Fault: fault, Reached: _reached[index])).Where(pair => pair.Reached < pair.Fault.Occurrence);

    /// <summary>A stage is about to run.</summary>
    public void OnStageStarting(string pipeline, string stage, ref Errno error)
    {
        LinuxTrace.Upcoming? next = trace.Next;
        for (int i = 0; i < faults.Count; i++)
        {
            StepName step = faults[i].Step;
            // A call that goes on, with the next item or once more, is the same call: it is not counted, and goes on failing.
            bool isCounted = !step.IsCall || next is { IsContinued: false };
            if (!step.Matches(pipeline, stage, next?.Call) || (isCounted ? ++_reached[i] : _reached[i]) != faults[i].Occurrence)
            {
                continue;
            }
            error = faults[i].Error;
            if (step.IsCall && next is not null)
            {
                trace.Fail(error);
                if (next.Step.Inject is { } inject)
                {
                    inject(machine.Driver.Device, error);
                    error = Errno.Ok;
                }
                else
                {
                    error = next.Step.ErrorOf?.Invoke(error) ?? error;
                }
            }
        }
    }
}
