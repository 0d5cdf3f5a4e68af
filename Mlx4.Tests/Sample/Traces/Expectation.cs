using Mlx4.Sample.Linux;

namespace Mlx4.Tests.Sample.Traces;

/// <summary>What is expected of the port in a recorded scenario: what Linux does, as far as the port has it, with the deviations.</summary>
internal static class Expectation
{
    /// <summary>What is expected of the port in a scenario.</summary>
    public static CallTrace Of(RecordedScenario scenario, RecordedFault? fault = null) => Deviate(scenario, fault).Last().After;

    /// <summary>Makes what the port does of what Linux does in a scenario, one deviation after the other.</summary>
    public static IEnumerable<(Deviation Deviation, CallTrace Before, CallTrace After)> Deviate(RecordedScenario scenario, RecordedFault? fault)
    {
        CallTrace trace = (fault?.Trace ?? scenario.Trace).Only(IsKnown);
        IEnumerable<Deviation> ofFault = fault is null ? [] : Deviation.AtFaults.GetValueOrDefault(fault.Call) ?? [];
        foreach (Deviation deviation in ofFault.Concat(Deviation.Everywhere))
        {
            CallTrace before = trace;
            trace = deviation.Apply(scenario, before).Only(IsKnown);
            yield return (deviation, before, trace);
        }
    }

    /// <summary>Whether the port has a call, or a function that is entered.</summary>
    private static bool IsKnown(string line)
    {
        if (line.StartsWith("> ", StringComparison.Ordinal))
        {
            return LinuxSteps.Entered.Contains(line[2..]);
        }
        string call = RecordedScenario.Split(line).Call;
        return LinuxSteps.Calls.Concat(LinuxSteps.UndoCalls).Any(known =>
            known.ArgumentOf is null ? call == $"{known.Function}({known.FixedArgument})" : Lines.IsOf(call, known.Function));
    }
}
