using Mlx4.Runtime;
using Mlx4.Sample.Driver.Commands;
using Mlx4.Sample.Driver.Resources;

namespace Mlx4.Sample.Driver.Master;

/// <summary>A block of MTTs that a function has (<c>mlx4_alloc_mtt_range</c>).</summary>
internal sealed partial class MttBlock(CommandInterface commands, MttAllocator mtts, int order, StageScope scope)
{
    private readonly Mailbox _mailbox = new(commands);
    private readonly MttRange _range = new(mtts, scope.Nested(nameof(MttRange)));

    /// <summary>The first MTT.</summary>
    public uint First => (uint)_range.First;

    [InitStage(10, Cleanup = nameof(FreeMailbox), Transient = true)]
    private Errno AllocMailbox() => _mailbox.Alloc();
    private void FreeMailbox() => _mailbox.Free();

    [InitStage(20, Cleanup = nameof(FreeRange))]
    private InitResult<Errno> AllocRange() => _range.LoadOne(1 << order, _mailbox);
    private void FreeRange() => _range.UnloadOne();

    /// <summary>Writes an entry.</summary>
    /// <param name="number">Its number, which lies in the block.</param>
    /// <param name="page">The page that it is to name.</param>
    public void Write(uint number, ulong page) => _range.Write((int)(number - First), page);

    partial void OnStageEvent(in StageEvent stageEvent) => scope.Tell(stageEvent);
    partial void OnStageStarting(StageInfo stage, ref Errno error) => scope.Ask(stage, ref error);
}
