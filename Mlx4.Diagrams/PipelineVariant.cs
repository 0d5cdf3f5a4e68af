namespace Mlx4.Diagrams;

/// <summary>A kind of load in which some conditions hold and others do not: which of the pipeline's stages run in it.</summary>
public sealed class PipelineVariant
{
    private readonly HashSet<string> _stages;

    /// <summary>Makes a variant.</summary>
    /// <param name="name">Its name, such as <c>physical function</c>. Nested pipelines have a variant of the same name, or run all their stages in it.</param>
    /// <param name="stages">The names (<see cref="Runtime.StageInfo.Name"/>) of the stages that run.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public PipelineVariant(string name, IEnumerable<string> stages)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(stages);
        Name = name;
        _stages = [.. stages];
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>The names of the stages that run.</summary>
    public IReadOnlyCollection<string> Stages => _stages;

    internal bool Runs(string stage) => _stages.Contains(stage);
}
