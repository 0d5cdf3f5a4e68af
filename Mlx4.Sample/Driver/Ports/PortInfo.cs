using System.Globalization;
using Mlx4.Runtime;
using Mlx4.Sample.Driver.Capabilities;
using Mlx4.Sample.Driver.Commands;

namespace Mlx4.Sample.Driver.Ports;

/// <summary>A port as the rest of the system sees it (<c>mlx4_init_port_info</c>).</summary>
internal sealed partial class PortInfo(DeviceState device, int number, StageScope scope)
{
    private string ChildName => string.Create(CultureInfo.InvariantCulture, $"port {number}");

    private string TypeFile => string.Create(CultureInfo.InvariantCulture, $"mlx4_port{number}");

    private string MtuFile => string.Create(CultureInfo.InvariantCulture, $"mlx4_port{number}_mtu");

    private PortCapabilities Port => device.Capabilities.Ports[number - 1];

    [InitStage(10, Cleanup = nameof(UnregisterPort))]
    private Errno RegisterPort() => device.Pci.Model.AddChild(ChildName);
    private void UnregisterPort() => device.Pci.Model.RemoveChild(ChildName);

    [InitStage(20, Cleanup = nameof(RemoveTypeFile))]
    private Errno CreateTypeFile() => device.Pci.Model.CreateFile(TypeFile, () => Port.Type == PortType.InfiniBand ? "ib" : "eth");
    private void RemoveTypeFile() => device.Pci.Model.RemoveFile(TypeFile);

    [InitStage(30, Cleanup = nameof(RemoveMtuFile))]
    private Errno CreateMtuFile() => device.Pci.Model.CreateFile(MtuFile, () => Port.IbMtu.ToString(CultureInfo.InvariantCulture));
    private void RemoveMtuFile() => device.Pci.Model.RemoveFile(MtuFile);

    partial void OnStageEvent(in StageEvent stageEvent) => scope.Tell(stageEvent);
    partial void OnStageStarting(StageInfo stage, ref Errno error) => scope.Ask(stage, ref error);

    /// <summary>Takes the link down, whoever has brought it up.</summary>
    public void Close() => device.Commands.Execute(new Command(Opcode.ClosePort, (uint)number));
}
