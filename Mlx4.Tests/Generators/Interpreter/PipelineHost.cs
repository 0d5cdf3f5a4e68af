using Mlx4.Runtime;

namespace Mlx4.Tests.Generators.Interpreter;

/// <summary>
/// An object with a pipeline: a compiled one or the interpreter's. What its stages, cleanups, conditions, loops and hooks do is to
/// call one of the methods here.
/// </summary>
/// <param name="probe">Notes what happens.</param>
/// <param name="name">The object's name in the log.</param>
public abstract class PipelineHost(Probe probe, string name)
{
    public string Name { get; } = name;

    protected Probe Probe { get; } = probe;

    /// <summary>Loads the object.</summary>
    /// <returns>The text of the result, <c>done</c> if there is none.</returns>
    public abstract ValueTask<string> Load(CancellationToken token);

    /// <summary>Unloads the object.</summary>
    public abstract ValueTask Unload();

    /// <summary>Changes the fields that conditions and loops look at.</summary>
    public abstract void Flip();

    /// <summary>The work of a stage.</summary>
    /// <returns>The error.</returns>
    protected long Work(string stage, CancellationToken? token = null) => Probe.Call(this, CallKind.Stage, $"{Name}.{stage}", Describe(token));

    /// <summary>The work of a stage that returns nothing.</summary>
    protected void VoidWork(string stage, CancellationToken? token = null) => Probe.Call(this, CallKind.VoidStage, $"{Name}.{stage}", Describe(token));

    /// <summary>The work of a cleanup.</summary>
    protected void Undo(string cleanup, CancellationToken? token = null) => Probe.Call(this, CallKind.Cleanup, $"{Name}.{cleanup}", Describe(token));

    /// <summary>A condition is read.</summary>
    protected bool Holds(string condition, bool otherwise) => Probe.Call(this, CallKind.Condition, $"{Name}.{condition}", answer: otherwise ? 1 : 0) != 0;

    /// <summary>The number of a loop's items is read.</summary>
    protected internal int Count(string loop, int otherwise) => (int)Probe.Call(this, CallKind.Count, $"{Name}.{loop}", answer: otherwise);

    /// <summary>An item of a loop is read.</summary>
    protected internal int Item(string loop, int index)
    {
        Probe.Call(this, CallKind.Indexer, $"{Name}.{loop}[{index}]");
        return index;
    }

    /// <summary><c>OnStageStarting</c>.</summary>
    /// <returns>The error that it sets.</returns>
    protected long Ask(string stage, long error) => Probe.Call(this, CallKind.Refusal, $"{Name} asks {stage}", error == 0 ? "" : $" although {error}");

    /// <summary><c>OnStageEvent</c>.</summary>
    protected void Tell(StageEventKind kind, string stage, int item, string? error, Exception? exception) => Probe.Call(
        this,
        CallKind.Observer,
        $"{Name} tells {kind} {stage}{(item == -1 ? "" : $"[{item}]")}",
        (error is null ? "" : $": {error}") + (exception is null ? "" : $"! {Probe.Describe(exception)}"));

    private string Describe(CancellationToken? token) =>
        token is not CancellationToken given ? "" : given == Probe.Token ? " with the token" : given == CancellationToken.None ? " with no token" : " with another token";
}

/// <summary>Something to loop over that notes how it is read.</summary>
/// <param name="host">The object that loops.</param>
/// <param name="name">The name in the log.</param>
/// <param name="count">The number of items as long as the plan says nothing else.</param>
public sealed class Items(PipelineHost host, string name, int count)
{
    public int Count => host.Count(name, count);

    public int this[int index] => host.Item(name, index);
}
