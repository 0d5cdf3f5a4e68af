using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Hca.Memory;

/// <summary>Host pages that the host has lent to the firmware, block by block: the firmware area, the auxiliary ICM.</summary>
/// <param name="name">What they are called in the ledger; amounts are in pages of 4 KiB.</param>
/// <param name="ledger">The ledger.</param>
internal sealed class PageBlocks(string name, Ledger ledger)
{
    private readonly List<PageBlock> _blocks = [];

    /// <summary>How many pages there are.</summary>
    public ulong Pages { get; private set; }

    /// <summary>Whether a block shares a page with one that is here already.</summary>
    public bool Overlaps(in PageBlock block)
    {
        foreach (PageBlock other in _blocks)
        {
            if (block.Overlaps(other))
            {
                return true;
            }
        }
        return false;
    }

    public void Add(in PageBlock block, string by)
    {
        _blocks.Add(block);
        Pages += block.Pages;
        ledger.Take(name, block.Address, by, block.Pages);
    }

    /// <summary>Gives all of them back.</summary>
    public void Reset()
    {
        foreach (PageBlock block in _blocks)
        {
            ledger.Return(name, block.Address);
        }
        _blocks.Clear();
        Pages = 0;
    }
}
