using System.Globalization;
using Mlx4.Runtime;
using Mlx4.Sample.Driver.Capabilities;
using Mlx4.Sample.Driver.Interfaces;

namespace Mlx4.Sample.Driver.Ports;

/// <summary>Offers the card to the drivers of its protocols (<c>mlx4_register_device</c>).</summary>
internal sealed partial class Registration
{
    private readonly Mlx4Device _owner;
    private readonly DeviceState _device;
    private readonly DriverModule _module;
    private readonly StageScope _scope;
    private readonly CatasPoll _catas;
    private readonly List<IConsumer> _listeners = [];
    private readonly Lock _listening = new();

    /// <summary>Makes the registration; nobody knows of the device before its load.</summary>
    /// <param name="owner">The device that the drivers are given.</param>
    /// <param name="device">The same device as its units know it.</param>
    /// <param name="module">Knows the drivers.</param>
    /// <param name="scope">Where the pipeline stands.</param>
    public Registration(Mlx4Device owner, DeviceState device, DriverModule module, StageScope scope)
    {
        _owner = owner;
        _device = device;
        _module = module;
        _scope = scope;
        _catas = new CatasPoll(device, record => owner.Failed?.Invoke(record), scope);
    }

    /// <summary>Whether other drivers may use the card.</summary>
    public bool IsUp { get; private set; }

    /// <summary>The number of the card among the auxiliary devices.</summary>
    public int Index { get; set; }

    private bool IsPhysical => !_device.IsSlave;

    private bool CanPoll => _catas.CanLook;

    private IReadOnlyList<string> Protocols { get; set; } = [];

    private IReadOnlyList<IConsumer> Consumers { get; set; } = [];

    [InitStage(10, Cleanup = nameof(MarkDown))]
    private void MarkUp() => IsUp = true;
    private void MarkDown() => IsUp = false;

    /// <summary>Without the buffer there is no poll: a card that fails is then noticed by its next command.</summary>
    [InitStage(20, Cleanup = nameof(UnmapCatasBuffer), Optional = true, When = nameof(IsPhysical))]
    private Errno MapCatasBuffer() => _catas.Map();
    private void UnmapCatasBuffer() => _catas.Unmap();

    [InitStage(30, Cleanup = nameof(StopCatasPoll), When = nameof(CanPoll))]
    private void StartCatasPoll() => _catas.Start();
    private void StopCatasPoll() => _catas.Stop();

    /// <summary>"eth" if a port is Ethernet; "ib" if one is InfiniBand, or if RDMA works over Ethernet.</summary>
    [InitStage(40, NoCleanup = "names only")]
    private void ChooseProtocols()
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
        Protocols = protocols;
    }

    [InitStage(50, Cleanup = nameof(DeleteDevice), ForEach = nameof(Protocols))]
    private Errno AddDevice(string protocol) => _device.Pci.Model.AddChild(NameOf(protocol));
    private void DeleteDevice(string protocol) => _device.Pci.Model.RemoveChild(NameOf(protocol));

    [InitStage(60, NoCleanup = "nothing is touched yet")]
    private void CreateConsumers() => Consumers = [.. _module.Interfaces
        .Where(driver => Protocols.Contains(driver.Protocol)).Select(driver => driver.Create(_owner))];

    /// <summary>One that fails takes the device from the others again. Linux tries the rest first, and then does the same.</summary>
    [InitStage(70, Cleanup = nameof(RemoveConsumer), ForEach = nameof(Consumers))]
    private InitResult<Errno> AddConsumer(IConsumer consumer)
    {
        Listen(consumer);
        InitResult<Errno> result = consumer.Add();
        if (result.Failed)
        {
            Ignore(consumer);
        }
        return result;
    }
    private void RemoveConsumer(IConsumer consumer)
    {
        Ignore(consumer);
        consumer.Remove();
    }

    partial void OnStageEvent(in StageEvent stageEvent) => _scope.Tell(stageEvent);
    partial void OnStageStarting(StageInfo stage, ref Errno error) => _scope.Ask(stage, ref error);

    /// <summary>Tells the drivers that something has happened (<c>mlx4_dispatch_event</c>).</summary>
    public void Tell(DeviceEvent deviceEvent, int number)
    {
        lock (_listening)
        {
            foreach (IConsumer consumer in _listeners)
            {
                consumer.OnEvent(deviceEvent, number);
            }
        }
    }

    private void Listen(IConsumer consumer)
    {
        lock (_listening)
        {
            _listeners.Add(consumer);
        }
    }

    /// <summary>From now on the consumer is told nothing; what it is being told is waited for.</summary>
    private void Ignore(IConsumer consumer)
    {
        lock (_listening)
        {
            _listeners.Remove(consumer);
        }
    }

    private string NameOf(string protocol) => string.Create(CultureInfo.InvariantCulture, $"mlx4_core.{protocol}.{Index}");
}
