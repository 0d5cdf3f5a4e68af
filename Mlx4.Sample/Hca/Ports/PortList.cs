using System.Diagnostics.CodeAnalysis;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Hca.Ports;

/// <summary>The ports, numbered from 1.</summary>
internal sealed class PortList(ConnectX3Options options, Ledger ledger)
{
    private readonly Port[] _ports = Create(options, ledger);

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

    private static Port[] Create(ConnectX3Options options, Ledger ledger)
    {
        var first = new Port(1, options.Port1, options.NodeGuid, ledger);
        return options.Ports == 1 ? [first] : [first, new Port(2, options.Port2, options.NodeGuid, ledger)];
    }
}
