using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Hca.Functions;

/// <summary>
/// What all functions of the card have in common: the way to their host, a configuration space, MSI-X. Whichever function
/// an access comes through, the card does one thing at a time.
/// </summary>
internal abstract class Function(ConnectX3 card, int number, ConfigurationSpace config) : IPciFunction
{
    private IHost? _host;

    public IHost? Host
    {
        set
        {
            lock (card.Lock)
            {
                _host = value;
            }
        }
    }

    /// <summary>The number by which the firmware knows the function: 0 is the physical one.</summary>
    internal int Number => number;

    internal ConfigurationSpace Config => config;

    internal abstract MsiX MsiX { get; }

    /// <summary>Whether the host has given the function the bus, which DMA and messages need.</summary>
    protected virtual bool IsMaster => config.MasterEnabled;

    /// <summary>Whether the function's BARs answer.</summary>
    protected virtual bool MemoryAnswers => config.MemoryEnabled;

    /// <summary>Whether the function answers at all.</summary>
    protected virtual bool IsThere => !card.InReset;

    public abstract ulong RegionSize(int region);

    public abstract (uint Flags, uint Count) Interrupts(int index);

    public void Read(int region, ulong offset, Span<byte> data)
    {
        lock (card.Lock)
        {
            if (Answers(region, offset, data.Length))
            {
                ReadRegion(region, (uint)offset, data);
            }
            else
            {
                data.Fill(0xff);
            }
        }
    }

    public void Write(int region, ulong offset, ReadOnlySpan<byte> data)
    {
        lock (card.Lock)
        {
            if (Answers(region, offset, data.Length))
            {
                WriteRegion(region, (uint)offset, data);
            }
        }
    }

    public void Reset()
    {
        lock (card.Lock)
        {
            BusReset();
        }
    }

    /// <summary>The host's memory at a bus address, if the host lets the function at its memory at all.</summary>
    internal bool Dma(ulong address, int length, out Span<byte> memory)
    {
        memory = default;
        return _host is not null && IsMaster && address <= ulong.MaxValue - (uint)length
            && _host.Dma(address, length, out memory) && memory.Length >= length;
    }

    /// <summary>Tells the host that an event is there.</summary>
    internal abstract void Raise(int vector);

    /// <summary>Sends an interrupt to the host. A message is a write of the function's, so it needs the bus.</summary>
    internal void Interrupt(int kind, int vector)
    {
        if (!card.Faults.Loses(kind) && (kind == PciInterrupt.IntX || IsMaster))
        {
            _host?.Interrupt(kind, vector);
        }
    }

    /// <summary>The name of a resource in the ledger: as it is for the physical function, <c>EQ of VF 2</c> for a virtual one.</summary>
    internal virtual string Own(string resource) => resource;

    /// <summary>A conventional or function-level reset of the function.</summary>
    internal abstract void BusReset();

    /// <summary>An access that lies in the region, of a function whose region answers.</summary>
    protected abstract void ReadRegion(int region, uint offset, Span<byte> data);

    /// <inheritdoc cref="ReadRegion"/>
    protected abstract void WriteRegion(int region, uint offset, ReadOnlySpan<byte> data);

    private bool Answers(int region, ulong offset, int length)
    {
        ulong size = RegionSize(region);
        return length is 1 or 2 or 4 or 8 && size >= (uint)length && offset <= size - (uint)length && IsThere
            && (region == PciRegion.Config || MemoryAnswers);
    }
}
