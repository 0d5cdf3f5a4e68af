using System.Diagnostics.CodeAnalysis;

namespace Mlx4.Sample.Hca.Ports;

/// <summary>The counters that QPs can be bound to, by their number.</summary>
internal sealed class CounterTable
{
    private readonly PortCounters[] _counters = [.. Enumerable.Range(0, (int)Capabilities.MaxCounters).Select(_ => new PortCounters())];

    public bool TryGet(uint number, [NotNullWhen(true)] out PortCounters? counters)
    {
        counters = number < (uint)_counters.Length ? _counters[number] : null;
        return counters is not null;
    }

    public void Reset()
    {
        foreach (PortCounters counters in _counters)
        {
            counters.Reset();
        }
    }
}
