using System.Text.Json;
using System.Text.Json.Serialization;
using Mlx4.Runtime;
using Mlx4.Sample.Driver;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Commands;

/// <summary>One JSON object a line: the events in order, the device if it came up, then the result.</summary>
internal sealed partial class JsonView(TextWriter output) : ILoadView
{
    public void Begin(LoadSettings settings)
    {
    }

    public void BeginTakeDown() => Write(new PlainLine("restart"));

    public void BeginBringUp() => Write(new PlainLine("load"));

    public void Show(in LoadStep step) => Write(new EventLine(
        step.Time.TotalSeconds,
        JsonNamingPolicy.CamelCase.ConvertName(step.Event.Kind.ToString()),
        step.Pipeline.Pipeline,
        step.Pipeline.Instance,
        step.Pipeline.Depth,
        step.Event.Stage.Order,
        step.Event.Stage.Name,
        step.Event.Item < 0 ? null : step.Event.Item,
        step.Event.Error,
        step.Event.Exception?.Message,
        step.Event.Kind is StageEventKind.CleaningUp or StageEventKind.CleanedUp or StageEventKind.CleanupFailed ? step.Event.Stage.Cleanup : null));

    public void Warn(TimeSpan time, StageScope pipeline, string warning) => Write(new WarningLine(time.TotalSeconds, "warning", pipeline.Pipeline, warning));

    public void Tell(TimeSpan time, string line) => Write(new ConsumerLine(time.TotalSeconds, "ethernet", line));

    public void ShowDevice(Mlx4Device device, Ledger ledger) => Write(new DeviceLine(
        "device",
        DeviceSummary.Rows(device, ledger).ToDictionary(row => row.Name, row => row.Value)));

    public void BeginUnload() => Write(new PlainLine("unload"));

    public void End(InitResult<Errno> result, bool isClean, string ledger) => Write(new ResultLine(
        "result", -(int)result.Error, result.Failed ? result.Error.ToString() : null, result.Stage, ledger));

    private void Write<T>(T line) => output.WriteLine(JsonSerializer.Serialize(line, typeof(T), Lines.Default));

    private sealed record EventLine(
        double Time, string Event, string Pipeline, string? Instance, int Depth, int Order, string Stage, int? Item, string? Error, string? Exception, string? Cleanup);

    private sealed record WarningLine(double Time, string Event, string Pipeline, string Message);

    private sealed record ConsumerLine(double Time, string Event, string Message);

    private sealed record DeviceLine(string Event, IReadOnlyDictionary<string, string> Device);

    private sealed record PlainLine(string Event);

    private sealed record ResultLine(string Event, int Ret, string? Error, string? Stage, string Ledger);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonSerializable(typeof(EventLine))]
    [JsonSerializable(typeof(WarningLine))]
    [JsonSerializable(typeof(ConsumerLine))]
    [JsonSerializable(typeof(DeviceLine))]
    [JsonSerializable(typeof(PlainLine))]
    [JsonSerializable(typeof(ResultLine))]
    private sealed partial class Lines : JsonSerializerContext;
}
