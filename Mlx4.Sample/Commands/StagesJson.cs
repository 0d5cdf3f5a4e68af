using System.Text.Json;
using System.Text.Json.Serialization;
using Mlx4.Runtime;
using Mlx4.Sample.Driver;

namespace Mlx4.Sample.Commands;

/// <summary>Pipelines as JSON: everything that the stages' attributes state, and which pipeline a stage loads. What is not stated is left out.</summary>
internal static partial class StagesJson
{
    public static void Write(IReadOnlyList<DriverPipelines.Pipeline> pipelines, TextWriter output) => output.WriteLine(
        JsonSerializer.Serialize(new Listing([.. pipelines.Select(Describe)]), typeof(Listing), Documents.Default));

    private static PipelineEntry Describe(DriverPipelines.Pipeline pipeline) => new(
        pipeline.Name,
        pipeline.Stages[0].Pipeline,
        [.. pipeline.NestedIn.Select(nesting => new Place(nesting.Pipeline, nesting.Stage))],
        [.. pipeline.Stages.Select(stage => Describe(pipeline.Name, stage))]);

    private static StageEntry Describe(string pipeline, StageInfo stage) => new(
        stage.Order,
        stage.Name,
        stage.Method,
        DriverPipelines.LoadedBy(pipeline, stage)?.Name,
        stage.When,
        stage.ForEach,
        stage.Cleanup,
        stage.NoCleanup,
        stage.CleanupAt,
        stage.Transient,
        stage.Optional,
        stage.RestartOn?.ToString(),
        stage.RestartFrom,
        stage.RestartOn is null ? null : stage.MaxRestarts);

    private sealed record Listing(IReadOnlyList<PipelineEntry> Pipelines);

    private sealed record PipelineEntry(string Name, string Method, IReadOnlyList<Place> NestedIn, IReadOnlyList<StageEntry> Stages);

    private sealed record Place(string Pipeline, string Stage);

    private sealed record StageEntry(
        int Order,
        string Name,
        string Method,
        string? Loads,
        string? When,
        string? ForEach,
        string? Cleanup,
        string? NoCleanup,
        string? CleanupAt,
        bool Transient,
        bool Optional,
        string? RestartOn,
        string? RestartFrom,
        int? MaxRestarts);

    [JsonSourceGenerationOptions(
        PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        WriteIndented = true,
        NewLine = "\n")]
    [JsonSerializable(typeof(Listing))]
    private sealed partial class Documents : JsonSerializerContext;
}
