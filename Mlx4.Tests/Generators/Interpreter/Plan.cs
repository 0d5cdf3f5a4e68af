using System.Collections.Immutable;

namespace Mlx4.Tests.Generators.Interpreter;

/// <summary>What a call can do besides its work.</summary>
public enum ActKind
{
    /// <summary>Answers with a value: an error, a count, or 0 or 1 for what a condition says.</summary>
    Answer,
    Throw,

    /// <summary>Throws an <see cref="OperationCanceledException"/> of its own.</summary>
    ThrowCancelled,

    /// <summary>Cancels the token of the load.</summary>
    Cancel,

    /// <summary>Changes the fields that the object's conditions and loops look at.</summary>
    Flip,

    /// <summary>Loads the object that the call belongs to: one of its pipelines, which the value says.</summary>
    Load,

    /// <summary>Unloads the object that the call belongs to, likewise.</summary>
    Unload,
}

/// <summary>What one call does besides its work.</summary>
/// <param name="Step">The call's line in the log.</param>
/// <param name="Time">Which of the calls of that name, the first being 1.</param>
/// <param name="Kind">What it does.</param>
/// <param name="Value">The answer, or the place of the pipeline.</param>
public sealed record Act(string Step, int Time, ActKind Kind, long Value = 0)
{
    public override string ToString() => $"{Step} (time {Time}): {Kind}{(Kind is ActKind.Answer or ActKind.Load or ActKind.Unload ? $" {Value}" : "")}";
}

/// <summary>What is done with a pipeline of an object.</summary>
internal enum OperationKind
{
    Load,

    /// <summary>Loads with the parameter <c>flag</c> false.</summary>
    LoadWithoutFlag,

    /// <summary>Loads with a token that is cancelled already.</summary>
    LoadCancelled,
    Unload,
}

/// <summary>What is done with an object.</summary>
/// <param name="Kind">What is done.</param>
/// <param name="Pipeline">The place of the pipeline, among those that the object has.</param>
internal sealed record Operation(OperationKind Kind, int Pipeline = 0)
{
    public static Operation Load { get; } = new(OperationKind.Load);

    public static Operation Unload { get; } = new(OperationKind.Unload);

    public override string ToString() => $"{Kind}{(Pipeline == 0 ? "" : $" {Pipeline}")}";
}

/// <summary>What is done with an object, one after the other, and what the calls that follow from it do.</summary>
internal sealed record Plan(ImmutableArray<Operation> Script, ImmutableArray<Act> Acts)
{
    public override string ToString() => $"{string.Join(", ", Script)}\n{string.Join('\n', Acts)}";

    /// <summary>Does what the plan says with an object.</summary>
    /// <param name="make">Makes the object.</param>
    /// <returns>What was noted.</returns>
    public async Task<Probe> Run(Func<Probe, PipelineObject> make)
    {
        Probe probe = new(Acts);
        PipelineObject target = make(probe);
        foreach (Operation operation in Script)
        {
            using CancellationTokenSource cancellation = new();
            if (operation.Kind == OperationKind.LoadCancelled)
            {
                await cancellation.CancelAsync();
            }
            probe.Begin(operation.Kind != OperationKind.LoadWithoutFlag, cancellation.Cancel, cancellation.Token);
            int pipeline = operation.Pipeline % target.PipelineCount;
            await (operation.Kind == OperationKind.Unload ? probe.Unload(target, pipeline) : probe.Load(target, pipeline));
        }
        return probe;
    }

    /// <summary>What the interpreter notes. It waits for nothing.</summary>
    public Probe Predict(Host host) => Run(probe => new ReferenceObject(host, probe, "nic")).GetAwaiter().GetResult();
}
