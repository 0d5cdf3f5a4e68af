using System.Globalization;
using Mlx4.Runtime;
using Mlx4.Sample.Driver.Capabilities;

namespace Mlx4.Sample.Driver.Ports;

/// <summary>Offers the card to the drivers of its protocols (<c>mlx4_register_device</c>).</summary>
internal sealed partial class Registration
{
    private readonly DeviceState _device;
    private readonly StageScope _scope;
    private readonly CatasPoll _catas;

    public Registration(DeviceState device, StageScope scope)
    {
        _device = device;
        _scope = scope;
        _catas = new CatasPoll(device, scope);
    }

    /// <summary>Whether other drivers may use the card.</summary>
    public bool IsUp { get; private set; }

    /// <summary>The number of the card among the auxiliary devices.</summary>
    public int Index { get; set; }

    private bool HasCatasBuffer => _catas.HasBuffer;

    private IReadOnlyList<string> Devices { get; set; } = [];

    [InitStage(10, Cleanup = nameof(MarkDown))]
    private void MarkUp() => IsUp = true;
    private void MarkDown() => IsUp = false;

    /// <summary>"eth" if a port is Ethernet; "ib" if one is InfiniBand, or if RDMA works over Ethernet.</summary>
    [InitStage(20, NoCleanup = "names only")]
    private void ChooseDevices()
    {
        DeviceCapabilities capabilities = _device.Capabilities;
        var protocols = new List<string>();
        if (capabilities.Ports.Any(static port => port.Type == PortType.Ethernet))
        {
            protocols.Add("eth");
        }
        if (capabilities.Has(DeviceFeatures.Iboe) || capabilities.Ports.Any(static port => port.Type == PortType.InfiniBand))
        {
            protocols.Add("ib");
        }
        Devices = [.. protocols.Select(protocol => string.Create(CultureInfo.InvariantCulture, $"mlx4_core.{protocol}.{Index}"))];
    }

    [InitStage(30, Cleanup = nameof(DeleteDevice), ForEach = nameof(Devices))]
    private Errno AddDevice(string device) => _device.Pci.Model.AddChild(device);
    private void DeleteDevice(string device) => _device.Pci.Model.RemoveChild(device);

    /// <summary>Without the buffer there is no poll: a card that fails is then noticed by its next command.</summary>
    [InitStage(40, Cleanup = nameof(UnmapCatasBuffer))]
    private void MapCatasBuffer()
    {
        if (_catas.Map() is var error and not Errno.Ok)
        {
            _scope.Warn($"the error buffer is not mapped: {error}; it is not polled");
        }
    }
    private void UnmapCatasBuffer() => _catas.Unmap();

    [InitStage(50, Cleanup = nameof(StopCatasPoll), When = nameof(HasCatasBuffer))]
    private void StartCatasPoll() => _catas.Start();
    private void StopCatasPoll() => _catas.Stop();

    partial void OnStageEvent(in StageEvent stageEvent) => _scope.Tell(stageEvent);
    partial void OnStageStarting(StageInfo stage, ref Errno error) => _scope.Ask(stage, ref error);
}
