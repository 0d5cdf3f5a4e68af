using System.Text.Encodings.Web;
using System.Text.Json;

namespace Mlx4.Sample.Matrix;

/// <summary>Writes what a matrix has come to as one JSON object.</summary>
internal static class MatrixJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes it.</summary>
    public static void Write(MatrixSettings settings, MatrixResult result, TextWriter output) => output.WriteLine(JsonSerializer.Serialize(
        new
        {
            result.Scenarios,
            result.FaultPoints,
            settings.Share,
            Run = result.Faults,
            Stopped = result.IsStopped,
            result.Loads,
            Seconds = Math.Round(result.Took.TotalSeconds, 1),
            PeakMebibytes = MatrixReport.PeakMebibytes(),
            Violations = result.Violations.Select(static violation => new
            {
                Scenario = violation.Scenario.ToString(),
                Fault = violation.Fault?.ToString(),
                violation.When,
                violation.Expected,
                violation.Found,
                Reproduce = MatrixReport.Reproducer(violation),
            }),
        },
        Options));
}
