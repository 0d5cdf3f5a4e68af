using System.Numerics;
using Mlx4.Runtime;
using Mlx4.Sample.Driver.Commands;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Driver.Icm;

/// <summary>Host memory that is handed to the card page by page (<c>mlx4_alloc_icm</c>), in segments of up to 256 KiB.</summary>
internal sealed partial class IcmPages(PciDevice pci, string use, StageScope scope)
{
    /// <summary>The size of the card's page in bytes.</summary>
    public const int PageSize = 4096;

    private const int MaxSegmentPages = IcmChunk.Size / PageSize;
    private const int EntrySize = 16;
    private const int EntriesPerMailbox = Mailbox.Size / EntrySize;

    private Segment[] _segments = [];

    /// <summary>The number of mailboxes that it takes to tell the card all segments.</summary>
    public int Batches => (_segments.Length + EntriesPerMailbox - 1) / EntriesPerMailbox;

    /// <summary>Divides the pages into segments. Each is a power of two, and DMA memory is aligned to its size: so each is one entry for the card.</summary>
    [InitStage(10, NoCleanup = "numbers only")]
    private void PlanSegments(int pages)
    {
        var segments = new List<Segment>();
        for (int left = pages; left > 0; left -= segments[^1].Pages)
        {
            segments.Add(new Segment(Math.Min(MaxSegmentPages, 1 << BitOperations.Log2((uint)left))));
        }
        _segments = [.. segments];
    }

    [InitStage(20, Cleanup = nameof(FreeSegment), ForEach = nameof(_segments))]
    private Errno AllocSegment(Segment segment) => segment.Alloc(pci, use);
    private void FreeSegment(Segment segment) => segment.Free(pci);

    partial void OnStageEvent(in StageEvent stageEvent) => scope.Tell(stageEvent);
    partial void OnStageStarting(StageInfo stage, ref Errno error) => scope.Ask(stage, ref error);

    /// <summary>Tells the card a batch of segments (<c>mlx4_map_cmd</c>).</summary>
    /// <param name="opcode">MAP_FA, MAP_ICM_AUX or MAP_ICM.</param>
    /// <param name="mailbox">The mailbox to tell them by.</param>
    /// <param name="batch">Which batch.</param>
    /// <param name="icmAddress">MAP_ICM: the ICM address of the first page.</param>
    public Errno Map(Opcode opcode, Mailbox mailbox, int batch, ulong? icmAddress = null)
    {
        mailbox.Clear();
        int entry = 0;
        foreach (Segment segment in _segments.Skip(batch * EntriesPerMailbox).Take(EntriesPerMailbox))
        {
            mailbox.Write64(entry * EntrySize, icmAddress ?? 0);
            mailbox.Write64(entry * EntrySize + sizeof(ulong), segment.Buffer.BusAddress | (uint)BitOperations.Log2((uint)segment.Pages));
            icmAddress += (ulong)segment.Buffer.Length;
            entry++;
        }
        return mailbox.Send(opcode, (uint)entry);
    }

    /// <summary>The host's side of the pages, from an offset to the end of its segment.</summary>
    public Span<byte> At(int offset)
    {
        foreach (Segment segment in _segments)
        {
            if (offset < segment.Buffer.Length)
            {
                return segment.Buffer.Span[offset..];
            }
            offset -= segment.Buffer.Length;
        }
        throw new ArgumentOutOfRangeException(nameof(offset));
    }

    /// <summary>Pages that lie together on the bus.</summary>
    private sealed class Segment(int pages)
    {
        private DmaBuffer _buffer = DmaBuffer.None;

        public int Pages => pages;

        public DmaBuffer Buffer => _buffer;

        public Errno Alloc(PciDevice pci, string use) => pci.AllocCoherent(pages * PageSize, use, out _buffer);

        public void Free(PciDevice pci)
        {
            pci.FreeCoherent(_buffer);
            _buffer = DmaBuffer.None;
        }
    }
}
