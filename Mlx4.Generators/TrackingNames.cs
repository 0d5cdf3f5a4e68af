namespace Mlx4.Generators;

/// <summary>The names of the incremental steps, for tests and for whoever measures the generator.</summary>
internal static class TrackingNames
{
    /// <summary>From an attributed method to the models of all pipelines of its type.</summary>
    public const string Parse = nameof(Parse);

    /// <summary>Each pipeline for itself, so that a change of one leaves the others alone.</summary>
    public const string Pipeline = nameof(Pipeline);
}
