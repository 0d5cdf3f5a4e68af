using System.Collections.Concurrent;
using System.Diagnostics.Tracing;

namespace Mlx4.Benchmarks.Measuring;

/// <summary>The bytes of machine code that the runtime's compiler has made of each method at its highest level, as the runtime's own events tell.</summary>
internal sealed class CodeSizes : EventListener
{
    private const string Runtime = "Microsoft-Windows-DotNETRuntime";

    /// <summary>The keyword of events about compiled methods (<c>JitKeyword</c>).</summary>
    private const EventKeywords Jit = (EventKeywords)0x10;

    // Where MethodLoadVerbose has its fields.
    private const int Size = 3;
    private const int Flags = 5;
    private const int Type = 6;
    private const int Name = 7;

    // The level that a method was compiled at, in its flags.
    private const int LevelShift = 7;
    private const int LevelMask = 7;
    private const int Optimized = 2;
    private const int Tier1 = 4;

    private readonly ConcurrentDictionary<(string Type, string Method), int> _sizes = [];

    /// <summary>Forgets what was compiled so far.</summary>
    public void Clear() => _sizes.Clear();

    /// <summary>All methods of a type and of those within it.</summary>
    public IEnumerable<(string Method, int Bytes)> Of(string type) => _sizes
        .Where(entry => entry.Key.Type == type || entry.Key.Type.StartsWith(type + "+", StringComparison.Ordinal))
        .Select(entry => (entry.Key.Method, entry.Value));

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == Runtime)
        {
            EnableEvents(eventSource, EventLevel.Verbose, Jit);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        // The base class calls this from its constructor, before there is a dictionary.
        if (_sizes is null || eventData.Payload is not { Count: > Name } payload || eventData.EventName?.StartsWith("MethodLoadVerbose", StringComparison.Ordinal) != true)
        {
            return;
        }
        int level = (int)((Convert.ToUInt32(payload[Flags], System.Globalization.CultureInfo.InvariantCulture) >> LevelShift) & LevelMask);
        if (level is Optimized or Tier1 && payload[Type] is string type && payload[Name] is string name)
        {
            _sizes[(type, name)] = Convert.ToInt32(payload[Size], System.Globalization.CultureInfo.InvariantCulture);
        }
    }
}
