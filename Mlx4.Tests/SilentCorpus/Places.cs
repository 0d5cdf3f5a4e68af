// Restarts, transients, cleanups that stand elsewhere, several pipelines.

using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using Mlx4.Runtime;

internal interface IMemoryKeys
{
    Errno RegisterDevice();
    void UnregisterDevice();
    Errno CreateQueue(out uint queue);
    void DestroyQueue(uint queue);
    void Invalidate(uint queue, uint key);
}

internal interface IVirtualFunctions
{
    Errno Claim();
    void Release();
    Errno StartCommands(bool isMaster, out uint commands);
    void StopCommands(uint commands);
    Errno Query(uint commands, out int functions);
    Errno Enable(int functions);
    void Disable();
}

// Shape: made late and released late, with CleanupAt
internal sealed partial class CleanedUpLate(IMemoryKeys hardware)
{
    private readonly List<uint> _keys = [];
    private uint _queue;

    [InitStage(10, Cleanup = nameof(ForgetKeys))]
    private void InitKeys() => _keys.EnsureCapacity(64);

    private void ForgetKeys() => _keys.Clear();

    [InitStage(20, Cleanup = nameof(UnregisterDevice))]
    private Errno RegisterDevice() => hardware.RegisterDevice();

    private void UnregisterDevice()
    {
        hardware.UnregisterDevice();
        foreach (uint key in _keys)
        {
            Console.WriteLine($"key {key} is still registered");
        }
    }

    [InitStage(30, Cleanup = nameof(DestroyQueue), CleanupAt = nameof(InitKeys))]
    private Errno CreateQueue() => hardware.CreateQueue(out _queue);

    private void DestroyQueue() => hardware.DestroyQueue(_queue);
}

// Shape: a restart that takes another way
internal sealed partial class Demoted(IMemoryKeys hardware)
{
    private bool _polling;
    private uint _queue;

    private bool UsesQueue => !_polling;

    [InitStage(10, Cleanup = nameof(DestroyQueue), When = nameof(UsesQueue))]
    private Errno CreateQueue() => hardware.CreateQueue(out _queue);

    private void DestroyQueue() => hardware.DestroyQueue(_queue);

    [InitStage(20, Cleanup = nameof(UnregisterDevice), RestartOn = Errno.EBUSY, RestartFrom = nameof(CreateQueue))]
    private Errno RegisterDevice()
    {
        Errno err = hardware.RegisterDevice();
        if (err == Errno.EBUSY)
        {
            _polling = true;
        }

        return err;
    }

    private void UnregisterDevice() => hardware.UnregisterDevice();
}

// Shape: enabled late, and in force while the load starts again because of it
internal sealed partial class Master(IVirtualFunctions hardware)
{
    private int _functions;
    private bool _isMaster;
    private uint _commands;

    private bool HasFunctions => _functions > 0;

    [InitStage(10, Cleanup = nameof(ReleaseDevice))]
    private Errno ClaimDevice() => hardware.Claim();

    private void ReleaseDevice() => hardware.Release();

    [InitStage(20, Cleanup = nameof(StopCommands))]
    private Errno StartCommands() => hardware.StartCommands(_isMaster, out _commands);

    private void StopCommands() => hardware.StopCommands(_commands);

    [InitStage(30, NoCleanup = "a query")]
    private Errno QueryCapabilities() => hardware.Query(_commands, out _functions);

    [InitStage(40, Cleanup = nameof(DisableFunctions), CleanupAt = nameof(ClaimDevice), When = nameof(HasFunctions))]
    private Errno EnableFunctions() => hardware.Enable(_functions);

    private void DisableFunctions()
    {
        hardware.Disable();
        _isMaster = false;
    }

    [InitStage(50, NoCleanup = "a flag", When = nameof(HasFunctions), RestartOn = Errno.EAGAIN, RestartFrom = nameof(StartCommands))]
    private Errno BecomeMaster()
    {
        if (_isMaster)
        {
            return Errno.Ok;
        }

        _isMaster = true;
        return Errno.EAGAIN;
    }
}

// Shape: a lock for the length of the load
internal sealed partial class LockedLoad(IMemoryKeys hardware) : IDisposable
{
    private static readonly SemaphoreSlim Interfaces = new(1, 1);
    private readonly SemaphoreSlim _gate = new(1, 1);

    [InitStage(10, Cleanup = nameof(LeaveInterfaces), Transient = true)]
    private void EnterInterfaces() => Interfaces.Wait();

    private static void LeaveInterfaces() => Interfaces.Release();

    [InitStage(20, Cleanup = nameof(UnregisterDevice))]
    private Errno RegisterDevice()
    {
        _gate.Wait();
        try
        {
            return hardware.RegisterDevice();
        }
        finally
        {
            _gate.Release();
        }
    }

    private void UnregisterDevice() => hardware.UnregisterDevice();

    public void Dispose() => _gate.Dispose();
}

// Shape: two pipelines that share a stage and its cleanup
[InitPipeline("LoadFull")]
[InitPipeline("LoadMinimal")]
internal sealed partial class TwoPipelines(IMemoryKeys hardware)
{
    private FileStream? _log;

    [InitStage(10, Pipeline = "LoadFull", Cleanup = nameof(UnregisterDevice))]
    [InitStage(10, Pipeline = "LoadMinimal", Cleanup = nameof(UnregisterDevice))]
    private Errno RegisterDevice() => hardware.RegisterDevice();

    private void UnregisterDevice() => hardware.UnregisterDevice();

    [InitStage(20, Pipeline = "LoadFull", Cleanup = nameof(CloseLog))]
    private void OpenLog(string path) => _log = File.OpenWrite(path);

    private void CloseLog()
    {
        _log!.Dispose();
        _log = null;
    }
}

// Shape: an unload and a load by hand, nothing acquired
internal sealed partial class Reloading(IMemoryKeys hardware)
{
    private int _reloads;

    [InitStage(10, Cleanup = nameof(UnregisterDevice))]
    private Errno RegisterDevice() => hardware.RegisterDevice();

    private void UnregisterDevice() => hardware.UnregisterDevice();

    public Errno Reload(int maximum)
    {
        if (_reloads >= maximum)
        {
            return Errno.EPERM;
        }

        UnloadOne();
        InitResult<Errno> result = LoadOne();
        if (result.Failed)
        {
            Console.Error.WriteLine(result);
            return result.Error;
        }

        _reloads++;
        return Errno.Ok;
    }
}

// Shape: released and made again within a stage
internal sealed partial class MadeAgain
{
    private FileStream? _log;

    [InitStage(10, Cleanup = nameof(Close))]
    private void Open(string path, int maximum)
    {
        _log = File.OpenWrite(path);
        if (_log.Length > maximum)
        {
            _log.Dispose();
            File.Move(path, path + ".old", overwrite: true);
            _log = File.OpenWrite(path);
        }
    }

    private void Close()
    {
        _log?.Dispose();
        _log = null;
    }
}

// Shape: a condition that a later stage may change
internal sealed partial class RememberedCondition(IMemoryKeys hardware)
{
    private bool _master = true;

    [InitStage(10, Cleanup = nameof(UnregisterDevice), When = nameof(_master))]
    private Errno RegisterDevice() => hardware.RegisterDevice();

    private void UnregisterDevice() => hardware.UnregisterDevice();

    [InitStage(20, NoCleanup = "only a flag")]
    private void DecideRole(bool demote)
    {
        if (demote)
        {
            _master = false;
        }
    }
}
