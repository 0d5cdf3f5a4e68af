using System.Numerics;
using Mlx4.Runtime;
using Mlx4.Sample.Driver.Commands;

namespace Mlx4.Sample.Driver.Resources;

/// <summary>MTTs that belong together out of the driver's own (<c>__mlx4_alloc_mtt_range</c>), with their place in ICM.</summary>
internal sealed partial class MttRange(MttAllocator mtts, StageScope scope)
{
    private int _order;
    private int _first;
    private int _firstChunk;

    /// <summary>The number of the first one.</summary>
    public int First => _first;

    private int Chunks { get; set; }

    /// <summary>ENOMEM: so many are not free in one block.</summary>
    [InitStage(10, Cleanup = nameof(FreeRange))]
    private Errno AllocRange(int count)
    {
        _order = BitOperations.Log2(BitOperations.RoundUpToPowerOf2((uint)count));
        return mtts.Alloc(_order, out _first);
    }
    private void FreeRange() => mtts.Free(_first, _order);

    [InitStage(20, NoCleanup = "numbers only")]
    private void PlanChunks()
    {
        _firstChunk = mtts.Table.ChunkIndexOf(_first);
        Chunks = mtts.Table.ChunkIndexOf(_first + (1 << _order) - 1) - _firstChunk + 1;
    }

    [InitStage(30, Cleanup = nameof(PutChunk), ForEach = nameof(Chunks))]
    private InitResult<Errno> GetChunk(int chunk, Mailbox mailbox) => mtts.Table[_firstChunk + chunk].Get(mailbox);
    private void PutChunk(int chunk) => mtts.Table[_firstChunk + chunk].Put();

    partial void OnStageEvent(in StageEvent stageEvent) => scope.Tell(stageEvent);
    partial void OnStageStarting(StageInfo stage, ref Errno error) => scope.Ask(stage, ref error);

    /// <summary>Lets an entry name a page, in the host's side of ICM.</summary>
    public void Write(int index, ulong page) => mtts.Write(_first + index, page);
}
