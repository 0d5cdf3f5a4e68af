using Mlx4.Runtime;
using Mlx4.Sample.Driver.Commands;

namespace Mlx4.Sample.Driver.Icm;

/// <summary>
/// A piece of a table in ICM, the card's context memory, backed by pages of the host while anybody uses it.
/// </summary>
internal sealed partial class IcmChunk
{
    /// <summary>The size in bytes. The last chunk of a table may have fewer pages.</summary>
    public const int Size = 1 << 18;

    private readonly CommandInterface _commands;
    private readonly StageScope _scope;
    private readonly IcmPages _pages;
    private readonly ulong _address;
    private readonly int _pageCount;
    private int _users;

    /// <summary>Describes a chunk.</summary>
    /// <param name="device">The device.</param>
    /// <param name="table">The name of its table.</param>
    /// <param name="address">Its ICM address.</param>
    /// <param name="pageCount">The number of its pages.</param>
    /// <param name="scope">Where its pipeline stands.</param>
    public IcmChunk(DeviceState device, string table, ulong address, int pageCount, StageScope scope)
    {
        _commands = device.Commands;
        _address = address;
        _pageCount = pageCount;
        _scope = scope;
        _pages = new IcmPages(device.Pci, $"ICM, {table}", scope.Nested(nameof(IcmPages), table));
    }

    /// <summary>The number of pages that are mapped at the moment.</summary>
    public int MappedPages => _users > 0 ? _pageCount : 0;

    /// <summary>Makes sure that the chunk is mapped until <see cref="Put"/> (<c>mlx4_table_get</c>): the first user maps it.</summary>
    public InitResult<Errno> Get(Mailbox mailbox)
    {
        InitResult<Errno> result = _users > 0 ? default : LoadOne(mailbox);
        _users += result.Succeeded ? 1 : 0;
        return result;
    }

    /// <summary>The last user unmaps the chunk (<c>mlx4_table_put</c>).</summary>
    public void Put()
    {
        if (--_users == 0)
        {
            UnloadOne();
        }
    }

    /// <summary>The host's side of the chunk, from an offset on.</summary>
    public Span<byte> At(int offset) => _pages.At(offset);

    [InitStage(10, Cleanup = nameof(FreePages))]
    private InitResult<Errno> AllocPages() => _pages.LoadOne(_pageCount);
    private void FreePages() => _pages.UnloadOne();

    [InitStage(20, Cleanup = nameof(UnmapIcm))]
    private Errno MapIcm(Mailbox mailbox) => _pages.Map(Opcode.MapIcm, mailbox, batch: 0, _address);

    /// <summary>Unmaps the chunk's own pages and no more: where tables are small, the next one begins within the same 256 KiB.</summary>
    private void UnmapIcm() => _commands.Execute(new Command(Opcode.UnmapIcm, (uint)_pageCount, Input: _address));

    partial void OnStageEvent(in StageEvent stageEvent) => _scope.Tell(stageEvent);
    partial void OnStageStarting(StageInfo stage, ref Errno error) => _scope.Ask(stage, ref error);
}
