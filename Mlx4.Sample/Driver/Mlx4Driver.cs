using Mlx4.Runtime;
using Mlx4.Sample.Driver.Probe;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Driver;

/// <summary>The driver of a function as the PCI core and devlink call it (<c>struct pci_driver</c> and what goes with it).</summary>
/// <remarks>Each call holds the devlink lock, and so do restarts after a failure of the card: one after the other.</remarks>
internal sealed class Mlx4Driver
{
    private readonly PciDevice _pci;
    private readonly PciProbe _probe;

    /// <summary>Makes the driver of a function; nothing is touched before its probe.</summary>
    /// <param name="pci">The function.</param>
    /// <param name="options">The driver's parameters.</param>
    /// <param name="module">What all devices of the host share.</param>
    /// <param name="monitor">Who watches the pipelines; <see langword="null"/>: nobody.</param>
    public Mlx4Driver(PciDevice pci, DriverOptions options, DriverModule module, IStageMonitor? monitor = null)
    {
        _pci = pci;
        _probe = new PciProbe(pci, options, module, monitor);
    }

    /// <summary>The device.</summary>
    public Mlx4Device Device => _probe.Device;

    /// <summary>Whether the device is loaded: after its probe, while it is not being restarted, suspended or recovered.</summary>
    public bool IsLoaded => _probe.Lifetime.IsLoaded;

    private Gate Lock => _pci.Devlink.Lock;

    private DeviceLifetime Lifetime => _probe.Lifetime;

    /// <summary>Takes the function (<c>mlx4_init_one</c>).</summary>
    public InitResult<Errno> Probe()
    {
        InitResult<Errno> result;
        using (Lock.Enter())
        {
            Device.Commands.Comm.IsLeaving = false;
            // Whoever takes the function away waits for the lock, and finds what the probe has come to.
            _pci.RemoveDriver = Remove;
            result = _probe.LoadOne();
            if (result.Failed)
            {
                _pci.RemoveDriver = null;
            }
        }
        if (result.Succeeded)
        {
            _probe.Health.Allow();
        }
        return result;
    }

    /// <summary>Gives the function up (<c>mlx4_remove_one</c>), whatever state it is in. Nothing happens if it was not probed.</summary>
    public void Remove()
    {
        _pci.RemoveDriver = null;
        // A restart that is under way is not to wait for an absent master.
        Device.Commands.Comm.IsLeaving = true;
        _probe.Health.Forbid();
        using (Lock.Enter())
        {
            _probe.UnloadOne();
        }
    }

    /// <summary>Unloads the device and loads it again, as after a failure (<c>mlx4_restart_one</c>).</summary>
    public InitResult<Errno> Restart()
    {
        using (Lock.Enter())
        {
            return Lifetime.Restart();
        }
    }

    /// <summary>The administrator has the device taken down, to be brought up with other parameters (<c>mlx4_devlink_reload_down</c>).</summary>
    public void ReloadDown() => Unload();

    /// <summary>And brought up (<c>mlx4_devlink_reload_up</c>).</summary>
    public InitResult<Errno> ReloadUp() => Reload();

    /// <summary>The bus has an error (<c>mlx4_pci_err_detected</c>): nothing reaches the function until its slot is reset.</summary>
    public PciRecovery ErrorDetected(PciChannelState state)
    {
        // Before the lock: whoever holds it may wait for a command.
        if (IsLoaded)
        {
            Device.Commands.EnterErrorState();
        }
        using (Lock.Enter())
        {
            Lifetime.Unload();
            if (state == PciChannelState.PermanentFailure)
            {
                return PciRecovery.Disconnect;
            }
            _probe.Status.Disable();
            return PciRecovery.NeedReset;
        }
    }

    /// <summary>The slot was reset (<c>mlx4_pci_slot_reset</c>).</summary>
    public PciRecovery SlotReset()
    {
        using (Lock.Enter())
        {
            if (_probe.Status.Enable() != Errno.Ok)
            {
                return PciRecovery.Disconnect;
            }
            _pci.SetMaster();
            _pci.RestoreState();
            return PciRecovery.Recovered;
        }
    }

    /// <summary>Traffic may flow again (<c>mlx4_pci_resume</c>). A device that does not come up stays unloaded; nobody asks for the reason.</summary>
    public void ErrorResume() => _ = Reload();

    /// <summary>The machine is going to sleep (<c>mlx4_suspend</c>).</summary>
    public void Suspend() => Unload();

    /// <summary>The machine is awake (<c>mlx4_resume</c>).</summary>
    public InitResult<Errno> Resume() => Reload();

    /// <summary>The machine is switched off (<c>mlx4_shutdown</c>): the card must not touch memory any more.</summary>
    public void Shutdown()
    {
        using (Lock.Enter())
        {
            Lifetime.Unload();
            _probe.Status.Disable();
        }
    }

    private void Unload()
    {
        using (Lock.Enter())
        {
            Lifetime.Unload();
        }
    }

    private InitResult<Errno> Reload()
    {
        using (Lock.Enter())
        {
            return Lifetime.Reload();
        }
    }
}
