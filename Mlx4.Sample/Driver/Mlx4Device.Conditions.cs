using Mlx4.Sample.Driver.Ports;

namespace Mlx4.Sample.Driver;

/// <summary>When the stages of the load run.</summary>
internal sealed partial class Mlx4Device
{
    private bool MayTryMsiX => _state.Options.UseMsiX && !_msiXTried;

    private bool HasNoMsiX => !UsesMsiX;

    private bool IsSlave => _state.IsSlave;

    private bool IsPhysical => !IsSlave;

    private bool IsMaster => _state.Mode == FunctionMode.Master;

    private bool IsMultiFunction => _state.IsMultiFunction;

    private bool WantsVfs => IsPhysical && _vfs.Total > 0;

    private bool BringsVfs => WantsVfs && !_isReset;

    /// <summary>A reset does not touch the virtual functions: they have stayed, or something is wrong.</summary>
    private bool EnablesSriovEarly => HasFixedEqs && !_isReset;

    private bool EnablesSriovLate => HasSystemEqs && !_isReset;

    private bool HasFixedEqs => IsMaster && Capabilities.Limits.SystemEqs == 0;

    private bool HasSystemEqs => IsMaster && Capabilities.Limits.SystemEqs > 0;

    private bool ResetsForSriov => _resetsForSriov;

    private bool NeedsResetForSriov => _sriov.IsWanted && Capabilities.Limits.SystemEqs == 0 && !_resetsForSriov;

    /// <summary>Functions that share a card do without the pin, whatever happens.</summary>
    private bool MayFallBackToPin => UsesMsiX && !IsMultiFunction;

    private bool MayNotFallBackToPin => !MayFallBackToPin;

    private bool SensesPorts => PortSense.PortsToSense(Capabilities.Ports).Any();
}
