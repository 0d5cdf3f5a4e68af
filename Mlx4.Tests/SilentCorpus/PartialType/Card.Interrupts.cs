using Mlx4.Runtime;

namespace Corpus.PartialType;

internal sealed partial class Card
{
    private const int Vectors = 4;
    private int _requested;

    [InitStage(20, Cleanup = nameof(UnmapDoorbells))]
    private Errno MapDoorbells() => _bus.MapBar(2, out _doorbells);

    [InitStage(30, Cleanup = nameof(FreeInterrupts))]
    private Errno RequestInterrupts()
    {
        for (_requested = 0; _requested < Vectors; _requested++)
        {
            Errno err = _bus.RequestIrq(_requested);
            if (err != Errno.Ok)
            {
                FreeInterrupts();
                return err;
            }
        }

        return Errno.Ok;
    }
}
