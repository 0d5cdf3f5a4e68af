using Mlx4.Sample.Driver;
using Mlx4.Sample.Driver.Interfaces;

namespace Mlx4.Sample.Consumers;

/// <summary>The smallest driver of Ethernet ports: it brings their links up and says what becomes of them.</summary>
/// <param name="print">Takes a line about a port.</param>
internal sealed class EthernetInterface(Action<string> print) : IMlx4Interface
{
    public string Name => "mlx4_en";

    public string Protocol => "eth";

    public IConsumer Create(Mlx4Device device) => new EthernetPorts(device, print);
}
