namespace Mlx4.Sample.Pci;

/// <summary>
/// The machine that cards are plugged into: memory for DMA, interrupt numbers, addresses for BARs. It writes down in its own ledger
/// what drivers have taken from it, so that a leak shows on this side too.
/// </summary>
internal sealed class PciHost
{
    /// <summary>Where DMA memory begins: above what a 32-bit address reaches, so that a lost upper half shows.</summary>
    private const ulong DmaStart = 0x1_0000_0000;

    private const ulong BarStart = 0xe000_0000;

    private const ulong MappingStart = 0xffff_c900_0000_0000;

    private readonly Lock _lock = new();
    private ulong _nextBar = BarStart;
    private ulong _nextMapping = MappingStart;
    private ulong _nextSlot = 1;
    private ulong _nextObject = 1;

    /// <summary>Makes a machine.</summary>
    /// <param name="time">Its clock.</param>
    /// <param name="dmaMemory">The number of bytes that can be mapped for DMA at a time.</param>
    /// <param name="cpus">The number of CPUs that are online.</param>
    public PciHost(TimeProvider time, ulong dmaMemory = 4UL << 30, int cpus = 4)
    {
        Time = time;
        Cpus = cpus;
        MemorySize = dmaMemory;
        Memory = new DmaMemory(DmaStart, dmaMemory);
        Irqs = new IrqTable(Ledger);
    }

    /// <summary>The machine's clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>The number of CPUs that are online.</summary>
    public int Cpus { get; }

    /// <summary>The size of the memory in bytes.</summary>
    public ulong MemorySize { get; }

    /// <summary>What drivers have taken and not given back.</summary>
    public Ledger Ledger { get; } = new();

    /// <summary>What the host refuses.</summary>
    public HostFaults Faults { get; } = new();

    /// <summary>The memory that is mapped for DMA.</summary>
    public DmaMemory Memory { get; }

    /// <summary>The interrupts.</summary>
    public IrqTable Irqs { get; }

    /// <summary>Plugs a function in: its BARs get their addresses, and it may use the host's memory and interrupts from now on.</summary>
    /// <param name="function">The function.</param>
    /// <param name="virtualFunctions">The virtual functions that it can have, if any.</param>
    public PciDevice Plug(IPciFunction function, IReadOnlyList<IPciFunction>? virtualFunctions = null) =>
        new(this, function, (Interlocked.Increment(ref _nextSlot) - 1) << 3, virtualFunctions ?? [], virtualNumber: 0);

    /// <summary>Lets a virtual function appear on the bus.</summary>
    /// <param name="function">The function.</param>
    /// <param name="number">Its number among those of its card, from 1.</param>
    public PciDevice PlugVirtual(IPciFunction function, int number) => new(this, function, (Interlocked.Increment(ref _nextSlot) - 1) << 3, [], number);

    /// <summary>Finds room for a BAR, aligned to its size.</summary>
    /// <param name="size">The size in bytes, a power of two.</param>
    public ulong PlaceBar(ulong size)
    {
        lock (_lock)
        {
            ulong address = (_nextBar + size - 1) & ~(size - 1);
            _nextBar = address + size;
            return address;
        }
    }

    /// <summary>The address of a new mapping: never used twice, so that the ledger can tell mappings of one register apart.</summary>
    public ulong PlaceMapping(int length)
    {
        ulong pages = ((ulong)length + DmaMemory.PageSize - 1) / DmaMemory.PageSize;
        return Interlocked.Add(ref _nextMapping, pages * DmaMemory.PageSize) - pages * DmaMemory.PageSize;
    }

    /// <summary>A number for something that has no address, such as a file, to stand under in the ledger.</summary>
    public ulong NextObject() => Interlocked.Increment(ref _nextObject) - 1;
}
