using System;
using System.Globalization;

namespace Mlx4.Hosting;

/// <summary>A stage of a hosted pipeline returned an error, so the host does not start. What the stages before it had done is undone.</summary>
public sealed class PipelineLoadException : Exception
{
    /// <summary>Makes an exception that says nothing but that a pipeline failed to load.</summary>
    public PipelineLoadException()
        : this("A pipeline failed to load.")
    {
    }

    /// <summary>Makes an exception with a message of its own.</summary>
    /// <param name="message">The message.</param>
    public PipelineLoadException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception with a message of its own around another.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">What made the load fail.</param>
    public PipelineLoadException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal PipelineLoadException(string pipeline, string? stage, object error)
        : base(string.Create(CultureInfo.InvariantCulture, $"{pipeline} failed to load at stage {stage}: {error}. What had been loaded is undone."))
    {
        Pipeline = pipeline;
        Stage = stage;
        Error = error;
    }

    /// <summary>The name of the pipeline's type.</summary>
    public string? Pipeline { get; }

    /// <summary>The stage that failed; one of a nested pipeline by its path, such as <c>SetupHca/AllocEqTable</c>.</summary>
    public string? Stage { get; }

    /// <summary>The error that the stage returned, boxed.</summary>
    public object? Error { get; }
}
