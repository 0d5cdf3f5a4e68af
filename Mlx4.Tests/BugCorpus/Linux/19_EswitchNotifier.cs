// 19. net/mlx5: a notifier stays registered after the switch could not be brought up
// Source: 1da9cfd6c41c (CVE-2024-50136), mlx5_eswitch_enable_locked in drivers/net/ethernet/mellanox/mlx5/core/eswitch.c
// Class: J
//
// The switch first subscribes to changes of its ports and then takes up its mode. When that fails nobody unsubscribes, and the next
// event runs into a switch that has been freed.

using System;
using Mlx4.Runtime;

internal sealed class VportEvents
{
    public event EventHandler<int>? VportChanged;
    public void Raise(int vport) => VportChanged?.Invoke(this, vport);
}

internal interface ISwitchSteering
{
    Errno EnableLegacy(int vports);
    Errno EnableOffloads(int vports);
    void Disable();
}

internal sealed partial class EmbeddedSwitch(VportEvents events, ISwitchSteering steering)
{
    private int _changes;

    [InitStage(10, NoCleanup = "only compares numbers")]
    private Errno CheckVports(int vports) => vports > 0 ? Errno.Ok : Errno.EINVAL;

    [InitStage(20, Cleanup = nameof(Disable))]
    private Errno Enable(int vports, bool offloads)
    {
        events.VportChanged += OnVportChanged;
        Errno err = offloads ? steering.EnableOffloads(vports) : steering.EnableLegacy(vports);
        if (err != Errno.Ok)
        {
            return err; // MLX4018 'VportChanged'
        }

        _changes = 0;
        return Errno.Ok;
    }

    private void Disable()
    {
        steering.Disable();
        events.VportChanged -= OnVportChanged;
    }

    private void OnVportChanged(object? sender, int vport) => _changes++;
    public int Changes => _changes;
}
