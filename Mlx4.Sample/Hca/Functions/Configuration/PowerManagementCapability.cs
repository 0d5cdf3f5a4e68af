using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Hca.Functions.Configuration;

/// <summary>Power management: the states D0 and D3hot, and no power management events, as listings show.</summary>
/// <param name="offset">Where it begins.</param>
/// <param name="version">The version; listings show 3, and 0 of virtual functions.</param>
/// <param name="keepsState">Whether the way from D3hot to D0 leaves everything as it was ("no soft reset").</param>
internal sealed class PowerManagementCapability(int offset, ushort version, bool keepsState)
    : Capability(offset, 8, PciConfig.CapabilityPowerManagement)
{
    private const int Control = 4;
    private const ushort StateMask = 3;
    private const ushort NoSoftReset = 1 << 3;
    private const ushort D0 = 0;
    private const ushort D3Hot = 3;

    private ushort _state;

    /// <summary>Whether the function is at work. In D3hot it answers to configuration accesses only.</summary>
    public bool IsOn => _state == D0;

    public override bool Written(int at, int count)
    {
        ushort control = Registers.Get16(Control);
        ushort state = (ushort)(control & StateMask);
        if (state is not (D0 or D3Hot))
        {
            // A state that the function does not have: the write goes nowhere.
            Registers.Set16(Control, (ushort)((control & ~StateMask) | _state));
            return false;
        }
        bool wakes = _state == D3Hot && state == D0;
        _state = state;
        return wakes && !keepsState;
    }

    public override void Forget() => _state = D0;

    protected override void Define()
    {
        Registers.Define16(2, version);
        Registers.Define16(Control, keepsState ? NoSoftReset : (ushort)0, StateMask);
    }
}
