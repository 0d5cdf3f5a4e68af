using System.Diagnostics.CodeAnalysis;

namespace Mlx4.Sample.Hca.Ports;

/// <summary>The ports, numbered from 1.</summary>
internal sealed class PortList(ConnectX3 card)
{
    private readonly Port[] _ports = Create(card);

    public bool TryGet(uint number, [NotNullWhen(true)] out Port? port)
    {
        port = number - 1 < (uint)_ports.Length ? _ports[number - 1] : null;
        return port is not null;
    }

    public void Stop()
    {
        foreach (Port port in _ports)
        {
            port.Stop();
        }
    }

    public void Reset()
    {
        foreach (Port port in _ports)
        {
            port.Reset();
        }
    }

    private static Port[] Create(ConnectX3 card)
    {
        var first = new Port(1, card.Options.Port1, card);
        return card.Options.Ports == 1 ? [first] : [first, new Port(2, card.Options.Port2, card)];
    }
}
