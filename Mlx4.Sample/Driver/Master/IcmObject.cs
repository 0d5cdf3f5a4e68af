using Mlx4.Runtime;
using Mlx4.Sample.Driver.Commands;
using Mlx4.Sample.Driver.Icm;

namespace Mlx4.Sample.Driver.Master;

/// <summary>The context memory of an object (<c>mlx4_qp_alloc_icm</c> and its like): its place in one table after the other.</summary>
internal sealed partial class IcmObject(CommandInterface commands, IReadOnlyList<IcmTable> tables, int number, StageScope scope)
{
    private readonly Mailbox _mailbox = new(commands);

    private IReadOnlyList<IcmTable> Tables { get; } = tables;

    [InitStage(10, Cleanup = nameof(FreeMailbox), Transient = true)]
    private Errno AllocMailbox() => _mailbox.Alloc();
    private void FreeMailbox() => _mailbox.Free();

    [InitStage(20, Cleanup = nameof(PutChunk), ForEach = nameof(Tables))]
    private InitResult<Errno> GetChunk(IcmTable table) => table.ChunkOf(number).Get(_mailbox);
    private void PutChunk(IcmTable table) => table.ChunkOf(number).Put();

    partial void OnStageEvent(in StageEvent stageEvent) => scope.Tell(stageEvent);
    partial void OnStageStarting(StageInfo stage, ref Errno error) => scope.Ask(stage, ref error);
}
