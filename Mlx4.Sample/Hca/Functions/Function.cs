using System.Diagnostics.CodeAnalysis;
using Mlx4.Sample.Hca.Functions.Configuration;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Hca.Functions;

/// <summary>
/// What all functions of the card have in common: the way to their host, a configuration space, MSI-X. Whichever function
/// an access comes through, the card does one thing at a time.
/// </summary>
internal abstract class Function : IPciFunction
{
    private readonly ConnectX3 _card;
    private readonly PowerManagementCapability _power;
    private readonly MsiXCapability? _msiX;
    private IHost? _host;

    /// <summary>Makes a function.</summary>
    /// <param name="card">The card.</param>
    /// <param name="number">The number by which the firmware knows it.</param>
    /// <param name="header">The header of its configuration space.</param>
    /// <param name="capabilities">The capabilities; power management is one of them.</param>
    /// <param name="vectors">The number of its MSI-X vectors.</param>
    protected Function(ConnectX3 card, int number, Header header, IReadOnlyList<Capability> capabilities, int vectors)
    {
        _card = card;
        Number = number;
        Header = header;
        Config = new ConfigurationSpace(header, capabilities);
        _power = capabilities.OfType<PowerManagementCapability>().Single();
        _msiX = capabilities.OfType<MsiXCapability>().SingleOrDefault();
        MsiX = new MsiX(this, vectors, card.Ledger);
    }

    public IHost? Host
    {
        set
        {
            lock (_card.Lock)
            {
                _host = value;
            }
        }
    }

    /// <summary>The number by which the firmware knows the function: 0 is the physical one.</summary>
    internal int Number { get; }

    internal MsiX MsiX { get; }

    protected Header Header { get; }

    protected ConfigurationSpace Config { get; }

    /// <summary>Whether the function answers at all.</summary>
    protected virtual bool IsThere => !_card.InReset;

    /// <summary>Whether the host has let the function's BARs answer.</summary>
    protected virtual bool MemoryEnabled => Header.MemoryEnabled;

    /// <summary>Whether the host has given the function the bus, which DMA and messages need.</summary>
    protected virtual bool IsMaster => Header.MasterEnabled && _power.IsOn;

    /// <summary>Whether the card has given itself up. No function of it says anything then: it neither writes to the host nor interrupts it.</summary>
    private bool IsSilent => _card.Faults.HasInternalError;

    public abstract ulong RegionSize(int region);

    public abstract (uint Flags, uint Count) Interrupts(int index);

    public void Read(int region, ulong offset, Span<byte> data)
    {
        lock (_card.Lock)
        {
            if (Answers(region, offset, data.Length))
            {
                _card.Verbs.QueuePairs.FlushReceives();
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
        lock (_card.Lock)
        {
            if (!Answers(region, offset, data.Length))
            {
                return;
            }
            _card.Verbs.QueuePairs.FlushReceives();
            if (region != PciRegion.Config)
            {
                WriteRegion(region, (uint)offset, data);
            }
            else if (Config.Write((int)offset, data))
            {
                ResetFunction();
            }
            else
            {
                MsiX.Control(_msiX?.Control ?? 0);
                ConfigWritten();
            }
        }
    }

    public void Reset()
    {
        lock (_card.Lock)
        {
            ResetFunction();
        }
    }

    /// <summary>The host's memory at a bus address, if the host lets the function at its memory at all.</summary>
    internal bool Dma(ulong address, int length, out Span<byte> memory)
    {
        memory = default;
        return Reaches(address, length) && _host.Dma(address, length, out memory) && memory.Length >= length;
    }

    /// <summary>Whether <see cref="Dma"/> would give memory. Nobody looks into most of what a host hands over, so the host need not make it yet.</summary>
    internal bool IsMapped(ulong address, int length) => Reaches(address, length) && _host.IsMapped(address, length);

    /// <summary>Tells the host that an event is there: by the vector if messages are enabled, else by the pin.</summary>
    internal void Raise(int vector)
    {
        if (IsSilent)
        {
            return;
        }
        if (MsiX.IsEnabled)
        {
            MsiX.Raise(vector);
        }
        else
        {
            AssertPin();
        }
    }

    /// <summary>Sends an interrupt to the host. A message is a write of the function's, so it needs the bus.</summary>
    internal void Interrupt(int kind, int vector)
    {
        if (!IsSilent && !_card.Faults.Loses(kind) && (kind == PciInterrupt.IntX || IsMaster))
        {
            _host?.Interrupt(kind, vector);
        }
    }

    /// <summary>The name of a resource in the ledger: as it is for the physical function, <c>EQ of VF 2</c> for a virtual one.</summary>
    internal string Own(string resource) => Number == 0 ? resource : $"{resource} of VF {Number}";

    /// <summary>A conventional or function-level reset, with all that it means to the card.</summary>
    protected abstract void ResetFunction();

    /// <summary>Asserts the interrupt pin, if the function has one.</summary>
    protected virtual void AssertPin()
    {
    }

    /// <summary>Something in the configuration space has been written.</summary>
    protected virtual void ConfigWritten()
    {
    }

    /// <summary>The host has asked for memory of the function that does not answer.</summary>
    protected virtual void NoteUnsupportedRequest()
    {
    }

    /// <summary>A read that lies in a region that answers.</summary>
    protected virtual void ReadRegion(int region, uint offset, Span<byte> data) => Config.Read((int)offset, data);

    /// <summary>A write that lies in a region, other than the configuration space, that answers.</summary>
    protected abstract void WriteRegion(int region, uint offset, ReadOnlySpan<byte> data);

    /// <summary>Puts configuration space and MSI-X back to what they are at power-on.</summary>
    protected void ResetRegisters()
    {
        Config.Reset();
        MsiX.Reset();
    }

    /// <summary>Whether the function may ask the host for memory.</summary>
    [MemberNotNullWhen(true, nameof(_host))]
    private bool Reaches(ulong address, int length) => _host is not null && !IsSilent && IsMaster && address <= ulong.MaxValue - (uint)length;

    private bool Answers(int region, ulong offset, int length)
    {
        ulong size = RegionSize(region);
        if (length is not (1 or 2 or 4 or 8) || size < (uint)length || offset > size - (uint)length || !IsThere)
        {
            return false;
        }
        bool answers = region is PciRegion.Config or PciRegion.Rom || (MemoryEnabled && _power.IsOn);
        if (!answers)
        {
            NoteUnsupportedRequest();
        }
        return answers;
    }
}
