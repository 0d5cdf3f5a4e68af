using Mlx4.Runtime;
using Mlx4.Sample.Driver.Commands;

namespace Mlx4.Sample.Driver.Firmware;

/// <summary>Brings the firmware up (<c>mlx4_init_fw</c>).</summary>
internal sealed partial class FirmwareStart
{
    /// <summary>Earlier firmware describes ports by other commands; no ConnectX-3 has it.</summary>
    private const int CommandInterfaceRevision = 3;

    private readonly DeviceState _device;
    private readonly StageScope _scope;
    private readonly Mailbox _mailbox;
    private readonly FirmwareArea _area;

    public FirmwareStart(DeviceState device, StageScope scope)
    {
        _device = device;
        _scope = scope;
        _mailbox = new Mailbox(device.Commands);
        _area = new FirmwareArea(device, scope.Nested(nameof(FirmwareArea)));
    }

    [InitStage(10, Cleanup = nameof(FreeMailbox), Transient = true)]
    private Errno AllocMailbox() => _mailbox.Alloc();
    private void FreeMailbox() => _mailbox.Free();

    /// <summary>ENODEV: the driver does not speak this firmware's language.</summary>
    [InitStage(20, NoCleanup = "reads only")]
    private Errno QueryFw()
    {
        Errno error = _mailbox.Query(Opcode.QueryFw);
        if (error != Errno.Ok)
        {
            return error;
        }
        _device.Firmware = FirmwareInfo.Read(_mailbox);
        return _device.Firmware.CommandInterfaceRevision == CommandInterfaceRevision ? Errno.Ok : Errno.ENODEV;
    }

    [InitStage(30, Cleanup = nameof(CloseFw))]
    private InitResult<Errno> LoadFw() => _area.LoadOne(_device.Firmware.Pages);
    private void CloseFw() => _area.UnloadOne();

    /// <summary>Sets the firmware's page size to 4 KiB. That is its default, so the load goes on if it refuses.</summary>
    [InitStage(40, NoCleanup = "a setting that ends with the firmware", Optional = true)]
    private Errno ModStatCfg()
    {
        const int Change = 0x02;
        const int LogPageSize = 0x03;
        const byte ChangeLogPageSize = 1;

        _mailbox.Clear();
        _mailbox.Write8(Change, ChangeLogPageSize);
        _mailbox.Write8(LogPageSize, 0);
        return _mailbox.Send(Opcode.ModStatCfg);
    }

    partial void OnStageEvent(in StageEvent stageEvent) => _scope.Tell(stageEvent);
    partial void OnStageStarting(StageInfo stage, ref Errno error) => _scope.Ask(stage, ref error);
}
