using Mlx4.Runtime;
using Mlx4.Sample.Driver.Commands;

namespace Mlx4.Sample.Driver.Icm;

/// <summary>
/// A table of contexts in ICM (<c>mlx4_init_icm_table</c>). What the firmware has reserved is mapped with the table, the rest chunk by
/// chunk when it is used first.
/// </summary>
internal sealed partial class IcmTable(DeviceState device, string name, StageScope scope)
{
    private readonly Mailbox _mailbox = new(device.Commands);
    private IcmChunk[] _chunks = [];

    /// <summary>The number of chunks of which the firmware uses a part.</summary>
    private int ReservedChunks { get; set; }

    /// <summary>The size of an object in bytes.</summary>
    public int ObjectSize { get; private set; }

    /// <summary>The number of pages that are mapped at the moment.</summary>
    public int MappedPages => _chunks.Sum(static chunk => chunk.MappedPages);

    /// <summary>Divides the table into chunks. EINVAL: not even one object fits into a chunk.</summary>
    /// <param name="region">Where the table lies in ICM.</param>
    /// <param name="reserved">The number of objects that the firmware has reserved.</param>
    [InitStage(10, NoCleanup = "numbers only")]
    private Errno PlanChunks(IcmRegion region, int reserved)
    {
        if (region.EntrySize is 0 or > IcmChunk.Size)
        {
            return Errno.EINVAL;
        }
        // In 64 bits throughout: a table may be larger than 2 GiB.
        long length = (long)region.EntrySize * region.Count;
        long chunks = DivideUp(length, IcmChunk.Size);
        ObjectSize = region.EntrySize;
        _chunks = new IcmChunk[chunks];
        for (long index = 0; index < chunks; index++)
        {
            long start = index * IcmChunk.Size;
            long pages = DivideUp(Math.Min(IcmChunk.Size, length - start), IcmPages.PageSize);
            _chunks[index] = new IcmChunk(device, name, region.Start + (ulong)start, (int)pages, scope.Nested(nameof(IcmChunk), $"{name} {index}"));
        }
        ReservedChunks = (int)Math.Min(chunks, DivideUp((long)region.EntrySize * reserved, IcmChunk.Size));
        return Errno.Ok;
    }

    [InitStage(20, Cleanup = nameof(FreeMailbox), Transient = true)]
    private Errno AllocMailbox() => _mailbox.Alloc();
    private void FreeMailbox() => _mailbox.Free();

    [InitStage(30, Cleanup = nameof(UnmapChunk), ForEach = nameof(ReservedChunks))]
    private InitResult<Errno> MapChunk(int index) => _chunks[index].Get(_mailbox);
    private void UnmapChunk(int index) => _chunks[index].Put();

    partial void OnStageEvent(in StageEvent stageEvent) => scope.Tell(stageEvent);
    partial void OnStageStarting(StageInfo stage, ref Errno error) => scope.Ask(stage, ref error);

    /// <summary>The chunk in which an object lies.</summary>
    public IcmChunk ChunkOf(int index) => _chunks[ChunkIndexOf(index)];

    /// <summary>The number of the chunk in which an object lies.</summary>
    public int ChunkIndexOf(int index) => (int)((long)index * ObjectSize / IcmChunk.Size);

    /// <summary>A chunk by its number.</summary>
    public IcmChunk this[int chunk] => _chunks[chunk];

    /// <summary>The host's side of an object that is mapped, and of what follows it.</summary>
    public Span<byte> At(int index) => ChunkOf(index).At((int)((long)index * ObjectSize % IcmChunk.Size));

    private static long DivideUp(long value, long divisor) => (value + divisor - 1) / divisor;
}
