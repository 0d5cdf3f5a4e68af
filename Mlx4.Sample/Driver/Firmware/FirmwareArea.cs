using Mlx4.Runtime;
using Mlx4.Sample.Driver.Commands;
using Mlx4.Sample.Driver.Icm;

namespace Mlx4.Sample.Driver.Firmware;

/// <summary>The host memory that the firmware runs in (<c>mlx4_load_fw</c>).</summary>
internal sealed partial class FirmwareArea
{
    private readonly CommandInterface _commands;
    private readonly StageScope _scope;
    private readonly Mailbox _mailbox;

    public FirmwareArea(DeviceState device, StageScope scope)
    {
        _commands = device.Commands;
        _scope = scope;
        _mailbox = new Mailbox(device.Commands);
        Pages = new IcmPages(device.Pci, "firmware area", scope.Nested(nameof(IcmPages), "firmware area"));
    }

    private int Batches => Pages.Batches;

    [InitStage(10, Cleanup = nameof(FreeMailbox), Transient = true)]
    private Errno AllocMailbox() => _mailbox.Alloc();
    private void FreeMailbox() => _mailbox.Free();

    [InitStage(20, Name = "AllocPages")]
    private IcmPages Pages { get; }

    [InitStage(30, Cleanup = nameof(UnmapFa), ForEach = nameof(Batches))]
    private Errno MapFa(int batch) => Pages.Map(Opcode.MapFa, _mailbox, batch);
    private void UnmapFa(int batch)
    {
        // One command unmaps everything. It goes with the first batch, which is cleaned up last.
        if (batch == 0)
        {
            _commands.Execute(new Command(Opcode.UnmapFa));
        }
    }

    [InitStage(40, NoCleanup = "UNMAP_FA ends the firmware")]
    private Errno RunFw() => _commands.Execute(new Command(Opcode.RunFw));

    partial void OnStageEvent(in StageEvent stageEvent) => _scope.Tell(stageEvent);
    partial void OnStageStarting(StageInfo stage, ref Errno error) => _scope.Ask(stage, ref error);
}
