using Mlx4.Runtime;

namespace Mlx4.Tests.Generators.Interpreter;

/// <summary>
/// An object with pipelines: a compiled one, held by it since it may be a structure, or the interpreter's. What its stages, cleanups,
/// conditions, loops and hooks do is to call one of the methods here.
/// </summary>
public abstract class PipelineObject
{
    /// <param name="probe">Notes what happens.</param>
    /// <param name="name">The object's name in the log.</param>
    protected PipelineObject(Probe probe, string name)
    {
        Probe = probe;
        Name = name;
        Probe.Add(this);
    }

    public string Name { get; }

    public Probe Probe { get; }

    /// <summary>How many pipelines it has.</summary>
    public abstract int PipelineCount { get; }

    /// <summary>Whether it is equal to what it was when <see cref="Remember"/> was called. Only records are asked.</summary>
    public virtual bool IsAsRemembered => true;

    /// <summary>Loads one of its pipelines.</summary>
    /// <returns>The text of the result, <c>done</c> if there is none.</returns>
    public abstract ValueTask<string> Load(int pipeline, Arguments arguments);

    /// <summary>Unloads one of its pipelines.</summary>
    public abstract ValueTask Unload(int pipeline, Arguments arguments);

    /// <summary>Changes the fields that conditions and loops look at.</summary>
    public abstract void Flip();

    /// <summary>Makes a copy to be compared with.</summary>
    public virtual void Remember()
    {
    }

    /// <summary>The work of a stage.</summary>
    /// <returns>The error.</returns>
    public long Work(string stage, string detail) => Probe.Call(this, CallKind.Stage, $"{Name}.{stage}", detail);

    /// <summary>The work of a stage that returns nothing.</summary>
    public void VoidWork(string stage, string detail) => Probe.Call(this, CallKind.VoidStage, $"{Name}.{stage}", detail);

    /// <summary>The work of a cleanup.</summary>
    public void Undo(string cleanup, string detail) => Probe.Call(this, CallKind.Cleanup, $"{Name}.{cleanup}", detail);

    /// <summary>A condition is read.</summary>
    public bool Holds(string condition, bool otherwise) => Probe.Call(this, CallKind.Condition, $"{Name}.{condition}", answer: otherwise ? 1 : 0) != 0;

    /// <summary>The number of a loop's items is read.</summary>
    public int Count(string loop, int otherwise) => (int)Probe.Call(this, CallKind.Count, $"{Name}.{loop}", answer: otherwise);

    /// <summary>An item of a loop is read.</summary>
    public int Item(string loop, int index)
    {
        Probe.Call(this, CallKind.Indexer, $"{Name}.{loop}[{index}]");
        return index;
    }

    /// <summary><c>OnStageStarting</c>.</summary>
    /// <returns>The error that it sets.</returns>
    public long Ask(string pipeline, string stage, long error) =>
        Probe.Call(this, CallKind.Refusal, $"{Name} asks {stage}{Of(pipeline)}", error == 0 ? "" : $" although {error}");

    /// <summary><c>OnStageEvent</c>.</summary>
    public void Tell(StageEventKind kind, string pipeline, string stage, int item, string? error, Exception? exception) => Probe.Call(
        this,
        CallKind.Observer,
        $"{Name} tells {kind} {stage}{(item == -1 ? "" : $"[{item}]")}{Of(pipeline)}",
        (error is null ? "" : $": {error}") + (exception is null ? "" : $"! {Probe.Describe(exception)}"));

    /// <summary>The arguments of a stage or cleanup, as they are noted.</summary>
    public string Detail(bool? flag = null, object? tag = null, int? size = null, CancellationToken? token = null)
    {
        string?[] all =
        [
            flag is null ? null : $"flag {flag}",
            tag is null ? null : $"tag {tag}",
            size is null ? null : $"size {size}",
            token is null ? null : token == Probe.Token ? "the token" : token == CancellationToken.None ? "no token" : "another token",
        ];
        return all.Any(each => each is not null) ? $" with {string.Join(", ", all.Where(each => each is not null))}" : "";
    }

    private static string Of(string pipeline) => pipeline == "LoadOne" ? "" : $" of {pipeline}";
}

/// <summary>Something to loop over that notes how it is read.</summary>
/// <param name="owner">The object that loops.</param>
/// <param name="name">The name in the log.</param>
/// <param name="count">The number of items as long as the plan says nothing else.</param>
public sealed class Items(PipelineObject owner, string name, int count)
{
    public int Count => owner.Count(name, count);

    public int this[int index] => owner.Item(name, index);
}
