// 33. idpf: what the release callback of an auxiliary device frees is freed again
// Source: 6c77b9510829 (CVE-2026-53286), idpf_plug_vport_aux_dev in drivers/net/ethernet/intel/idpf/idpf_idc.c
// Class: E
//
// An auxiliary device gets a callback that frees its container when the last reference goes. Taking the device down calls it; then the
// error path goes on to the label that frees the container.

using System;
using Mlx4.Runtime;

internal sealed class VportInfo(int vport) : IDisposable
{
    public int Vport { get; } = vport;
    public bool Freed { get; private set; }
    public void Dispose() => Freed = true;
}

internal sealed class AuxiliaryDevice(string name, Action release)
{
    public string Name { get; } = name;
    public void PutReference() => release();
}

internal interface IAuxiliaryBus
{
    Errno Add(AuxiliaryDevice device);
    void Delete(AuxiliaryDevice device);
}

internal sealed partial class VportAuxiliary(IAuxiliaryBus bus)
{
    private VportInfo? _info;
    private AuxiliaryDevice? _device;

    [InitStage(10, Cleanup = nameof(FreeInfo))]
    private void AllocInfo(int vport) => _info = new VportInfo(vport);

    private void FreeInfo() => _info!.Dispose(); // MLX4023 '_info'

    [InitStage(20, Cleanup = nameof(UnplugDevice))]
    private Errno PlugDevice(string name)
    {
        AuxiliaryDevice device = new(name, Release);
        Errno err = bus.Add(device);
        if (err == Errno.Ok)
        {
            _device = device;
        }

        return err;
    }

    private void UnplugDevice()
    {
        bus.Delete(_device!);
        _device!.PutReference();
        _device = null;
    }

    private void Release() => _info!.Dispose();
}
