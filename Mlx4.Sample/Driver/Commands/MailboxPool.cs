using Mlx4.Runtime;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Driver.Commands;

/// <summary>The pages for mailboxes. A page that comes back is kept for the next command, as in a DMA pool.</summary>
internal sealed class MailboxPool(PciDevice pci)
{
    private readonly Lock _lock = new();
    private readonly Stack<DmaBuffer> _free = [];
    private int _inUse;

    /// <summary>Hands out a zeroed page. ENOMEM: there is none, and no memory for another one.</summary>
    public Errno Alloc(out DmaBuffer page)
    {
        lock (_lock)
        {
            Errno error = Errno.Ok;
            if (_free.TryPop(out DmaBuffer? kept))
            {
                page = kept;
                page.Span.Clear();
            }
            else
            {
                error = pci.AllocCoherent(Mailbox.Size, "mailbox", out page);
            }
            _inUse += error == Errno.Ok ? 1 : 0;
            return error;
        }
    }

    /// <summary>Takes a page back.</summary>
    public void Free(DmaBuffer page)
    {
        lock (_lock)
        {
            _free.Push(page);
            _inUse--;
        }
    }

    /// <summary>Frees all pages.</summary>
    /// <exception cref="InvalidOperationException">One is still in use.</exception>
    public void Destroy()
    {
        while (_free.TryPop(out DmaBuffer? page))
        {
            pci.FreeCoherent(page);
        }
        if (_inUse != 0)
        {
            throw new InvalidOperationException($"The pool is destroyed with {_inUse} mailboxes in use.");
        }
    }
}
