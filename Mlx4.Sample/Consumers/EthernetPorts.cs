using System.Globalization;
using Mlx4.Runtime;
using Mlx4.Sample.Driver;
using Mlx4.Sample.Driver.Capabilities;
using Mlx4.Sample.Driver.Commands;
using Mlx4.Sample.Driver.Interfaces;

namespace Mlx4.Sample.Consumers;

/// <summary>The Ethernet ports of a device in use.</summary>
/// <param name="device">The device.</param>
/// <param name="print">Takes a line about a port.</param>
internal sealed partial class EthernetPorts(Mlx4Device device, Action<string> print) : IConsumer
{
    // The counts in the output of QUERY_IF_STAT.
    private const int ReceivedPackets = 0x10;
    private const int ReceivedBytes = 0x18;
    private const int SentPackets = 0x20;
    private const int SentBytes = 0x28;

    private readonly Mailbox _mailbox = new(device.Commands);

    /// <summary>The numbers of the ports.</summary>
    public IReadOnlyList<int> Ports { get; private set; } = [];

    /// <summary>For the whole time, so that the end does not need memory.</summary>
    [InitStage(10, Cleanup = nameof(FreeMailbox))]
    private Errno AllocMailbox() => _mailbox.Alloc();
    private void FreeMailbox() => _mailbox.Free();

    [InitStage(20, NoCleanup = "numbers only")]
    private void ChoosePorts() => Ports = [.. device.Capabilities.Ports.Where(static port => port.Type == PortType.Ethernet).Select(static port => port.Number)];

    /// <summary>The port looks for a link; an event tells when there is one.</summary>
    [InitStage(30, Cleanup = nameof(ClosePort), ForEach = nameof(Ports))]
    private Errno InitPort(int port) => device.Commands.Execute(new Command(Opcode.InitPort, (uint)port));
    private void ClosePort(int port)
    {
        if (ReadCounters(port) is { } counters)
        {
            Print(port, counters);
        }
        device.Commands.Execute(new Command(Opcode.ClosePort, (uint)port));
    }

    public InitResult<Errno> Add() => LoadOne();

    public void Remove() => UnloadOne();

    public void OnEvent(DeviceEvent deviceEvent, int number)
    {
        if (deviceEvent is DeviceEvent.PortUp or DeviceEvent.PortDown && Ports.Contains(number))
        {
            Print(number, deviceEvent == DeviceEvent.PortUp ? "link up" : "link down");
        }
    }

    /// <summary>Reads the counter of a port; <see langword="null"/> if the card does not answer any more.</summary>
    private string? ReadCounters(int port) => _mailbox.Query(Opcode.QueryIfStat, (uint)device.Counters[port - 1]) == Errno.Ok
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"received {_mailbox.Read64(ReceivedPackets)} packets ({_mailbox.Read64(ReceivedBytes)} bytes), sent {_mailbox.Read64(SentPackets)} ({_mailbox.Read64(SentBytes)} bytes)")
        : null;

    private void Print(int port, string line) => print(string.Create(CultureInfo.InvariantCulture, $"port {port}: {line}"));
}
