using Mlx4.Runtime;
using Mlx4.Sample.Driver.Adapter;
using Mlx4.Sample.Driver.Capabilities;
using Mlx4.Sample.Driver.Commands;
using Mlx4.Sample.Driver.Firmware;
using Mlx4.Sample.Driver.Master;
using Mlx4.Sample.Driver.Ports;
using Mlx4.Sample.Driver.Probe;
using Mlx4.Sample.Driver.Slave;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Driver;

/// <summary>The stages of the load.</summary>
internal sealed partial class Mlx4Device
{
    private IReadOnlyList<PortInfo> Ports { get; set; } = [];

    private HcaStart HcaStart { get; }

    [InitStage(10, Cleanup = nameof(AdevCleanup))]
    private void AdevInit() => Registration.Index = _module.AuxiliaryIndexes.Alloc();
    private void AdevCleanup() => _module.AuxiliaryIndexes.Free(Registration.Index);

    /// <summary>Forgets what an earlier load has left in the fields, a failed one above all.</summary>
    /// <param name="vfs">The virtual functions that there are to be.</param>
    /// <param name="isReset">Whether the device was loaded before, and its virtual functions are to stay.</param>
    [InitStage(20, NoCleanup = "plain fields, set anew by every load")]
    private void InitState(VfDistribution vfs, bool isReset)
    {
        _state.Clear();
        _vfs = vfs;
        _isReset = isReset;
        _isDemoted = false;
        _msiXTried = false;
    }

    /// <summary>A physical function becomes a slave when the firmware tells it that another one is the master; the load then begins again here.</summary>
    [InitStage(30, NoCleanup = "fields")]
    private void ChooseMode()
    {
        _state.Mode = _state.Pci.IsVirtual || _isDemoted ? FunctionMode.Slave : FunctionMode.Single;
        // Whoever comes here once more in the same load has been turned away.
        _isDemoted = true;
        _sriov.Want(0);
        _resetsForSriov = false;
    }

    [InitStage(40, Name = "GetOwnership", When = nameof(IsPhysical))]
    private Ownership Ownership { get; }

    [InitStage(50, NoCleanup = "a card that was reset is as it was before the load", When = nameof(IsPhysical))]
    private InitResult<Errno> Reset() => ResetCard();

    /// <summary>Until the end of the load no virtual function is loaded on this host. A reset finds them loaded.</summary>
    [InitStage(60, Cleanup = nameof(LeavePfLoading), Transient = true, When = nameof(BringsVfs))]
    private void EnterPfLoading() => _module.PfLoading.Enter();
    private void LeavePfLoading() => _module.PfLoading.Leave();

    [InitStage(70, NoCleanup = "a field", When = nameof(WantsVfs))]
    private void BecomeMaster()
    {
        _state.Mode = FunctionMode.Master;
        _sriov.Want(_vfs.Total);
    }

    /// <summary>The firmware counts its event queues anew once there are virtual functions, so it is started again.</summary>
    [InitStage(80, NoCleanup = "a card that was reset is as it was before the load", When = nameof(ResetsForSriov))]
    private InitResult<Errno> ResetForSriov() => ResetCard();

    /// <summary>The way to the firmware.</summary>
    [InitStage(90, Name = "CmdInit")]
    public CommandInterface Commands => _state.Commands;

    [InitStage(100, Name = "MultiFuncInitAsSlave", When = nameof(IsSlave))]
    private SlaveChannel SlaveChannel { get; }

    [InitStage(110, Name = "InitFw", When = nameof(IsPhysical))]
    private FirmwareStart FirmwareStart { get; }

    /// <summary>A master must know how the firmware divides event queues before it goes on.</summary>
    [InitStage(120, NoCleanup = "reads only", When = nameof(IsMaster))]
    private InitResult<Errno> QueryDevCap() => new DevCapQuery(_state, _scope.Nested(nameof(DevCapQuery), "of the master")).LoadOne();

    /// <summary>EINVAL: more virtual functions are wanted than the firmware can have.</summary>
    [InitStage(130, NoCleanup = "looks only", When = nameof(IsMaster))]
    private Errno CheckDevCap() => _vfs.Total <= Capabilities.Limits.MaxVirtualFunctions ? Errno.Ok : Errno.EINVAL;

    /// <summary>A master that cannot have virtual functions goes on without them. They are there until everything is undone that came after them.</summary>
    [InitStage(140, Name = "EnableSriov", CleanupAt = nameof(BecomeMaster), Optional = true, When = nameof(EnablesSriovEarly))]
    private SriovStart SriovBeforeHca => _sriov;

    /// <summary>EINVAL: there are virtual functions and nobody to serve them, or the other way round.</summary>
    [InitStage(150, NoCleanup = "a field", When = nameof(HasFixedEqs))]
    private Errno SettleMode() => Settle();

    /// <summary>Sends the load back, once: the firmware and the way to it are taken down, and the virtual functions stay.</summary>
    [InitStage(160, NoCleanup = "a field", When = nameof(NeedsResetForSriov), RestartOn = Errno.ERESTART, RestartFrom = nameof(ResetForSriov))]
    private Errno RestartForSriov()
    {
        _resetsForSriov = true;
        return Errno.ERESTART;
    }

    /// <summary>EACCES: the firmware takes no commands from this function. It is a slave then, and the load begins again as one.</summary>
    [InitStage(170, Cleanup = nameof(CloseHca), When = nameof(IsPhysical), RestartOn = Errno.EACCES, RestartFrom = nameof(ChooseMode))]
    private InitResult<Errno> InitHca() => HcaStart.LoadOne();
    private void CloseHca() => HcaStart.UnloadOne();

    /// <summary>EACCES: the same, once. One that is refused then too has nothing left to become.</summary>
    [InitStage(180, Name = "InitHcaAsSlave", When = nameof(IsSlave), RestartOn = Errno.EACCES, RestartFrom = nameof(ChooseMode))]
    private SlaveStart SlaveStart { get; }

    /// <summary>Firmware that divides its event queues by function need not be started again for that.</summary>
    [InitStage(190, Name = "EnableSriovAfterHca", CleanupAt = nameof(BecomeMaster), Optional = true, When = nameof(EnablesSriovLate))]
    private SriovStart SriovAfterHca => _sriov;

    [InitStage(200, NoCleanup = "a field", When = nameof(HasSystemEqs))]
    private Errno SettleModeAfterHca() => Settle();

    /// <summary>A slow link is worth knowing of, and no failure.</summary>
    [InitStage(210, NoCleanup = "reads only", When = nameof(IsPhysical))]
    private void ReadLinkStatus() => Link = _state.Pci.ReadLink();

    /// <summary>EINVAL: virtual functions are wanted on a port that there is not.</summary>
    [InitStage(220, NoCleanup = "looks only", When = nameof(IsMaster))]
    private Errno CheckVfPorts() => PortCount >= 2 || _state.Options.VirtualFunctions.Count <= 1 ? Errno.Ok : Errno.EINVAL;

    /// <summary>What the functions of a card share: an Ethernet port has 16 GIDs for all of them, an InfiniBand port one for each, and one P_Key is the master's own.</summary>
    [InitStage(230, NoCleanup = "numbers only", When = nameof(IsMaster))]
    private void ShareTables()
    {
        MultiFunction.Ports.Distribute(_vfs, _state.Pci.VirtualDevices.Count);
        foreach (PortCapabilities port in Capabilities.Ports)
        {
            port.Gids = port.Type == PortType.Ethernet ? GidTables.MastersGids : 1;
            port.Pkeys--;
        }
    }

    /// <summary>What serves the other functions of the card.</summary>
    [InitStage(240, Name = "MultiFuncInit", When = nameof(IsMaster))]
    public MultiFunction MultiFunction { get; }

    /// <summary>The table begins empty: how many queues there are depends on the interrupts.</summary>
    [InitStage(250, Cleanup = nameof(FreeEqTable))]
    private void AllocEqTable() => _eqTable.Clear();
    private void FreeEqTable() => _eqTable.Clear();

    /// <summary>
    /// One vector for the asynchronous events and one a port and CPU. Without MSI-X the card has its pin, so failing is no failure yet. It is
    /// tried once in a load: when the interrupt test fails, the load comes back here and goes on without.
    /// </summary>
    [InitStage(260, Cleanup = nameof(DisableMsiX), Optional = true, When = nameof(MayTryMsiX))]
    private Errno EnableMsiX()
    {
        _msiXTried = true;
        return _state.Pci.EnableMsiX(MsiXRange.Min, MsiXRange.Max);
    }
    private void DisableMsiX() => _state.Pci.DisableMsiX();

    /// <summary>EOPNOTSUPP: functions that share a card cannot share its pin.</summary>
    [InitStage(270, NoCleanup = "looks only", When = nameof(IsMultiFunction))]
    private Errno RequireMsiX() => UsesMsiX ? Errno.Ok : Errno.EOPNOTSUPP;

    [InitStage(280, NoCleanup = "goes with the table", When = nameof(UsesMsiX))]
    private void AssignVectors() => _eqTable.UseMsiX(_state.Pci.MsiXIrqs);

    [InitStage(290, NoCleanup = "goes with the table", When = nameof(HasNoMsiX))]
    private void AssignInterruptPin() => _eqTable.UseInterruptPin();

    [InitStage(300, Cleanup = nameof(ClearSteering), When = nameof(IsPhysical))]
    private void InitSteering() => Steering.Init(PortCount);
    private void ClearSteering() => Steering.Clear();

    /// <summary>Completion queues are nobody else's, so each user may have all that are not the firmware's. A slave's master has told it its quota.</summary>
    [InitStage(310, NoCleanup = "numbers only", When = nameof(IsPhysical))]
    private void InitQuotas() => Capabilities.CqQuota = IsMaster
        ? MultiFunction.Tracker.QuotaOf(ResourceType.Cq).ShareOf(0).Quota
        : Capabilities.Cqs - Capabilities.ReservedCqs;

    /// <summary>EBUSY with MSI-X: the interrupt test has failed, and may succeed with the pin.</summary>
    [InitStage(320, Name = "SetupHcaWithMsiX", When = nameof(MayFallBackToPin), RestartOn = Errno.EBUSY, RestartFrom = nameof(EnableMsiX))]
    private HcaSetup HcaSetupWithMsiX => HcaSetup;

    [InitStage(330, Name = "SetupHca", When = nameof(MayNotFallBackToPin))]
    private HcaSetup HcaSetup { get; }

    /// <summary>From now on slaves are served, and may have what is to be taken back.</summary>
    [InitStage(340, Cleanup = nameof(FreeSlaves), When = nameof(IsMaster))]
    private Errno ArmCommChannel() => MultiFunction.Arm();
    private void FreeSlaves() => MultiFunction.FreeSlaves();

    [InitStage(350, NoCleanup = "descriptions of the ports, which the next stage brings to life")]
    private void DescribePorts() => Ports = [.. Enumerable.Range(1, PortCount)
        .Select(number => new PortInfo(_state, number, _scope.Nested(nameof(PortInfo), $"port {number}")))];

    [InitStage(360, Cleanup = nameof(CleanupPortInfo), ForEach = nameof(Ports))]
    private InitResult<Errno> InitPortInfo(PortInfo port) => port.LoadOne();
    private static void CleanupPortInfo(PortInfo port)
    {
        port.UnloadOne();
        port.Close();
    }

    [InitStage(370, Name = "RegisterDevice")]
    private Registration Registration { get; }

    [InitStage(380, Cleanup = nameof(StopSense), When = nameof(SensesPorts))]
    private void StartSense() => _sense.Start();
    private void StopSense() => _sense.Stop();

    private InitResult<Errno> ResetCard() => new Reset(_state.Pci, _scope.Nested(nameof(Reset))).LoadOne();

    /// <summary>One that could not have virtual functions is no master.</summary>
    private Errno Settle()
    {
        if (!_isReset && !_sriov.IsOn)
        {
            _state.Mode = FunctionMode.Single;
        }
        return IsMaster == _state.Pci.VirtualDevices.Count > 0 ? Errno.Ok : Errno.EINVAL;
    }

    partial void OnStageEvent(in StageEvent stageEvent) => _scope.Tell(stageEvent);
    partial void OnStageStarting(StageInfo stage, ref Errno error) => _scope.Ask(stage, ref error);
}
