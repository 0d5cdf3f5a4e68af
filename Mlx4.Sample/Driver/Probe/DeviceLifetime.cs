using Mlx4.Runtime;
using Mlx4.Sample.Driver.Capabilities;

namespace Mlx4.Sample.Driver.Probe;

/// <summary>
/// A device that may be unloaded and loaded again between its probe and its removal, and what is remembered of it meanwhile
/// (<c>struct mlx4_dev_persistent</c>). Whoever calls it holds the devlink lock.
/// </summary>
/// <remarks>
/// A device is loaded whether or not it is registered with the drivers of its protocols: one whose ports could not change is loaded only, and
/// is unloaded like any other.
/// </remarks>
internal sealed class DeviceLifetime(Mlx4Device device, StageScope scope)
{
    private IReadOnlyList<PortType> _portTypes = [];
    private VfDistribution _vfs = VfDistribution.None;
    private int _generation;

    /// <summary>Whether the device is loaded.</summary>
    public bool IsLoaded { get; private set; }

    /// <summary>Grows whenever the device is unloaded, so that what was noticed of it before is known as such.</summary>
    public int Generation => Volatile.Read(ref _generation);

    /// <summary>Loads the device for the first time.</summary>
    /// <param name="vfs">The virtual functions that there are to be.</param>
    public InitResult<Errno> Load(VfDistribution vfs)
    {
        InitResult<Errno> result = device.LoadOne(vfs, isReset: false);
        IsLoaded = result.Succeeded;
        // One that could have none wants none again.
        _vfs = device.Mode == FunctionMode.Master ? vfs : VfDistribution.None;
        return result;
    }

    /// <summary>Unloads the device, if it is loaded. Its virtual functions stay.</summary>
    public void Unload()
    {
        if (IsLoaded)
        {
            IsLoaded = false;
            Interlocked.Increment(ref _generation);
            _portTypes = [.. device.Capabilities.Ports.Select(static port => port.Type)];
            device.UnloadOne();
        }
    }

    /// <summary>
    /// Loads the device again, if it is not loaded, and makes its ports what they were (<c>mlx4_restart_one_up</c>). Ports that do not become
    /// so leave it loaded.
    /// </summary>
    public InitResult<Errno> Reload()
    {
        if (IsLoaded)
        {
            return default;
        }
        InitResult<Errno> result = device.LoadOne(_vfs, isReset: true);
        IsLoaded = result.Succeeded;
        if (result.Succeeded)
        {
            result = device.RestorePortTypes(_portTypes);
        }
        if (result.Failed)
        {
            scope.Warn(IsLoaded ? $"the ports are not what they were: {result}" : $"the device is not loaded again: {result}");
        }
        return result;
    }

    /// <summary>Unloads the device and loads it again (<c>mlx4_restart_one</c>).</summary>
    public InitResult<Errno> Restart()
    {
        Unload();
        return Reload();
    }
}
