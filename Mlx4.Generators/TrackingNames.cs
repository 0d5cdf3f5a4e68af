namespace Mlx4.Generators;

/// <summary>The names of the incremental steps, for tests and for whoever measures the generator.</summary>
internal static class TrackingNames
{
    /// <summary>From an attributed method to the models of all pipelines of its type.</summary>
    public const string Parse = nameof(Parse);

    /// <summary>Each pipeline for itself, so that a change of one leaves the others alone.</summary>
    public const string Pipeline = nameof(Pipeline);

    /// <summary>The names of files that differ in case only, all pipelines together. It is empty as good as always.</summary>
    public const string Clashes = nameof(Clashes);
}
