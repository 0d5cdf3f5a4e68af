// Shape: stages, cleanups and members in three files
using Mlx4.Runtime;

namespace Corpus.PartialType;

internal interface ICardBus
{
    Errno MapBar(int bar, out nint address);
    void UnmapBar(nint address);
    Errno RequestIrq(int vector);
    void FreeIrq(int vector);
}

internal sealed partial class Card(ICardBus bus)
{
    private readonly ICardBus _bus = bus;
    private nint _registers;
    private nint _doorbells;

    [InitStage(10, Cleanup = nameof(UnmapRegisters))]
    private Errno MapRegisters() => _bus.MapBar(0, out _registers);
}
