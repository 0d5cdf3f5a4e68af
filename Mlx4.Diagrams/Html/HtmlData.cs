using System.Globalization;
using System.Text;
using System.Text.Json;
using Mlx4.Diagrams.Model;
using Mlx4.Runtime;

namespace Mlx4.Diagrams.Html;

/// <summary>What the script of a page shows, as JSON: the stages' names, and each course of a load as its steps, such as <c>R0 F1 U0</c>.</summary>
internal static class HtmlData
{
    private const string Letters = "RSKFLBUI"; // In the order of StepKind.

    public static string Of(IReadOnlyList<PipelineDrawing> pipelines, IReadOnlyList<string> variants)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream))
        {
            writer.WriteStartArray();
            foreach (PipelineDrawing pipeline in pipelines)
            {
                Write(writer, pipeline, pipelines, variants);
            }
            writer.WriteEndArray();
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Write(Utf8JsonWriter writer, PipelineDrawing pipeline, IReadOnlyList<PipelineDrawing> pipelines, IReadOnlyList<string> variants)
    {
        writer.WriteStartObject();
        writer.WriteString("name", pipeline.Name);
        writer.WriteStartArray("stages");
        foreach (StageInfo stage in pipeline.Stages)
        {
            writer.WriteStartObject();
            writer.WriteString("name", stage.Name);
            writer.WriteString("cleanup", stage.Cleanup ?? "");
            writer.WriteString("when", stage.When ?? "");
            writer.WriteBoolean("loop", stage.ForEach is not null);
            if (pipeline.Nested.TryGetValue(stage.Name, out PipelineDrawing? nested))
            {
                writer.WriteNumber("nested", pipelines.TakeWhile(other => other.Name != nested.Name).Count());
            }
            writer.WriteString("text", string.Join('\n', new[] { stage.Name, stage.Cleanup, stage.When, stage.ForEach, nested?.Name }.OfType<string>()));
            writer.WriteEndObject();
        }
        writer.WriteEndArray();

        // Variants in which the same stages run have the same courses.
        List<PipelineVariant?> different = [];
        writer.WriteStartArray("variants");
        foreach (string? name in variants.DefaultIfEmpty())
        {
            PipelineVariant? variant = pipeline.Variants.FirstOrDefault(each => each.Name == name);
            int known = different.FindIndex(other => AreSame(pipeline, other, variant));
            if (known < 0)
            {
                known = different.Count;
                different.Add(variant);
            }
            writer.WriteNumberValue(known);
        }
        writer.WriteEndArray();
        writer.WriteStartArray("plans");
        foreach (PipelineVariant? variant in different)
        {
            WritePlan(writer, pipeline, variant);
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WritePlan(Utf8JsonWriter writer, PipelineDrawing pipeline, PipelineVariant? variant)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("load");
        WriteCourse(writer, "", Course.OfLoad(pipeline, variant));
        writer.WriteStartArray("faults");
        for (int stage = 0; stage < pipeline.Stages.Count; stage++)
        {
            writer.WriteStartArray();
            if (variant?.Runs(pipeline.Stages[stage].Name) != false)
            {
                foreach (Fault fault in Fault.Of(pipeline.Stages, stage))
                {
                    WriteCourse(writer, fault.Describe(pipeline.Stages[stage]), Course.OfLoad(pipeline, variant, fault), isPlain: fault.Kind == FaultKind.Error);
                }
            }
            writer.WriteEndArray();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteCourse(Utf8JsonWriter writer, string fault, Course course, bool isPlain = false)
    {
        writer.WriteStartObject();
        writer.WriteString("with", fault);
        writer.WriteBoolean("plain", isPlain);
        writer.WriteBoolean("loaded", course.IsLoaded);
        writer.WriteString("steps", Text(course.Steps));
        writer.WriteString("unload", Text(course.Unload));
        writer.WriteEndObject();
    }

    private static bool AreSame(PipelineDrawing pipeline, PipelineVariant? one, PipelineVariant? other) =>
        pipeline.Stages.All(stage => (one?.Runs(stage.Name) ?? true) == (other?.Runs(stage.Name) ?? true));

    private static string Text(IReadOnlyList<Step> steps) =>
        string.Join(' ', steps.Select(step => string.Create(CultureInfo.InvariantCulture, $"{Letters[(int)step.Kind]}{step.Stage}")));
}
