// Drivers: registers, interrupts, rings, firmware.

using System.Collections.Generic;
using System.Threading;
using Mlx4.Runtime;

internal interface IPci
{
    Errno EnableDevice();
    void DisableDevice();
    Errno RequestRegions(string name);
    void ReleaseRegions();
    void SetMaster();
    Errno SetDmaMask(int bits);
    Errno MapRegion(int bar, out nint address);
    void UnmapRegion(nint address);
    int EnableMsiX(int minimum, int maximum);
    void DisableMsiX();
    Errno RequestIrq(int vector, string name);
    void FreeIrq(int vector);
}

internal interface IFirmwareCommands
{
    Errno Query(out int pages);
    Errno MapPages(int pages);
    void UnmapPages();
    Errno Run();
    void Stop();
    Errno SetFeature(int feature);
}

// Shape: a probe in small stages
internal sealed partial class SmallStages(IPci pci)
{
    private nint _registers;

    [InitStage(10, Cleanup = nameof(DisableDevice))]
    private Errno EnableDevice() => pci.EnableDevice();

    private void DisableDevice() => pci.DisableDevice();

    [InitStage(20, Cleanup = nameof(ReleaseRegions))]
    private Errno RequestRegions(string name) => pci.RequestRegions(name);

    private void ReleaseRegions() => pci.ReleaseRegions();

    [InitStage(30, NoCleanup = "disabling the device clears it")]
    private Errno SetUpDma()
    {
        pci.SetMaster();
        Errno err = pci.SetDmaMask(64);
        if (err != Errno.Ok)
        {
            err = pci.SetDmaMask(32);
        }

        return err;
    }

    [InitStage(40, Cleanup = nameof(UnmapRegisters))]
    private Errno MapRegisters() => pci.MapRegion(0, out _registers);

    private void UnmapRegisters() => pci.UnmapRegion(_registers);
}

// Shape: a number below zero is an error, a number above is a count
internal sealed partial class MsiXVectors(IPci pci)
{
    private int _vectors;

    [InitStage(10, Cleanup = nameof(Disable))]
    private Errno Enable(int maximum)
    {
        int vectors = pci.EnableMsiX(2, maximum);
        if (vectors < 0)
        {
            return (Errno)(-vectors);
        }

        _vectors = vectors;
        return Errno.Ok;
    }

    private void Disable()
    {
        pci.DisableMsiX();
        _vectors = 0;
    }

    [InitStage(20, Cleanup = nameof(FreeIrq), ForEach = nameof(_vectors))]
    private Errno RequestIrq(int vector) => pci.RequestIrq(vector, $"comp{vector}");

    private void FreeIrq(int vector) => pci.FreeIrq(vector);
}

// Shape: a feature that may fail is tolerated
internal sealed partial class ToleratedFeature(IFirmwareCommands firmware)
{
    private bool _hasTimestamps;

    [InitStage(10, Cleanup = nameof(CloseFirmware))]
    private Errno StartFirmware()
    {
        Errno err = firmware.Query(out int pages);
        if (err != Errno.Ok)
        {
            return err;
        }

        err = firmware.MapPages(pages);
        if (err != Errno.Ok)
        {
            return err;
        }

        err = firmware.Run();
        if (err != Errno.Ok)
        {
            firmware.UnmapPages();
            return err;
        }

        _hasTimestamps = firmware.SetFeature(7) == Errno.Ok;
        _ = firmware.SetFeature(9);
        return Errno.Ok;
    }

    private void CloseFirmware()
    {
        firmware.Stop();
        firmware.UnmapPages();
        _hasTimestamps = false;
    }

    public bool HasTimestamps => _hasTimestamps;
}

// Shape: one error of several is no error
internal sealed partial class OptionalCounters(IFirmwareCommands firmware)
{
    private bool _hasCounters;

    [InitStage(10, NoCleanup = "the firmware forgets it")]
    private Errno EnableCounters()
    {
        Errno err = firmware.SetFeature(3);
        if (err == Errno.ENOENT || err == Errno.EOPNOTSUPP)
        {
            return Errno.Ok;
        }

        _hasCounters = err == Errno.Ok;
        return err;
    }

    public bool HasCounters => _hasCounters;
}

// Shape: a ring whose cleanup waits until it is empty
internal sealed partial class CommandRing(IPci pci)
{
    private readonly Queue<uint> _posted = new();
    private nint _doorbell;

    [InitStage(10, Cleanup = nameof(UnmapDoorbell))]
    private Errno MapDoorbell()
    {
        Errno err = pci.MapRegion(2, out nint doorbell);
        if (err == Errno.Ok)
        {
            _doorbell = doorbell;
        }

        return err;
    }

    private void UnmapDoorbell()
    {
        for (int i = 0; i < 100 && _posted.Count > 0; i++)
        {
            Thread.Sleep(10);
        }

        pci.UnmapRegion(_doorbell);
    }
}

// Shape: acquired, asked, given back, and still a success
internal sealed partial class PeekedRegion(IPci pci)
{
    private bool _isOwned;

    [InitStage(10, NoCleanup = "the region is unmapped again")]
    private Errno ReadOwnership()
    {
        Errno err = pci.MapRegion(0, out nint region);
        if (err != Errno.Ok)
        {
            return err;
        }

        _isOwned = region % 2 == 1;
        pci.UnmapRegion(region);
        return _isOwned ? Errno.EBUSY : Errno.Ok;
    }
}

// Shape: the same call in a stage and in the cleanup of another, on other objects
internal sealed partial class TwoFunctions(IPci physical, IPci virtualFunction)
{
    [InitStage(10, Cleanup = nameof(DisablePhysical))]
    private Errno EnablePhysical() => physical.EnableDevice();

    private void DisablePhysical() => physical.DisableDevice();

    [InitStage(20, Cleanup = nameof(DisableVirtual))]
    private Errno EnableVirtual()
    {
        Errno err = virtualFunction.EnableDevice();
        if (err != Errno.Ok)
        {
            return err;
        }

        err = virtualFunction.SetDmaMask(64);
        if (err != Errno.Ok)
        {
            virtualFunction.DisableDevice();
        }

        return err;
    }

    private void DisableVirtual() => virtualFunction.DisableDevice();
}
