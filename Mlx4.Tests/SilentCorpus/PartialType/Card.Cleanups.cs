using System.Threading;

namespace Corpus.PartialType;

internal sealed partial class Card
{
    private void UnmapRegisters() => Unmap(ref _registers);

    private void UnmapDoorbells() => Unmap(ref _doorbells);

    private void FreeInterrupts()
    {
        for (int vector = _requested - 1; vector >= 0; vector--)
        {
            _bus.FreeIrq(vector);
        }

        _requested = 0;
    }

    private void Unmap(ref nint address)
    {
        nint mapped = Interlocked.Exchange(ref address, 0);
        if (mapped != 0)
        {
            _bus.UnmapBar(mapped);
        }
    }
}
