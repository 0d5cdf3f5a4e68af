// D17. A device that is loaded is not unloaded, since its registration was lost
// Source: Linux 7.2.13, drivers/net/ethernet/mellanox/mlx4/main.c, mlx4_change_port_types
// Class: K
//
// Changing the type of a port unregisters the device and registers it again. If that fails, the flag that says "up" stays cleared, and
// removal, which looks at that flag, skips the whole unload and frees the memory under the interrupts.
// Here "registered" and "loaded" are two things: registration is a pipeline of its own, which knows for itself whether it is up.
//
// Impossible: promise 10 (whether something is loaded is known to its pipeline alone), shown by MemberStageTests.The_load_of_the_member_is_the_stage_and_its_unload_the_cleanup
// Load: eq irq register => ok
// Call ChangePortTypes register=EIO: unregister set_port register => EIO
// Unload: -irq -eq
// Load: eq irq register => ok
// Call ChangePortTypes: unregister set_port register => Ok
// Unload: unregister -irq -eq

using Mlx4.Runtime;

internal sealed partial class InterfaceRegistration(RegisteredDevice device)
{
    [InitStage(10, Cleanup = nameof(Unregister))]
    private Errno Register() => device.Probe.Step("register");

    private void Unregister() => device.Probe.Step("unregister");
}

internal sealed partial class RegisteredDevice
{
    public Probe Probe = null!;

    [InitStage(30)]
    private readonly InterfaceRegistration _registration;

    public RegisteredDevice() => _registration = new InterfaceRegistration(this);

    [InitStage(10, Cleanup = nameof(FreeEqTable))]
    private Errno AllocEqTable() => Probe.Step("eq");

    private void FreeEqTable() => Probe.Step("-eq");

    [InitStage(20, Cleanup = nameof(FreeIrq))]
    private Errno RequestIrq() => Probe.Step("irq");

    private void FreeIrq() => Probe.Step("-irq");

    public Errno ChangePortTypes()
    {
        _registration.UnloadOne();
        Errno err = Probe.Step("set_port");
        return err == Errno.Ok ? _registration.LoadOne().Error : err;
    }
}
